from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from microcert.competencies import actions
from microcert.competencies.actions.parts import siblings
from microcert.competencies.actions.references import import_esco
from microcert.competencies.errors import (
    BadFile,
    ChangedMeanwhile,
    CodeTaken,
    FrameworkFrozen,
    StillCited,
    UnknownReference,
    VersionOpenAlready,
    WrongState,
)
from microcert.competencies.exchange import FORMATS, read_file
from microcert.competencies.models import (
    Alignment,
    Competency,
    EscoSkill,
    Expectation,
    SectorContribution,
    WorkActivity,
)
from microcert.competencies.queries import content_of, history_of, shared_definition, tree_of
from microcert.competencies.references.search import bundled_reference, search_esco, search_rome
from microcert.competencies.rules import (
    TRANSITIONS,
    FrameworkStatus,
    Lack,
    PartKind,
    changed_words,
    definition_in,
    gaps,
    next_code,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def framework(cast):
    """A draft of Hauterive with an activity, a block, two competencies, an outcome, a criterion and a contribution."""
    by = cast.agathe
    draft = actions.begin_framework(cast.hauterive, title="Tutorer", by=by)
    activity = actions.add_part(draft, PartKind.ACTIVITY, {"code": "AT1", "title": "Suivre un groupe"}, by=by)
    block = actions.add_part(draft, PartKind.BLOCK, {"code": "B1", "title": "Suivi"}, by=by)
    for code in ("C1", "C2"):
        values = {
            "code": code,
            "title": f"Titre {code}",
            "statement": f"Énoncé {code}",
            "activity": activity,
            "block": block,
        }
        first = actions.add_part(draft, PartKind.COMPETENCY, values, by=by)
    for kind, code in (("outcome", "A1"), ("criterion", "K1")):
        values = {"competency": first, "kind": kind, "code": code, "text": f"Texte {code}"}
        actions.add_part(draft, PartKind.EXPECTATION, values, by=by)
    values = {"organisation": "Réseau", "held_on": "2026-03-04", "nature": "review", "text": "Relu et complété."}
    actions.add_part(draft, PartKind.CONTRIBUTION, values, by=by)
    actions.align(draft, scheme="rome", code="K2111", label="", by=by)
    draft.refresh_from_db()
    return draft


def test_every_pair_of_states_is_decided():
    allowed = {(one, other) for one, other in product(FrameworkStatus, repeat=2) if other in TRANSITIONS[one]}
    assert allowed == {
        (FrameworkStatus.DRAFT, FrameworkStatus.IN_FORCE),
        (FrameworkStatus.IN_FORCE, FrameworkStatus.SUPERSEDED),
    }


def test_what_a_framework_lacks_is_named_in_order():
    found = gaps(
        activities=[], competencies={"C1": None}, expected=[], has_level=False, schemes=["rome"], contributions=0
    )
    assert [gap.lack for gap in found] == [
        Lack.LEVEL, Lack.ACTIVITY, Lack.NO_ACTIVITY, Lack.NO_OUTCOME, Lack.NO_CRITERION, Lack.NO_ALIGNMENT,
        Lack.NO_CONTRIBUTION,
    ]  # fmt: skip
    assert next_code("C", ["C1", "C9", "CX", "D3"]) == "C10"
    assert changed_words({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": 2}


def test_the_definition_is_the_common_frameworks_own_clause():
    found = definition_in("**4.1.** Autre.\n\n**4.2.** Une **compétence** est la mobilisation.\n")
    assert (found.clause, found.text) == ("4.2", "Une compétence est la mobilisation.")
    assert definition_in("**4.1.** Les compétences.") is None


def test_two_people_never_overwrite_each_others_words(framework, cast):
    part = framework.competencies.get(code="C1")
    actions.change_part(part, {"statement": "De Claire"}, revision=1, by=cast.agathe)
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.change_part(part, {"statement": "De Sylvie"}, revision=1, by=cast.thierry)
    assert (refused.value.now["statement"], refused.value.yours["statement"]) == ("De Claire", "De Sylvie")
    assert Competency.objects.get(pk=part.pk).statement == "De Claire"
    actions.change_part(part, {"statement": "Des deux"}, revision=refused.value.revision, by=cast.thierry)
    assert Competency.objects.get(pk=part.pk).statement == "Des deux"
    assert [change.before for change in history_of(framework)[:2]] == [
        (("statement", "De Claire"),),
        (("statement", "Énoncé C1"),),
    ], "the words that were replaced stay in the history"


def test_the_facts_of_a_framework_conflict_only_with_its_facts(framework, cast):
    actions.describe_framework(framework, {"purpose": "Un"}, revision=framework.revision, by=cast.agathe)
    with pytest.raises(ChangedMeanwhile):
        actions.describe_framework(framework, {"purpose": "Deux"}, revision=framework.revision, by=cast.thierry)
    framework.refresh_from_db()
    seen = framework.revision
    actions.move_part(framework.competencies.get(code="C1"), up=False, by=cast.agathe)
    actions.describe_framework(framework, {"purpose": "Trois"}, revision=seen, by=cast.thierry)
    framework.refresh_from_db()
    assert framework.purpose == "Trois"


def test_parts_change_places_without_dragging(framework, cast):
    second = framework.competencies.get(code="C2")
    actions.move_part(second, up=True, by=cast.agathe)
    assert [each.code for each in siblings(second)] == ["C2", "C1"]
    actions.move_part(second, up=True, by=cast.agathe)
    assert [each.code for each in siblings(second)] == ["C2", "C1"], "the first cannot go higher"


def test_what_others_rest_on_is_not_removed(framework, cast):
    with pytest.raises(StillCited):
        actions.remove_part(WorkActivity.objects.get(framework=framework), by=cast.agathe)
    with pytest.raises(StillCited):
        actions.remove_part(cast.version.outcomes.first().competency, by=cast.agathe)
    actions.remove_part(framework.competencies.get(code="C2"), by=cast.agathe)
    assert not Expectation.objects.filter(competency__framework=framework).exists()


def test_a_code_is_taken_once_and_a_rome_code_exists(framework, cast):
    with pytest.raises(CodeTaken):
        actions.add_part(framework, PartKind.BLOCK, {"code": "B1", "title": "Encore"}, by=cast.agathe)
    with pytest.raises(UnknownReference):
        actions.align(framework, scheme="rome", code="Z9999", label="Inventé", by=cast.agathe)
    link = actions.align(framework, scheme="rome", code="K2111", label="Inventé", by=cast.agathe)
    assert "Formateur" in link.label and framework.alignments.count() == 1
    actions.unalign(link, by=cast.agathe)
    assert framework.alignments.count() == 0


def test_a_framework_in_force_refuses_every_writer_and_makes_a_next_version(framework, cast):
    actions.put_in_force(framework, by=cast.agathe)
    actions.put_in_force(framework, by=cast.agathe)
    part = framework.competencies.get(code="C1")
    for write in (
        lambda: actions.change_part(part, {"statement": "x"}, revision=1, by=cast.agathe),
        lambda: actions.add_part(framework, PartKind.BLOCK, {"code": "B2", "title": "x"}, by=cast.agathe),
        lambda: actions.remove_part(part, by=cast.agathe),
        lambda: actions.align(framework, scheme="rome", code="K2101", label="", by=cast.agathe),
        lambda: actions.remove_framework(framework, by=cast.agathe),
        lambda: actions.import_framework(content_of(framework), into=framework, replaces_newer=True, by=cast.agathe),
        lambda: Competency.objects.filter(pk=part.pk).update(title="x"),
        lambda: actions.describe_framework(framework, {"purpose": "x"}, revision=99, by=cast.agathe),
        lambda: part.save(),
        lambda: framework.save(),
        lambda: Alignment.objects.bulk_create([Alignment(framework=framework, scheme="rome", code="A1101")]),
    ):
        with pytest.raises(FrameworkFrozen):
            write()
    framework.refresh_from_db()
    actions.describe_framework(framework, {"safety": "Écran"}, revision=framework.revision, by=cast.agathe)
    values = {"organisation": "CPN", "held_on": "2026-05-04", "nature": "social_partner", "text": "Avis."}
    late = actions.add_part(framework, PartKind.CONTRIBUTION, values, by=cast.agathe)
    following = actions.open_next_version(framework, by=cast.agathe)
    same = replace(content_of(following), uuid=framework.uuid, revision=None)
    framework.refresh_from_db()
    assert same == replace(content_of(framework), revision=None), "the next version holds all, identifiers kept"
    assert following.number == 2
    with pytest.raises(VersionOpenAlready):
        actions.open_next_version(framework, by=cast.agathe)
    with pytest.raises(WrongState):
        actions.open_next_version(following, by=cast.agathe)
    actions.put_in_force(following, by=cast.agathe)
    framework.refresh_from_db()
    assert framework.status == FrameworkStatus.SUPERSEDED
    with pytest.raises(WrongState):
        actions.put_in_force(framework, by=cast.agathe)
    with pytest.raises(FrameworkFrozen):
        actions.remove_part(late, by=cast.agathe)


@pytest.mark.parametrize("extension", sorted(FORMATS))
def test_a_framework_survives_its_own_file_and_takes_the_changes_made_there(framework, cast, extension):
    before = content_of(framework)
    read = read_file(f"x.{extension}", FORMATS[extension].write(before))
    actions.import_framework(read, into=framework, by=cast.agathe)
    framework.refresh_from_db()
    after = content_of(framework)
    assert replace(after, revision=None) == replace(before, revision=None)
    changed = tuple(replace(line, title=f"Neuf {line.code}") for line in after.competencies[:1])
    smaller = replace(after, competencies=changed, expectations=(), blocks=after.blocks)
    actions.import_framework(smaller, into=framework, by=cast.agathe)
    assert [each.title for each in framework.competencies.all()] == ["Neuf C1"]


def test_codes_may_change_places_in_a_file(framework, cast):
    content = content_of(framework)
    swapped = tuple(replace(line, code={"C1": "C2", "C2": "C1"}[line.code]) for line in content.competencies)
    actions.import_framework(replace(content, competencies=swapped, expectations=()), into=framework, by=cast.agathe)
    titles = dict(framework.competencies.values_list("code", "title"))
    assert titles == {"C1": "Titre C2", "C2": "Titre C1"}


def test_a_file_older_than_the_framework_overwrites_nothing_unless_asked(framework, cast):
    exported = content_of(framework)
    actions.change_part(framework.blocks.get(), {"title": "Renommé"}, revision=1, by=cast.thierry)
    with pytest.raises(BadFile, match="1 point"):
        actions.import_framework(exported, into=framework, by=cast.agathe)
    assert framework.blocks.get().title == "Renommé"
    actions.import_framework(exported, into=framework, replaces_newer=True, by=cast.agathe)
    assert framework.blocks.get().title == "Suivi"


def test_an_import_that_would_take_a_competency_from_a_training_changes_nothing(cast):
    used = cast.version.competency_framework
    content = replace(content_of(used), title="Autre", competencies=())
    with pytest.raises(BadFile) as refused:
        actions.import_framework(content, into=used, by=cast.agathe)
    assert any("une formation s’en sert" in str(problem) for problem in refused.value.problems)
    used.refresh_from_db()
    assert used.title != "Autre"


def test_a_file_becomes_a_new_framework_that_keeps_its_identifiers(framework, cast):
    content = content_of(framework)
    copy = actions.import_framework(content, at=cast.valmere, by=cast.agathe)
    assert copy.university == cast.valmere and copy.uuid != framework.uuid
    assert replace(content_of(copy), uuid=content.uuid, revision=None) == replace(content, revision=None)
    actions.remove_framework(framework, by=cast.agathe)
    assert actions.import_framework(content, at=cast.valmere, by=cast.agathe).uuid == content.uuid


def test_a_framework_is_read_with_as_many_statements_however_large_it_is(framework, cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert tree_of(framework).gaps
        return len(queries)

    before = asked()
    for number in range(3, 9):
        row = Competency.objects.create(framework=framework, code=f"C{number}", title="t", statement="s")
        Expectation.objects.create(competency=row, kind="outcome", code="A1", text="x")
        SectorContribution.objects.create(framework=framework, organisation="o", held_on="2026-01-01", text="x")
    assert asked() == before == 6


def test_esco_is_searched_with_slips_and_by_the_imported_labels_once_there_are_any(tmp_path: Path):
    assert search_esco("tutor students")[0].label.startswith("tutor students")
    assert search_esco("give constructive fedback")[0].terms.startswith("give constructive feedback")
    assert search_esco("zzzzqq") == [] == search_esco("   ")
    assert bundled_reference("u", "carry out x do x perform x Assign and manage tasks.").description.startswith(
        "Assign"
    )
    file = tmp_path / "skills_fr.csv"
    skill = "http://data.europa.eu/esco/skill/"
    # The columns of the official export, in its order.
    file.write_text(
        "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,"
        "definition,inScheme,description\n"
        f'KnowledgeSkillCompetence,{skill}1,skill/competence,,encadrer des étudiants,"tutorer\nsuivre",,released,'
        '2024-05-14T10:00:00Z,,,"http://data.europa.eu/esco/concept-scheme/skills",Accompagner.\n'
        f"KnowledgeSkillCompetence,{skill}2,skill/competence,,évaluer des étudiants,,,released,,,,,Noter.\n",
        encoding="utf-8",
    )
    assert import_esco(file) == 2
    assert [each.label for each in search_esco("evaluer etudiant")] == ["évaluer des étudiants"]
    assert [each.label for each in search_esco("tutorrer")] == ["encadrer des étudiants"]
    file.write_text(f"conceptUri,preferredLabel,altLabels,description\nx,,,\n{skill}3,,,\n", encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        import_esco(file)
    assert len(refused.value.problems) == 2 and EscoSkill.objects.count() == 2
    file.write_bytes("conceptUri,preferredLabel,altLabels,description\nà,,,\n".encode("latin-1"))
    with pytest.raises(BadFile) as refused:
        import_esco(file)
    assert "UTF-8" in str(refused.value.problems[0])


@pytest.mark.parametrize(
    ("asked", "found"),
    [("formatuer", "Formateur / Formatrice"), ("coordinateur pedagogique", "Coordinateur"), ("k2101", "Conseiller")],
)
def test_the_rome_is_searched_with_slips_and_by_code(asked, found):
    assert search_rome(asked)[0].label.startswith(found)


def test_unsaved_words_wait_for_their_author(framework, cast):
    from microcert.competencies.models import UnsavedWords

    assert actions.keep_words(framework, "block:new", {"title": "Début"}, by=cast.agathe)
    assert not actions.keep_words(framework, "block:new", {"title": "x" * 70_000}, by=cast.agathe)
    assert UnsavedWords.objects.get(person=cast.agathe).content == {"title": "Début"}
    actions.add_part(framework, PartKind.BLOCK, {"code": "B2", "title": "Début"}, by=cast.agathe)
    assert not UnsavedWords.objects.exists()


def test_without_a_definition_in_force_the_platform_invents_none(cast):
    assert shared_definition() is None or "compétence" in shared_definition().text
