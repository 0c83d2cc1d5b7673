from __future__ import annotations

import io
import json
import uuid
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from microcert.competencies.errors import BadFile
from microcert.competencies.exchange import FORMATS, read_file
from microcert.competencies.exchange.content import (
    AlignmentLine,
    CompetencyLine,
    ContributionLine,
    ExpectationLine,
    FrameworkContent,
    Titled,
)
from microcert.competencies.exchange.tables import harmless, unharmed

# What a person types: several lines, formulas, quotation marks, other scripts; never blank.
words = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=40),
    st.sampled_from(
        ["=1+1", "'=1", "-5 %", '"; DROP', "deux\nlignes", "@import", "+33", "''x", " = 2", "a;b", "_x000D_"]
    ),
).filter(lambda text: bool(text.strip()) and "\r" not in text)
maybe = st.one_of(st.just(""), words)
levels = st.one_of(st.none(), st.integers(1, 8))
identifiers = st.uuids(version=4)


def codes(prefix: str, rows: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(1, rows + 1)]


@st.composite
def frameworks(draw: st.DrawFn) -> FrameworkContent:
    """A framework with parts that refer to each other, in the order of its tree."""
    ids = iter(draw(st.lists(identifiers, min_size=40, max_size=40, unique=True)))
    activities = tuple(Titled(next(ids), c, draw(words), draw(maybe)) for c in codes("AT", draw(st.integers(1, 3))))
    blocks = tuple(Titled(next(ids), c, draw(words), draw(maybe)) for c in codes("B", draw(st.integers(0, 2))))
    homes = sorted(draw(st.lists(st.sampled_from([a.code for a in activities]), max_size=4)))
    block = st.sampled_from(["", *(b.code for b in blocks)])
    competencies = tuple(
        CompetencyLine(next(ids), f"C{n}", draw(words), draw(words), home, draw(block), draw(levels))
        for n, home in enumerate(homes, start=1)
    )
    kind = st.sampled_from(["outcome", "criterion"])
    expectations = tuple(
        ExpectationLine(next(ids), each.code, draw(kind), f"X{n}", draw(words), draw(maybe))
        for each in competencies
        for n in range(draw(st.integers(0, 3)))
    )
    contributions = tuple(
        ContributionLine(
            next(ids), draw(words), draw(st.dates(date(1990, 1, 1), date(2090, 1, 1))), "review", draw(words)
        )
        for _each in range(draw(st.integers(0, 2)))
    )
    skill = "http://data.europa.eu/esco/skill/"
    alignments = tuple(
        AlignmentLine(each.code, "esco", f"{skill}{next(ids)}", draw(words)) for each in competencies
    ) + (AlignmentLine("", "rome", "K2111", "Formateur / Formatrice"),)
    return FrameworkContent(
        next(ids), draw(words), draw(st.one_of(st.none(), st.integers(1, 900))), draw(levels), draw(maybe), draw(maybe),
        draw(maybe), draw(maybe), draw(maybe), draw(maybe), draw(maybe),
        activities, blocks, competencies, expectations, contributions, alignments,
    )  # fmt: skip


def in_any_order(content: FrameworkContent) -> FrameworkContent:
    """Associations of CASE have no order among those of different origins."""
    from dataclasses import replace

    return replace(content, alignments=tuple(sorted(content.alignments, key=str)))


@pytest.mark.parametrize("extension", sorted(FORMATS))
@settings(max_examples=12, deadline=None)
@given(framework=frameworks())
def test_what_goes_out_comes_back_the_same(extension, framework):
    file = FORMATS[extension].write(framework)
    assert in_any_order(read_file(f"referentiel.{extension}", file)) == in_any_order(framework)


@given(st.text())
def test_the_apostrophe_before_a_formula_is_taken_away_again(text):
    assert unharmed(harmless(text)) == text
    assert not harmless(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def small(**changed) -> FrameworkContent:
    fields = {
        "uuid": uuid.UUID(int=1),
        "title": '=HYPERLINK("http://mal.example")',
        "competencies": (CompetencyLine(uuid.UUID(int=2), "C1", "Lire", "Lire une trace."),),
    }
    return FrameworkContent(**fields | changed)


def test_no_cell_of_a_workbook_or_of_a_csv_is_a_formula():
    page = load_workbook(io.BytesIO(FORMATS["xlsx"].write(small())))["Référentiel"]
    assert "f" not in {cell.data_type for cell in page[2]}
    assert str(page["C2"].value).startswith("'=")
    assert "\"'=HYPERLINK" in FORMATS["csv"].write(small()).decode()


def problems_of(name: str, content: bytes) -> list[str]:
    with pytest.raises(BadFile) as refused:
        read_file(name, content)
    assert "Rien n’a été importé" in refused.value.message
    return [str(problem) for problem in refused.value.problems]


BAD = """feuille;identifiant;code;activité;intitulé;énoncé;niveau;compétence;nature;texte;organisme;date;référence
Référentiel;;;;Accompagner;;9;;;;;;
Compétences;pas-un-uuid;C1;AT9;Lire;Lire une trace.;cinq;;;;;;
Compétences;;C1;;;;5;;;;;;
Acquis et critères;;A1;;;;;C7;autre;Repérer;;;
Contributions;;;;;;;;cadeau;;Réseau;le 3 mars;
Alignements;;Z9999;;;;;;;;;;rome
Divers;;;;;;;;;;;;
"""


def test_a_bad_csv_gets_every_error_at_once_with_its_line():
    found = "\n".join(problems_of("mauvais.csv", BAD.encode()))
    for line, words in (
        (2, "niveau de 1 à 8"),
        (3, "n’est pas un identifiant"),
        (3, "l’activité « AT9 » n’est pas dans ce fichier"),
        (3, "indiquez un nombre de 1 à 8"),
        (4, "« C1 » y figure deux fois"),
        (4, "renseignez « énoncé »"),
        (5, "acquis ou critère"),
        (5, "la compétence « C7 »"),
        (6, "indiquez une date"),
        (6, "nature « cadeau » inconnue"),
        (7, "« Z9999 » n’est pas un code ROME"),
        (8, "feuille « Divers » inconnue"),
    ):
        assert any(f"ligne {line} " in row and words in row for row in found.split("\n")), (line, words, found)


def test_a_bad_workbook_names_sheet_and_line():
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].write(small())))
    book["Compétences"]["G2"] = "douze"
    book["Compétences"]["H1"] = "couleur"
    book.create_sheet("Notes")
    out = io.BytesIO()
    book.save(out)
    found = "\n".join(problems_of("mauvais.xlsx", out.getvalue()))
    assert "Compétences, ligne 2 : « niveau »" in found
    assert "Compétences, ligne 1 : la colonne « couleur » est inconnue" in found
    assert "Notes : feuille inconnue" in found


