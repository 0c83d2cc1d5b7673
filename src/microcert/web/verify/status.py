"""Suspend, reinstate or revoke a credential: for the issuer's representatives, in two steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.credentials.actions import reinstate, revoke, suspend
from microcert.credentials.models import Credential
from microcert.credentials.queries import credential_by_code
from microcert.credentials.rules import CredentialStatus, may_become
from microcert.foundation.refusals import Refusal
from microcert.web.refusals import add_refusal

from .forms import StatusForm

ACTS: dict[CredentialStatus, Callable[..., Credential]] = {
    CredentialStatus.SUSPENDED: suspend,
    CredentialStatus.VALID: reinstate,
    CredentialStatus.REVOKED: revoke,
}
CHOICES = {
    CredentialStatus.SUSPENDED: gettext_lazy("Suspendre, le temps d’un recours ou d’une procédure"),
    CredentialStatus.VALID: gettext_lazy("Rétablir : le certificat est de nouveau en vigueur"),
    CredentialStatus.REVOKED: gettext_lazy("Révoquer définitivement"),
}
DONE = {
    CredentialStatus.SUSPENDED: gettext_lazy("Le certificat est suspendu. Toute vérification le dit dès maintenant."),
    CredentialStatus.VALID: gettext_lazy("Le certificat est de nouveau en vigueur."),
    CredentialStatus.REVOKED: gettext_lazy("Le certificat est révoqué. Toute vérification le dit dès maintenant."),
}


@login_required
def change_status(request: HttpRequest, code: str) -> HttpResponse:
    credential = _credential_for(request, code)
    present = CredentialStatus(credential.status)
    choices = [(wanted, label) for wanted, label in CHOICES.items() if may_become(present, wanted)]
    form = StatusForm(request.POST or None, choices=choices)
    context = {"credential": credential, "form": form, "choices": choices, "present": present}
    if form.is_valid():
        wanted = CredentialStatus(form.cleaned_data["wanted"])
        if request.POST.get("confirmed") != "yes":
            form.hide()
            return render(request, "frame/confirm.html", context | _confirmation(credential, wanted, form))
        try:
            ACTS[wanted](credential, reason=form.cleaned_data["reason"], by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, DONE[wanted])
            return redirect("credential", code=credential.code)
    return render(request, "verify/status.html", context, status=422 if form.errors else 200)


def _credential_for(request: HttpRequest, code: str) -> Credential:
    credential = credential_by_code(code)
    if credential is None:
        raise Http404
    if not request.user.has_perm("credentials.change_status_of_credential", credential):
        # A stranger learns nothing from the answer; the holder and the issuer's people learn that they may not.
        raise PermissionDenied if request.user.has_perm("credentials.know_credential", credential) else Http404
    return credential


def _confirmation(credential: Credential, wanted: CredentialStatus, form: StatusForm) -> dict[str, Any]:
    titles = {
        CredentialStatus.SUSPENDED: _("Suspendre le certificat %(number)s"),
        CredentialStatus.VALID: _("Rétablir le certificat %(number)s"),
        CredentialStatus.REVOKED: _("Révoquer le certificat %(number)s"),
    }
    consequences = {
        CredentialStatus.SUSPENDED: [
            _("Toute vérification répondra dès maintenant que ce certificat est suspendu."),
            _("Vous pourrez le rétablir ou le révoquer ensuite."),
        ],
        CredentialStatus.VALID: [_("Toute vérification répondra de nouveau que ce certificat est en vigueur.")],
        CredentialStatus.REVOKED: [
            _("Toute vérification répondra dès maintenant que ce certificat est révoqué."),
            _("Une révocation ne s’annule pas : il faudrait délivrer un autre certificat."),
        ],
    }
    told = _("Motif communiqué au titulaire et affiché : « %(reason)s »") % {"reason": form.cleaned_data["reason"]}
    return {
        "title": titles[wanted] % {"number": credential.number},
        "consequences": [*consequences[wanted], told],
        "confirm_label": {
            CredentialStatus.SUSPENDED: _("Suspendre ce certificat"),
            CredentialStatus.VALID: _("Rétablir ce certificat"),
            CredentialStatus.REVOKED: _("Révoquer ce certificat"),
        }[wanted],
        "cancel_url": reverse("credential", args=[credential.code]),
        "danger": wanted is CredentialStatus.REVOKED,
    }


urlpatterns: list[URLPattern] = [path("v/<str:code>/statut/", change_status, name="credential-status")]
