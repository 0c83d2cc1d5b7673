"""The alignment matrix, filled in place: one box at a time with htmx, or all of it with a button (R042, N06)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.trainings import actions
from microcert.trainings.models import TrainingVersion
from microcert.trainings.queries import alignment_of
from microcert.trainings.rules import Lack
from microcert.trainings.wording import words_of
from microcert.web.access import SignedInRequest

from .doors import design_page, the_version
from .gate import judged_version
from .sections import ways

MISALIGNED = (Lack.NOT_TAUGHT, Lack.NOT_JUDGED, Lack.AIMLESS, Lack.CRITERION)


@login_required
def matrix(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET shows it. POST ties what is ticked and was not, unties what was and is not: nobody else's boxes are touched."""
    version = the_version(request, pk)
    if request.method == "POST":
        actions.align(version, changes_in(request), by=request.user)
        if request.headers.get("HX-Request"):
            return render(request, "teacher/design/matrix_table.html", seen(version) | {"is_kept": True})
        messages.success(request, _("L’alignement est enregistré."))
        return redirect("design-matrix", pk)
    return design_page(request, "matrix", version, {"at": "matrix", "sections": ways(version), **seen(version)})


def seen(version: TrainingVersion) -> dict[str, object]:
    gaps = judged_version(version).gaps
    return {
        "version": version,
        "alignment": alignment_of(version),
        "misaligned": [words_of(gap) for gap in gaps if gap.lack in MISALIGNED],
    }


def changes_in(request: SignedInRequest) -> dict[tuple[str, int, int], bool]:
    """What the boxes say otherwise than they did when the page was drawn.

    A box is `a-<activity>-<outcome>`; `shown` names those that were ticked. A criterion's choice is `c-<criterion>`.
    """
    ticked = {name for name in request.POST if name.startswith("a-")}
    shown = set(request.POST.getlist("shown"))
    changes = {}
    for box in ticked ^ shown:
        _letter, activity, outcome = _numbers(box)
        changes["activity", activity, outcome] = box in ticked
    for name, value in request.POST.items():
        if name.startswith("c-") and value != request.POST.get(f"was-{name}", ""):
            _letter, criterion, outcome = _numbers(f"{name}-{value}")
            changes["criterion", criterion, outcome] = True
    return changes


def _numbers(box: str) -> tuple[str, int, int]:
    """("a", 12, 3) for "a-12-3"; what is no box leads to none (0 is no key)."""
    parts = box.split("-")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 19 for part in parts[1:]):
        return "", 0, 0
    return parts[0], int(parts[1]), int(parts[2])


urlpatterns = [path("formations/<int:pk>/alignement/", matrix, name="design-matrix")]
