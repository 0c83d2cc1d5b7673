"""Who comes in: the version of an address, if this person may see or write it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import VersionStatus
from microcert.web.access import SignedInRequest, require

# What the pages that are no section call themselves in the way back.
PAGE_LABELS: dict[str, Promise] = {
    "course": gettext_lazy("Séquences et activités"),
    "rubric": gettext_lazy("Grille critériée"),
    "matrix": gettext_lazy("Alignement pédagogique"),
    "resources": gettext_lazy("Ressources et accessibilité"),
    "backing": gettext_lazy("Appuis des universités"),
    "framework": gettext_lazy("Référentiel de compétences"),
    "history": gettext_lazy("Historique"),
}


def the_version(request: SignedInRequest, pk: int, permission: str = "trainings.edit_version") -> TrainingVersion:
    """The version, if the person has the permission on it: a colleague gets 403, another university 404."""
    version = get_object_or_404(
        TrainingVersion.objects.select_related(
            "training__producer", "competency_framework", "rules", "task", "expert", "framework_version"
        ),
        pk=pk,
    )
    require(request.user, permission, version, at=version.training.producer)
    return version


def design_page(
    request: SignedInRequest, template: str, version: TrainingVersion, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of one version: every one of them has the way round the sections beside it."""
    shared = {
        "version": version,
        "universities": [version.training.producer],
        "is_draft": version.status == VersionStatus.DRAFT,
        "label": PAGE_LABELS.get(context["at"], ""),
    }
    return render(request, f"teacher/design/{template}.html", shared | context, status=status)
