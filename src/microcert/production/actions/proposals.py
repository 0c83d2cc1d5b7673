"""A university's proposal: written, submitted whole, withdrawn, and once accepted tied to the training that comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.consortium.models import University
from microcert.consortium.permissions import holds_at
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.refusals import Refusal
from microcert.people.models import User
from microcert.production.errors import CallClosed, NotYours, ProposalIncomplete, WrongMoment
from microcert.production.models import Call, Decision, Need, Proposal
from microcert.production.permissions import PROPOSERS
from microcert.production.queries import facts_of
from microcert.production.rules import (
    MAY_BE_WRITTEN,
    ProposalGap,
    ProposalStatus,
    Ruling,
    gaps_of_proposal,
    is_receiving,
    proposal_may_become,
)
from microcert.trainings.models import Training

GAP_WORDS: dict[ProposalGap, str | Promise] = {
    ProposalGap.NEEDS: gettext_lazy("au moins une compétence de la cartographie"),
    ProposalGap.HOURS: gettext_lazy("une durée dans les bornes du consortium"),
    ProposalGap.TEAM: gettext_lazy("une personne pour chacune des quatre équipes"),
    ProposalGap.DRAFT: gettext_lazy("l’ébauche de référentiel"),
    ProposalGap.CONTRIBUTION: gettext_lazy("la contribution du secteur professionnel"),
    ProposalGap.ESTIMATE: gettext_lazy("l’estimation économique"),
    ProposalGap.DATES: gettext_lazy("les dates de production, dans l’ordre"),
}


@dataclass(frozen=True)
class Content:
    """What a proposal says. `team` is {role of 13.2: names}; `estimate` a frozen copy of figures in cents."""

    title: str
    family: str
    hours: int
    summary: str
    needs: Iterable[Need] = ()
    team: dict[str, str] = field(default_factory=dict)
    framework_draft: str = ""
    contribution: str = ""
    estimate: dict[str, Any] = field(default_factory=dict)
    production_starts_on: date | None = None
    production_ends_on: date | None = None


FIELDS = tuple(name for name in Content.__dataclass_fields__ if name != "needs")


@action
def begin_proposal(call: Call, university: University, content: Content, *, by: User | None) -> Proposal:
    """Begin a proposal for a university. Raises `CallClosed`, `NotYours`."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    _refuse_stranger(university, by)
    if not is_receiving(call.status, call.opens_on, call.closes_on, clock.today()):
        raise CallClosed
    proposal = Proposal.objects.create(
        call=call, university=university, author=by, **{name: getattr(content, name) for name in FIELDS}
    )
    proposal.needs.set(content.needs)
    journal.write("production.proposal_begun", proposal, by=by)
    return proposal


@action
def write_proposal(proposal: Proposal, content: Content, *, by: User | None) -> Proposal:
    """Rewrite a draft, or what the committee asked to revise. Raises `WrongMoment` once it is submitted."""
    proposal = _locked(proposal)
    _refuse_stranger(proposal.university, by)
    if ProposalStatus(proposal.status) not in MAY_BE_WRITTEN:
        raise WrongMoment(_("Cette proposition est déposée : elle ne se modifie plus."))
    for name in FIELDS:
        setattr(proposal, name, getattr(content, name))
    proposal.save(update_fields=FIELDS)
    proposal.needs.set(content.needs)
    journal.write("production.proposal_written", proposal, by=by)
    return proposal


@action
def submit_proposal(proposal: Proposal, *, by: User | None) -> Proposal:
    """Send a proposal to the committee. Raises `ProposalIncomplete` with every gap, `CallClosed` after the closing day.

    A revision that the committee asked for may come back after the call has closed.
    """
    proposal = _locked(proposal)
    _refuse_stranger(proposal.university, by)
    call = proposal.call
    if proposal.status == ProposalStatus.DRAFT and not is_receiving(
        call.status, call.opens_on, call.closes_on, clock.today()
    ):
        raise CallClosed
    if gaps := gaps_of_proposal(facts_of(proposal)):
        raise ProposalIncomplete([*gaps], [str(GAP_WORDS[gap]) for gap in gaps])
    proposal.submitted_at = clock.now()
    return _moved(proposal, ProposalStatus.SUBMITTED, by, "submitted_at")


@action
def withdraw_proposal(proposal: Proposal, *, by: User | None) -> Proposal:
    """The university gives up its proposal, until the committee has decided."""
    proposal = _locked(proposal)
    _refuse_stranger(proposal.university, by)
    return _moved(proposal, ProposalStatus.WITHDRAWN, by)


# Which state of a proposal follows from the committee's ruling.
AFTER_RULING = {
    Ruling.ACCEPTED: ProposalStatus.ACCEPTED,
    Ruling.REFUSED: ProposalStatus.REFUSED,
    Ruling.TO_REVISE: ProposalStatus.TO_REVISE,
}


@action
def follow_ruling(proposal: Proposal, ruling: Ruling, *, by: User) -> Proposal:
    """What the committee ruled becomes the proposal's state."""
    return _moved(_locked(proposal), AFTER_RULING[ruling], by)


@action
def tie_to_training(proposal: Proposal, training: Training, *, by: User) -> Decision:
    """Say which training an accepted proposal became; from then on the publication gate finds the committee's decision."""
    proposal = _locked(proposal)
    if proposal.status != ProposalStatus.ACCEPTED:
        raise WrongMoment(_("Seule une proposition acceptée devient une formation."))
    if training.producer_id != proposal.university_id:
        raise Refusal(_("Cette formation est produite par une autre université."), field="training")
    if Decision.objects.filter(training=training).exists() or proposal.training_id:
        raise WrongMoment(_("Cette formation ou cette proposition est déjà reliée à une décision."))
    item = proposal.items.filter(ruling=Ruling.ACCEPTED).select_related("meeting").latest("ruled_at")
    proposal.training = training
    proposal.save(update_fields=["training"])
    for need in proposal.needs.all():
        need.trainings.add(training)
    decision = Decision.objects.create(
        training=training,
        item=item,
        decided_on=clock.day_of(item.ruled_at or clock.now()),
        reference=item.meeting.number or _("séance du %s") % f"{clock.day_of(item.meeting.meets_at):%d/%m/%Y}",
        reasons=item.reasons,
    )
    journal.write("production.training_tied", decision, by=by, proposal=proposal.pk, training=training.pk)
    return decision


def _refuse_stranger(university: University, by: User | None) -> None:
    if by is not None and not holds_at(by, university, *PROPOSERS):
        raise NotYours(_("Cette proposition est portée par une autre université."))


def _locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).select_related("call", "university").get(pk=proposal.pk)


def _moved(proposal: Proposal, to: ProposalStatus, by: User | None, *also: str) -> Proposal:
    if not proposal_may_become(proposal.status, to):
        raise WrongMoment(_("Cette proposition a déjà changé d’état. Rechargez la page."))
    proposal.status = to
    proposal.save(update_fields=["status", *also])
    journal.write(f"production.proposal_{to}", proposal, by=by)
    return proposal
