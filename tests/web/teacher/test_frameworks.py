from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from microcert.competencies import actions
from microcert.competencies.models import (
    Competency,
    CompetencyBlock,
    CompetencyFramework,
    Expectation,
    SectorContribution,
    UnsavedWords,
    WorkActivity,
)
from microcert.competencies.rules import PartKind
from microcert.consortium.models import FrameworkVersion
from microcert.consortium.roles import Role
from microcert.foundation import clock
from tests.cast import person

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def sylvie(client, cast):
    """An instructional designer of Hauterive."""
    cast.people["sylvie"] = person("sylvie", "Sylvie", "Kermarrec", (Role.INSTRUCTIONAL_DESIGNER, cast.hauterive))
    client.force_login(cast.sylvie)
    return client


@pytest.fixture
def framework(cast):
    """A draft of Hauterive with one activity and one competency."""
    draft = actions.begin_framework(cast.hauterive, title="Tutorer", by=cast.agathe)
    activity = actions.add_part(draft, PartKind.ACTIVITY, {"code": "AT1", "title": "Suivre"}, by=cast.agathe)
    values = {"code": "C1", "title": "Relancer", "statement": "Écrire sans reproche.", "activity": activity}
    actions.add_part(draft, PartKind.COMPETENCY, values, by=cast.agathe)
    draft.refresh_from_db()
    return draft


def page(name: str, *args) -> str:
    return reverse(name, args=args)


@pytest.mark.requirement("R038")
@pytest.mark.requirement("R034")
@pytest.mark.requirement("R037")
def test_a_designer_writes_a_whole_framework_through_the_pages(sylvie, cast):
    answer = sylvie.post(page("framework-begin"), {"title": "Tutorer à distance", "university": cast.hauterive.pk})
    framework = CompetencyFramework.objects.get(title="Tutorer à distance")
    assert answer.url == page("competency-framework", framework.pk)
    assert "Indiquez le niveau" in text_of(sylvie.get(answer.url))

    def add(word: str, **values) -> None:
        added = sylvie.post(page("framework-add", framework.pk, word), values)
        assert added.status_code == 302, text_of(added)

    sylvie.post(page("framework-facts", framework.pk), {"title": "Tutorer", "eqf_level": "5", "revision": "1"})
    add("activites", code="AT1", title="Suivre un groupe à distance")
    add("blocs", code="B1", title="Accompagner")
    activity, block = WorkActivity.objects.get(), CompetencyBlock.objects.get()
    add("competences", code="C1", title="Relancer", statement="Écrire.", activity=activity.pk, block=block.pk)
    competency = framework.competencies.get()
    add("attendus", competency=competency.pk, kind="outcome", code="A1", text="Rédiger une relance.")
    add(
        "attendus",
        competency=competency.pk,
        kind="criterion",
        code="K1",
        text="Sans reproche.",
        modality="Message réel.",
    )
    add("contributions", organisation="Réseau des tuteurs", held_on="2026-03-04", nature="review", text="Relu.")
    chosen = {"scheme": "rome", "code": "K2111", "label": ""}
    sylvie.post(page("framework-align", framework.pk), chosen)
    chosen = {
        "scheme": "esco",
        "code": "http://data.europa.eu/esco/skill/1",
        "label": "tutor",
        "competency": competency.pk,
    }
    sylvie.post(page("framework-align", framework.pk), chosen)
    shown = text_of(sylvie.get(page("competency-framework", framework.pk)))
    for words in (
        "niveau 5 (CEC)", "AT1 Suivre un groupe", "Bloc B1", "Rédiger une relance", "Message réel.", "Réseau des tuteurs",
        "4 mars 2026", "ROME K2111", "ESCO : tutor", "Sylvie Kermarrec",
    ):  # fmt: skip
        assert words in shown, words
    assert "Ce qui manque encore" not in shown


