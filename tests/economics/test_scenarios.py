from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from microcert.consortium.roles import Role
from microcert.economics.actions import rename, retain, revise, save_scenario, share, unshare
from microcert.economics.errors import NameTaken, NoTraining, NotYetShared, RetainedIsShared, SomebodyElseSaved
from microcert.economics.models import Revision, Scenario
from microcert.economics.queries import recommended_threshold, retained_for, snapshot_of
from tests.cast import person

from .supposed import EXAMPLE, supposed


@pytest.fixture
def kept(cast) -> Scenario:
    return save_scenario(
        name="Tarif moyen",
        university=cast.hauterive,
        training=cast.version.training,
        assumptions=EXAMPLE,
        by=cast.agathe,
    )


def test_a_saved_scenario_is_read_back_as_a_snapshot(cast, kept):
    found = snapshot_of(kept.pk)
    assert found.assumptions == EXAMPLE
    assert (found.break_even, found.consortium_break_even, found.threshold.recommended) == (10, 9, 10)
    assert (found.at_expected.learners, found.at_expected.result, found.fixed) == (24, 4_720_80, 3_210_00)
    assert (found.training, found.university, found.author) == (cast.version.title, "Hauterive", "Agathe Roussel")
    assert found.stated()["break_even"] == 10
    assert snapshot_of(10**9) is None


def test_a_name_serves_once_in_a_university_and_again_in_another(cast, kept):
    with pytest.raises(NameTaken):
        save_scenario(name="tarif MOYEN", university=cast.hauterive, training=None, assumptions=EXAMPLE, by=None)
    save_scenario(name="Tarif moyen", university=cast.valmere, training=None, assumptions=EXAMPLE, by=None)
    save_scenario(name="Tarif moyen", university=None, training=None, assumptions=EXAMPLE, by=None)
    with pytest.raises(NameTaken):
        save_scenario(name="Tarif moyen", university=None, training=None, assumptions=EXAMPLE, by=None)


@pytest.mark.parametrize("same", ["À HUIT,  prudemment", "a huit, prudemment", "à huit, prudemment"])
def test_neither_accents_nor_capitals_make_another_name(cast, same):
    first = save_scenario(
        name="À huit, prudemment", university=cast.hauterive, training=None, assumptions=EXAMPLE, by=None
    )
    with pytest.raises(NameTaken):
        save_scenario(name=same, university=cast.hauterive, training=None, assumptions=EXAMPLE, by=None)
    other = save_scenario(name="À neuf", university=cast.hauterive, training=None, assumptions=EXAMPLE, by=None)
    with pytest.raises(NameTaken):
        rename(other, name=same, by=None)
    assert rename(first, name=same, by=None).name == same, "its own name may be written otherwise"
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.create(name=same, university=cast.hauterive)
    for sign in "+-":
        save_scenario(name=f"Tarif {sign}10 %", university=cast.hauterive, training=None, assumptions=EXAMPLE, by=None)


def test_sharing_is_undone_unless_a_threshold_rests_on_it(cast, kept):
    elise = person("elise", "Élise", "Fontanel", (Role.STEERING_COMMITTEE, None))
    kept = unshare(share(kept, by=cast.agathe), by=cast.agathe)
    assert kept.shared_at is None and not elise.has_perm("economics.view_scenario", kept)
    retain(share(kept, by=None), by=None)
    with pytest.raises(RetainedIsShared):
        unshare(kept, by=None)


def test_a_revision_is_added_and_the_former_one_stays(kept):
    revise(kept, assumptions=supposed(universities=8), known=1, by=None)
    assert snapshot_of(kept.pk).break_even == 14
    assert snapshot_of(kept.pk, revision=1).break_even == 10
    assert snapshot_of(kept.pk, revision=3) is None
    assert revise(kept, assumptions=supposed(universities=8), known=2, by=None).number == 2, "nothing new, no revision"
    with pytest.raises(TypeError):
        Revision.objects.update(number=9)
    with pytest.raises(TypeError):
        kept.revisions.first().save()


def test_two_people_never_overwrite_each_other(kept):
    revise(kept, assumptions=supposed(universities=8), known=1, by=None)
    with pytest.raises(SomebodyElseSaved):
        revise(kept, assumptions=supposed(universities=2), known=1, by=None)


@pytest.mark.requirement("R107")
def test_the_retained_scenario_gives_the_opening_threshold(cast, kept):
    assert recommended_threshold(cast.version) is None
    with pytest.raises(NotYetShared):
        retain(kept, by=None)
    retain(share(kept, by=None), by=None)
    assert recommended_threshold(cast.version) == 10
    other = save_scenario(
        name="Huit",
        university=cast.hauterive,
        training=cast.version.training,
        assumptions=supposed(universities=8),
        by=None,
    )
    retain(share(other, by=None), by=None)
    assert recommended_threshold(cast.version) == 14
    assert retained_for(cast.version).name == "Huit"
    assert Scenario.objects.filter(retained_at__isnull=False).count() == 1


def test_a_scenario_about_no_training_sets_no_threshold(cast):
    kept = save_scenario(name="Sans", university=cast.hauterive, training=None, assumptions=EXAMPLE, by=None)
    with pytest.raises(NoTraining):
        retain(share(kept, by=None), by=None)


def test_the_database_holds_one_retained_scenario_per_training(cast, kept):
    retain(share(kept, by=None), by=None)
    other = save_scenario(
        name="B", university=cast.hauterive, training=cast.version.training, assumptions=EXAMPLE, by=None
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.filter(pk=other.pk).update(shared_at=kept.created_at, retained_at=kept.created_at)


def test_who_may_do_what_with_a_scenario(cast, kept):
    elise = person("elise", "Élise", "Fontanel", (Role.STEERING_COMMITTEE, None))

    def may(who, verb):
        return who.has_perm(f"economics.{verb}_scenario", kept)

    for stranger in (cast.ines, cast.karim, cast.valerie, cast.thierry, elise):
        assert not may(stranger, "view")
        assert not may(stranger, "edit")
        assert not may(stranger, "retain")
    assert may(cast.agathe, "view")
    assert may(cast.agathe, "share")
    kept = share(kept, by=cast.agathe)
    assert may(elise, "view")
    assert may(elise, "retain")
    assert may(cast.agathe, "retain"), "the producer's expert"
    assert not may(elise, "edit")
    assert not may(cast.karim, "view"), "shared with the committee is not shared with every university"
