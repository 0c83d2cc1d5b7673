"""Money as an office sees it: what to give back and by when, what to place, who is late, and the bank's statement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.consortium.roles import Role
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.orders import actions, rules
from microcert.orders.models import Instalment, ProviderEvent
from microcert.orders.models import Refund as RefundRow
from microcert.orders.queries import done_refunds, letters_sent, open_refunds, overdue, unplaced
from microcert.orders.rules import RefundStatus, Settlement
from microcert.orders.statement import Credit, read_statement, require_account
from microcert.web.access import SignedInRequest, admit, require
from microcert.web.frame.forms import UniForm
from microcert.web.frame.wording import euros
from microcert.web.refusals import add_refusal

PAGE_SIZE = 50
TABS = {
    "a-rendre": gettext_lazy("À rembourser"),
    "a-placer": gettext_lazy("À placer"),
    "en-retard": gettext_lazy("En retard"),
    "rendus": gettext_lazy("Remboursés"),
}
OUTCOMES = {
    Settlement.PAID: gettext_lazy("Échéance réglée"),
    Settlement.REPEATED: gettext_lazy("Déjà connue"),
    Settlement.UNKNOWN: gettext_lazy("Aucune commande reconnue dans le libellé"),
    Settlement.WRONG_AMOUNT: gettext_lazy("Le montant ne correspond à aucune échéance"),
    Settlement.PAID_TWICE: gettext_lazy("Échéance déjà réglée, ou plus due"),
    Settlement.ORDER_CLOSED: gettext_lazy("La commande n’attend aucun paiement"),
}
REMINDERS = {
    None: gettext_lazy("Aucune lettre encore"),
    rules.Reminder.DUE: gettext_lazy("Annoncée"),
    rules.Reminder.LATE: gettext_lazy("Rappelée"),
    rules.Reminder.FORMAL: gettext_lazy("Dernier rappel envoyé : à contacter"),
}


class NoteForm(UniForm):
    note = forms.CharField(
        label=gettext_lazy("Ce que vous avez fait"),
        help_text=gettext_lazy("Par exemple : virement du 3 décembre 2026, référence 4411"),
        max_length=250,
    )


class PlaceForm(UniForm):
    number = forms.CharField(
        label=gettext_lazy("Numéro de la commande que ce virement règle"),
        help_text=gettext_lazy("Par exemple 2026-000123 ; il figure dans le dossier de la personne."),
        max_length=30,
    )


class StatementForm(UniForm):
    statement = forms.FileField(
        label=gettext_lazy("Relevé de compte"),
        help_text=gettext_lazy("Fichier CAMT.053 (XML), 5 Mo au plus. Le relire deux fois ne compte rien deux fois."),
    )
    university = forms.ModelChoiceField(
        University.objects.none(), label=gettext_lazy("Compte de"), to_field_name="slug", empty_label=None
    )

    def __init__(self, *args: Any, universities: list[University], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(universities) == 1:
            del self.fields["university"]
        else:
            slugs = [each.slug for each in universities]
            self.fields["university"].queryset = University.objects.filter(slug__in=slugs)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class RefundLine:
    refund: RefundRow
    may_retry: bool


@dataclass(frozen=True)
class LateLine:
    part: Instalment
    days: int
    letter: Any
    must_be_contacted: bool


@dataclass(frozen=True)
class UnplacedLine:
    event: ProviderEvent
    why: Any
    amount_cents: int
    payer: str
    wording: str
    may_give_back: bool
    may_be_placed: bool


@dataclass(frozen=True)
class ReadLine:
    """One line of a statement, and what became of it."""

    credit: Credit
    outcome: Settlement
    words: Any


def the_universities(request: SignedInRequest) -> list[University]:
    """Those whose money the person may see; nobody else gets in, but for the consortium's support, who sees unknown sums."""
    universities = universities_within_reach(request.user, Role.ADMIN_TEAM)
    admit(request.user, bool(universities) or request.user.has_perm("jobs.run_failed_jobs"))
    return universities


def unplaced_lines(events: Any) -> list[UnplacedLine]:
    return [
        UnplacedLine(
            each,
            OUTCOMES.get(Settlement(each.outcome), each.outcome),
            each.payload.get("amount", each.payload.get("amount_cents", 0)),
            each.payload.get("payer", ""),
            each.payload.get("wording", each.payload.get("reference", "")),
            each.outcome in rules.SURPLUS and "reference" in each.payload and each.payload.get("currency") == "EUR",
            "booked_on" in each.payload,
        )
        for each in events
    ]


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    universities = the_universities(request)
    unknown = request.user.has_perm("jobs.run_failed_jobs")
    lists: dict[str, Any] = {
        "a-rendre": open_refunds(universities),
        "a-placer": unplaced(universities, with_unknown=unknown),
        "en-retard": overdue(clock.today()).filter(order__university__in=universities),
        "rendus": done_refunds(universities),
    }
    tab = request.GET.get("onglet", "")
    tab = tab if tab in TABS else "a-rendre"
    page = Paginator(lists[tab], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "universities": universities,
        "tab": tab,
        "tabs": [
            (value, label, len(lists[value]) if value == "rendus" else lists[value].count())
            for value, label in TABS.items()
        ],
        "page": page,
        "lines": lines_of(tab, page.object_list),
        "form": StatementForm(universities=universities) if universities else None,
    }
    return render(request, "office/payments.html", context)


def lines_of(tab: str, rows: Any) -> list[Any]:
    if tab == "a-rendre":
        return [RefundLine(each, each.status == RefundStatus.FAILED) for each in rows]
    if tab == "a-placer":
        return unplaced_lines(rows)
    if tab == "en-retard":
        return late_lines(list(rows))
    return list(rows)


