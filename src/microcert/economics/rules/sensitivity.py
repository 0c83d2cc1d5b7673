"""What a change does (framework, 13.1): to the break-even, to royalties, to the result. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from microcert.foundation.money import Cents

from . import Account, Assumptions, Economy, Option, account, economy, mean_price, rounded

UNIVERSITIES = (1, 2, 3, 4, 5, 8, 12, 19)
PRICE_STEPS = (-30, -15, 15)
TENTH = Decimal("0.1")


class Change(StrEnum):
    """One thing changes, all else stays."""

    NONE = "none"
    PRICE_DOWN = "price_down"
    PRICE_UP = "price_up"
    COSTS_DOWN = "costs_down"
    COSTS_UP = "costs_up"
    ONE_UNIVERSITY_LESS = "one_university_less"
    ONE_UNIVERSITY_MORE = "one_university_more"
    MIX_CHEAPER = "mix_cheaper"
    MIX_DEARER = "mix_dearer"


@dataclass(frozen=True)
class Effect:
    """What one change does; `difference` is in learners, None where one of the two never breaks even."""

    change: Change
    break_even: int | None
    difference: int | None
    at: Account


def effects(given: Assumptions, learners: int) -> list[Effect]:
    """Each change that is possible here, the present state first."""
    present = economy(given)
    found = []
    for change in Change:
        changed = _changed(given, present, change)
        if changed is not None:
            point = changed.break_even
            difference = None if point is None or present.break_even is None else point - present.break_even
            found.append(Effect(change, point, difference, account(changed, learners)))
    return found


def _changed(given: Assumptions, now: Economy, change: Change) -> Economy | None:
    """The economy after a change; None where the change means nothing."""
    tenth = Fraction(TENTH)
    match change:
        case Change.PRICE_DOWN | Change.PRICE_UP:
            sign = -1 if change is Change.PRICE_DOWN else 1
            return replace(now, price=now.price * (1 + sign * tenth))
        case Change.COSTS_DOWN | Change.COSTS_UP:
            return _with_costs(now, 1 + (-tenth if change is Change.COSTS_DOWN else tenth))
        case Change.ONE_UNIVERSITY_LESS:
            return replace(now, universities=now.universities - 1) if now.universities > 1 else None
        case Change.ONE_UNIVERSITY_MORE:
            return replace(now, universities=now.universities + 1)
        case Change.MIX_CHEAPER | Change.MIX_DEARER:
            mixed = shifted(given.options, to_the_dearest=change is Change.MIX_DEARER)
            return None if mixed is None else economy(replace(given, options=mixed))
    return now


def _with_costs(now: Economy, factor: Fraction) -> Economy:
    return replace(
        now,
        shared=now.shared * factor,
        per_university=now.per_university * factor,
        per_learner=now.per_learner * factor,
    )


def shifted(options: tuple[Option, ...], *, to_the_dearest: bool) -> tuple[Option, ...] | None:
    """Ten points of a hundred move from the cheapest tariff to the dearest, or the other way; fewer where there are fewer.

    None with a single price: there is nothing to move.
    """
    places = sorted(range(len(options)), key=lambda place: options[place].price)
    if len(options) < 2 or options[places[0]].price == options[places[-1]].price:
        return None
    source, target = (places[0], places[-1]) if to_the_dearest else (places[-1], places[0])
    whole = sum(option.part for option in options)
    moved = min(options[source].part, whole * TENTH)
    parts = [option.part for option in options]
    parts[source] -= moved
    parts[target] += moved
    return tuple(Option(option.price, part) for option, part in zip(options, parts, strict=True))


@dataclass(frozen=True)
class Cell:
    """The break-even for one price and one number of universities."""

    price: Cents
    break_even: int | None
    is_present: bool
    is_within_capacity: bool


@dataclass(frozen=True)
class Column:
    """A price that all learners pay: a tariff, the mean of the mix, or (a single tariff) a step away from it."""

    price: Fraction
    is_mean: bool

    @property
    def cents(self) -> Cents:
        return rounded(self.price)


@dataclass(frozen=True)
class Row:
    universities: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """The break-even by tariff option and by number of universities (R106); what is supposed stands in it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def columns(given: Assumptions) -> tuple[Column, ...]:
    """Each tariff and the mean of them, the cheapest first; with one price alone, steps around it."""
    mean = mean_price(given.options)
    prices = {Fraction(option.price) for option in given.options} | {mean}
    if len(prices) == 1:
        prices |= {Fraction(rounded(mean * (100 + step) / 100)) for step in PRICE_STEPS}
    return tuple(Column(price, price == mean) for price in sorted(prices))


def grid(given: Assumptions, counts: Iterable[int] = UNIVERSITIES) -> Grid:
    """The break-even for every price and number of universities, all else being equal."""
    now, across = economy(given), columns(given)
    return Grid(
        across,
        tuple(
            Row(count, tuple(_cell(given, now, column, count) for column in across))
            for count in sorted({*counts, now.universities})
        ),
    )


def _cell(given: Assumptions, now: Economy, column: Column, count: int) -> Cell:
    point = replace(now, price=column.price, universities=count).break_even
    return Cell(
        column.cents,
        point,
        column.is_mean and count == now.universities,
        point is not None and (not given.capacity or point <= given.capacity),
    )
