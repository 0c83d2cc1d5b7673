"""Pure rules of a competency framework: its states, its parts, what may be said of a level, and what it still lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class FrameworkStatus(StrEnum):
    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


TRANSITIONS: dict[FrameworkStatus, frozenset[FrameworkStatus]] = {
    FrameworkStatus.DRAFT: frozenset({FrameworkStatus.IN_FORCE}),
    FrameworkStatus.IN_FORCE: frozenset({FrameworkStatus.SUPERSEDED}),
    FrameworkStatus.SUPERSEDED: frozenset(),
}


class PartKind(StrEnum):
    """What a framework is made of (France compétences: activities, competencies, assessment)."""

    ACTIVITY = "activity"
    BLOCK = "block"
    COMPETENCY = "competency"
    EXPECTATION = "expectation"
    CONTRIBUTION = "contribution"


class Expected(StrEnum):
    """What stands under a competency: what one will have learnt, and by what it is judged."""

    OUTCOME = "outcome"
    CRITERION = "criterion"


# The French scale of levels equals that of the European framework (decree 2019-14).
LEVELS = range(1, 9)

_CLAUSE = re.compile(r"^\*\*(\d+(?:\.\d+)*)\.\*\*\s+(Une? \*\*compétence\*\* .+)$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Definition:
    """The shared definition of a competency: the clause of the common framework, and its words."""

    clause: str
    text: str


def definition_in(framework_text: str) -> Definition | None:
    """The clause that says what a competency is, None when the common framework does not say (R033)."""
    found = _CLAUSE.search(framework_text)
    return Definition(found[1], found[2].replace("**", "")) if found else None


class Lack(StrEnum):
    """What a framework can lack before an employer or France compétences can read it."""

    ACTIVITY = "activity"
    COMPETENCY = "competency"
    LEVEL = "level"
    NO_ACTIVITY = "no_activity"
    NO_OUTCOME = "no_outcome"
    NO_CRITERION = "no_criterion"
    NO_ALIGNMENT = "no_alignment"
    NO_CONTRIBUTION = "no_contribution"


@dataclass(frozen=True)
class Gap:
    """One thing to add: what kind, about which code."""

    lack: Lack
    about: str = ""


def gaps(
    *,
    activities: Sequence[str],
    competencies: Mapping[str, str | None],
    expected: Iterable[tuple[str, Expected]],
    has_level: bool,
    schemes: Iterable[str],
    contributions: int,
) -> list[Gap]:
    """What is missing, in the order of the page. `competencies` gives each code its activity's code or None."""
    said = set(expected)
    found = [] if has_level else [Gap(Lack.LEVEL)]
    found += [] if activities else [Gap(Lack.ACTIVITY)]
    found += [] if competencies else [Gap(Lack.COMPETENCY)]
    for code, activity in competencies.items():
        found += [] if activity else [Gap(Lack.NO_ACTIVITY, code)]
        found += [] if (code, Expected.OUTCOME) in said else [Gap(Lack.NO_OUTCOME, code)]
        found += [] if (code, Expected.CRITERION) in said else [Gap(Lack.NO_CRITERION, code)]
    found += [Gap(Lack.NO_ALIGNMENT, scheme) for scheme in ("rome", "esco") if scheme not in set(schemes)]
    return found + ([] if contributions else [Gap(Lack.NO_CONTRIBUTION)])


class Turn(StrEnum):
    """What became of a part between two versions of a framework."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"


@dataclass(frozen=True)
class Said:
    """One part as a version says it. `key` stays the same from version to version, `kind` is its own or `Expected`."""

    key: str
    kind: str
    code: str
    words: str
    # Key and code of the competency that an outcome or a criterion stands under; a competency's own.
    competency: str = ""
    competency_code: str = ""


@dataclass(frozen=True)
class Difference:
    """One part that two versions do not say alike; `before` is None when it is new, `after` when it is gone."""

    turn: Turn
    before: Said | None
    after: Said | None

    @property
    def latest(self) -> Said:
        found = self.after or self.before
        assert found is not None
        return found


def differences(before: Iterable[Said], after: Iterable[Said]) -> list[Difference]:
    """What the next version adds, rewords (its code counts) and removes, in the order in which it is read."""
    old, new = {each.key: each for each in before}, {each.key: each for each in after}
    found = []
    for key, part in new.items():
        was = old.get(key)
        if was is None:
            found.append(Difference(Turn.ADDED, None, part))
        elif (was.code, was.words, was.competency) != (part.code, part.words, part.competency):
            found.append(Difference(Turn.REWORDED, was, part))
    return found + [Difference(Turn.REMOVED, part, None) for key, part in old.items() if key not in new]


def next_code(prefix: str, taken: Iterable[str]) -> str:
    """The first free code such as « C4 »: one more than the highest in use."""
    numbers = [
        int(code[len(prefix) :]) for code in taken if code.startswith(prefix) and code[len(prefix) :].isdecimal()
    ]
    return f"{prefix}{max(numbers, default=0) + 1}"


def changed_words(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """What a change replaces: {field: the old value} of the fields that differ."""
    return {name: before[name] for name in after if before.get(name) != after[name]}
