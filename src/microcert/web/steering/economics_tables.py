"""A calculation as tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from microcert.economics.queries import Snapshot
from microcert.economics.rules import Account, Seat, account
from microcert.web.workbook import Money, Sheet

from .economics_form import AssumptionsForm, written
from .economics_result import CHANGES, Calculation

MOST_ROWS = 200


def account_heads() -> list[str]:
    return [
        _("Stagiaires"),
        _("Recettes"),
        _("Redevances"),
        _("Frais de paiement"),
        _("Charges par stagiaire"),
        _("Charges fixes"),
        _("Résultat"),
    ]


def _cells(row: Account) -> list[int]:
    return [row.turnover, row.royalty, row.fees, row.variable, row.fixed, row.result]


def _accounts(found: Calculation) -> Iterator[Account]:
    step = max(1, -(-found.top // MOST_ROWS))
    return (account(found.now, learners) for learners in range(0, found.top + 1, step))


def account_rows(found: Calculation) -> Iterator[list[object]]:
    """One line a number of learners, amounts in euros with a decimal comma."""
    for row in _accounts(found):
        yield [row.learners, *(_euros(cents) for cents in _cells(row))]


def _euros(cents: int) -> str:
    """An amount that a French spreadsheet reads as a number."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}"


def sheets(form: AssumptionsForm, found: Calculation) -> list[Sheet]:
    """The workbook: hypotheses, results, the curve, the effect of changes, universities against prices, each university."""
    return [
        Sheet(_("Hypothèses"), [_("Hypothèse"), _("Unité"), _("Valeur")], _hypotheses(form)),
        Sheet(_("Résultats"), [_("Mesure"), _("Valeur")], _results(found)),
        Sheet(_("Courbe"), account_heads(), ([row.learners, *map(Money, _cells(row))] for row in _accounts(found))),
        Sheet(
            _("Sensibilité"),
            [_("Changement"), _("Seuil"), _("Écart"), _("Redevances"), _("Résultat")],
            (
                [
                    str(CHANGES[each.change]),
                    each.break_even,
                    each.difference,
                    Money(each.at.royalty),
                    Money(each.at.result),
                ]
                for _words, each, _moved in found.effects
            ),
        ),
        Sheet(
            _("Tarif et universités"),
            [_("Universités"), _("Tarif"), _("Seuil")],
            ([row.universities, Money(cell.price), cell.break_even] for row in found.grid.rows for cell in row.cells),
        ),
        Sheet(
            _("Par université"),
            [_("Université"), *account_heads(), _("Seuil, stagiaires de la session")],
            _universities(found),
        ),
    ]


def _hypotheses(form: AssumptionsForm) -> Iterator[list[object]]:
    for _legend, lines in form.groups():
        for line in lines:
            value = form.cleaned_data.get(line.field.name)
            if value is not None:
                yield [str(line.field.label), str(line.unit), value]


def _results(found: Calculation) -> Iterator[list[object]]:
    yield [_("Seuil de rentabilité"), found.break_even]
    yield [_("Seuil d’ouverture recommandé"), found.threshold.recommended]
    yield [_("Seuil pour le consortium"), found.consortium_break_even]
    yield [_("Tarif moyen"), Money(found.mean_price)]
    yield [_("Marge par stagiaire"), Money(found.margin)]
    yield [_("Charges fixes"), Money(found.fixed)]
    yield [_("Résultat aux inscriptions attendues"), Money(found.at_expected.result)]
    yield [_("Redevances aux inscriptions attendues"), Money(found.at_expected.royalty)]


def _universities(found: Calculation) -> Iterator[list[object]]:
    yield _seat(_("Productrice"), found.producer)
    for seat in found.participants:
        yield _seat(_("Participante"), seat)


def _seat(words: str, seat: Seat) -> list[object]:
    amounts = (seat.turnover, seat.royalty, seat.fees, seat.variable, seat.fixed, seat.result)
    return [words, seat.learners, *map(Money, amounts), seat.break_even]


def comparison_heads() -> list[str]:
    return [
        _("Scénario"),
        _("Enregistré pour"),
        _("Formation"),
        _("Universités"),
        _("Redevance (%)"),
        _("Tarif moyen"),
        _("Marge par stagiaire"),
        _("Charges fixes"),
        _("Seuil de rentabilité"),
        _("Seuil pour le consortium"),
        _("Seuil d’ouverture recommandé"),
        _("Inscriptions attendues"),
        _("Redevances"),
        _("Résultat"),
    ]


def comparison_rows(found: list[Snapshot]) -> Iterator[list[object]]:
    """One line a scenario, for the table that compares them."""
    for each in found:
        yield [
            each.name,
            each.university or _("Comité de pilotage"),
            each.training,
            each.assumptions.universities,
            written(each.assumptions.royalty),
            _euros(each.mean_price),
            _euros(each.margin),
            _euros(each.fixed),
            each.break_even if each.break_even is not None else _("jamais"),
            each.consortium_break_even if each.consortium_break_even is not None else _("jamais"),
            each.threshold.recommended if each.threshold.recommended is not None else _("aucun"),
            each.at_expected.learners,
            _euros(each.at_expected.royalty),
            _euros(each.at_expected.result),
        ]
