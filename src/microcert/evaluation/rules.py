"""Pure rules of assessment: sittings, juries, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class SittingStatus(StrEnum):
    OPEN = "open"
    IDENTITY_CHECKED = "identity_checked"
    SUBMITTED = "submitted"
    MARKED = "marked"
    JUDGED = "judged"
    NO_SHOW = "no_show"


SITTING_TRANSITIONS: dict[SittingStatus, frozenset[SittingStatus]] = {
    SittingStatus.OPEN: frozenset({SittingStatus.IDENTITY_CHECKED, SittingStatus.NO_SHOW}),
    SittingStatus.IDENTITY_CHECKED: frozenset({SittingStatus.SUBMITTED, SittingStatus.NO_SHOW}),
    SittingStatus.SUBMITTED: frozenset({SittingStatus.SUBMITTED, SittingStatus.MARKED}),
    SittingStatus.MARKED: frozenset({SittingStatus.MARKED, SittingStatus.JUDGED}),
    SittingStatus.JUDGED: frozenset(),
    SittingStatus.NO_SHOW: frozenset({SittingStatus.JUDGED}),
}


class JuryStatus(StrEnum):
    NAMED = "named"
    DELIBERATING = "deliberating"
    CLOSED = "closed"
    SEALED = "sealed"


JURY_TRANSITIONS: dict[JuryStatus, frozenset[JuryStatus]] = {
    JuryStatus.NAMED: frozenset({JuryStatus.DELIBERATING}),
    JuryStatus.DELIBERATING: frozenset({JuryStatus.CLOSED}),
    JuryStatus.CLOSED: frozenset({JuryStatus.SEALED, JuryStatus.DELIBERATING}),
    JuryStatus.SEALED: frozenset(),
}


class Outcome(StrEnum):
    """What a jury can decide for a candidate."""

    AWARD = "award"
    RESIT = "resit"
    NOT_AWARDED = "not_awarded"


def mastery(ranks_per_criterion: Mapping[str, tuple[str, int]]) -> dict[str, int]:
    """The level proposed per competency: the lowest rank among its criteria.

    Takes {criterion code: (competency code, rank)}; gives {competency code: rank}. Without compensation a competency is
    no better than its weakest criterion (framework 6.1).
    """
    levels: dict[str, int] = {}
    for competency, rank in ranks_per_criterion.values():
        levels[competency] = min(rank, levels.get(competency, rank))
    return levels


def short_of_threshold(levels: Mapping[str, int], thresholds: Mapping[str, int]) -> list[str]:
    """The competencies that do not reach their threshold, in code order; one not judged falls short."""
    return sorted(code for code, needed in thresholds.items() if levels.get(code, 0) < needed)
