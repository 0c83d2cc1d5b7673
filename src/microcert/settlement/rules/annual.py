"""Pure rules of the provider's annual report (bilan pédagogique et financier, Cerfa 10443): who counts a learner, and where.

Nobody is counted twice: a file counts at one university, a person once in a university's year, under the status of the first file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key")


class Counting(StrEnum):
    """Who counts a learner in frame F1: who holds the contract, or who produces the training. The law leaves room: a parameter."""

    CONTRACT_HOLDER = "contract_holder"
    PRODUCER = "producer"


class Status(StrEnum):
    """Frame F1: whom the training is for."""

    EMPLOYEES = "employees"
    JOB_SEEKERS = "job_seekers"
    INDIVIDUALS = "individuals"
    OTHERS = "others"


class Origin(StrEnum):
    """Frame C: where the income comes from."""

    COMPANIES = "companies"
    FUNDS = "funds"
    PUBLIC = "public"
    INDIVIDUALS = "individuals"
    PROVIDERS = "providers"
    OTHERS = "others"


class Aim(StrEnum):
    """Frame F3: what the training leads to."""

    RNCP = "rncp"
    SPECIFIC = "specific"
    OTHER = "other"


# By the code of the tariff; the consortium's file may say otherwise in [consortium.settlement.statuses] and [….origins].
STATUSES: Mapping[str, Status] = {
    "individual": Status.INDIVIDUALS,
    "employer": Status.EMPLOYEES,
    "job_seeker": Status.JOB_SEEKERS,
}
ORIGINS: Mapping[str, Origin] = {
    "individual": Origin.INDIVIDUALS,
    # Who looks for work pays as a person; a funder has tariffs of its own.
    "job_seeker": Origin.INDIVIDUALS,
    "employer": Origin.COMPANIES,
    "opco": Origin.FUNDS,
    "france_travail": Origin.PUBLIC,
}
# Frame F4: the national nomenclature of training specialities (NSF), by family of trainings.
SPECIALITIES: Mapping[str, tuple[str, str]] = {
    "teaching": ("333", "Enseignement, formation"),
    "instructional_design": ("333", "Enseignement, formation"),
    "prior_learning": ("333", "Enseignement, formation"),
    "entrepreneurship": ("310", "Spécialités plurivalentes des échanges et de la gestion"),
    "health_trainers": ("331", "Santé"),
}


def aim_of(registry_number: str) -> Aim:
    """What a registry number says: RNCP, RS, or nothing."""
    number = registry_number.upper().strip()
    if number.startswith("RNCP"):
        return Aim.RNCP
    return Aim.SPECIFIC if number.startswith("RS") else Aim.OTHER


@dataclass(frozen=True)
class Course:
    """A learner's file in a year: who learns where, minutes credited in that year, and what it is about. Keys are opaque."""

    learner: int
    holder: int
    producer: int
    status: Status
    aim: Aim
    speciality: tuple[str, str]
    minutes: int

    def counted_by(self, counting: Counting) -> int:
        return self.holder if counting is Counting.CONTRACT_HOLDER else self.producer


@dataclass(frozen=True)
class Count:
    """Learners, each once, and their minutes."""

    learners: int
    minutes: int


@dataclass(frozen=True)
class Frames:
    """Frames F1 to F4 and G of one university and year."""

    total: Count
    by_status: dict[Status, Count]
    by_aim: dict[Aim, Count]
    by_speciality: dict[tuple[str, str], Count]
    subcontracted: Count
    for_others: Count


def frames(courses: Sequence[Course], university: int, counting: Counting) -> Frames:
    """The learner frames of a university, from all files of the year in the order in which they opened.

    F2 holds what it counts and another university teaches; G what it teaches and another one counts.
    """
    mine = [each for each in courses if each.counted_by(counting) == university]
    first: dict[int, Course] = {}
    for each in mine:
        first.setdefault(each.learner, each)
    return Frames(
        total=_count(mine),
        by_status=_by(mine, lambda each: each.status, first),
        by_aim=_by(mine, lambda each: each.aim, first),
        by_speciality=_by(mine, lambda each: each.speciality, first),
        subcontracted=_count(each for each in mine if each.producer != university),
        for_others=_count(
            each for each in courses if each.producer == university and each.counted_by(counting) != university
        ),
    )


def _count(courses: Iterable[Course]) -> Count:
    kept = list(courses)
    return Count(len({each.learner for each in kept}), sum(each.minutes for each in kept))


def _by(courses: Sequence[Course], key: Callable[[Course], Key], first: Mapping[int, Course]) -> dict[Key, Count]:
    """Learners under the key of their first file, minutes under the key of each file."""
    learners: dict[Key, int] = defaultdict(int)
    minutes: dict[Key, int] = defaultdict(int)
    for course in first.values():
        learners[key(course)] += 1
    for course in courses:
        minutes[key(course)] += course.minutes
    return {each: Count(learners[each], minutes[each]) for each in {**learners, **minutes}}
