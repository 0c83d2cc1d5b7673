"""Signing the minutes, and reading them once they are sealed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from microcert.documents.queries import content
from microcert.evaluation import actions
from microcert.foundation.refusals import Refusal
from microcert.web.access import SignedInRequest
from microcert.web.files import private_file

from .loading import the_jury


@login_required
@require_POST
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    jury = the_jury(request, pk)
    if "has_read" not in request.POST:
        messages.error(request, _("Cochez la case pour dire que vous avez lu le procès-verbal."))
        return redirect("jury", pk)
    try:
        minutes = actions.sign_minutes(jury, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("Toutes les signatures sont données : le procès-verbal est en cours de scellement.")
            if minutes
            else _("Votre signature est enregistrée."),
        )
    return redirect("jury", pk)


@login_required
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    jury = the_jury(request, pk)
    document = jury.minutes.document if hasattr(jury, "minutes") else None
    if document is None:
        raise Http404
    return private_file(content(document), f"{document.number}.pdf")


urlpatterns = [
    path("<int:pk>/signer/", sign, name="jury-sign"),
    path("<int:pk>/proces-verbal/", minutes, name="jury-minutes"),
]
