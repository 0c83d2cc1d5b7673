"""Every address of the platform, by audience."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("microcert.web.public.urls")),
    path("", include("microcert.web.verify.urls")),
    path("", include("microcert.api.urls")),
    path("espace/", include("microcert.web.learner.urls")),
    path("evaluation/", include("microcert.web.teacher.urls")),
    path("jury/", include("microcert.web.jury.urls")),
    path("bureau/", include("microcert.web.office.urls")),
    path("pilotage/", include("microcert.web.steering.urls")),
    path("qualite/", include("microcert.web.quality.urls")),
    path("administration/", admin.site.urls),
    path("compte/", include("allauth.account.urls")),
    path("", include("microcert.web.urls")),
]
if settings.DEMONSTRATION:
    urlpatterns.append(path("demonstration/", include("microcert.web.demo.urls")))
elif settings.PAYMENT.endswith("SimulatedBank"):
    # The operator named the stand-in: its page comes with it, and nothing else of the demonstration.
    urlpatterns.append(path("", include("microcert.web.demo.bank")))

handler400 = "microcert.web.refusals.bad_request"
handler403 = "microcert.web.refusals.forbidden"
handler404 = "microcert.web.refusals.not_found"
handler500 = "microcert.web.refusals.server_error"