def test_a_spreadsheet_may_keep_dates_and_levels_in_its_own_way():
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].write(small())))
    book["Compétences"]["G2"] = 5.0
    for column, value in enumerate((None, "Réseau", date(2026, 3, 4), "review", "Relu."), start=1):
        book["Contributions"].cell(2, column, value)
    out = io.BytesIO()
    book.save(out)
    read = read_file("bon.xlsx", out.getvalue())
    assert read.competencies[0].eqf_level == 5
    assert read.contributions[0].held_on == date(2026, 3, 4)


def test_a_case_package_of_another_maker_is_read_by_its_tree():
    ids = [str(uuid.UUID(int=n)) for n in range(5)]
    items = [{"identifier": key, "fullStatement": f"Énoncé {n}"} for n, key in enumerate(ids[1:], start=1)]

    def child(below: int, above: int) -> dict:
        return {
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": ids[below]},
            "destinationNodeURI": {"identifier": ids[above]},
        }

    package = {
        "CFDocument": {"identifier": ids[0], "title": "Ailleurs"},
        "CFItems": items,
        "CFAssociations": [child(1, 0), child(2, 1), child(3, 2), child(4, 0)],
    }
    read = read_file("case.json", json.dumps(package).encode())
    assert [each.title for each in read.activities] == ["Énoncé 1"]
    assert [(each.title, each.activity) for each in read.competencies] == [("Énoncé 2", "AT1"), ("Énoncé 4", "")]
    assert [(each.text, each.competency) for each in read.expectations] == [("Énoncé 3", "C1")]


def test_our_own_package_has_the_parts_that_the_standard_asks_for():
    package = json.loads(FORMATS["json"].write(small()))
    assert set(package) == {"CFDocument", "CFItems", "CFAssociations"}
    assert {"identifier", "uri", "creator", "title", "lastChangeDateTime", "CFPackageURI"} <= set(package["CFDocument"])
    for item in package["CFItems"]:
        assert {"identifier", "uri", "fullStatement", "lastChangeDateTime", "CFDocumentURI"} <= set(item)
    assert [link["associationType"] for link in package["CFAssociations"]] == ["isChildOf"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", b"[" * 100_000, "JSON"),
        ("a.json", b'{"CFDocument": 3, "CFItems": {}}', "CASE 1.0"),
        ("a.json", b'{"CFDocument": {}, "CFItems": [1, {"identifier": "x"}], "CFAssociations": [2]}', "UUID"),
        ("a.xlsx", b"PK\x03\x04not a folder", "classeur"),
        ("a.csv", b"\xff\xfe\x00", "UTF-8"),
        ("a.csv", b'feuille;code\n"ouverte', "CSV"),
        ("a.docx", b"", ".csv, .xlsx ou .json"),
        ("a.csv", b"x" * 2_000_001, "2 Mo"),
    ],
)
def test_what_is_no_framework_is_refused_in_words(name, content, words):
    assert any(words in problem for problem in problems_of(name, content))


def test_a_workbook_that_unfolds_to_a_flood_or_declares_entities_is_not_opened():
    def zipped(content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
            folder.writestr("xl/workbook.xml", content)
        return out.getvalue()

    assert any("trop grand" in each for each in problems_of("a.xlsx", zipped(b"0" * 21_000_000)))
    assert any("interdite" in each for each in problems_of("a.xlsx", zipped(b"<!DOCTYPE a [<!ENTITY b 'c'>]>")))


def test_items_that_are_each_others_parents_are_named():
    ids = [str(uuid.UUID(int=n)) for n in range(3)]
    links = [
        {
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": ids[a]},
            "destinationNodeURI": {"identifier": ids[b]},
        }
        for a, b in ((1, 2), (2, 1))
    ]
    items = [{"identifier": key, "fullStatement": "x"} for key in ids[1:]]
    package = {"CFDocument": {"identifier": ids[0], "title": "t"}, "CFItems": items, "CFAssociations": links}
    assert sum("propre parent" in each for each in problems_of("a.json", json.dumps(package).encode())) == 2
