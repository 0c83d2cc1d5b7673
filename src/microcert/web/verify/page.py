"""The permanent page of a credential, the target of its QR code, and the files that it may offer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credseal import Format
from microcert.credentials.errors import FilesNotShared
from microcert.credentials.models import Credential
from microcert.credentials.portable import SELF_CONTAINED, file_name, self_contained
from microcert.credentials.queries import credential_by_code, files_held, form_of, names_of_bodies, page_address
from microcert.credentials.rules import read_code
from microcert.credentials.verification import judge
from microcert.documents.queries import content
from microcert.web.files import private_file

from .formats import MEDIA_TYPES, Offered, offered
from .forms import VerifyForm
from .result import result_of


@require_safe
def credential(request: HttpRequest, code: str) -> HttpResponseBase:
    """The signed credential itself is judged at every visit, so that a revocation shows at once."""
    found = _credential(code)
    if found.code != code:
        return redirect("credential", code=found.code)
    badge = found.badge.encode()
    context = {
        "credential": found,
        "result": result_of(judge(badge), badge, found),
        "address": page_address(found.code),
        "shows_name": found.is_name_public,
        "offered": _offered(request, found),
        "is_holder": request.user.has_perm("credentials.share_credential", found),
        "may_change_status": request.user.has_perm("credentials.change_status_of_credential", found),
        "form": VerifyForm(),
    }
    response = render(request, "verify/page.html", context)
    # A person who shares a link does not ask to be found by name in a search engine.
    response["X-Robots-Tag"] = "noindex, noarchive"
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def credential_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    found = _shared_with(request, code)
    return _file(content(found.certificate), "application/pdf", f"{found.number}.pdf")


@require_safe
def credential_json(request: HttpRequest, code: str) -> HttpResponseBase:
    found = _shared_with(request, code)
    return _file(found.badge.encode(), "application/ld+json", f"{found.number}.json")


@require_safe
def credential_form(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """Any other sealed form, as it was kept on the day of the award."""
    found = _shared_with(request, code)
    kept = form_of(found, form)
    if kept is None:
        raise Http404(_("Ce format n’existe pas. La page du certificat donne la liste des fichiers."))
    name = file_name(found.number, Format(form))
    return _file(bytes(kept.content), MEDIA_TYPES[Format(form)], name)


@require_safe
def credential_html(request: HttpRequest, code: str) -> HttpResponseBase:
    """One file that verifies itself offline: made at each visit, because it carries the lists of the day."""
    found = _shared_with(request, code)
    return _file(self_contained(found), "text/html; charset=utf-8", found.number + SELF_CONTAINED)


def _offered(request: HttpRequest, found: Credential) -> Offered | None:
    if not request.user.has_perm("credentials.download_credential", found):
        return None
    return offered(found.code, files_held(found), names_of_bodies(found))


def _credential(code: str) -> Credential:
    normal = read_code(code)
    found = credential_by_code(normal) if normal else None
    if found is None:
        raise Http404(_("Aucun certificat ne porte ce code. Vérifiez l’adresse, ou déposez le fichier à vérifier."))
    return found


def _shared_with(request: HttpRequest, code: str) -> Credential:
    """The files bear the holder's name: they are for the holder, and for all when the holder said so."""
    found = _credential(code)
    if not request.user.has_perm("credentials.download_credential", found):
        raise FilesNotShared
    return found


def _file(stored: bytes, content_type: str, name: str) -> HttpResponse:
    response = private_file(stored, name, content_type)
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


urlpatterns: list[URLPattern] = [
    path("v/<str:code>", credential, name="credential"),
    path("v/<str:code>/", credential),
    path("v/<str:code>/certificat.pdf", credential_pdf, name="credential-pdf"),
    path("v/<str:code>/certificat.json", credential_json, name="credential-json"),
    path("v/<str:code>/dossier.html", credential_html, name="credential-html"),
    path("v/<str:code>/fichiers/<str:form>", credential_form, name="credential-form"),
]
