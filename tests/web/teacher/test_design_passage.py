"""A draft takes up its competency framework's next version, after a picture of what changes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from microcert.competencies import actions as frameworks
from microcert.competencies.models import Competency
from microcert.competencies.rules import FrameworkStatus, PartKind
from microcert.consortium.roles import Role
from microcert.journeys.publish_training import publish_training
from microcert.trainings import actions
from microcert.trainings.models import Revision, TrainingVersion
from microcert.trainings.queries import judged
from microcert.trainings.rules import Decision, Lack
from tests.cast import person

from .editing import form_on, section, text_of


@pytest.fixture
def first(cast):
    """The published version, its framework in force, with words of its own for one outcome and one criterion."""
    framework = cast.version.competency_framework
    for each, kind in (("outcome", "outcomes"), ("criterion", "criteria")):
        for competency in framework.competencies.all():
            row = getattr(competency, kind).first()
            words = row.text if each == "outcome" else row.title
            frameworks.add_part(
                framework,
                PartKind.EXPECTATION,
                {"competency": competency, "kind": each, "code": row.code, "text": words},
                by=cast.agathe,
            )
    frameworks.put_in_force(framework, by=cast.agathe)
    return TrainingVersion.objects.get(pk=cast.version.pk)


@pytest.fixture
def following(first, cast):
    """The next version: C1 says otherwise and is numbered anew, its outcome is reworded, C2 is gone, C9 comes."""
    following = frameworks.open_next_version(first.competency_framework, by=cast.agathe)
    one, two = following.competencies.order_by("code")
    outcome = one.expectations.get(kind="outcome")
    frameworks.change_part(outcome, {"text": "Choisir une tâche réelle"}, revision=outcome.revision, by=cast.agathe)
    frameworks.change_part(one, {"code": "C7", "title": "Choisir"}, revision=one.revision, by=cast.agathe)
    for each in two.expectations.all():
        frameworks.remove_part(each, by=cast.agathe)
    frameworks.remove_part(two, by=cast.agathe)
    new = frameworks.add_part(
        following,
        PartKind.COMPETENCY,
        {"code": "C9", "title": "Relire entre pairs", "statement": "Relire la grille d’un pair"},
        by=cast.agathe,
    )
    frameworks.add_part(
        following,
        PartKind.EXPECTATION,
        {"competency": new, "kind": "outcome", "code": "A9", "text": "Relire une grille"},
        by=cast.agathe,
    )
    following.refresh_from_db()
    return following


@pytest.fixture
def draft(first, following, cast):
    return actions.open_new_version(first, by=cast.agathe)


@pytest.fixture
def agathe(client, cast):
    client.force_login(cast.agathe)
    return client


def address(version) -> str:
    return reverse("design-framework", args=[version.pk])


@pytest.mark.requirement("R038")
def test_the_next_framework_is_read_then_taken_up_and_the_gate_tells_the_gaps(agathe, draft, first, following):
    gate = text_of(agathe.get(reverse("design", args=[draft.pk])))
    assert address(draft) in gate and "Reprendre la version 2" in gate
    lost = draft.outcomes.filter(competency__code="C2")
    activity = lost.first().activities.first()
    shown = text_of(agathe.get(address(draft)))
    for words in ("C7", "avant : C1", "Relire entre pairs", "réelle</ins>", lost.first().text):
        assert words in shown, words
    assert activity.title in shown and lost.first().criteria.first().title in shown and draft.task.title in shown
    answer = agathe.post(address(draft), form_on_passage(shown))
    assert answer.url == reverse("design", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.competency_framework == following
    kept = draft.outcomes.get(code=first.outcomes.filter(competency__code="C1").first().code)
    assert (kept.competency.framework, kept.text) == (following, "Choisir une tâche réelle")
    assert set(draft.thresholds.values_list("competency__code", flat=True)) == {"C7"}
    assert draft.outcomes.get(text="Relire une grille").competency.code == "C9"
    assert draft.activities.count() == first.activities.count()
    gaps = {(gap.lack, gap.about) for gap in judged(draft, Decision.GIVEN_BEFORE).gaps}
    assert {(Lack.STRAY, each.code) for each in lost} < gaps and (Lack.CRITERION, "C9") in gaps
    told = text_of(agathe.get(answer.url))
    assert "sert une compétence qui n’est plus au référentiel" in told
    assert section(draft, "outcomes") in told
    assert "Le référentiel est à jour" in text_of(agathe.get(address(draft)))


def form_on_passage(shown: str) -> dict[str, str]:
    return {"seen": shown.split('name="seen" value="')[1].split('"')[0]}


def test_the_published_version_keeps_what_it_was_published_under(agathe, draft, first, cast):
    before = list(first.outcomes.values_list("competency__code", "text"))
    agathe.post(address(draft), form_on_passage(text_of(agathe.get(address(draft)))))
    first.refresh_from_db()
    assert first.competency_framework.number == 1
    assert list(first.outcomes.values_list("competency__code", "text")) == before
    assert agathe.get(address(first)).status_code == 409


def test_a_change_between_reading_and_confirming_is_shown_first(agathe, draft, following, cast):
    sent = form_on_passage(text_of(agathe.get(address(draft))))
    frameworks.add_part(following, PartKind.ACTIVITY, {"code": "AT8", "title": "Accueillir"}, by=cast.agathe)
    answer = agathe.post(address(draft), sent)
    assert answer.status_code == 409 and "Accueillir" in text_of(answer)
    draft.refresh_from_db()
    assert draft.competency_framework.number == 1
    assert agathe.post(address(draft), {"seen": "x" * 5000}).status_code == 409


def test_whoever_has_the_outcomes_open_is_told_and_the_history_puts_back_what_was(agathe, draft, following):
    open_form = form_on(agathe, section(draft, "outcomes"))
    open_form["rows-0-text"] = ["Mes mots"]
    agathe.post(address(draft), form_on_passage(text_of(agathe.get(address(draft)))))
    conflict = agathe.post(section(draft, "outcomes"), open_form)
    assert conflict.status_code in (409, 422) and "Mes mots" in text_of(conflict)
    before = Revision.objects.get(version=draft, section="outcomes", number=0)
    actions.take_up(before, by=None)
    back = draft.outcomes.get(pk=before.content["rows"][0]["id"])
    assert back.text == before.content["rows"][0]["text"]
    assert back.competency.framework == following, (
        "a competency is found again in the framework that the draft stands on"
    )


def test_publishing_what_took_it_up_supersedes_the_first(agathe, draft, first, following, cast):
    agathe.post(address(draft), form_on_passage(text_of(agathe.get(address(draft)))))
    new = following.competencies.get(code="C7")
    for each in draft.outcomes.exclude(competency=new):
        each.criteria.update(competency=new)
        draft.outcomes.filter(pk=each.pk).update(competency=new)
    added = draft.outcomes.get(text="Relire une grille")
    draft.activities.first().outcomes.add(added)
    draft.task.criteria.filter(pk=draft.task.criteria.last().pk).update(outcome=added)
    Competency.objects.filter(framework=following, code="C9").update(position=9)
    following.competencies.filter(code="C9").first().expectations.all().delete()
    following.competencies.filter(code="C9").delete()
    lacking = judged(TrainingVersion.objects.get(pk=draft.pk), Decision.GIVEN_BEFORE).gaps
    assert not [gap for gap in lacking if gap.lack in (Lack.STRAY, Lack.SUPERSEDED, Lack.CRITERION)], lacking
    for gap in lacking:
        assert gap.lack is Lack.NOT_JUDGED, gap
        draft.outcomes.get(code=gap.about).activities.clear()
        draft.outcomes.filter(code=gap.about).delete()
    publish_training(TrainingVersion.objects.get(pk=draft.pk), by=cast.agathe)
    following.refresh_from_db()
    first.competency_framework.refresh_from_db()
    assert (following.status, first.competency_framework.status) == (
        FrameworkStatus.IN_FORCE,
        FrameworkStatus.SUPERSEDED,
    )


def test_a_draft_on_a_superseded_framework_is_told_at_the_gate(agathe, draft, following, cast):
    frameworks.put_in_force(following, by=cast.agathe)
    gaps = judged(TrainingVersion.objects.get(pk=draft.pk), Decision.GIVEN_BEFORE).gaps
    assert Lack.SUPERSEDED in {gap.lack for gap in gaps}
    assert address(draft) in text_of(agathe.get(reverse("design", args=[draft.pk])))


def test_only_the_authors_of_the_university_take_up(client, draft, cast):
    claire = person("claire", "Claire", "Delaunay", (Role.PEDAGOGICAL_EXPERT, cast.valmere))
    assert client.get(address(draft)).url.startswith(reverse("account_login"))
    for who in (cast.ines, claire, cast.karim, cast.thierry):
        client.force_login(who)
        for answer in (client.get(address(draft)), client.post(address(draft), {"seen": ""})):
            assert answer.status_code in (403, 404), who
    draft.refresh_from_db()
    assert draft.competency_framework.number == 1
