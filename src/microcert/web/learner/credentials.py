from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from microcert.credentials.actions import share
from microcert.credentials.models import Credential
from microcert.credentials.portable import archive
from microcert.credentials.queries import credential_by_code, credentials_of, names_of_bodies, whole_holding
from microcert.foundation import clock
from microcert.people.models import User
from microcert.web.files import private_file
from microcert.web.verify.formats import OFFERS

from .sharing import shown


class ShareForm(forms.Form):
    """The holder's choice, as the button that was pressed says it."""

    is_name_public = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda answer: answer == "yes"
    )


@login_required
@require_GET
def my_credentials(request: HttpRequest) -> HttpResponse:
    held = [shown(each) for each in credentials_of(cast(User, request.user))]
    return render(request, "learner/credentials.html", {"held": held})


@login_required
@require_GET
def my_archive(request: HttpRequest) -> HttpResponse:
    """Every file of every credential that the person holds: theirs for life, whatever becomes of the platform."""
    held = whole_holding(cast(User, request.user))
    if not held:
        raise Http404(_("Vous n’avez pas encore de certificat : il n’y a rien à télécharger."))
    return private_file(
        archive(held, _explanation(held)), f"certificats-{clock.today():%Y-%m-%d}.zip", "application/zip"
    )


def _explanation(held: list[Credential]) -> str:
    """The text that lies in the archive: what each file is for, and whose signatures it bears."""
    lines = [f"{each.label} ({each.kind}) : {each.use}" for each in OFFERS]
    if any(len(names_of_bodies(each)) > 1 for each in held):
        joint = _(
            "Délivrance conjointe : chaque université a signé le PDF, le fichier Europass, l’Open Badge et ses images ; les jetons et le dossier qui se vérifie seul ne portent que la signature de l’université productrice."
        )
        lines += ["", joint]
    first = _("Un dossier par certificat. Chaque fichier se vérifie seul ; gardez-les tels quels.")
    return "\r\n".join([first, "", *lines, ""])


@login_required
@require_POST
def share_credential(request: HttpRequest, code: str) -> HttpResponse:
    credential = credential_by_code(code)
    if credential is None or not request.user.has_perm("credentials.share_credential", credential):
        raise Http404
    holder = cast(User, request.user)
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Votre choix n’a pas été compris. Utilisez l’un des deux boutons sous le certificat.")
        )
    elif form.cleaned_data["is_name_public"]:
        share(credential, is_name_public=True, by=holder)
        messages.success(request, _("Votre nom figure désormais sur la page publique de ce certificat."))
    else:
        share(credential, is_name_public=False, by=holder)
        messages.success(request, _("Votre nom ne figure plus sur la page publique de ce certificat."))
    return redirect("my-credentials")


urlpatterns: list[URLPattern] = [
    path("certificats/", my_credentials, name="my-credentials"),
    path("certificats/archive.zip", my_archive, name="my-archive"),
    path("certificats/<str:code>/partage/", share_credential, name="credential-share"),
]
