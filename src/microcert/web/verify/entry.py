"""The door for third parties: a code, number or address copied from paper, a file, or a text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credseal.photo import is_photograph
from credseal.verify import FindingCode, Verification
from microcert.credentials.models import Credential
from microcert.credentials.queries import code_in_address, find_credential
from microcert.credentials.verification import judge

from .answers import sentence
from .forms import VerifyForm
from .photograph import pictured
from .rate import limited
from .result import holds_a_credential, original_of, result_of


@require_http_methods(["GET", "HEAD", "POST"])
@limited
def verify(request: HttpRequest) -> HttpResponse:
    """The form; a code or an address of ours leads to its permanent page, a file or a text is judged and not kept."""
    asked = request.POST if request.method == "POST" else (request.GET if "code" in request.GET else None)
    form = VerifyForm(asked, request.FILES if request.method == "POST" else None)
    if form.is_valid():
        given = form.content
        answer = _find(form) if given is None else _judge(request, form, *given)
        if answer is not None:
            return answer
    return render(request, "verify/form.html", {"form": form}, status=422 if form.errors else 200)


def _find(form: VerifyForm) -> HttpResponse | None:
    typed = form.cleaned_data["code"]
    code = code_in_address(typed)
    if code is None:
        form.add_error(
            "code",
            _(
                "Cette adresse n’est pas celle d’un certificat de cette plateforme, et nous n’en consultons aucune autre. Téléchargez le fichier, puis déposez-le ici."
            ),
        )
        return None
    credential = find_credential(code)
    if credential is not None:
        return redirect("credential", code=credential.code)
    form.add_error(
        "code",
        _(
            "Aucun certificat ne porte ce code ou ce numéro. Relisez-le, ou déposez le fichier. S’il est imprimé sur un document, méfiez-vous de ce document."
        ),
    )
    return None


def _judge(request: HttpRequest, form: VerifyForm, field: str, content: bytes) -> HttpResponse | None:
    verification = judge(content)
    if not holds_a_credential(verification):
        if field == "file" and is_photograph(content):
            return _follow(form, content)
        form.add_error(field, _why_unreadable(verification))
        return None
    result = result_of(verification, content, original_of(verification))
    file = form.cleaned_data["file"]
    context = {"result": result, "file_name": file.name if file else "", "form": VerifyForm()}
    response = render(request, "verify/file.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _follow(form: VerifyForm, photograph: bytes) -> HttpResponse | None:
    found = pictured(photograph)
    if isinstance(found, Credential):
        return redirect("credential", code=found.code)
    form.add_error("file", found)
    return None


def _why_unreadable(verification: Verification) -> str:
    finding = verification.finding(FindingCode.CONTENT) or verification.findings[0]
    return f"{sentence(finding)} " + _(
        "Déposez le fichier remis par l’université (PDF, JSON, jeton, fichier Europass, image du badge), sans l’avoir réenregistré."
    )


urlpatterns: list[URLPattern] = [path("verifier/", verify, name="verify")]
