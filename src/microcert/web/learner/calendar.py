"""The learner's calendar: dates, expected work week by week, the agenda's address; and the right to refuse new dates."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from microcert.journeys.end_order import refuse_new_dates, to_accept
from microcert.orders.queries import orders_of
from microcert.sessions.models import CalendarFeed
from microcert.sessions.queries import workload_of
from microcert.sessions.rules import SessionStatus
from microcert.web.access import SignedInRequest
from microcert.web.agenda import calendar_context
from microcert.web.frame.wording import long_date


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    context = calendar_context(request, CalendarFeed.Scope.LEARNER)
    alive = [each for each in context["sessions"] if each.status != SessionStatus.CANCELLED]
    orders = [each for each in orders_of(request.user).filter(session__in=alive) if each.session.revision]
    context["work"] = [(each, workload_of(each)) for each in alive]
    context["moved"] = [(order, moved) for order in orders if (moved := to_accept(order))]
    return render(request, "learner/calendar.html", context)


@login_required
def new_dates(request: SignedInRequest, number: str) -> HttpResponse:
    """Read the new dates of a postponed session, and refuse them free of charge."""
    order = get_object_or_404(orders_of(request.user), number=number)
    moved = to_accept(order)
    if moved is None:
        raise Http404
    if request.method == "POST":
        refuse_new_dates(order, by=request.user)
        messages.success(
            request, _("Votre inscription est annulée. Ce que vous avez payé vous est rendu dans les 14 jours.")
        )
        return redirect("learner-calendar")
    before, after = long_date(moved.starts_on_before), long_date(moved.starts_on)
    context = {
        "title": _("Refuser les nouvelles dates ?"),
        "consequences": [
            _("La session devait commencer le %(before)s ; elle commence le %(after)s et finit le %(end)s.")
            % {"before": before, "after": after, "end": long_date(moved.ends_on)},
            _(
                "Si vous refusez, votre inscription est annulée sans frais et tout ce que vous avez payé vous est rendu."
            ),
            _("Si ces dates vous conviennent, vous n’avez rien à faire."),
        ],
        "danger": True,
        "confirm_label": _("Refuser et annuler mon inscription"),
        "cancel_url": reverse("learner-calendar"),
    }
    return render(request, "frame/confirm.html", context)


urlpatterns = [
    path("calendrier/", show, name="learner-calendar"),
    path("commandes/<str:number>/nouvelles-dates/", new_dates, name="order-new-dates"),
]
