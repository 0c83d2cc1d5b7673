"""The door for third parties: a code or number copied from paper, or a file."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credseal.verify import FindingCode, Verification
from microcert.credentials.queries import find_credential
from microcert.credentials.verification import judge

from .answers import sentence
from .forms import VerifyForm
from .result import holds_a_credential, result_of, with_original


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form; a code leads to its permanent page, a file is judged where it stands and not kept."""
    asked = request.POST if request.method == "POST" else (request.GET if "code" in request.GET else None)
    form = VerifyForm(asked, request.FILES if request.method == "POST" else None)
    if form.is_valid():
        if file := form.cleaned_data["file"]:
            answer = _judge_file(request, form, file)
        else:
            answer = _find(form)
        if answer is not None:
            return answer
    return render(request, "verify/form.html", {"form": form}, status=422 if form.errors else 200)


def _find(form: VerifyForm) -> HttpResponse | None:
    credential = find_credential(form.cleaned_data["code"])
    if credential is not None:
        return redirect("credential", code=credential.code)
    form.add_error(
        "code",
        _(
            "Aucun certificat ne porte ce code ou ce numéro. Relisez-le, ou déposez le fichier. S’il est imprimé sur un document, méfiez-vous de ce document."
        ),
    )
    return None


def _judge_file(request: HttpRequest, form: VerifyForm, file: UploadedFile) -> HttpResponse | None:
    content = file.read()
    verification = judge(content)
    if not holds_a_credential(verification):
        form.add_error("file", _why_unreadable(verification))
        return None
    result = with_original(result_of(verification, content), verification)
    context = {"result": result, "file_name": file.name, "form": VerifyForm()}
    response = render(request, "verify/file.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _why_unreadable(verification: Verification) -> str:
    finding = verification.finding(FindingCode.CONTENT)
    assert finding is not None
    return f"{sentence(finding)} " + _(
        "Déposez le PDF ou le fichier JSON remis par l’université, sans l’avoir réenregistré."
    )


urlpatterns: list[URLPattern] = [path("verifier/", verify, name="verify")]
