from __future__ import annotations

from datetime import timedelta

import pytest

from microcert.consortium.roles import Role
from microcert.foundation import clock
from microcert.production import actions
from microcert.production.actions.proposals import Content
from microcert.production.models import Call, Meeting, Need, Proposal
from microcert.production.rules import TeamRole
from tests.cast import Cast, person


def a_need(code: str = "N1", **changed) -> Need:
    fields = {
        "domain": "Concevoir",
        "title": "Évaluer à distance",
        "profession": "Formateurs",
        "transition": Need.Transition.DIGITAL,
        "priority": 3,
        "source": "Enquête 2026",
        "noted_on": clock.today(),
    }
    return Need.objects.create(code=code, **fields | changed)


def a_content(*needs: Need, **changed) -> Content:
    today = clock.today()
    fields = {
        "title": "Former avec la réalité virtuelle",
        "family": "teaching",
        "hours": 12,
        "summary": "Une formation courte.",
        "needs": needs,
        "team": {role: "Une personne" for role in TeamRole},
        "framework_draft": "C1 Choisir un dispositif immersif",
        "contribution": "Réseau des écoles, 12 octobre 2026",
        "estimate": {"name": "Scénario 1", "break_even": 9},
        "production_starts_on": today + timedelta(days=60),
        "production_ends_on": today + timedelta(days=200),
    }
    return Content(**fields | changed)


@pytest.fixture
def committee(cast: Cast) -> Cast:
    """Élise, Gildas and Clara sit on the committee, one for each university."""
    for key, given, family, where in (
        ("elise", "Élise", "Fontanel", cast.hauterive),
        ("gildas", "Gildas", "Morvan", cast.broceliande),
        ("clara", "Clara", "Vidal", cast.valmere),
    ):
        cast.people[key] = person(key, given, family, (Role.STEERING_COMMITTEE, where))
    return cast


@pytest.fixture
def need(cast: Cast) -> Need:
    return a_need()


@pytest.fixture
def call(committee: Cast, need: Need) -> Call:
    """An open call."""
    today = clock.today()
    drafted = actions.draft_call(
        title="Appel 2026",
        text="Former aux métiers qui changent.",
        opens_on=today - timedelta(days=3),
        closes_on=today + timedelta(days=20),
        criteria=[{"label": "Réponse au besoin", "weight": 40}],
        needs=[need],
        by=committee.elise,
    )
    return actions.open_call(drafted, by=committee.elise)


@pytest.fixture
def proposal(committee: Cast, call: Call, need: Need) -> Proposal:
    """Hauterive's proposal, submitted."""
    begun = actions.begin_proposal(call, committee.hauterive, a_content(need), by=committee.agathe)
    return actions.submit_proposal(begun, by=committee.agathe)


@pytest.fixture
def meeting(committee: Cast, proposal: Proposal) -> Meeting:
    """A meeting in a week with the proposal on its agenda."""
    return actions.call_meeting(
        meets_at=clock.now() + timedelta(days=7),
        place="En visioconférence",
        secretariat=committee.hauterive,
        proposals=[proposal],
        by=committee.elise,
    )
