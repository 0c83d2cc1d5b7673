from __future__ import annotations

from functools import partial
from itertools import product

import pytest

from microcert.consortium.models import Consortium
from microcert.foundation.models import JournalEntry
from microcert.trainings.actions import publish, retire
from microcert.trainings.errors import NotReadyToPublish, VersionFrozen, WrongState
from microcert.trainings.models import (
    Activity,
    AssessmentRules,
    CriterionLevel,
    Outcome,
    Tariff,
    Training,
    TrainingVersion,
)
from microcert.trainings.rules import MANDATORY_RULES, TRANSITIONS, Decision, VersionStatus, rules_digest

from .drafts import draft_of

FAVOURABLE = Decision.FAVOURABLE


def refused(version) -> list:
    with pytest.raises(NotReadyToPublish) as caught:
        publish(version, decision=FAVOURABLE, by=None)
    return list(caught.value.refusals)


def test_publishing_freezes_the_rules_and_tells_the_journal(cast):
    version = publish(draft_of(cast.version), decision=FAVOURABLE, by=cast.agathe)
    rules = AssessmentRules.objects.get(version=version)
    assert version.status == VersionStatus.PUBLISHED and version.published_at
    assert rules.sha256 == rules_digest(rules.stated())
    entry = JournalEntry.objects.latest("number")
    assert (entry.verb, entry.facts["rules"]) == ("trainings.published", rules.sha256)


@pytest.mark.requirement("R045", "R046", "R047", "R048", "R049", "R050", "R051", "R052")
def test_publishing_refuses_each_missing_rule_by_name_with_its_clause(cast):
    version = draft_of(cast.version)
    rules = version.rules
    AssessmentRules.objects.filter(pk=rules.pk).update(**dict.fromkeys(MANDATORY_RULES, " "))
    refusals = refused(version)
    assert [refusal.field for refusal in refusals] == list(MANDATORY_RULES)
    assert {refusal.cited for refusal in refusals} == {"Cadre commun, § 6.1"}
    assert "les voies de recours" in refusals[4].message
    assert TrainingVersion.objects.get(pk=version.pk).status == VersionStatus.DRAFT


@pytest.mark.requirement("R021")
def test_publishing_refuses_hours_out_of_the_consortiums_bounds(cast):
    version = draft_of(cast.version)
    Consortium.objects.update(hours_min=11)
    (refusal,) = refused(version)
    assert "de 11 à 30 heures" in refusal.message and refusal.cited == "Cadre commun, § 8.1"
    Consortium.objects.update(hours_min=7)
    assert publish(version, decision=FAVOURABLE, by=None).status == VersionStatus.PUBLISHED


@pytest.mark.requirement("R040")
def test_publishing_refuses_a_rubric_with_holes(cast):
    version = draft_of(cast.version)
    criterion = version.task.criteria.first()
    criterion.levels.filter(rank=4).delete()
    version.activities.filter(kind="workshop").update(minutes=200)
    version.tariffs.all().delete()
    fields = [refusal.field for refusal in refused(version)]
    assert fields == ["sum", criterion.code, "tariff"]


def test_publishing_the_next_version_retires_the_one_before(cast):
    old = cast.version
    following = draft_of(a_copy_of(old))
    publish(following, decision=FAVOURABLE, by=cast.agathe)
    old.refresh_from_db()
    assert old.status == VersionStatus.RETIRED
    assert old.sessions.get() == cast.session


def a_copy_of(version: TrainingVersion) -> TrainingVersion:
    """The next version, with parts of its own, through the cast's own making under another name."""
    from tests.cast import a_version

    Training.objects.filter(pk=version.training.pk).update(slug="evaluer-ancien")
    framework = version.competency_framework
    framework.slug = "evaluer-ancien"
    framework.save()
    copy = a_version(version.training.producer, version.framework_version, version.expert)
    other = copy.training
    TrainingVersion.objects.filter(pk=copy.pk).update(status=VersionStatus.DRAFT)
    copy = TrainingVersion.objects.get(pk=copy.pk)
    copy.training, copy.number = version.training, 2
    # Its competencies stay those of its own framework.
    copy.save()
    Training.objects.filter(pk=other.pk).delete()
    return copy


def test_every_step_that_the_table_does_not_know_is_refused(cast):
    verbs = {VersionStatus.PUBLISHED: partial(publish, decision=FAVOURABLE), VersionStatus.RETIRED: retire}
    for now, then in product(VersionStatus, verbs):
        TrainingVersion.objects.filter(pk=cast.version.pk).update(status=now)
        if then in TRANSITIONS[now]:
            assert verbs[then](cast.version, by=None).status == then
        else:
            with pytest.raises(WrongState):
                verbs[then](cast.version, by=None)


def test_a_published_version_refuses_every_edit(cast):
    version = TrainingVersion.objects.get(pk=cast.version.pk)
    version.title = "Autre titre"
    tariff, outcome = version.tariffs.first(), version.outcomes.first()
    level = CriterionLevel.objects.filter(criterion__task__version=version).first()
    for edit in (
        version.save,
        version.delete,
        tariff.save,
        tariff.delete,
        level.save,
        lambda: TrainingVersion.objects.update(title="x"),
        lambda: Tariff.objects.update(price_cents=1),
        lambda: CriterionLevel.objects.filter(rank=1).update(descriptor="x"),
        lambda: version.activities.all().delete(),
        lambda: Tariff.objects.create(version=version, code="x", label="x", price_cents=1),
        lambda: Outcome.objects.bulk_create([Outcome(version=version, competency=outcome.competency, code="Z")]),
        lambda: AssessmentRules.objects.filter(version=version).update(jury="x"),
    ):
        with pytest.raises(VersionFrozen):
            edit()
    assert Tariff.objects.get(pk=tariff.pk).price_cents == tariff.price_cents
    assert Activity.objects.filter(version=version).count() == 6


def test_a_draft_can_still_be_edited(cast):
    version = draft_of(cast.version)
    version.title = "Autre titre"
    version.save()
    version.tariffs.update(price_cents=1)
    assert TrainingVersion.objects.get(pk=version.pk).title == "Autre titre"


def test_only_the_producers_people_publish(cast):
    assert cast.agathe.has_perm("trainings.publish_version", cast.version)
    for person in (cast.ines, cast.karim, cast.valerie, cast.thierry, cast.helene, cast.malo):
        assert not person.has_perm("trainings.publish_version", cast.version)


@pytest.mark.requirement("R061", "N05")
def test_publishing_waits_for_the_committees_decision(cast):
    version = draft_of(cast.version)
    with pytest.raises(NotReadyToPublish) as caught:
        publish(version, decision=Decision.AWAITED, by=cast.agathe)
    (refusal,) = caught.value.refusals
    assert "pas encore décidé" in refusal.message and refusal.cited == "Cadre commun, § 13.1"


@pytest.mark.requirement("R035", "R077")
def test_publishing_refuses_a_promise_of_registration_and_a_fact_that_nobody_wrote(cast):
    version = draft_of(cast.version)
    version.summary, version.audience = "Une certification professionnelle éligible au CPF.", " "
    version.save()
    fields = [(refusal.field, refusal.cited) for refusal in refused(version)]
    assert fields == [("summary", "Cadre commun, § 9.2")] * 2 + [("audience", "Cadre commun, § 9.1")]
    version.registry_number = "RS6789"
    version.save()
    assert [refusal.field for refusal in refused(version)] == ["audience"]
