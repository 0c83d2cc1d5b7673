from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.urls import reverse
from docx import Document as WordFile

from microcert.consortium.errors import AlreadyPublished
from microcert.consortium.models import Asset
from microcert.production.models import Specification
from microcert.production.specification import load_specification, read_specification
from tests.houses import DEMO

FILE = DEMO.parent / "specification.toml"


@pytest.fixture
def specification(db) -> Specification:
    load_specification(read_specification(FILE, []))
    return Specification.objects.get()


@pytest.mark.requirement("R060", "R043", "R036")
def test_everybody_reads_the_specification_and_takes_its_forms(client, cast, specification):
    page = client.get(reverse("specification")).content.decode()
    for words in ("Méthode de production", "Livrables attendus", "CCF-12", "Ressources mobilisables"):
        assert words in page
    item = specification.items.get(code="CCF-12")
    answer = client.get(reverse("specification-word", args=[specification.version, item.code]))
    file = WordFile(io.BytesIO(answer.content))
    assert [each.text for each in file.paragraphs if each.style.name == "Heading 1"] == ["Règles d’évaluation"]
    answer = client.get(reverse("specification-markdown", args=[specification.version, item.code]))
    assert "## Les huit mentions" in answer.content.decode()
    assert client.get(reverse("specification-word", args=[specification.version, "CCF-1"])).status_code == 404


def test_without_a_specification_the_page_is_not_there(client, cast):
    assert client.get(reverse("specification")).status_code == 404


def test_a_published_version_never_changes(specification, tmp_path: Path):
    changed = tmp_path / "specification.toml"
    changed.write_text(FILE.read_text().replace("Vidéo de douze minutes", "Vidéo de vingt minutes"))
    with pytest.raises(AlreadyPublished):
        load_specification(read_specification(changed, []))
    load_specification(read_specification(FILE, []))
    assert Specification.objects.count() == 1


def test_every_problem_of_the_file_comes_at_once(tmp_path: Path):
    wrong = tmp_path / "specification.toml"
    wrong.write_text('version = "1"\npublished_on = 2026-01-01\n[[items]]\nsection = "lunar"\ncode = "A"\ntitle = ""\n')
    problems: list = []
    read_specification(wrong, problems)
    places = {problem.place for problem in problems}
    assert {"method", "items[1].section", "items[1].title", "items[1].text"} <= places


@pytest.mark.requirement("R063", "R064")
def test_a_university_s_page_says_what_its_trainings_rest_on(client, cast):
    for university, kind, title in (
        (cast.hauterive, "laboratory", "Laboratoire Apprendre"),
        (cast.hauterive, "learner_resource", "Bibliothèque en ligne"),
        (None, "scientific_board", "Comité scientifique commun"),
    ):
        Asset.objects.create(university=university, kind=kind, title=title)
    page = client.get(reverse("university", args=["hauterive"])).content.decode()
    assert "Laboratoire Apprendre" in page and "Bibliothèque en ligne" in page and "accréditation" in page
    assert "Comité scientifique commun" not in page
    assert "Comité scientifique commun" in client.get(reverse("about")).content.decode()


@pytest.mark.requirement("R043", "R036")
def test_a_training_s_page_says_to_candidates_what_each_university_opens_to_them(client, cast):
    cast.open_session()
    for where, kind, title in (
        (cast.hauterive, "accreditation", "Accréditation 2024-2028"),
        (cast.hauterive, "laboratory", "Laboratoire Apprendre"),
        (cast.valmere, "learner_resource", "Conseil au financement"),
        (None, "scientific_board", "Comité scientifique commun"),
    ):
        Asset.objects.create(university=where, kind=kind, title=title)
    page = client.get(reverse("training", args=[cast.version.training.slug])).content.decode()
    part = page[page.index('id="universites"') :]
    for words in ("Accréditation 2024-2028", "Laboratoire Apprendre", "Conseil au financement", "Comité scientifique"):
        assert words in part
    for each in (cast.hauterive, cast.valmere, cast.broceliande):
        assert reverse("university", args=[each.slug]) in part, "each with its own title under the quality law"
    assert part.count("De droit") + part.count("Certification Qualiopi") >= 3
