"""Pure rules of the break-even (framework, 13.1): what a session costs, earns and must sell. Exact to the fraction of a cent.

F = F_prod + N·F_part; m = P̄(1−ρ−φ) − V; n* = ⌈F/m⌉; m ≤ 0 means never. For the consortium as a whole ρ = 0: what one
member pays to another stays in the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from microcert.foundation.money import Cents

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Option:
    """A tariff in cents, and the part of the learners who pay it, in percent."""

    price: Cents
    part: Decimal


@dataclass(frozen=True)
class Assumptions:
    """What one supposes of a session. Amounts in cents, rates in cents an hour, hours and percentages as decimals.

    `options` are the tariffs, `sessions` the number of sessions over which the design is spread, `attrition` the percentage
    of enrolments that are given up before anything is paid.
    """

    options: tuple[Option, ...]
    universities: int
    royalty: Decimal
    payment_fee: Decimal
    design_hours: Decimal = Decimal(0)
    sessions: int = 1
    teaching_hours: Decimal = Decimal(0)
    jury_hours: Decimal = Decimal(0)
    expert_rate: Cents = 0
    platform: Cents = 0
    office_hours: Decimal = Decimal(0)
    office_rate: Cents = 0
    participation: Cents = 0
    tutoring_hours: Decimal = Decimal(0)
    tutoring_rate: Cents = 0
    support: Cents = 0
    file: Cents = 0
    proctoring: Cents = 0
    learners: int = 0
    capacity: int = 0
    attrition: Decimal = Decimal(0)

    def stated(self) -> dict[str, object]:
        """As plain data for a row or a file; `assumptions_from` reads it back."""
        plain: dict[str, object] = {
            each.name: _plain(getattr(self, each.name)) for each in fields(self) if each.name != "options"
        }
        return {"options": [[option.price, str(option.part)] for option in self.options]} | plain


def _plain(value: Decimal | int) -> str | int:
    return value if isinstance(value, int) else str(value)


def assumptions_from(stated: Mapping[str, object]) -> Assumptions:
    """The inverse of `Assumptions.stated`. What a later version added keeps its default."""
    kinds = {each.name: each.type for each in fields(Assumptions)}
    values = {
        name: Decimal(str(value)) if kinds[name] == "Decimal" else int(str(value))
        for name, value in stated.items()
        if name in kinds and name != "options"
    }
    rows = stated["options"]
    if not isinstance(rows, list):
        raise ValueError("options is a list of [price, part]")
    options = tuple(Option(int(price), Decimal(part)) for price, part in rows)
    return Assumptions(options=options, **values)  # type: ignore[arg-type]


class View(StrEnum):
    """Through whose eyes one counts: the session's, royalties paid, or the consortium's, to which they are nothing."""

    SESSION = "session"
    CONSORTIUM = "consortium"


@dataclass(frozen=True)
class Economy:
    """The seven numbers of the formula, exact: cents as fractions, rates between 0 and 1."""

    price: Fraction
    royalty: Fraction
    fee: Fraction
    shared: Fraction
    per_university: Fraction
    per_learner: Fraction
    universities: int

    @property
    def fixed(self) -> Fraction:
        return self.shared + self.universities * self.per_university

    @property
    def margin(self) -> Fraction:
        return self.price * (1 - self.royalty - self.fee) - self.per_learner

    @property
    def break_even(self) -> int | None:
        """The smallest number of learners that covers all costs; None when none does."""
        return reached(self.fixed, self.margin)

    def result(self, learners: int) -> Fraction:
        """What is left, or lacking, with so many learners."""
        return self.margin * learners - self.fixed

    def for_the_consortium(self) -> Economy:
        return replace(self, royalty=Fraction(0))


def reached(fixed: Fraction, margin: Fraction) -> int | None:
    """⌈fixed/margin⌉, or None where the margin is not positive: no number of learners ever pays."""
    if fixed <= 0:
        return 0
    return ceil(fixed / margin) if margin > 0 else None


def economy(given: Assumptions, view: View = View.SESSION) -> Economy:
    """The formula's numbers from what is supposed.

    Products and sums of hours, rates and cents are exact in decimals (28 digits, where the largest need twelve), and a good deal
    faster than in fractions; only what is divided becomes a fraction.
    """
    spread = Fraction(given.design_hours) / given.sessions
    taught = (given.teaching_hours + given.jury_hours) * given.expert_rate + given.platform
    one = given.tutoring_hours * given.tutoring_rate + given.support + given.file + given.proctoring
    return Economy(
        price=mean_price(given.options),
        royalty=Fraction(given.royalty) / 100 if view is View.SESSION else Fraction(0),
        fee=Fraction(given.payment_fee) / 100,
        shared=spread * given.expert_rate + Fraction(taught),
        per_university=Fraction(given.office_hours * given.office_rate + given.participation),
        per_learner=Fraction(one),
        universities=given.universities,
    )


def mean_price(options: Iterable[Option]) -> Fraction:
    """The mean of the prices, each weighing as much as its part. Raises ValueError on no part at all."""
    kept = list(options)
    whole = sum((option.part for option in kept), Decimal(0))
    if not whole:
        raise ValueError("a mean price needs at least one part above zero")
    return Fraction(sum((option.price * option.part for option in kept), Decimal(0))) / Fraction(whole)


def rounded(amount: Fraction) -> Cents:
    """Whole cents, half a cent away from zero."""
    size = int(abs(amount) + HALF)
    return size if amount >= 0 else -size


def apportioned(exact: Sequence[Fraction]) -> list[Cents]:
    """Whole cents that add up to the rounded sum of the exact parts: the largest remainders take what is left, the first on a tie.

    Parts may be negative, as a result is.
    """
    amounts = [floor(part) for part in exact]
    left = rounded(sum(exact, Fraction(0))) - sum(amounts)
    by_remainder = sorted(range(len(exact)), key=lambda place: (amounts[place] - exact[place], place))
    for place in by_remainder[:left]:
        amounts[place] += 1
    return amounts


@dataclass(frozen=True)
class Account:
    """What a number of learners earns and costs, in whole cents: income less the four costs is the result, to the cent."""

    learners: int
    royalty: Cents
    fees: Cents
    variable: Cents
    fixed: Cents
    result: Cents

    @property
    def costs(self) -> Cents:
        return self.royalty + self.fees + self.variable + self.fixed

    @property
    def turnover(self) -> Cents:
        return self.costs + self.result


def account(of: Economy, learners: int) -> Account:
    """The account of a session with so many learners."""
    turnover = of.price * learners
    parts = (turnover * of.royalty, turnover * of.fee, of.per_learner * learners, of.fixed, of.result(learners))
    royalty, fees, variable, fixed, result = apportioned(parts)
    return Account(learners, royalty, fees, variable, fixed, result)


@dataclass(frozen=True)
class Seat:
    """One university in a session: its learners, what it earns and bears, and from how many learners it covers its costs.

    `break_even` counts the learners of the whole session, shared equally. `royalty` is paid (or, negative, received).
    """

    is_producer: bool
    learners: int
    royalty: Cents
    fees: Cents
    variable: Cents
    fixed: Cents
    result: Cents
    break_even: int | None

    @property
    def costs(self) -> Cents:
        """All that it bears besides royalties."""
        return self.fees + self.variable + self.fixed

    @property
    def turnover(self) -> Cents:
        return self.royalty + self.costs + self.result


def seats(of: Economy, learners: int) -> list[Seat]:
    """The universities of a session, the producer first: learners as the draw shares them, royalties to the producer.

    The producer bears what is shared and owes itself nothing; its royalties are exactly what the others pay.
    """
    base, more = divmod(learners, of.universities)
    counts = [base + (place < more) for place in range(of.universities)]
    others = [_participant(of, count) for count in counts[1:]]
    return [_producer(of, counts[0], received=sum(seat.royalty for seat in others)), *others]


def _participant(of: Economy, learners: int) -> Seat:
    turnover = of.price * learners
    left = of.margin * learners - of.per_university
    parts = (turnover * of.royalty, turnover * of.fee, of.per_learner * learners, of.per_university, left)
    royalty, fees, variable, fixed, result = apportioned(parts)
    return Seat(False, learners, royalty, fees, variable, fixed, result, participant_break_even(of))


def _producer(of: Economy, learners: int, *, received: Cents) -> Seat:
    turnover = of.price * learners
    borne = of.shared + of.per_university
    left = of.for_the_consortium().margin * learners - borne
    fees, variable, fixed, own = apportioned((turnover * of.fee, of.per_learner * learners, borne, left))
    return Seat(True, learners, -received, fees, variable, fixed, own + received, producer_break_even(of))


def participant_break_even(of: Economy) -> int | None:
    """Learners of the session from which a participant, with its equal share of them, covers its own costs."""
    own = reached(of.per_university, of.margin)
    return None if own is None else own * of.universities


def producer_break_even(of: Economy) -> int | None:
    """Learners of the session from which the producer's own share and the royalties of the others cover what it bears."""
    own = of.for_the_consortium().margin / of.universities
    royalties = of.price * of.royalty * (of.universities - 1) / of.universities
    return reached(of.shared + of.per_university, own + royalties)


@dataclass(frozen=True)
class Threshold:
    """The number of enrolments from which to open. `recommended` is None when the session can never pay."""

    break_even: int | None
    recommended: int | None
    capacity: int

    @property
    def is_within_capacity(self) -> bool:
        return self.recommended is not None and (not self.capacity or self.recommended <= self.capacity)


def threshold(given: Assumptions, now: Economy | None = None) -> Threshold:
    """The break-even, raised by the enrolments that experience says will be given up: so many are left that costs are met.

    `now` is the session's economy, where the caller has calculated it already.
    """
    point = (now or economy(given)).break_even
    kept = 100 - given.attrition
    wanted = None if point is None or kept <= 0 else max(1, ceil(Fraction(point * 100) / Fraction(kept)))
    return Threshold(point, wanted, given.capacity)
