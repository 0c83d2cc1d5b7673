"""The committee's view of money: what each university holds and owes, months to close, and the ledger for whoever audits it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.settlement.actions import close, correct
from microcert.settlement.models import Entry, Period, Posting
from microcert.settlement.queries import (
    audit,
    entries,
    reconciliation,
    royalties_between,
    totals,
    trial_balance,
)
from microcert.settlement.rules import PeriodStatus, next_month
from microcert.web.access import SignedInRequest
from microcert.web.frame.forms import UniForm
from microcert.web.office.settlement import entry_heads, entry_rows
from microcert.web.refusals import add_refusal
from microcert.web.workbook import Money, Sheet, workbook, xlsx_file

PAGE_SIZE = 50
audits = permission_required("settlement.audit", raise_exception=True)


class ReasonForm(UniForm):
    """Why an entry is taken back."""

    says_what_is_required = False
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("Il reste au grand livre ; n’y nommez personne."),
        max_length=250,
    )


@login_required
@audits
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    found = totals()
    periods = list(Period.objects.all())
    today = clock.today()
    context: dict[str, Any] = {
        "found": found,
        "royalties": royalties_between(Posting.objects.all()),
        "periods": [(each, _may_close(each, periods) and next_month(each.starts_on) <= today) for each in periods],
        "checked": reconciliation(),
    }
    return render(request, "steering/settlement.html", context)


def _may_close(period: Period, periods: list[Period]) -> bool:
    """Whether it is the earliest month that is still open."""
    still_open = [each.starts_on for each in periods if each.status == PeriodStatus.OPEN]
    return bool(still_open) and period.starts_on == min(still_open)


@login_required
@audits
@require_POST
def audit_ledger(request: SignedInRequest) -> HttpResponse:
    """Read the whole ledger again against the journal; the verdict stands on a page of its own."""
    return render(request, "steering/ledger_audit.html", {"found": audit()})


@login_required
@audits
@require_safe
def ledger(request: SignedInRequest) -> HttpResponse:
    """The trial balance and the journal of entries, of a month or of all."""
    periods = list(Period.objects.all())
    period = next((each for each in periods if str(each) == request.GET.get("mois", "")), None)
    postings = Posting.objects.filter(entry__period=period) if period else Posting.objects.all()
    context = {
        "periods": periods,
        "period": period,
        "balance": trial_balance(postings),
        "page": Paginator(entries(period=period), PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "steering/ledger.html", context)


@login_required
@audits
@require_safe
def export(request: SignedInRequest) -> HttpResponse:
    """The whole ledger as a workbook: trial balance and every movement. Orders have numbers; nobody is named."""
    balance = trial_balance(Posting.objects.all())
    rows = ([str(row.account), row.label, Money(row.debit), Money(row.credit)] for row in balance.rows)
    total = [_("Total"), "", Money(balance.debit), Money(balance.credit)]
    heads = [_("Compte"), _("Intitulé"), _("Débit"), _("Crédit")]
    book = workbook(
        [
            Sheet(_("Balance"), heads, [*rows, total]),
            Sheet(_("Écritures"), entry_heads(), entry_rows(entries().order_by("number").iterator(chunk_size=500))),
        ]
    )
    return xlsx_file(book, "grand-livre")


@login_required
@audits
def counter(request: SignedInRequest, number: int) -> HttpResponse:
    """Take an entry back: the reason first, then the opposite entry."""
    entry = get_object_or_404(entries(), number=number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = correct(entry, reason=form.cleaned_data["reason"], by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Écriture %(n)s enregistrée.") % {"n": made.number})
            return redirect("ledger")
    context = {"entry": entry, "form": form, "is_final": _is_final(entry)}
    return render(request, "steering/counter_entry.html", context, status=422 if form.errors else 200)


def _is_final(entry: Entry) -> bool:
    return entry.corrects_id is not None or hasattr(entry, "correction")


@login_required
@audits
@require_POST
def close_month(request: SignedInRequest, period: int) -> HttpResponse:
    closed = close(get_object_or_404(Period, pk=period), by=request.user)
    messages.success(request, _("Le mois %(month)s est clos : les relevés s’établissent.") % {"month": closed})
    return redirect("settlement-overview")


urlpatterns = [
    path("comptes/", overview, name="settlement-overview"),
    path("comptes/mois/<int:period>/clore/", close_month, name="settlement-close"),
    path("grand-livre/", ledger, name="ledger"),
    path("grand-livre/relecture/", audit_ledger, name="ledger-audit"),
    path("grand-livre/grand-livre.xlsx", export, name="ledger-export"),
    path("grand-livre/<int:number>/contrepasser/", counter, name="ledger-counter"),
]
