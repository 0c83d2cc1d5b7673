"""The learner's home: one next action for each order or course, then what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from microcert.credentials.models import Credential
from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.learning.queries import progress_of
from microcert.learning.rules import Progress
from microcert.orders.models import Order
from microcert.orders.rules import LIVE, OrderStatus
from microcert.web.access import SignedInRequest

from .course import next_step


@dataclass(frozen=True)
class Enrolled:
    """A course under way: the file, how far it has come, and the one thing to do next."""

    file: LearnerFile
    progress: Progress
    next: dict[str, str]


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    every_order = list(
        Order.objects.filter(buyer=request.user)
        .select_related("session__version", "university", "contract", "learner_file")
        .order_by("-placed_at")
    )
    orders = [order for order in every_order if not order.is_company]
    every = LearnerFile.objects.filter(learner=request.user).exclude(status=FileStatus.WITHDRAWN)
    every = every.select_related("session__version__training__producer", "university", "order")
    files = [file for file in every if file.status == FileStatus.OPEN]
    where = progress_of(files)
    content = {
        "courses": [Enrolled(file, where[file.pk], next_step(file, where[file.pk])) for file in files],
        "finished": [file for file in every if file.status != FileStatus.OPEN],
        "waiting": [{"order": order, **what_is_awaited(order)} for order in orders if is_waiting(order)],
        "past": [order for order in orders if order.status not in LIVE],
        "credentials": Credential.objects.filter(file__learner=request.user).select_related("issuer"),
        "groups": [order for order in every_order if order.is_company],
        "has_nothing": not every_order,
    }
    return render(request, "learner/home.html", content)


def is_waiting(order: Order) -> bool:
    """Whether the order itself, not the course, asks for the learner's attention."""
    return order.status in LIVE and order.status not in (OrderStatus.PENDING, OrderStatus.COMPLETED)


def what_is_awaited(order: Order) -> dict[str, Any]:
    if order.status in (OrderStatus.TO_SIGN, OrderStatus.SIGNING):
        address = reverse("contract", args=[order.contract.number])
        return {"title": _("Lire et signer votre contrat"), "button": _("Lire le contrat"), "address": address}
    if order.status in (OrderStatus.PENDING_PAYMENT, OrderStatus.FAILED_PAYMENT):
        return {"title": _("Régler une échéance"), "button": _("Payer"), "address": reverse("pay", args=[order.number])}
    title = _("Votre contrat se prépare")
    return {"title": title, "button": _("Voir où en est la commande"), "address": reverse("order", args=[order.number])}


urlpatterns = [path("", show, name="learner-home")]
