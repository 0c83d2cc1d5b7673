"""A university's statement: what each session brought, what is owed to producers and providers; month by month, as page and files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.documents.queries import content
from microcert.foundation import clock
from microcert.people.models import User
from microcert.settlement.models import ACCOUNT_LABELS, Entry, Period, Statement
from microcert.settlement.permissions import READERS
from microcert.settlement.queries import Line, StatementOf, entries_in, statement_of
from microcert.web.access import SignedInRequest, admit
from microcert.web.export import csv_file, table_as_csv
from microcert.web.files import private_file
from microcert.web.workbook import Money, Sheet, workbook, xlsx_file

LATEST_ENTRIES = 50


@dataclass(frozen=True)
class View:
    """Whose book is read, and for which month; None means all months."""

    universities: list[University]
    university: University
    periods: list[Period]
    period: Period | None


def readable_books(person: User) -> list[University]:
    """The universities whose book the person may read: their own, all of them for the committee."""
    if person.has_perm("settlement.audit"):
        return list(University.objects.all())
    return universities_within_reach(person, *READERS)


def view_of(request: SignedInRequest) -> View:
    """What the address asks for; a university out of reach, or a month without entries, is not there."""
    universities = readable_books(request.user)
    admit(request.user, bool(universities))
    slug, month = request.GET.get("universite", ""), request.GET.get("mois", "")
    university = next((each for each in universities if each.slug == slug or not slug), None)
    periods = list(Period.objects.all())
    period = next((each for each in periods if str(each) == month), None)
    if university is None or (month and period is None):
        raise Http404
    return View(universities, university, periods, period)


@login_required
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    view = view_of(request)
    statement = statement_of(view.university, view.period)
    context: dict[str, Any] = {
        "view": view,
        "statement": statement,
        "total": statement.total,
        "sealed": Statement.objects.filter(university=view.university, period=view.period).first(),
        "entries": entries_in(view.university, view.period)[:LATEST_ENTRIES],
        "latest": LATEST_ENTRIES,
        "accounts": ACCOUNT_LABELS.items(),
    }
    return render(request, "office/settlement.html", context)


@login_required
@require_safe
def export(request: SignedInRequest, kind: str) -> HttpResponse:
    """The statement as a table (CSV) or a workbook with its royalties and entries (XLSX). No learner is named: orders have numbers."""
    view = view_of(request)
    statement = statement_of(view.university, view.period)
    name = f"releve-{view.university.slug}" + (f"-{view.period}" if view.period else "")
    if kind == "csv":
        rows = ([line.session, line.training, *(_euros(cents) for cents in amounts(line))] for line in statement.lines)
        return csv_file(table_as_csv(heads(), rows), name)
    if kind != "xlsx":
        raise Http404
    return xlsx_file(workbook(sheets(statement, entries_in(view.university, view.period))), name)


@login_required
@require_safe
def export_entries(request: SignedInRequest) -> HttpResponse:
    """Every movement of the book as a table (CSV), the same lines as in the workbook."""
    view = view_of(request)
    rows = (
        [_euros(cell.cents or 0) if isinstance(cell, Money) else cell for cell in row]
        for row in entry_rows(entries_in(view.university, view.period))
    )
    name = f"ecritures-{view.university.slug}" + (f"-{view.period}" if view.period else "")
    return csv_file(table_as_csv(entry_heads(), rows), name)


@login_required
@require_safe
def paper(request: SignedInRequest, number: str) -> HttpResponse:
    """The sealed statement of a closed month."""
    statement = get_object_or_404(Statement.objects.select_related("university", "document"), number=number)
    if not request.user.has_perm("settlement.view_book", statement.university):
        raise Http404
    return private_file(content(statement.document), f"{statement.number}.pdf")


def heads() -> list[str]:
    return [
        _("Session"),
        _("Formation"),
        _("Encaissé"),
        _("Remboursé"),
        _("Net"),
        _("Redevance due"),
        _("Frais de paiement"),
        _("Frais de plateforme"),
        _("Redevance à recevoir"),
        _("Solde"),
    ]


def amounts(line: Line) -> list[int]:
    return [
        line.collected,
        line.refunded,
        line.net,
        line.royalty_owed,
        line.payment_fees,
        line.platform_fees,
        line.royalty_due,
        line.balance,
    ]


def _euros(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}"


def sheets(statement: StatementOf, found: Any) -> list[Sheet]:
    """The statement, who paid, who owes whom, and every movement."""
    total = [_("Total"), "", *map(Money, amounts(statement.total))]
    lines = [[line.session, line.training, *map(Money, amounts(line))] for line in statement.lines]
    return [
        Sheet(_("Relevé"), heads(), [*lines, total]),
        Sheet(
            _("Payeurs"),
            [_("Payeur"), _("Nom"), _("Encaissé"), _("Remboursé"), _("Net")],
            (
                [each.label, each.name, Money(each.collected), Money(each.refunded), Money(each.net)]
                for each in statement.payers
            ),
        ),
        Sheet(
            _("Redevances"),
            [_("Doit"), _("À"), _("Montant")],
            ([each.payer.name, each.payee.name, Money(each.amount)] for each in statement.royalties),
        ),
        Sheet(_("Écritures"), entry_heads(), entry_rows(found)),
    ]


def entry_heads() -> list[str]:
    return [
        _("Écriture"),
        _("Date"),
        _("Nature"),
        _("Contrepasse"),
        _("Motif"),
        _("Session"),
        _("Commande"),
        _("Livre"),
        _("Débit"),
        _("Crédit"),
        _("Montant"),
    ]


def entry_rows(found: Any) -> Iterator[list[object]]:
    """One line a movement: the file of accounting entries, as an auditor reads it."""
    for entry in found:
        for each in entry.postings.all():
            yield [*_entry(entry), each.book.short_name, str(each.debit), str(each.credit), Money(each.amount_cents)]


def _entry(entry: Entry) -> list[object]:
    corrects = entry.corrects.number if entry.corrects else ""
    kind = str(entry.get_kind_display())
    return [
        entry.number,
        clock.day_of(entry.happened_at),
        kind,
        corrects,
        entry.reason,
        entry.session.code,
        _("vente d’une autre université") if getattr(entry, "is_anothers", False) else entry.order.number,
    ]


urlpatterns = [
    path("comptes/", show, name="settlement"),
    path("comptes/releve.<str:kind>", export, name="settlement-export"),
    path("comptes/ecritures.csv", export_entries, name="settlement-entries"),
    path("comptes/releves/<str:number>.pdf", paper, name="settlement-paper"),
]
