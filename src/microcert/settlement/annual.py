"""The figures of a provider's annual report, for one university and year: read from the ledger, the files and the milestones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Min, QuerySet, Sum

from microcert.consortium.models import Consortium, University
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock
from microcert.foundation.money import Cents
from microcert.learning.models import MilestoneValidation
from microcert.orders.rules import PayerKind
from microcert.sessions.models import Participation

from .models import Period, Posting
from .rules import Account
from .rules.annual import (
    SPECIALITIES,
    STATUSES,
    Counting,
    Course,
    Frames,
    Origin,
    Status,
    aim_of,
    frames,
    origin_of,
    status_of,
)

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Report:
    """Frames C to G. Amounts in cents, durations in minutes; `trainers` and their minutes are those that it committed as support."""

    university: University
    year: int
    counting: Counting
    income: dict[Origin, Cents]
    costs: dict[Account, Cents]
    trainers: int
    trainer_minutes: int
    frames: Frames

    @property
    def income_total(self) -> Cents:
        return sum(self.income.values())

    @property
    def costs_total(self) -> Cents:
        return sum(self.costs.values())


def report(university: University, year: int) -> Report:
    """The annual report of a university. Six queries, whatever the number of learners."""
    said = _said()
    counting = _known(Counting, said.get("counting"), Counting.CONTRACT_HOLDER)
    statuses = {code: _known(Status, said.get("statuses", {}).get(code), usual) for code, usual in STATUSES.items()}
    origins = {code: Origin(word) for code, word in said.get("origins", {}).items() if word in list(Origin)}
    postings = Posting.objects.filter(
        book=university, entry__period__starts_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    trainers = Participation.objects.filter(
        university=university, session__starts_on__lte=date(year, 12, 31), session__ends_on__gte=date(year, 1, 1)
    )
    committed = trainers.aggregate(sum=Sum("support_minutes"))["sum"] or 0
    return Report(
        university,
        year,
        counting,
        _income(postings, origins),
        _costs(postings),
        len(set(trainers.values_list("tutor_name", flat=True)) - {""}),
        committed,
        frames(_courses(year, statuses), university.pk, counting),
    )


def _said() -> Mapping[str, Any]:
    house = Consortium.objects.first()
    return dict(house.settings.get("settlement", {})) if house else {}


def _known(words: type[Word], said: str | None, usual: Word) -> Word:
    """What the consortium's file says, if it is one of the words; else what is usual."""
    return next((word for word in words if word == said), usual)


def _income(postings: QuerySet[Posting], origins: Mapping[str, Origin]) -> dict[Origin, Cents]:
    """Frame C: what was collected net of refunds by who paid it, and the royalties of other providers."""
    income: dict[Origin, Cents] = defaultdict(int)
    rows = postings.values_list("entry__payer", "entry__order__tariff__code", "debit", "credit")
    for payer, code, debit, credit, amount in rows.annotate(sum=Sum("amount_cents")).order_by():
        if Account.INCOME in (debit, credit):
            origin = origin_of(PayerKind(payer), code, origins)
            income[origin] += amount if credit == Account.INCOME else -amount
        elif Account.ROYALTY_INCOME in (debit, credit):
            income[Origin.PROVIDERS] += amount if credit == Account.ROYALTY_INCOME else -amount
    return {origin: income[origin] for origin in Origin if income[origin]}


COSTS = (Account.ROYALTY_COST, Account.PAYMENT_FEE_COST, Account.PLATFORM_FEE_COST)


def _costs(postings: QuerySet[Posting]) -> dict[Account, Cents]:
    """Frame D, as far as the platform knows: royalties and fees. Salaries and purchases stand in the university's own accounts."""
    costs: dict[Account, Cents] = defaultdict(int)
    for debit, credit, amount in postings.values_list("debit", "credit").annotate(sum=Sum("amount_cents")).order_by():
        for account in COSTS:
            if account in (debit, credit):
                costs[account] += amount if debit == account else -amount
    return {account: costs[account] for account in COSTS if costs[account]}


def _courses(year: int, statuses: Mapping[str, Status]) -> list[Course]:
    """All files in which minutes were credited in the year, in the order in which they opened. Two queries."""
    credited = dict(
        MilestoneValidation.objects.filter(at__year=year).values_list("file").annotate(sum=Sum("minutes")).order_by()
    )
    files = (
        LearnerFile.objects.filter(pk__in=[key for key, minutes in credited.items() if minutes > 0])
        .order_by("opened_at", "pk")
        .values_list(
            "pk",
            "learner",
            "university",
            "session__version__training__producer",
            "order__tariff__code",
            "order__account_file",
            "order__batch__company__is_public",
            "order__batch__company__funder_agreed",
            "order__batch__company__funder",
            "session__version__registry_number",
            "session__version__family",
        )
    )
    return [
        Course(
            learner,
            holder,
            producer,
            status_of(code, _payer(account, is_public, agreed, funder), statuses),
            aim_of(registry),
            SPECIALITIES.get(family, ("", "Autre spécialité")),
            credited[pk],
        )
        for pk, learner, holder, producer, code, account, is_public, agreed, funder, registry, family in files
    ]


def _payer(
    account_file: int | None, is_public: bool | None, has_agreed: bool | None, funder: str | None
) -> PayerKind | None:
    """Who stands behind a learner's order, as far as it says whom the training is for; None leaves it to the tariff."""
    if account_file:
        return PayerKind.TRAINING_ACCOUNT
    if has_agreed and funder:
        return PayerKind(funder)
    return PayerKind.PUBLIC_EMPLOYER if is_public else None


def years_with_figures() -> list[int]:
    """The years that a report may be asked for, the newest first: from the first milestone or the first entry on."""
    first = MilestoneValidation.objects.aggregate(first=Min("at"))["first"]
    month = Period.objects.aggregate(first=Min("starts_on"))["first"]
    begun = [clock.day_of(first).year if first else None, month.year if month else None]
    now = clock.today().year
    return list(range(now, min([now, *(year for year in begun if year)]) - 1, -1))
