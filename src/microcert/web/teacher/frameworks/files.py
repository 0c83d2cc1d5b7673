"""A framework out of the platform and back: CSV, XLSX, CASE 1.0."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.competencies import actions
from microcert.competencies.errors import BadFile
from microcert.competencies.exchange import FORMATS, read_file
from microcert.competencies.models import CompetencyFramework
from microcert.competencies.permissions import AUTHORS
from microcert.competencies.queries import content_of
from microcert.consortium.models import University
from microcert.consortium.queries import universities_of
from microcert.web.access import SignedInRequest, admit
from microcert.web.files import private_file
from microcert.web.refusals import add_refusal

from .doors import framework_to_edit, framework_to_read
from .forms import FileForm, NewFileForm


@login_required
def export(request: SignedInRequest, pk: int, extension: str) -> HttpResponse:
    framework = framework_to_read(request, pk)
    if extension not in FORMATS:
        raise Http404
    form = FORMATS[extension]
    name = f"referentiel-{framework.slug}-v{framework.number}.{form.extension}"
    return private_file(form.write(content_of(framework)), name, form.media_type)


def taken_in(
    request: SignedInRequest,
    form: FileForm | NewFileForm,
    *,
    into: CompetencyFramework | None = None,
    at: University | None = None,
) -> CompetencyFramework | BadFile:
    """The framework that the file became, or what is wrong with it, named in the form too."""
    file = form.cleaned_data["file"]
    try:
        content = read_file(file.name, file.read())
        newer = form.cleaned_data.get("replaces_newer", False)
        return actions.import_framework(content, into=into, at=at, replaces_newer=newer, by=request.user)
    except BadFile as bad:
        add_refusal(form, bad)
        return bad


@login_required
def import_into(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_to_edit(request, pk)
    form, problems = FileForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        done = taken_in(request, form, into=framework)
        if isinstance(done, CompetencyFramework):
            messages.success(request, _("Le fichier est importé : le référentiel dit désormais ce qu’il contient."))
            return redirect("competency-framework", pk)
        problems = list(done.problems)
    context = {"framework": framework, "form": form, "problems": problems}
    return render(request, "teacher/framework_import.html", context, status=422 if form.errors else 200)


@login_required
def import_new(request: SignedInRequest) -> HttpResponse:
    universities = universities_of(request.user, *AUTHORS)
    admit(request.user, bool(universities))
    is_sent = request.method == "POST"
    form = NewFileForm(universities, request.POST if is_sent else None, request.FILES if is_sent else None)
    problems = []
    if is_sent and form.is_valid():
        done = taken_in(request, form, at=form.cleaned_data["university"])
        if isinstance(done, CompetencyFramework):
            messages.success(request, _("Le fichier est importé comme un nouveau référentiel."))
            return redirect("competency-framework", done.pk)
        problems = list(done.problems)
    context = {"form": form, "problems": problems}
    return render(request, "teacher/framework_import.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("referentiels/importer/", import_new, name="framework-import-new"),
    path("referentiels/<int:pk>/importer/", import_into, name="framework-import"),
    path("referentiels/<int:pk>/telecharger/<slug:extension>/", export, name="framework-file"),
]