def late_lines(parts: list[Instalment]) -> list[LateLine]:
    """With the letter that left, which may be none: a job that is late tells nobody that it wrote."""
    today, sent = clock.today(), letters_sent(parts)
    return [
        LateLine(
            part, (today - part.due_on).days, REMINDERS[sent.get(part.pk)], sent.get(part.pk) == rules.Reminder.FORMAL
        )
        for part in parts
    ]


def the_refund(request: SignedInRequest, pk: int) -> RefundRow:
    refund = get_object_or_404(RefundRow.objects.select_related("order__university", "order__buyer"), pk=pk)
    require(request.user, "orders.keep_accounts", refund.order.university, at=refund.order.university)
    return refund


@login_required
def refund_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """The office paid back by transfer and says so."""
    refund = the_refund(request, pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.confirm_refund(refund, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, _("Remboursement noté. La personne est prévenue."))
        return redirect("office-payments")
    return confirm(request, form, _("Noter un remboursement fait par virement"), _("Noter le remboursement"), refund)


@login_required
@require_POST
def refund_again(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        actions.try_refund_again(the_refund(request, pk), by=request.user)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("La demande repart vers la banque."))
    return redirect("office-payments")


def the_event(request: SignedInRequest, pk: int) -> ProviderEvent:
    event = get_object_or_404(ProviderEvent.objects.select_related("university", "order__buyer"), pk=pk)
    if event.university is None:
        admit(request.user, request.user.has_perm("jobs.run_failed_jobs"))
    else:
        require(request.user, "orders.keep_accounts", event.university, at=event.university)
    return event


@login_required
@require_POST
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        actions.give_surplus_back(the_event(request, pk), by=request.user)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Le remboursement est demandé à la banque."))
    return redirect(reverse("office-payments") + "?onglet=a-placer")


@login_required
def place(request: SignedInRequest, pk: int) -> HttpResponse:
    event = the_event(request, pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_resolution(event, form.cleaned_data["note"], by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("C’est noté : cette somme n’attend plus."))
            return redirect(reverse("office-payments") + "?onglet=a-placer")
    return confirm(request, form, _("Dire où cette somme a été placée"), _("Enregistrer"), None)


@login_required
def place_transfer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The payer wrote no number, or a wrong one; the office knows whose transfer it is."""
    event = the_event(request, pk)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            order = actions.place_transfer(event, form.cleaned_data["number"], by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Le virement règle la commande %(number)s.") % {"number": order.number})
            return redirect(reverse("office-payments") + "?onglet=a-placer")
    return render(request, "frame/confirm.html", placing(event, form), status=422 if form.errors else 200)


def placing(event: ProviderEvent, form: PlaceForm) -> dict[str, Any]:
    """What the page says before a transfer is placed."""
    (line,) = unplaced_lines([event])
    words = {"amount": euros(line.amount_cents), "payer": line.payer or "?", "wording": line.wording[:120]}
    return {
        "title": _("Affecter un virement de %(amount)s") % words,
        "form": form,
        "consequences": [
            _("Reçu de %(payer)s, libellé « %(wording)s ».") % words,
            _("Les échéances qu’il couvre exactement sont réglées, la facture part. Votre nom reste au journal."),
        ],
        "confirm_label": _("Affecter le virement"),
        "cancel_url": reverse("office-payments") + "?onglet=a-placer",
    }


def confirm(request: SignedInRequest, form: NoteForm, title: str, label: str, refund: RefundRow | None) -> HttpResponse:
    consequences = [_("Votre note reste au journal, avec votre nom.")]
    if refund is not None:
        words = {"amount": euros(refund.amount_cents), "number": refund.order.number}
        consequences.insert(
            0, _("%(amount)s de la commande %(number)s sont tenus pour rendus : la personne est prévenue.") % words
        )
    context = {
        "title": title,
        "form": form,
        "consequences": consequences,
        "confirm_label": label,
        "cancel_url": reverse("office-payments"),
    }
    return render(request, "frame/confirm.html", context, status=422 if form.errors else 200)


def take_line(credit: Credit, university: University, request: SignedInRequest) -> ReadLine:
    outcome = actions.take_transfer(credit, university=university, by=request.user)
    return ReadLine(credit, outcome, OUTCOMES[outcome])


@login_required
@require_POST
def take_statement(request: SignedInRequest) -> HttpResponse:
    """Read the whole file first: one that cannot be read changes nothing."""
    universities = universities_within_reach(request.user, Role.ADMIN_TEAM)
    admit(request.user, bool(universities))
    form = StatementForm(request.POST, request.FILES, universities=universities)
    if form.is_valid():
        try:
            said = read_statement(form.cleaned_data["statement"].read())
            university = form.cleaned_data.get("university") or universities[0]
            require_account(said, university.iban)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            lines = [take_line(credit, university, request) for credit in said.credits]
            context = {"said": said, "lines": lines, "university": university, "universities": universities}
            context["count"] = Counter(each.outcome.value for each in lines)
            return render(request, "office/statement.html", context)
    return render(request, "office/statement_refused.html", {"form": form, "universities": universities}, status=422)


urlpatterns = [
    path("reglements/", show, name="office-payments"),
    path("reglements/releve/", take_statement, name="office-statement"),
    path("reglements/remboursements/<int:pk>/fait/", refund_done, name="refund-done"),
    path("reglements/remboursements/<int:pk>/relancer/", refund_again, name="refund-again"),
    path("reglements/sommes/<int:pk>/rendre/", give_back, name="surplus-back"),
    path("reglements/sommes/<int:pk>/affecter/", place_transfer, name="transfer-placed"),
    path("reglements/sommes/<int:pk>/placer/", place, name="event-placed"),
]