@pytest.mark.requirement("R033")
def test_the_shared_definition_of_competency_stands_on_the_page(sylvie, framework):
    FrameworkVersion.objects.create(
        version="2026-9",
        published_on=clock.today(),
        text="**4.2.** Une **compétence** est la mobilisation pertinente de ressources.",
        sha256="0" * 64,
    )
    shown = text_of(sylvie.get(page("competency-framework", framework.pk)))
    assert "Une compétence est la mobilisation pertinente de ressources." in shown and "§ 4.2" in shown


def test_two_people_write_and_both_texts_are_shown(sylvie, framework, cast):
    part = framework.competencies.get()
    address = page("framework-part", framework.pk, "competences", part.pk)
    opened = sylvie.get(address)
    assert 'name="revision" value="1"' in text_of(opened)
    actions.change_part(part, {"statement": "Celui d’Agathe"}, revision=1, by=cast.agathe)
    mine = {
        "code": "C1",
        "title": "Relancer",
        "statement": "Celui de Sylvie",
        "activity": part.activity_id,
        "revision": "1",
    }
    answer = sylvie.post(address, mine)
    shown = text_of(answer)
    assert answer.status_code == 409
    for words in ("Deux personnes ont écrit ici", "Celui d’Agathe", "Celui de Sylvie", 'name="revision" value="2"'):
        assert words in shown, words
    assert Competency.objects.get(pk=part.pk).statement == "Celui d’Agathe"
    assert sylvie.post(address, mine | {"revision": "2"}).status_code == 302
    assert Competency.objects.get(pk=part.pk).statement == "Celui de Sylvie"
    assert "Celui d’Agathe" in text_of(sylvie.get(page("competency-framework", framework.pk))), "the history keeps it"


def test_what_is_typed_and_not_saved_is_there_again(sylvie, framework):
    keep = page("framework-keep", framework.pk, "activity:new")
    assert "Texte gardé" in text_of(sylvie.post(keep, {"code": "AT9", "title": "Presque fini"}))
    add = page("framework-add", framework.pk, "activites")
    shown = text_of(sylvie.get(add))
    assert "Presque fini" in shown and "est repris" in shown
    sylvie.post(add, {"code": "AT9", "title": "Fini"})
    assert not UnsavedWords.objects.exists()
    sylvie.post(keep, {"title": "Encore"})
    sylvie.post(keep, {"do": "forget"})
    assert not UnsavedWords.objects.exists()
    assert sylvie.post(page("framework-keep", framework.pk, "secrets:new")).status_code == 404


def test_parts_are_moved_and_removed_after_a_question(sylvie, framework, cast):
    second = actions.add_part(framework, PartKind.ACTIVITY, {"code": "AT2", "title": "Autre"}, by=cast.agathe)
    sylvie.post(page("framework-part-move", framework.pk, "activites", second.pk), {"vers": "haut"})
    assert list(framework.activities.values_list("code", flat=True)) == ["AT2", "AT1"]
    address = page("framework-part-remove", framework.pk, "activites", second.pk)
    assert "Ne rien changer" in text_of(sylvie.get(address))
    assert WorkActivity.objects.filter(pk=second.pk).exists()
    sylvie.post(address)
    assert not WorkActivity.objects.filter(pk=second.pk).exists()
    first = framework.activities.get()
    refused = sylvie.post(page("framework-part-remove", framework.pk, "activites", first.pk))
    assert refused.status_code == 409 and "sert encore" in text_of(refused)


