"""A university's proposal: written, submitted, read by the committee, and tied to the training that comes of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.economics.models import Scenario
from microcert.economics.queries import readable_by
from microcert.foundation.refusals import Refusal
from microcert.production import actions
from microcert.production.actions.proposals import GAP_WORDS
from microcert.production.models import Proposal
from microcert.production.permissions import PROPOSERS
from microcert.production.queries import facts_of, trainings_without_decision
from microcert.production.rules import MAY_BE_WRITTEN, ProposalStatus, gaps_of_proposal, proposal_may_become
from microcert.trainings.models import Training
from microcert.web.access import SignedInRequest, require
from microcert.web.refusals import add_refusal

from .production_calls import the_call
from .production_forms import ProposalForm
from .production_map import plans, reads
from .production_words import PROPOSALS, RULINGS, TEAMS


def scenarios_for(request: SignedInRequest, university: University) -> list[Scenario]:
    """The scenarios that a proposal of this university may quote: its own."""
    return list(readable_by(request.user).filter(university=university))


@login_required
@reads
def new(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    call = the_call(request, pk)
    university = get_object_or_404(University, slug=slug)
    if university not in universities_within_reach(request.user, *PROPOSERS):
        raise PermissionDenied
    form = ProposalForm(request.POST or None, scenarios=scenarios_for(request, university))
    if request.method == "POST" and form.is_valid():
        try:
            proposal = actions.begin_proposal(call, university, form.content(), by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La proposition est enregistrée. Déposez-la quand elle est complète."))
            return redirect("production-proposal", proposal.pk)
    context = {"form": form, "call": call, "university": university}
    return render(request, "steering/production_writing.html", context, status=422 if form.errors else 200)


def the_proposal(request: SignedInRequest, pk: int, permission: str) -> Proposal:
    """The proposal, for whoever may. What is not submitted yet is the university's alone."""
    rows = Proposal.objects.select_related("university", "call", "training")
    proposal = get_object_or_404(rows, pk=pk)
    if proposal.status == ProposalStatus.DRAFT:
        permission = "production.write_proposal"
    require(request.user, permission, proposal, at=proposal.university)
    return proposal


def proposal_page(request: SignedInRequest, proposal: Proposal, refused: str = "") -> HttpResponse:
    status = ProposalStatus(proposal.status)
    gaps = gaps_of_proposal(facts_of(proposal)) if status in MAY_BE_WRITTEN else []
    may_write = request.user.has_perm("production.write_proposal", proposal)
    is_to_tie = (
        status == ProposalStatus.ACCEPTED and not proposal.training_id and request.user.has_perm("production.plan")
    )
    context: dict[str, Any] = {
        "proposal": proposal,
        "badge": PROPOSALS[status],
        "needs": proposal.needs.all(),
        "team": [(label, proposal.team.get(role, "")) for role, label in TEAMS.items()],
        "gaps": [GAP_WORDS[gap] for gap in gaps],
        "refused": refused,
        "may_write": may_write and status in MAY_BE_WRITTEN,
        "may_withdraw": may_write and proposal_may_become(status, ProposalStatus.WITHDRAWN),
        "rulings": [
            (item, RULINGS[item.ruling]) for item in proposal.items.exclude(ruling="").select_related("meeting")
        ],
        "trainings": trainings_without_decision(proposal.university_id) if is_to_tie else [],
        "is_to_tie": is_to_tie,
    }
    return render(request, "steering/production_proposal.html", context, status=422 if refused else 200)


@login_required
@reads
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    return proposal_page(request, the_proposal(request, pk, "production.read_proposal"))


@login_required
@reads
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = the_proposal(request, pk, "production.write_proposal")
    form = ProposalForm(
        request.POST or None,
        scenarios=scenarios_for(request, proposal.university),
        kept=proposal.estimate,
        initial=ProposalForm.initial_of(proposal),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_proposal(proposal, form.content(), by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Vos modifications sont enregistrées."))
            return redirect("production-proposal", pk)
    context = {"form": form, "call": proposal.call, "university": proposal.university, "proposal": proposal}
    return render(request, "steering/production_writing.html", context, status=422 if form.errors else 200)


@login_required
@reads
@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Submit or withdraw; what is missing comes back on the page."""
    proposal = the_proposal(request, pk, "production.write_proposal")
    try:
        if request.POST.get("do") == "withdraw":
            actions.withdraw_proposal(proposal, by=request.user)
            messages.success(request, _("La proposition est retirée."))
        else:
            actions.submit_proposal(proposal, by=request.user)
            messages.success(request, _("La proposition est déposée : le comité de pilotage la lit."))
    except Refusal as refusal:
        return proposal_page(request, proposal, refusal.message)
    return redirect("production-proposal", pk)


@login_required
@plans
@require_POST
def tie(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which training came of the accepted proposal."""
    proposal = the_proposal(request, pk, "production.read_proposal")
    training = Training.objects.filter(slug=request.POST.get("training", "")[:120]).first()
    if training is None:
        return proposal_page(request, proposal, _("Choisissez la formation issue de cette proposition."))
    try:
        actions.tie_to_training(proposal, training, by=request.user)
    except Refusal as refusal:
        return proposal_page(request, proposal, refusal.message)
    messages.success(request, _("La décision du comité est reliée à cette formation : elle peut être publiée."))
    return redirect("production-proposal", pk)


urlpatterns = [
    path("appels/<int:pk>/proposer/<slug:slug>/", new, name="production-propose"),
    path("propositions/<int:pk>/", show, name="production-proposal"),
    path("propositions/<int:pk>/modifier/", edit, name="production-proposal-edit"),
    path("propositions/<int:pk>/etat/", move, name="production-proposal-move"),
    path("propositions/<int:pk>/formation/", tie, name="production-proposal-tie"),
]
