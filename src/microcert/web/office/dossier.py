"""One learner's file as the office of the assigned university sees it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from microcert.contracts.rules import may_withdraw
from microcert.enrolment.models import LearnerFile
from microcert.evaluation.models import Sitting
from microcert.evaluation.queries import sitting_of
from microcert.foundation import clock
from microcert.learning.queries import progress
from microcert.orders.models import STATUS_LABELS, Instalment, Order
from microcert.orders.rules import OrderStatus
from microcert.web.access import SignedInRequest, require

from .history import history_of


def orders() -> Any:
    return Order.objects.select_related(
        "buyer",
        "university",
        "tariff",
        "draw",
        "learner_file",
        "contract__document",
        "contract__signed_document",
        "session__version__training__producer",
    ).prefetch_related(Prefetch("instalments", Instalment.objects.order_by("number")))


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
    context = {
        "order": order,
        "file": file,
        "version": order.session.version,
        "contract": contract,
        "may_still_withdraw": contract is not None and may_withdraw(clock.today(), contract.withdrawal_last_day),
        "may_read_contract": contract is not None and request.user.has_perm("contracts.read_contract", contract),
        "status": STATUS_LABELS[OrderStatus(order.status)],
        "instalments": list(order.instalments.all()),
        "progress": progress(file) if file else None,
        "sitting": sitting,
        "history": history_of([order, contract, file, sitting]),
    }
    return render(request, "office/dossier.html", context)


urlpatterns = [
    path("dossiers/<int:pk>/", by_file, name="office-file"),
    path("commandes/<str:number>/", by_order, name="office-order"),
]
