"""The consortium's own book, for the committee and whoever keeps its accounts: page, workbook, PDF."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from microcert.documents.house_paper import render_for_the_house
from microcert.foundation import clock
from microcert.settlement.consortium_book import ConsortiumBook, Row, consortium_book
from microcert.settlement.content import euros
from microcert.settlement.models import Period
from microcert.web.access import SignedInRequest
from microcert.web.files import private_file
from microcert.web.workbook import Money, Sheet, workbook, xlsx_file

audits = permission_required("settlement.audit", raise_exception=True)


def book_of(request: SignedInRequest) -> ConsortiumBook:
    """The month that the address asks for, or all of them; a month without entries is not there."""
    month = request.GET.get("mois", "")
    period = next((each for each in Period.objects.all() if str(each) == month), None)
    if month and period is None:
        raise Http404
    return consortium_book(period)


@login_required
@audits
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    found = book_of(request)
    context = {
        "book": found,
        "rows": [(row, named(row)) for row in found.rows],
        "total": found.total,
        "total_named": named(found.total),
        "periods": Period.objects.all(),
    }
    return render(request, "steering/consortium_book.html", context)


@login_required
@audits
@require_safe
def export(request: SignedInRequest, kind: str) -> HttpResponse:
    """The same as a workbook, session by session too, or on paper."""
    found = book_of(request)
    name = "consortium" + (f"-{found.period}" if found.period else "")
    if kind == "xlsx":
        return xlsx_file(workbook(sheets(found)), name)
    if kind != "pdf":
        raise Http404
    return private_file(paper(found), f"{name}-{clock.today():%Y-%m-%d}.pdf")


def heads() -> list[str]:
    return [
        _("Mois"),
        _("Université"),
        _("Encaissé, net"),
        _("Redevance due"),
        _("Redevance à recevoir"),
        _("Frais de paiement"),
        _("Part du consortium hors taxe"),
        _("TVA"),
        _("Part du consortium"),
    ]


def named(row: Row) -> list[tuple[str, int]]:
    """The amounts of a row, each with the head of its column: on a narrow screen there are no columns."""
    return list(zip(heads()[2:], row.amounts, strict=True))


def sheets(found: ConsortiumBook) -> list[Sheet]:
    rows = [[row.month, row.university.name if row.university else "", *map(Money, row.amounts)] for row in found.rows]
    total = [_("Total"), "", *map(Money, found.total.amounts)]
    by_session = (
        [each.month, each.university.name, each.line.session, each.line.training]
        + [Money(cents) for cents in (each.line.net, each.before_tax, each.tax, each.line.platform_fees)]
        for each in found.shares
    )
    first, *others = heads()
    session_heads = [first, others[0], _("Session"), _("Formation"), others[1], *others[-3:]]
    return [Sheet(_("Par université"), heads(), [*rows, total]), Sheet(_("Par session"), session_heads, by_session)]


def paper(found: ConsortiumBook) -> bytes:
    """French, as all accounts are."""
    with override("fr"):
        content = {
            "when": date_format(found.period.starts_on, "F Y") if found.period else _("Tous les mois"),
            "today": date_format(clock.today(), "j F Y"),
            "heads": heads(),
            "lines": [
                _printed(row, row.month, row.university.short_name if row.university else "") for row in found.rows
            ],
            "total": _printed(found.total, _("Total"), ""),
            "words": _(
                "Tous les montants sont additionnés du grand livre. La part du consortium est due par l’université qui encaisse ; négative, elle lui est rendue. Les frais de paiement vont au prestataire."
            ),
        }
        return render_for_the_house("consortium_book", content, title=_("Compte du consortium"))


def _printed(row: Row, *first: str) -> list[str]:
    return [*first, *map(euros, row.amounts)]


urlpatterns = [
    path("comptes/consortium/", show, name="consortium-book"),
    path("comptes/consortium.<str:kind>", export, name="consortium-book-export"),
]
