"""Files as they really come: saved by another editor, cut in the middle, merged by hand, written for another platform."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from microcert.competencies.models import CompetencyFramework
from microcert.consortium.errors import BadFiles
from microcert.trainings.load import import_training, known_for, plain, read_incoming, to_elm, written
from microcert.trainings.models import Training


class Bench:
    """A sound file, what one change makes of it, and what is said then: {place: words}."""

    def __init__(self, cast) -> None:
        self.home, self.sheet = cast.hauterive, plain(cast.version) | {"slug": "ailleurs"}
        self.elm = to_elm(cast.version)

    def said(self, name: str, content: str | bytes) -> dict[str, str]:
        given = content.encode() if isinstance(content, str) else content
        with pytest.raises(BadFiles) as caught:
            import_training(read_incoming(name, given, known_for([self.home])), self.home, by=None)
        return {each.place: each.message for each in caught.value.problems}

    def toml(self, change) -> dict[str, str]:
        sheet = deepcopy(self.sheet)
        change(sheet)
        return self.said("ailleurs.toml", written(sheet))

    def stranger(self, change) -> dict[str, str]:
        """A European sheet without the term of ours."""
        sheet = {key: value for key, value in deepcopy(self.elm).items() if key != "training"}
        change(sheet)
        return self.said("ailleurs.jsonld", json.dumps(sheet))


@pytest.fixture
def bench(cast):
    yield Bench(cast)
    assert (Training.objects.count(), CompetencyFramework.objects.count()) == (1, 1), "nothing is half imported"


def test_what_cannot_be_read_is_told_by_its_line(bench):
    text = written(bench.sheet)
    line = text[: text.index("é")].count("\n") + 1
    for encoding in ("latin-1", "cp1252"):
        found = bench.said("a.toml", text.replace("’", "'").replace("œ", "oe").encode(encoding, "replace"))
        assert list(found) == [f"ligne {line}"] and "UTF-8" in found[f"ligne {line}"]
    assert "ligne 1" in bench.said("a.toml", text.encode("utf-16"))
    half = text[: text.index("summary") + 4]
    lines = len(half.splitlines())
    assert bench.said("a.toml", half) == {
        f"ligne {lines}": "il manque le signe « = » après le nom de la clé : « summ »."
    }
    assert bench.said("a.toml", 'slug = "a"\nslug = "b"\n') == {
        "ligne 2": 'cette clé figure deux fois : « slug = "b" ».'
    }
    assert bench.said("a.json", '{\n"title": }') == {
        "ligne 2": 'il manque une valeur, ou elle s’écrit autrement (un texte entre guillemets) : « "title": } ».'
    }
    assert "figure deux fois" in bench.said("a.json", '{"title": {"fr": "A"}, "title": {"fr": "B"}}')["title"]
    assert "imbrication" in bench.said("a.json", "[" * 50_000)[""]
    assert list(bench.said("photo.jpg", bytes(range(256)))) == ["ligne 2"]


def test_codes_that_stand_twice_are_told_where_the_second_stands(bench):
    def double(sheet):
        criteria = sheet["task"]["criteria"]
        criteria[1]["code"] = criteria[0]["code"]
        sheet["tariffs"].append(dict(sheet["tariffs"][0]))
        link = {"uri": "http://data.europa.eu/esco/skill/x", "label": "évaluer"}
        sheet["competencies"][0]["esco"] = [link, link]
        sheet["blocks"] = [{"code": "B1", "title": "Un"}, {"code": "B1", "title": "Deux"}]
        sheet["outcomes"][1]["code"] = sheet["outcomes"][0]["code"]

    found = bench.toml(double)
    tariff = f"tariffs[{len(bench.sheet['tariffs']) + 1}].code"
    for place in ("task.criteria[2].code", tariff, "competencies[1].esco[2].uri", "blocks[2].code"):
        assert "deux fois" in found[place], place
    assert "deux fois" in found["outcomes[2].code"]


def test_what_no_column_holds_is_refused_before_it_is_written(bench):
    def swell(sheet):
        sheet["task"]["title"] = "x" * 300
        sheet["competencies"][0]["threshold"] = 100_000
        sheet["competencies"][0]["esco"] = [{"uri": "u" * 201, "label": "l" * 251}]
        sheet["task"]["criteria"][0]["levels"] = ["niveau"] * 40
        sheet["hours"] = 10**15
        sheet["language"] = "klingon"

    assert {
        "task.title", "competencies[1].threshold", "competencies[1].esco[1].uri", "competencies[1].esco[1].label",
        "task.criteria[1].levels", "hours", "language",
    } == set(bench.toml(swell))  # fmt: skip


def test_wrong_kinds_everywhere_are_told_together(bench):
    wrong = {"title": 3, "keywords": "x", "outcomes": {"a": 1}, "units": "no", "task": [1], "rules": 4, "hours": True}
    found = bench.toml(lambda sheet: sheet.update(wrong, tariffs=[1], team={"a": 1}, updated_on="hier"))
    assert {*wrong, "tariffs", "team", "updated_on"} <= set(found)


def test_a_key_that_is_missing_is_told_without_the_noise_of_what_follows(bench):
    found = bench.toml(lambda sheet: [sheet.pop(key) for key in ("family", "task", "rules")])
    assert {"family", "task", "rules"} <= set(found)
    assert "cette clé manque" in found["family"]


@pytest.mark.parametrize("content", ["{}", '{"hello": "world"}', '{"type": "Person", "title": {"fr": "A"}}'])
def test_json_that_is_no_sheet_of_a_training_makes_no_empty_draft(bench, content):
    assert list(bench.said("a.json", content)) == ["type"]


def test_a_strangers_sheet_is_told_its_faults_by_its_own_paths(bench):
    def spoil(sheet):
        sheet["title"] = 3
        sheet["learningActivitySpecification"] = [1, {"title": {"fr": "x" * 300}, "volumeOfLearning": "P1D"}, {}]
        sheet["learningAchievementSpecification"]["learningOutcome"] = ["A1", {"title": []}]

    place = "learningActivitySpecification"
    assert set(bench.stranger(spoil)) == {
        "title", f"{place}[1]", f"{place}[2].title", f"{place}[2].volumeOfLearning", f"{place}[3].title",
        "learningAchievementSpecification.learningOutcome[1]", "learningAchievementSpecification.learningOutcome[2].title",
    }  # fmt: skip
    assert set(bench.stranger(lambda sheet: sheet.update(learningAchievementSpecification="x"))) == {
        "learningAchievementSpecification"
    }
    assert list(bench.said("a.jsonld", json.dumps(bench.elm | {"training": "x"}))) == ["training"]
