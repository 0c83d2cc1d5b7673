"""A calculation as the page shows it: the answer, two charts with their values, what a change does, each university's part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from microcert.economics.rules import (
    Account,
    Assumptions,
    Economy,
    Seat,
    Threshold,
    account,
    economy,
    producer_break_even,
    rounded,
    seats,
    threshold,
)
from microcert.economics.rules.sensitivity import Change, Effect, Grid, effects, grid
from microcert.foundation.money import Cents
from microcert.web.frame.curves import NARROW, WIDE, Area, Curve, Figure, Marker, Point, draw
from microcert.web.frame.wording import euros

CHANGES: dict[Change, Promise] = {
    Change.NONE: gettext_lazy("Hypothèses affichées"),
    Change.PRICE_DOWN: gettext_lazy("Tarifs : −10 %"),
    Change.PRICE_UP: gettext_lazy("Tarifs : +10 %"),
    Change.COSTS_DOWN: gettext_lazy("Charges : −10 %"),
    Change.COSTS_UP: gettext_lazy("Charges : +10 %"),
    Change.ONE_UNIVERSITY_LESS: gettext_lazy("Une université de moins"),
    Change.ONE_UNIVERSITY_MORE: gettext_lazy("Une université de plus"),
    Change.MIX_CHEAPER: gettext_lazy("10 points de plus au tarif le plus bas"),
    Change.MIX_DEARER: gettext_lazy("10 points de plus au tarif le plus haut"),
}


@dataclass(frozen=True)
class Calculation:
    """What follows from assumptions. Amounts in cents."""

    given: Assumptions
    now: Economy
    house: Economy
    threshold: Threshold
    at_expected: Account
    at_break_even: Account | None

    @property
    def break_even(self) -> int | None:
        return self.threshold.break_even

    @property
    def consortium_break_even(self) -> int | None:
        return self.house.break_even

    @property
    def producer_break_even(self) -> int | None:
        """Learners of the session from which the producer, royalties received, covers all that it bears."""
        return producer_break_even(self.now)

    @property
    def most_per_university(self) -> int:
        """The most contracts that one university carries at the break-even: the draw shares them equally."""
        return -(-(self.break_even or 0) // self.given.universities)

    @property
    def mean_price(self) -> Cents:
        return rounded(self.now.price)

    @property
    def margin(self) -> Cents:
        return rounded(self.now.margin)

    @property
    def fixed(self) -> Cents:
        return rounded(self.now.fixed)

    @property
    def house_result(self) -> Cents:
        return account(self.house, self.given.learners).result

    @property
    def effects(self) -> list[tuple[Promise, Effect, str]]:
        """Each change in words, what it does, and by how many learners the break-even moves."""
        found = effects(self.given, self.given.learners)
        return [(CHANGES[each.change], each, _moved(each)) for each in found]

    @property
    def grid(self) -> Grid:
        return grid(self.given)

    @property
    def producer(self) -> Seat:
        return seats(self.now, self.given.learners)[0]

    @property
    def participants(self) -> list[Seat]:
        """The other universities, each kind once: those with one learner more, those with one less."""
        others = seats(self.now, self.given.learners)[1:]
        return list({seat.learners: seat for seat in others}.values())

    @property
    def top(self) -> int:
        """Where the charts end: beyond the break-even and what is expected, on a round number."""
        wanted = max(20, self.given.learners, int((self.break_even or 0) * 1.6))
        step = 5 if wanted <= 60 else 50 if wanted <= 600 else 500
        return -(-min(wanted, 5000) // step) * step

    @property
    def points(self) -> list[Account]:
        """The rows beside the charts: round numbers of learners, the break-even and what is expected among them."""
        rounds = {self.top * part // 5 for part in range(1, 6)}
        wanted = rounds | {self.given.learners} | ({self.break_even} if self.break_even else set())
        return [
            account(self.now, learners) for learners in sorted(wanted) if learners <= max(self.top, self.given.learners)
        ]

    @property
    def charts(self) -> list[tuple[SafeString, SafeString]]:
        """Income and costs, then the result; each wide and narrow."""
        return [(draw(figure, WIDE), draw(figure, NARROW)) for figure in (_income(self), _margins(self))]


def _moved(effect: Effect) -> str:
    if effect.change is Change.NONE or effect.difference is None:
        return "–"
    return f"{effect.difference:+d}".replace("-", "−").replace("+0", "0")


def calculate(given: Assumptions) -> Calculation:
    now = economy(given)
    found = threshold(given, now)
    point = found.break_even
    return Calculation(
        given=given,
        now=now,
        house=now.for_the_consortium(),
        threshold=found,
        at_expected=account(now, given.learners),
        at_break_even=None if point is None else account(now, point),
    )


def _whole_euros(value: float) -> str:
    return euros(round(value / 100) * 100)


def _income(found: Calculation) -> Figure:
    top, now = found.top, found.now
    fixed, price = float(now.fixed), float(now.price)
    cost = float(now.per_learner + now.price * (now.royalty + now.fee))
    income = [(0.0, 0.0), (float(top), price * top)]
    costs = [(0.0, fixed), (float(top), fixed + cost * top)]
    is_loss = income[1][1] < costs[1][1]
    return Figure(
        key="income",
        title=_("Recettes et charges selon le nombre de stagiaires"),
        description=_meeting(found.break_even),
        x_title=_("Nombre de stagiaires"),
        x_most=top,
        low=0,
        high=max(price * top, fixed + cost * top),
        amount=_whole_euros,
        curves=(
            Curve(_("Recettes"), "rev", income, _along(income), is_label_below=is_loss),
            Curve(_("Charges"), "cost", costs, _along(costs), is_label_below=not is_loss),
        ),
        areas=_areas(now, top, price, cost, fixed),
        marker=_marker(found, price * (found.break_even or 0)),
    )


def _along(line: Sequence[Point]) -> Point:
    """Where the name of a line stands: near its end, with room for the word."""
    (left, low), (right, high) = line
    return left + (right - left) * 0.78, low + (high - low) * 0.78


def _areas(now: Economy, top: int, price: float, cost: float, fixed: float) -> Sequence[Area]:
    """The grounds of deficit and surplus; they meet where the lines do."""
    meet = min(float(now.fixed / now.margin), float(top)) if now.margin > 0 else float(top)
    loss = Area("loss", [(0, 0), (0, fixed), (meet, fixed + cost * meet), (meet, price * meet)])
    if meet >= top:
        return (loss,)
    return loss, Area("gain", [(meet, price * meet), (top, price * top), (top, fixed + cost * top)])


def _margins(found: Calculation) -> Figure:
    top = found.top
    lines = {of: [(float(n), float(of.result(n))) for n in (0, top)] for of in (found.now, found.house)}
    own, house = lines[found.now], lines[found.house]
    is_one = found.now.royalty == 0
    curves = [Curve(_("Session"), "rev", own, _along(own), is_label_below=not is_one)]
    if not is_one:
        curves.append(Curve(_("Consortium"), "alt", house, _along(house)))
    return Figure(
        key="result",
        title=_("Résultat selon le nombre de stagiaires"),
        description=_(
            "Trait plein : la session, redevances payées. Pointillé : le consortium, pour qui les redevances restent dans la maison."
        )
        if not is_one
        else _("Le résultat de la session, sans redevance."),
        x_title=_("Nombre de stagiaires"),
        x_most=top,
        low=min(own[0][1], own[1][1]),
        high=max(own[1][1], house[1][1], 0),
        amount=_whole_euros,
        curves=curves,
        marker=_marker(found, float(found.now.result(found.break_even or 0))),
    )


def _marker(found: Calculation, height: float) -> Marker | None:
    point = found.break_even
    if point is None or point > found.top:
        return None
    words = ngettext("Seuil : %(n)s stagiaire", "Seuil : %(n)s stagiaires", point) % {"n": point}
    return Marker((point, height), words)


def _meeting(point: int | None) -> str:
    if point is None:
        return _("Les recettes ne rejoignent jamais les charges. Les valeurs figurent dans le tableau qui suit.")
    return ngettext(
        "Les recettes rejoignent les charges à partir de %(n)s stagiaire. Les valeurs figurent dans le tableau qui suit.",
        "Les recettes rejoignent les charges à partir de %(n)s stagiaires. Les valeurs figurent dans le tableau qui suit.",
        point,
    ) % {"n": point}
