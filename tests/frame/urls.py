"""The frame alone: its gallery, and empty pages under the names that it links to."""

from allauth.account import urls as account_urls
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language


def blank(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", include("microcert.web.frame.urls")),
    path("compte/", include(account_urls)),
    path("langue/", set_language, name="set_language"),
    path("catalogue/", blank, name="catalogue"),
    path("micro-certifications/", blank, name="about"),
    path("verifier/", blank, name="verify"),
    path("espace/", blank, name="learner-home"),
    path("cadre/", blank, name="framework"),
    path("textes/<slug:kind>/", blank, name="terms"),
    path("aide/", blank, name="help"),
]
