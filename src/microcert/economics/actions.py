"""What happens to a scenario: saved, revised, shared with the committee, retained for a training."""

from __future__ import annotations

from microcert.consortium.models import University
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.trainings.models import Training

from .errors import NameTaken, NoTraining, NotYetShared, RetainedIsShared, SomebodyElseSaved, StillRetained
from .models import Revision, Scenario, bare_name
from .rules import Assumptions, assumptions_from


@action
def save_scenario(
    *,
    name: str,
    university: University | None,
    training: Training | None,
    assumptions: Assumptions,
    by: User | None,
) -> Scenario:
    """Keep figures under a new name. Raises NameTaken."""
    if Scenario.objects.filter(university=university, bare_name=bare_name(name)).exists():
        raise NameTaken
    scenario = Scenario.objects.create(name=name, university=university, training=training)
    _append(scenario, 1, assumptions, by=by)
    return scenario


@action
def revise(scenario: Scenario, *, assumptions: Assumptions, known: int, by: User | None) -> Revision:
    """Save other figures under the same name; `known` is the revision that the person started from.

    Unchanged figures make no revision. Raises SomebodyElseSaved.
    """
    scenario = _locked(scenario)
    newest = scenario.revisions.first()
    if newest is None or newest.number != known:
        raise SomebodyElseSaved
    if newest.assumptions == assumptions.stated():
        return newest
    return _append(scenario, known + 1, assumptions, by=by)


@action
def share(scenario: Scenario, *, by: User | None) -> Scenario:
    """Let the steering committee read it. Sharing again changes nothing."""
    scenario = _locked(scenario)
    if scenario.shared_at is None:
        scenario.shared_at = clock.now()
        scenario.save(update_fields=["shared_at"])
        journal.write("economics.shared", scenario, by=by)
    return scenario


@action
def unshare(scenario: Scenario, *, by: User | None) -> Scenario:
    """Keep it to its owner again; what the committee or a proposal noted of it stays there. Raises RetainedIsShared."""
    scenario = _locked(scenario)
    if scenario.retained_at is not None:
        raise RetainedIsShared
    if scenario.shared_at is not None:
        scenario.shared_at = None
        scenario.save(update_fields=["shared_at"])
        journal.write("economics.unshared", scenario, by=by)
    return scenario


@action
def retain(scenario: Scenario, *, by: User | None) -> Scenario:
    """Let it give the training's opening threshold; it takes the place of the one retained before.

    Raises NoTraining, NotYetShared.
    """
    training = scenario.training
    if training is None:
        raise NoTraining
    # The training's row is the lock: two scenarios of one training are never retained at once.
    Training.objects.select_for_update().get(pk=training.pk)
    scenario = _locked(scenario)
    if scenario.shared_at is None:
        raise NotYetShared
    for other in Scenario.objects.filter(training=training, retained_at__isnull=False).exclude(pk=scenario.pk):
        other.retained_at = None
        other.save(update_fields=["retained_at"])
        journal.write("economics.replaced", other, by=by)
    if scenario.retained_at is None:
        scenario.retained_at = clock.now()
        scenario.save(update_fields=["retained_at"])
        journal.write("economics.retained", scenario, by=by, training=training.slug)
    return scenario


@action
def rename(scenario: Scenario, *, name: str, by: User | None) -> Scenario:
    """Give it another name; its figures and its address stay. The journal keeps the former name. Raises NameTaken."""
    scenario = _locked(scenario)
    if (
        Scenario.objects.filter(university=scenario.university, bare_name=bare_name(name))
        .exclude(pk=scenario.pk)
        .exists()
    ):
        raise NameTaken
    if scenario.name != name:
        journal.write("economics.renamed", scenario, by=by, before=scenario.name, after=name)
        scenario.name = name
        scenario.save(update_fields=["name"])
    return scenario


@action
def duplicate(scenario: Scenario, *, name: str, university: University | None, by: User | None) -> Scenario:
    """The present figures under another name, as a scenario of its own that nobody else reads yet. Raises NameTaken."""
    newest = scenario.revisions.first()
    if newest is None:
        raise SomebodyElseSaved
    copy = save_scenario(
        name=name,
        university=university,
        training=scenario.training,
        assumptions=assumptions_from(newest.assumptions),
        by=by,
    )
    journal.write("economics.duplicated", copy, by=by, source=scenario.pk, revision=newest.number)
    return copy


@action
def delete(scenario: Scenario, *, by: User | None) -> None:
    """Take it away with its history; the journal keeps its name and last figures. Raises StillRetained.

    What a proposal quoted of it was copied there, and stays.
    """
    scenario = _locked(scenario)
    if scenario.retained_at is not None:
        raise StillRetained
    newest = scenario.revisions.first()
    last = newest.assumptions if newest else {}
    journal.write("economics.deleted", scenario, by=by, name=scenario.name, assumptions=last)
    scenario.delete()


def _append(scenario: Scenario, number: int, assumptions: Assumptions, *, by: User | None) -> Revision:
    revision = Revision.objects.create(scenario=scenario, number=number, assumptions=assumptions.stated(), author=by)
    journal.write("economics.saved", scenario, by=by, revision=number)
    return revision


def _locked(scenario: Scenario) -> Scenario:
    return Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