def test_a_framework_in_force_offers_its_next_version_and_no_pen(sylvie, framework, cast):
    actions.put_in_force(framework, by=cast.agathe)
    address = page("competency-framework", framework.pk)
    shown = text_of(sylvie.get(address))
    assert "Ses compétences ne changent plus" in shown and page("framework-add", framework.pk, "blocs") not in shown
    facts = text_of(sylvie.get(page("framework-facts", framework.pk)))
    assert 'name="safety"' in facts and 'name="purpose"' not in facts
    framework.refresh_from_db()
    sylvie.post(
        page("framework-facts", framework.pk), {"safety": "Écran", "purpose": "x", "revision": framework.revision}
    )
    framework.refresh_from_db()
    assert (framework.safety, framework.purpose) == ("Écran", "")
    assert sylvie.post(page("framework-add", framework.pk, "blocs"), {"code": "B1", "title": "x"}).url == address
    assert not framework.blocks.exists()
    following = sylvie.post(page("framework-next", framework.pk))
    draft = CompetencyFramework.objects.get(succeeds=framework)
    assert following.url == page("competency-framework", draft.pk)
    assert page("framework-add", draft.pk, "blocs") in text_of(sylvie.get(following.url))
    assert "Voir la version 2" in text_of(sylvie.get(address))
    assert sylvie.post(page("framework-remove", draft.pk)).status_code == 302


PAGES = ("competency-framework", "framework-facts", "framework-references", "framework-import", "framework-remove")


def test_a_visitor_is_asked_to_log_in(client, framework):
    for name in PAGES:
        assert client.get(page(name, framework.pk)).url.startswith(reverse("account_login"))
    for name in ("competency-frameworks", "framework-begin", "framework-import-new"):
        assert client.get(page(name)).url.startswith(reverse("account_login"))


def test_the_consortium_reads_and_only_the_university_writes(client, framework, cast):
    claire = person("claire", "Claire", "Delaunay", (Role.PEDAGOGICAL_EXPERT, cast.valmere))
    piotr = person("piotr", "Piotr", "Wall", (Role.STEERING_COMMITTEE, None))
    # Steering holds a role everywhere, and so is told that the pen is not hers; another university's author sees no such page.
    for who, reads, writes in (
        (cast.ines, 404, 404), (cast.karim, 403, 403), (cast.malo, 403, 403), (cast.thierry, 200, 403),
        (claire, 200, 404), (piotr, 200, 403), (cast.agathe, 200, 200),
    ):  # fmt: skip
        client.force_login(who)
        assert client.get(page("competency-frameworks")).status_code == reads, who
        assert client.get(page("competency-framework", framework.pk)).status_code == reads, who
        assert client.get(page("framework-file", framework.pk, "csv")).status_code == reads, who
        for name in PAGES[1:]:
            assert client.get(page(name, framework.pk)).status_code == writes, (who, name)
        part = framework.competencies.get()
        assert client.get(page("framework-part", framework.pk, "competences", part.pk)).status_code == writes
        if writes != 200:
            for name in ("framework-next", "framework-remove", "framework-align"):
                assert client.post(page(name, framework.pk)).status_code == writes, (who, name)
            assert (
                client.post(page("framework-part-remove", framework.pk, "competences", part.pk)).status_code == writes
            )
    client.force_login(claire)
    assert client.post(page("framework-begin"), {"title": "x", "university": cast.hauterive.pk}).status_code == 200
    assert not CompetencyFramework.objects.filter(title="x").exists()


def test_a_part_of_another_framework_has_no_address_here(sylvie, framework, cast):
    other = cast.version.competency_framework.competencies.first()
    for name in ("framework-part", "framework-part-remove"):
        assert sylvie.get(page(name, framework.pk, "competences", other.pk)).status_code == 404
    assert sylvie.get(page("framework-part", framework.pk, "couleurs", 1)).status_code == 404
    assert sylvie.get(page("framework-file", framework.pk, "docx")).status_code == 404


def test_a_file_goes_out_is_changed_and_comes_back(sylvie, framework):
    out = sylvie.get(page("framework-file", framework.pk, "xlsx"))
    assert "referentiel-tutorer-v1.xlsx" in out["Content-Disposition"]
    book = load_workbook(io.BytesIO(out.content))
    book["Compétences"]["E2"] = "Relancer autrement"
    changed = io.BytesIO()
    book.save(changed)
    address = page("framework-import", framework.pk)
    answer = sylvie.post(address, {"file": SimpleUploadedFile("r.xlsx", changed.getvalue())})
    assert answer.status_code == 302, text_of(answer)
    assert framework.competencies.get().title == "Relancer autrement"
    again = sylvie.post(address, {"file": SimpleUploadedFile("r.xlsx", changed.getvalue())})
    assert again.status_code == 422 and "modifié depuis l’export" in text_of(again)
    forced = {"file": SimpleUploadedFile("r.xlsx", changed.getvalue()), "replaces_newer": "on"}
    assert sylvie.post(address, forced).status_code == 302


