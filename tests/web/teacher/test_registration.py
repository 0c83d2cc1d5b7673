from __future__ import annotations

import csv
import io
import zipfile
from hashlib import sha256

import pytest
from django.urls import reverse
from docx import Document

from microcert.competencies import actions
from microcert.competencies.actions.parts import MODELS
from microcert.competencies.models import CompetencyFramework
from microcert.competencies.rules import PartKind
from microcert.consortium.roles import Role
from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.evaluation.queries.yearly import yearly_figures
from microcert.production.registration.rules import YearFigures
from tests.cast import person

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def sylvie(client, cast):
    cast.people["sylvie"] = person("sylvie", "Sylvie", "Kermarrec", (Role.INSTRUCTIONAL_DESIGNER, cast.hauterive))
    client.force_login(cast.sylvie)
    return client


@pytest.fixture
def framework(cast) -> CompetencyFramework:
    """The framework of the cast's training, with one activity that holds C1."""
    framework = cast.version.competency_framework
    activity = actions.add_part(framework, PartKind.ACTIVITY, {"code": "AT1", "title": "Évaluer"}, by=cast.agathe)
    competency = framework.competencies.first()
    competency.activity = activity
    competency.save()
    values = {
        "competency": competency,
        "kind": "criterion",
        "code": "K1",
        "text": "La grille distingue",
        "modality": "Étude",
    }
    actions.add_part(framework, PartKind.EXPECTATION, values, by=cast.agathe)
    return framework


def address(cast, extension: str = "") -> str:
    args = [cast.version.pk, extension] if extension else [cast.version.pk]
    return reverse("registration-file" if extension else "registration", args=args)


@pytest.mark.requirement("R005")
@pytest.mark.requirement("N10")
def test_the_page_says_what_is_there_what_is_missing_and_where_it_is_mended(sylvie, cast, framework):
    shown = text_of(sylvie.get(address(cast)))
    for words in (
        "critères à compléter", "art. R. 6113-11", "Dites ce que l’étude établit", "Il faut au moins 2 cohortes",
        "Notez l’avis de partenaires sociaux", "AT1 Évaluer", "K1 La grille distingue (Étude)",
        reverse("framework-facts", args=[framework.pk]), reverse("framework-add", args=[framework.pk, "contributions"]),
    ):  # fmt: skip
        assert words in shown, words
    before = shown.count('class="is-wait"')
    values = {"organisation": "CPN", "held_on": "2026-02-01", "nature": "social_partner", "text": "Avis favorable."}
    sylvie.post(reverse("framework-add", args=[framework.pk, "contributions"]), values)
    after = text_of(sylvie.get(address(cast)))
    assert after.count('class="is-wait"') == before - 1, (
        "the criterion is answered by what was written on the other page"
    )


def test_the_word_file_holds_the_three_columns_and_the_criteria(sylvie, cast, framework):
    document = Document(io.BytesIO(sylvie.get(address(cast, "docx")).content))
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    assert ["Référentiel d’activités", "Référentiel de compétences", "Référentiel d’évaluation"] in heads
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "AT1 Évaluer" in cells and any("K1 La grille distingue" in cell for cell in cells)
    assert "à compléter" in cells and cast.hauterive.name in cells
    assert document.core_properties.language == "fr-FR"


def test_the_pdf_is_tagged_and_says_the_same(sylvie, cast, framework, pdf_text):
    pdf = sylvie.get(address(cast, "pdf")).content
    assert b"/StructTreeRoot" in pdf or b"/MarkInfo" in pdf
    words = pdf_text(pdf)
    for expected in ("Dossier d’enregistrement", "AT1 Évaluer", "R. 6113-11", "Aucune donnée", cast.hauterive.name):
        assert expected in words.replace(NB, " "), expected


def test_the_archive_lists_its_pieces_with_their_hashes(sylvie, cast, framework):
    part = MODELS[PartKind.ACTIVITY].objects.get(framework=framework)
    actions.change_part(part, {"title": "=1+1"}, revision=part.revision, by=cast.agathe)
    with zipfile.ZipFile(io.BytesIO(sylvie.get(address(cast, "zip")).content)) as folder:
        rows = list(csv.reader(io.StringIO(folder.read("MANIFESTE.csv").decode("utf-8-sig")), delimiter=";"))
        assert {row[0] for row in rows[1:]} == set(folder.namelist()) - {"MANIFESTE.csv"}
        for name, size, digest in rows[1:]:
            assert (int(size), digest) == (len(folder.read(name)), sha256(folder.read(name)).hexdigest())
        assert "'=1+1" in folder.read("referentiel.csv").decode()
        assert {"dossier.docx", "dossier.pdf", "referentiel.json", "chiffres.csv", "grille.csv"} <= set(
            folder.namelist()
        )


def test_the_archive_says_criterion_by_criterion_what_answers_it_and_what_is_missing(sylvie, cast, framework):
    with zipfile.ZipFile(io.BytesIO(sylvie.get(address(cast, "zip")).content)) as folder:
        names = set(folder.namelist())

        def rows(name):
            return list(csv.reader(io.StringIO(folder.read(name).decode("utf-8-sig")), delimiter=";"))

        heads, *criteria = rows("criteres.csv")
        assert heads == ["critère", "état", "ce qui manque", "pièces qui y répondent"] and len(criteria) == 13
        for _title, state, missing, pieces in criteria:
            assert (state == "à compléter") == bool(missing)
            assert set(pieces.split(", ")) <= names, "a piece that is named is there"
        aligned = rows("alignement.csv")[1:]
        assert any("A1" in row[1] and row[2] and row[3] for row in aligned)
        assert Document(io.BytesIO(folder.read("dossier.docx"))).tables
        assert folder.read("dossier.pdf").startswith(b"%PDF-") and folder.testzip() is None


def test_each_person_counts_once_a_year_and_whoever_withdrew_does_not(room, cast):
    training, year = cast.version.training, cast.session.starts_on.year
    room.file_of("malik")
    room.opened("ines")
    assert yearly_figures(training) == [YearFigures(year, 2, 0, 0)]
    room.marked("ines")
    LearnerFile.objects.filter(learner=cast.ines).update(status=FileStatus.AWARDED)
    assert yearly_figures(training) == [YearFigures(year, 2, 1, 1)]
    LearnerFile.objects.update(status=FileStatus.WITHDRAWN)
    assert yearly_figures(training) == []


def test_who_may_read_the_file(client, cast):
    claire = person("claire", "Claire", "Delaunay", (Role.PEDAGOGICAL_EXPERT, cast.valmere))
    piotr = person("piotr", "Piotr", "Wall", (Role.STEERING_COMMITTEE, None))
    for name in ("", "docx", "pdf", "zip"):
        assert client.get(address(cast, name)).url.startswith(reverse("account_login"))
    for who, expected in (
        (cast.ines, 404), (cast.thierry, 403), (cast.karim, 404), (claire, 404), (piotr, 200), (cast.agathe, 200),
    ):  # fmt: skip
        client.force_login(who)
        for name in ("", "docx"):
            assert client.get(address(cast, name)).status_code == expected, (who, name)
    client.force_login(piotr)
    assert "Compléter" not in text_of(client.get(address(cast))), "who only reads is offered no pen"
    assert client.get(address(cast, "exe")).status_code == 404


def test_the_page_asks_the_database_a_constant_number_of_times(sylvie, cast, framework, django_assert_max_num_queries):
    sylvie.get(address(cast))
    with django_assert_max_num_queries(50):
        sylvie.get(address(cast))
