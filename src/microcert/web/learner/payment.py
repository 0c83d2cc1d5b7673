"""The learner sees the schedule and pays one instalment at a time, at the payment provider."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.foundation.refusals import Refusal
from microcert.orders.actions import start_payment
from microcert.orders.errors import BankUnreachable, ProviderSilent
from microcert.orders.models import Order
from microcert.orders.payment import provider
from microcert.orders.queries import schedule_of
from microcert.orders.rules import UNSIGNED, OrderStatus

from .ordering import the_order, the_person


@login_required
def pay(request: HttpRequest, number: str) -> HttpResponse:
    order = the_order(request, number)
    if OrderStatus(order.status) in UNSIGNED:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            return redirect(begin(request, order))
        except Refusal as said:
            refusal = said
        except ProviderSilent:
            refusal = BankUnreachable(
                _("La banque ne répond pas. Rien n’a été débité : réessayez dans quelques minutes.")
            )
    lines = schedule_of(order)
    context = {
        "order": order,
        "version": order.session.version,
        "lines": lines,
        "payable": next((line for line in lines if line.hold is None), None),
        "paid_cents": sum(line.amount_cents for line in lines if line.is_paid),
        "is_settled": all(line.is_paid or line.payer for line in lines),
        "iban": grouped(order.university.iban),
        "is_simulated": provider().is_simulated,
        "refusal": refusal,
    }
    return render(request, "learner/pay.html", context, status=refusal.status if refusal else 200)


def grouped(iban: str) -> str:
    """An account number as people read it, by four."""
    return " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))


def begin(request: HttpRequest, order: Order) -> str:
    """Start one attempt for the instalment that the button names; return the provider's address."""
    chosen = request.POST.get("instalment", "")
    instalment = get_object_or_404(
        order.instalments, number=int(chosen) if chosen.isascii() and chosen.isdigit() else 0
    )
    return provider().payment_address(start_payment(instalment, by=the_person(request)))


urlpatterns = [path("commandes/<str:number>/payer/", pay, name="pay")]
