"""The language of the pages, and of the letters to whoever has an account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from microcert.people.models import User


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Speak the language chosen: on this browser from the next page on, and in the person's letters from now on."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return set_language(request)
