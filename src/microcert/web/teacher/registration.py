"""The registration file of a training: what the national criteria ask, what is missing and where to mend it, and the file itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import override

from microcert.competencies.permissions import AUTHORS
from microcert.consortium.permissions import holds_at
from microcert.evaluation.queries.yearly import yearly_figures
from microcert.foundation import clock
from microcert.production.registration.content import content_of
from microcert.production.registration.evidence import write_archive, write_pdf
from microcert.production.registration.queries import RegistrationFile, registration_of
from microcert.production.registration.rules import Missing, Place
from microcert.production.registration.word import write_docx
from microcert.production.registration.words import CRITERIA, missing_words
from microcert.sessions.queries import universities_giving
from microcert.trainings.models import TrainingVersion
from microcert.web.access import SignedInRequest, require
from microcert.web.files import private_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Extension → its type, and how it is written.
FORMS: dict[str, tuple[str, Any]] = {
    "docx": (DOCX, lambda file: write_docx(content_of(file))),
    "pdf": ("application/pdf", write_pdf),
    "zip": ("application/zip", write_archive),
}


def file_of(request: SignedInRequest, pk: int) -> RegistrationFile:
    """The file, for the producer's authors and the steering committee."""
    versions = TrainingVersion.objects.select_related("training__producer", "competency_framework", "rules")
    version = get_object_or_404(versions, pk=pk)
    if not request.user.has_perm("consortium.steer"):
        require(request.user, "trainings.preview_version", version, at=version.training.producer)
    giving = universities_giving(version.training)
    return registration_of(version, yearly_figures(version.training), giving)


def mended_at(missing: Missing, file: RegistrationFile) -> str:
    """The address where something is mended; empty when it is no page of the platform."""
    framework = file.tree.framework.pk
    return {
        Place.FRAMEWORK: lambda: reverse("competency-framework", args=[framework]),
        Place.FACTS: lambda: reverse("framework-facts", args=[framework]),
        Place.CONTRIBUTION: lambda: reverse("framework-add", args=[framework, "contributions"]),
        Place.TRAINING: lambda: reverse("design", args=[file.version.pk]),
        Place.ELSEWHERE: lambda: "",
    }[missing.place]()


@login_required
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    file = file_of(request, pk)
    producer = file.version.training.producer
    writes = holds_at(request.user, producer, *AUTHORS)
    points = [
        (
            CRITERIA[finding.criterion],
            finding.is_met,
            [(missing_words(each), mended_at(each, file) if writes else "") for each in finding.missing],
        )
        for finding in file.findings
    ]
    context = {
        "file": file,
        "version": file.version,
        "universities": [producer],
        "unmet": [point for point in points if not point[1]],
        "met": [point for point in points if point[1]],
        "content": content_of(file),
    }
    return render(request, "teacher/registration.html", context)


@login_required
def download(request: SignedInRequest, pk: int, extension: str) -> HttpResponse:
    # France compétences reads the file: every sentence of it is French, whatever the reader's language.
    with override("fr"):
        file = file_of(request, pk)
        if extension not in FORMS:
            raise Http404
        media_type, write = FORMS[extension]
        name = f"enregistrement-{file.version.training.slug}-{clock.today():%Y-%m-%d}.{extension}"
        return private_file(write(file), name, media_type)


urlpatterns = [
    path("formations/<int:pk>/enregistrement/", show, name="registration"),
    path("formations/<int:pk>/enregistrement/<slug:extension>/", download, name="registration-file"),
]