def test_a_bad_file_names_every_line_and_imports_nothing(sylvie, cast):
    bad = "feuille;code;intitulé;niveau\nRéférentiel;;Nouveau;12\nCompétences;;Sans énoncé;\n".encode()
    address = page("framework-import-new")
    answer = sylvie.post(address, {"university": cast.hauterive.pk, "file": SimpleUploadedFile("r.csv", bad)})
    shown = text_of(answer)
    assert answer.status_code == 422
    for words in (
        "Rien n’a été importé",
        "ligne 2",
        "de 1 à 8",
        "ligne 3",
        "renseignez « code »",
        "renseignez « énoncé »",
    ):
        assert words in shown, words
    assert not CompetencyFramework.objects.filter(title="Nouveau").exists()
    good = "feuille;code;intitulé;énoncé\nRéférentiel;;Nouveau;\nCompétences;C1;Lire;Lire une trace.\n".encode()
    sylvie.post(address, {"university": cast.hauterive.pk, "file": SimpleUploadedFile("r.csv", good)})
    assert CompetencyFramework.objects.get(title="Nouveau").competencies.count() == 1
    assert sylvie.post(address, {"university": cast.hauterive.pk}).status_code == 422


def test_references_are_found_with_slips_and_taken_away_again(sylvie, framework):
    address = page("framework-references", framework.pk)
    shown = text_of(sylvie.get(address, {"q": "formatuer", "dans": "rome"}))
    assert "Formateur / Formatrice" in shown and "résultats, les plus proches" in shown
    assert "tutor students" in text_of(sylvie.get(address, {"q": "tutor studnets"}))
    assert "Rien ne ressemble" in text_of(sylvie.get(address, {"q": "zzzzqq"}))
    assert sylvie.get(address, {"q": "\x00", "competence": "x", "dans": "y"}).status_code == 200
    bad = sylvie.post(page("framework-align", framework.pk), {"scheme": "rome", "code": "Z9999"})
    assert bad.status_code == 422
    sylvie.post(page("framework-align", framework.pk), {"scheme": "rome", "code": "K2111"})
    link = framework.alignments.get()
    sylvie.post(page("framework-unalign", framework.pk, link.pk))
    assert not framework.alignments.exists()


def test_bad_input_is_answered_at_the_field(sylvie, framework):
    answer = sylvie.post(
        page("framework-add", framework.pk, "competences"), {"code": "C1", "title": "t", "statement": "s"}
    )
    assert answer.status_code == 422 and "déjà pris" in text_of(answer)
    answer = sylvie.post(page("framework-add", framework.pk, "contributions"), {"held_on": "hier"})
    assert "jj/mm/aaaa" in text_of(answer)
    answer = sylvie.post(page("framework-add", framework.pk, "activites"), {"code": "AT1\x00", "title": "x" * 300})
    assert answer.status_code == 422


def test_pages_ask_the_database_as_often_for_many_rows(sylvie, framework):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert sylvie.get(address).status_code == 200
        return len(queries)

    both = page("competency-framework", framework.pk), page("competency-frameworks")
    before = [asked(address) for address in both]
    for number in range(2, 9):
        row = Competency.objects.create(framework=framework, code=f"C{number}", title="t", statement="s")
        Expectation.objects.create(competency=row, kind="outcome", code="A1", text="x")
        SectorContribution.objects.create(framework=framework, organisation="o", held_on="2026-01-01", text="x")
        CompetencyFramework.objects.create(slug=f"f{number}", title="t", university=framework.university)
    assert [asked(address) for address in both] == before
