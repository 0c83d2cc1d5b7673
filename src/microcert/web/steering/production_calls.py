"""Calls for proposals and the plan that comes of them, over time."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from microcert.consortium.queries import universities_within_reach
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.people.models import User
from microcert.production import actions
from microcert.production.models import Call, Proposal
from microcert.production.permissions import PROPOSERS
from microcert.production.rules import CallStatus, ProposalStatus, Span, is_receiving
from microcert.web.access import SignedInRequest
from microcert.web.refusals import add_refusal

from .production_drawings import Bar, plan_picture
from .production_forms import CallForm
from .production_map import plans, reads
from .production_words import CALLS, PROPOSALS


@login_required
@reads
def index(request: SignedInRequest) -> HttpResponse:
    """Calls, newest first; a call in preparation is the committee's alone."""
    may_plan = request.user.has_perm("production.plan")
    found = Call.objects.all() if may_plan else Call.objects.exclude(status=CallStatus.DRAFT)
    rows = [(call, CALLS[call.status], call.proposals.all()) for call in found.prefetch_related("proposals")]
    mine = Proposal.objects.filter(university__in=universities_within_reach(request.user, *PROPOSERS))
    context = {
        "rows": rows,
        "may_plan": may_plan,
        "mine": [(each, PROPOSALS[each.status]) for each in mine.select_related("call", "university")],
        "receiving": sum(is_receiving(c.status, c.opens_on, c.closes_on, clock.today()) for c, _b, _p in rows),
    }
    return render(request, "steering/production_calls.html", context)


@login_required
@plans
def new(request: SignedInRequest) -> HttpResponse:
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call = actions.draft_call(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("L’appel est prêt. Les universités le verront quand vous l’ouvrirez."))
            return redirect("production-call", call.pk)
    return render(request, "steering/production_call_new.html", {"form": form}, status=422 if form.errors else 200)


def the_call(request: SignedInRequest, pk: int) -> Call:
    call = get_object_or_404(Call.objects.select_related("framework_version"), pk=pk)
    if call.status == CallStatus.DRAFT and not request.user.has_perm("production.plan"):
        raise Http404
    return call


@login_required
@reads
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    call = the_call(request, pk)
    may_plan = request.user.has_perm("production.plan")
    universities = universities_within_reach(request.user, *PROPOSERS)
    proposals = call.proposals.select_related("university")
    # The committee reads what was submitted; a university its own.
    shown = (
        proposals.exclude(status=ProposalStatus.DRAFT) if may_plan else proposals.filter(university__in=universities)
    )
    context = {
        "call": call,
        "badge": CALLS[call.status],
        "proposals": [(each, PROPOSALS[each.status]) for each in shown],
        "universities": universities,
        "is_receiving": is_receiving(call.status, call.opens_on, call.closes_on, clock.today()),
        "may_plan": may_plan,
        "needs": call.needs.all(),
    }
    return render(request, "steering/production_call.html", context)


@login_required
@plans
@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open or close the call."""
    call = get_object_or_404(Call, pk=pk)
    try:
        if request.POST.get("do") == "open":
            actions.open_call(call, by=request.user)
            messages.success(request, _("L’appel est ouvert : les universités le voient."))
        else:
            actions.close_call(call, by=request.user)
            messages.success(request, _("L’appel est clos : les propositions déposées attendent le comité."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("production-call", pk)


PLANNED = (ProposalStatus.ACCEPTED, ProposalStatus.SUBMITTED, ProposalStatus.TO_REVISE)


def bars(person: User) -> list[Bar]:
    """Calls, then productions decided or waiting, by date, each with its page where this person may read it. Two queries."""
    calls = [
        Bar(
            call.title,
            Span(call.opens_on, call.closes_on),
            "call",
            str(CALLS[call.status][2]),
            reverse("production-call", args=[call.pk]),
        )
        for call in Call.objects.exclude(status=CallStatus.DRAFT)
    ]
    proposals = Proposal.objects.filter(status__in=PLANNED, production_starts_on__isnull=False).select_related(
        "university"
    )
    productions = [
        Bar(
            f"{each.title} ({each.university.short_name})",
            Span(each.production_starts_on, each.production_ends_on or each.production_starts_on),
            "planned" if each.status == ProposalStatus.ACCEPTED else "proposed",
            str(PROPOSALS[each.status][2]),
            reverse("production-proposal", args=[each.pk]) if person.has_perm("production.read_proposal", each) else "",
        )
        for each in proposals
        if each.production_starts_on
    ]
    return sorted([*calls, *productions], key=lambda bar: (bar.span.starts_on, bar.label))


@login_required
@reads
def plan(request: SignedInRequest) -> HttpResponse:
    drawn = bars(request.user)
    description = "; ".join(
        f"{bar.label} : {bar.span.starts_on:%d/%m/%Y} – {bar.span.ends_on:%d/%m/%Y}" for bar in drawn
    )
    context = {
        "bars": drawn,
        "decided": sum(bar.kind == "planned" for bar in drawn),
        "picture": plan_picture(drawn, clock.today(), _("Appels et productions, par mois"), description),
    }
    return render(request, "steering/production_plan.html", context)


urlpatterns = [
    path("plan/", plan, name="production-plan"),
    path("appels/", index, name="production-calls"),
    path("appels/nouveau/", new, name="production-call-new"),
    path("appels/<int:pk>/", show, name="production-call"),
    path("appels/<int:pk>/etat/", move, name="production-call-move"),
]
