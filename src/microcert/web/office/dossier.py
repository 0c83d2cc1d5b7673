"""One learner's file as the office of the assigned university sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.contracts.rules import may_withdraw
from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.evaluation.models import Sitting
from microcert.evaluation.queries import sitting_of
from microcert.foundation import clock
from microcert.journeys.end_order import end_for_force_majeure
from microcert.learning.queries import progress
from microcert.orders import rules
from microcert.orders.models import STATUS_LABELS, Instalment, Order
from microcert.orders.queries import payer_of, schedule_of
from microcert.orders.rules import OrderStatus
from microcert.web.access import SignedInRequest, require
from microcert.web.frame.forms import UniForm
from microcert.web.frame.wording import euros
from microcert.web.papers import months_left, papers_of

from .history import history_of


def orders() -> Any:
    return Order.objects.select_related(
        "buyer",
        "university",
        "tariff",
        "draw",
        "account_file",
        "company",
        "learner_file",
        "contract__document",
        "contract__signed_document",
        "agreement",
        "session__version__training__producer",
    ).prefetch_related(Prefetch("instalments", Instalment.objects.order_by("number")), "refunds")


@login_required
def by_file(request: SignedInRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(orders(), learner_file=pk)
    file = order.learner_file
    file.session = order.session
    require(request.user, "enrolment.follow_file", file, at=order.university)
    return page(request, order, file)


@login_required
def by_order(request: SignedInRequest, number: str) -> HttpResponse:
    """Before the contract is signed there is an order and no file yet."""
    order = get_object_or_404(orders(), number=number)
    require(request.user, "enrolment.view_worklist", order.university, at=order.university)
    file = getattr(order, "learner_file", None)
    return redirect("office-file", file.pk) if file else page(request, order, None)


def page(request: SignedInRequest, order: Order, file: LearnerFile | None) -> HttpResponse:
    contract = getattr(order, "contract", None)
    sitting: Sitting | None = sitting_of(file) if file else None
    papers = papers_of(order, file)
    context = {
        "order": order,
        "file": file,
        "papers": papers,
        "months": months_left(file, papers),
        "may_read_papers": request.user.has_perm("orders.view_order", order),
        "version": order.session.version,
        "contract": contract,
        "agreement": getattr(order, "agreement", None),
        "may_still_withdraw": contract is not None and may_withdraw(clock.today(), contract.withdrawal_last_day),
        "may_end_pro_rata": may_end_pro_rata(request, order, file),
        "status": STATUS_LABELS[OrderStatus(order.status)],
        "instalments": schedule_of(order, with_waived=True),
        "refunds": list(order.refunds.all()),
        "payer": payer_of(order),
        "progress": progress(file) if file else None,
        "sitting": sitting,
        "history": history_of([order, contract, getattr(order, "agreement", None), file, sitting]),
    }
    return render(request, "office/dossier.html", context)


def may_end_pro_rata(request: SignedInRequest, order: Order, file: LearnerFile | None) -> bool:
    if file is None or file.status != FileStatus.OPEN or order.status not in rules.RUNNING:
        return False
    return bool(request.user.has_perm("orders.keep_accounts", order.university))


class ForceMajeureForm(UniForm):
    why = forms.CharField(
        label=gettext_lazy("Motif reconnu"),
        help_text=gettext_lazy("En quelques mots, sans donnée de santé : la pièce justificative ne se garde pas ici."),
        max_length=250,
    )


@login_required
def force_majeure(request: SignedInRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(LearnerFile.objects.select_related("order__university", "session", "learner"), pk=pk)
    order = file.order
    require(request.user, "orders.keep_accounts", order.university, at=order.university)
    if not may_end_pro_rata(request, order, file):
        raise Http404
    form = ForceMajeureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_for_force_majeure(file, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, _("La formation a pris fin. Ce qui est à rendre figure dans les règlements."))
        return redirect("office-file", file.pk)
    context = {
        "title": _("Mettre fin à la formation de %(name)s pour force majeure") % {"name": file.learner.full_name},
        "consequences": consequences_for(file, order),
        "confirm_label": _("Mettre fin à la formation"),
        "danger": True,
        "form": form,
        "cancel_url": reverse("office-file", args=[file.pk]),
    }
    return render(request, "frame/confirm.html", context, status=422 if form.errors else 200)


def consequences_for(file: LearnerFile, order: Order) -> list[str]:
    done = progress(file)
    owed = rules.owed_pro_rata(order.price_cents, minutes_done=done.minutes_done, minutes_total=done.minutes_total)
    paid = sum(part.amount_cents for part in order.instalments.all() if part.paid_at)
    words = {"owed": euros(owed), "paid": euros(paid), "rest": euros(abs(paid - owed))}
    return [
        _("Le dossier se ferme et la formation ne peut plus être suivie."),
        _("Reste dû ce qui a été dispensé : %(owed)s ; déjà payé : %(paid)s.") % words,
        _("%(rest)s sont rendus sous 14 jours.") % words
        if paid >= owed
        else _("Une dernière échéance de %(rest)s remplace celles qui restent.") % words,
    ]


urlpatterns = [
    path("dossiers/<int:pk>/", by_file, name="office-file"),
    path("dossiers/<int:pk>/force-majeure/", force_majeure, name="force-majeure"),
    path("commandes/<str:number>/", by_order, name="office-order"),
]
