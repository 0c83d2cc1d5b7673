"""Pure rules of the provider's annual report (bilan pédagogique et financier, Cerfa 10443): who counts a learner, and where.

Nobody is counted twice: a file counts at one university, a person once in a university's year, under the status of the first file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from microcert.orders.rules import PayerKind

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
    """Frame C: where the income comes from, in the order of the form."""

    COMPANIES = "companies"
    TRAINING_ACCOUNTS = "training_accounts"
    JOB_SEEKER_FUNDS = "job_seeker_funds"
    SELF_EMPLOYED_FUNDS = "self_employed_funds"
    FUNDS = "funds"
    AGENTS = "agents"
    EUROPE = "europe"
    STATE = "state"
    REGIONS = "regions"
    FRANCE_TRAVAIL = "france_travail"
    PUBLIC = "public"
    INDIVIDUALS = "individuals"
    PROVIDERS = "providers"
    OTHERS = "others"


# The numbers of frame C's lines. Of line 2 the letters a to d (apprenticeship, work-linked contracts, transition projects) never
# apply: nothing here is sold under them.
LINES: Mapping[Origin, str] = {
    Origin.COMPANIES: "1",
    Origin.TRAINING_ACCOUNTS: "2e",
    Origin.JOB_SEEKER_FUNDS: "2f",
    Origin.SELF_EMPLOYED_FUNDS: "2g",
    Origin.FUNDS: "2h",
    Origin.AGENTS: "3",
    Origin.EUROPE: "4",
    Origin.STATE: "5",
    Origin.REGIONS: "6",
    Origin.FRANCE_TRAVAIL: "7",
    Origin.PUBLIC: "8",
    Origin.INDIVIDUALS: "9",
    Origin.PROVIDERS: "10",
    Origin.OTHERS: "11",
}


class Aim(StrEnum):
    """Frame F3: what the training leads to."""

    RNCP = "rncp"
    SPECIFIC = "specific"
    OTHER = "other"


# By the code of the tariff; the consortium's file may say otherwise in [consortium.settlement.statuses].
STATUSES: Mapping[str, Status] = {
    "individual": Status.INDIVIDUALS,
    "employer": Status.EMPLOYEES,
    "job_seeker": Status.JOB_SEEKERS,
}
# A funder says more of a learner than the tariff does. Whose training account pays is no person at their own expense, and whether
# they are employed is asked of nobody.
STATUSES_BY_PAYER: Mapping[PayerKind, Status] = {
    PayerKind.PUBLIC_EMPLOYER: Status.OTHERS,
    PayerKind.TRAINING_ACCOUNT: Status.OTHERS,
    PayerKind.OPCO_JOB_SEEKERS: Status.JOB_SEEKERS,
    PayerKind.SELF_EMPLOYED_FUND: Status.OTHERS,
    PayerKind.FRANCE_TRAVAIL: Status.JOB_SEEKERS,
}
# Income follows whose money each part was, whatever the tariff.
ORIGINS: Mapping[PayerKind, Origin] = {
    PayerKind.PERSON: Origin.INDIVIDUALS,
    PayerKind.COMPANY: Origin.COMPANIES,
    PayerKind.PUBLIC_EMPLOYER: Origin.AGENTS,
    PayerKind.TRAINING_ACCOUNT: Origin.TRAINING_ACCOUNTS,
    PayerKind.OPCO: Origin.FUNDS,
    PayerKind.OPCO_JOB_SEEKERS: Origin.JOB_SEEKER_FUNDS,
    PayerKind.SELF_EMPLOYED_FUND: Origin.SELF_EMPLOYED_FUNDS,
    PayerKind.FRANCE_TRAVAIL: Origin.FRANCE_TRAVAIL,
    PayerKind.EUROPE: Origin.EUROPE,
    PayerKind.STATE: Origin.STATE,
    PayerKind.REGION: Origin.REGIONS,
    PayerKind.PUBLIC: Origin.PUBLIC,
}
# What a buyer paid may belong elsewhere: the consortium's file says so by tariff in [consortium.settlement.origins].
BUYERS = frozenset({PayerKind.PERSON, PayerKind.COMPANY, PayerKind.PUBLIC_EMPLOYER})


def origin_of(payer: PayerKind, tariff: str, said: Mapping[str, Origin]) -> Origin:
    """The line of a sum: who paid it decides; for the buyer's own money the consortium may name another line by tariff."""
    return said.get(tariff, ORIGINS[payer]) if payer in BUYERS else ORIGINS[payer]


def status_of(tariff: str, payer: PayerKind | None, statuses: Mapping[str, Status]) -> Status:
    """Whom a training is for: what the funder says of the learner, else the tariff."""
    usual = statuses.get(tariff, Status.OTHERS)
    return STATUSES_BY_PAYER.get(payer, usual) if payer else usual


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
