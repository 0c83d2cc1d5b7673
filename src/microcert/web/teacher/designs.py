"""The trainings that one's university produces, and for each version how it is aligned and what it lacks. Read-only."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import Consortium
from microcert.consortium.queries import universities_within_reach
from microcert.trainings.models import Criterion, TrainingVersion
from microcert.trainings.permissions import AUTHORS
from microcert.trainings.queries import alignment_of, gaps_of, requirements_of
from microcert.trainings.rules import MANDATORY_RULES, Lack, VersionStatus, checklist
from microcert.trainings.wording import REQUIREMENT_WORDS, RULE_LABELS, words_of
from microcert.web.access import SignedInRequest, require

# Kind, icon and words of a version's state.
STATES = {
    VersionStatus.DRAFT: ("wait", "pencil", _("En conception")),
    VersionStatus.PUBLISHED: ("ok", "check-circle-fill", _("Publiée")),
    VersionStatus.RETIRED: ("", "archive", _("Retirée")),
}


@login_required
def index(request: SignedInRequest) -> HttpResponse:
    universities = universities_within_reach(request.user, *AUTHORS)
    if not universities:
        raise PermissionDenied
    versions = (
        TrainingVersion.objects.filter(training__producer__in=universities)
        .select_related("training__producer")
        .order_by("title", "-number")
    )
    rows = [(version, *STATES[VersionStatus(version.status)]) for version in versions]
    return render(request, "teacher/designs.html", {"universities": universities, "rows": rows})


@login_required
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(TrainingVersion.objects.select_related("training__producer", "rules", "task"), pk=pk)
    producer = version.training.producer
    require(request.user, "trainings.preview_version", version, at=producer)
    return render(request, "teacher/design.html", {"universities": [producer], "version": version, **study(version)})


def study(version: TrainingVersion) -> dict[str, Any]:
    """All that the page says of a version: requirements met and unmet, matrix, assessment rules, rubric."""
    wanted = requirements_of(Consortium.objects.first())
    found = gaps_of(version)
    # The words of each requirement, and one sentence per gap.
    points = [(each, REQUIREMENT_WORDS[each.lack], [words_of(gap) for gap in each.gaps]) for each in checklist(found)]
    rules = getattr(version, "rules", None)
    stated = rules.stated() if rules else {}
    return {
        "gaps": found,
        "unmet": [point for point in points if not point[0].is_met],
        "met": [point for point in points if point[0].is_met],
        "points": len(points),
        "alignment": alignment_of(version),
        "misaligned": [words_of(gap) for gap in found if gap.lack in (Lack.NOT_TAUGHT, Lack.NOT_JUDGED, Lack.AIMLESS)],
        "rules": [(RULE_LABELS[item], stated.get(item, "")) for item in MANDATORY_RULES],
        "criteria": Criterion.objects.filter(task__version=version)
        .select_related("competency", "outcome")
        .prefetch_related("levels"),
        "scale": wanted.scale,
        "state": STATES[VersionStatus(version.status)],
        # The label of the rank that each competency must reach; a rank outside the scale stands among the gaps.
        "thresholds": [
            (code, wanted.scale[rank - 1])
            for code, rank in version.thresholds.order_by("competency__position").values_list(
                "competency__code", "rank"
            )
            if 1 <= rank <= len(wanted.scale)
        ],
    }


urlpatterns = [
    path("formations/", index, name="designs"),
    path("formations/<int:pk>/", show, name="design"),
]
