"""The page of the simulated bank: accept or refuse, then come back. What it decides travels as a signed notification."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.journeys.after_payment import after_payment
from microcert.orders.bank import SimulatedBank
from microcert.orders.models import PaymentAttempt
from microcert.orders.payment import provider
from microcert.orders.rules import ALARMING, Settlement


@login_required
def bank(request: HttpRequest, reference: str) -> HttpResponse:
    """Only where the settings chose the stand-in, and only for the buyer: a real bank would know its client too."""
    simulated = provider()
    if not isinstance(simulated, SimulatedBank):
        raise Http404
    attempt = get_object_or_404(
        PaymentAttempt.objects.select_related("instalment__order__university", "instalment__order__session__version"),
        reference=reference,
        instalment__order__buyer=request.user,
    )
    answer = request.POST.get("answer", "")
    if request.method == "POST" and answer in ("accept", "refuse"):
        # The same bytes and headers as over the network: the same verification, the same result.
        outcome = after_payment(*simulated.notification(attempt, is_paid=answer == "accept"))
        _say(request, outcome)
        return redirect("order", attempt.instalment.order.number)
    return render(request, "demo/bank.html", {"attempt": attempt, "order": attempt.instalment.order})


def _say(request: HttpRequest, outcome: Settlement) -> None:
    if outcome == Settlement.PAID:
        messages.success(request, _("Votre paiement est accepté. Merci."))
    elif outcome == Settlement.REFUSED:
        messages.warning(request, _("Votre paiement a été refusé. Rien n’a été débité."))
    elif outcome in ALARMING:
        messages.warning(
            request,
            _(
                "La banque a pris une somme qui n’était pas due. Votre université la voit et vous la rend dans les 14 jours."
            ),
        )
    else:
        messages.info(request, _("La banque avait déjà répondu : rien n’a été débité une seconde fois."))


urlpatterns = [path("banque-simulee/<str:reference>/", bank, name="bank")]
