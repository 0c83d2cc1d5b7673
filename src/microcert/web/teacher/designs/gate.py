"""The gate: what a version still lacks, by urgency, each item with its clause and the field that mends it; then publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from microcert.competencies.queries import newest_after
from microcert.consortium.models import Consortium
from microcert.journeys.publish_training import decision_on, publish_training
from microcert.trainings import actions
from microcert.trainings.errors import NotReadyToPublish
from microcert.trainings.models import Criterion, TrainingVersion
from microcert.trainings.queries import Judged, alignment_of, judged, requirements_of
from microcert.trainings.rules import MANDATORY_RULES, Checkpoint, Lack, VersionStatus, checklist
from microcert.trainings.wording import OTHER_SOURCES, REQUIREMENT_WORDS, RULE_LABELS, words_of
from microcert.web.access import SignedInRequest, require
from microcert.web.public.fact_sheet import sheet_of

from .doors import design_page, the_version
from .listing import STATES
from .mending import Mending
from .sections import ways


@dataclass(frozen=True)
class Item:
    """One requirement on the page: its words, one sentence and one way to mend it per gap, and what asks for it."""

    point: Checkpoint
    words: Any
    mends: list[tuple[str, str]]
    sources: list[Any]


def judged_version(version: TrainingVersion) -> Judged:
    return judged(version, decision_on(version))


@login_required
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    return gate_page(request, the_version(request, pk, "trainings.preview_version"))


def gate_page(request: SignedInRequest, version: TrainingVersion, **refused: Any) -> HttpResponse:
    context = {
        "at": "gate",
        "sections": ways(version),
        "may_write": request.user.has_perm("trainings.edit_version", version),
        "may_publish": request.user.has_perm("trainings.publish_version", version),
        "next_framework": newest_after(version.competency_framework),
        "has_draft": version.training.versions.filter(status=VersionStatus.DRAFT).exists(),
        "last": version.revisions.select_related("author").defer("content").first(),
        **study(version),
    }
    return design_page(request, "gate", version, context | refused, status=409 if refused else 200)


def study(version: TrainingVersion) -> dict[str, Any]:
    """All that the page says of a version: requirements met and unmet, matrix, assessment rules, rubric."""
    wanted = requirements_of(Consortium.objects.first())
    found = judged_version(version)
    criteria = list(
        Criterion.objects.filter(task__version=version)
        .select_related("competency", "outcome")
        .prefetch_related("levels")
    )
    mending = Mending(version, criteria)
    items = [
        Item(
            point,
            REQUIREMENT_WORDS[point.lack],
            [(words_of(gap), mending.of(gap)) for gap in point.gaps],
            [point.clause, *OTHER_SOURCES.get(point.lack, ())],
        )
        for point in checklist([*found.gaps, *found.warnings])
    ]
    rules = getattr(version, "rules", None)
    stated = rules.stated() if rules else {}
    misaligned = (Lack.NOT_TAUGHT, Lack.NOT_JUDGED, Lack.AIMLESS)
    return {
        "gaps": found.gaps,
        "warnings": found.warnings,
        "unmet": [item for item in items if not item.point.is_met and item.point.blocks],
        "watched": [item for item in items if not item.point.is_met and not item.point.blocks],
        "met": [item for item in items if item.point.is_met],
        "points": len(items),
        "alignment": alignment_of(version),
        "misaligned": [words_of(gap) for gap in found.gaps if gap.lack in misaligned],
        "rules": [(RULE_LABELS[item], stated.get(item, "")) for item in MANDATORY_RULES],
        "criteria": criteria,
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


@login_required
@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheet as the public will read it, without anything to buy."""
    version = the_version(request, pk, "trainings.preview_version")
    return render(
        request, "teacher/design/preview.html", {"version": version, "sheet": sheet_of(version), "order_url": ""}
    )


@login_required
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish, or come back to the list of what blocks, with the focus on it."""
    version = the_version(request, pk, "trainings.preview_version")
    require(request.user, "trainings.publish_version", version, at=version.training.producer)
    try:
        publish_training(version, by=request.user)
    except NotReadyToPublish as refusal:
        return gate_page(request, version, refusal=refusal)
    messages.success(request, _("La formation est publiée au catalogue. Cette version ne change plus."))
    return redirect("design", pk)


@login_required
@require_POST
def new_version(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a correction: a draft that holds everything; sessions under way stay on the version that they run on."""
    version = the_version(request, pk)
    draft = actions.open_new_version(version, by=request.user)
    messages.success(
        request,
        _("La version %(next)s est en conception. Les sessions ouvertes restent sur la version %(now)s.")
        % {"next": draft.number, "now": version.number},
    )
    return redirect("design", draft.pk)


urlpatterns = [
    path("formations/<int:pk>/", show, name="design"),
    path("formations/<int:pk>/apercu/", preview, name="design-preview"),
    path("formations/<int:pk>/publier/", publish, name="design-publish"),
    path("formations/<int:pk>/nouvelle-version/", new_version, name="design-new-version"),
]
