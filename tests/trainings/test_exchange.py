from __future__ import annotations

import json
import tomllib
from base64 import b64encode
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from credseal.jsonld.lossless import require_lossless
from microcert.consortium.errors import BadFiles
from microcert.trainings.errors import DraftOpenAlready, SlugTaken
from microcert.trainings.load import MOST_BYTES, import_training, known_for, plain, read_incoming, to_elm, written
from microcert.trainings.models import Training, TrainingVersion
from microcert.trainings.rules import VersionStatus

DEMO = Path(__file__).parents[2] / "demo"


def incoming(name: str, text: str | bytes, *universities) -> TrainingVersion:
    content = text.encode() if isinstance(text, str) else text
    read = read_incoming(name, content, known_for(universities))
    return import_training(read, universities[0], by=None)


def refusals(name: str, text: str | bytes, *universities) -> dict[str, str]:
    with pytest.raises(BadFiles) as caught:
        incoming(name, text, *universities)
    assert Training.objects.count() == 1, "nothing is half imported"
    return {problem.place: problem.message for problem in caught.value.problems}


def elsewhere(sheet: dict, slug: str = "ailleurs") -> dict:
    return sheet | {"slug": slug}


def test_a_training_comes_back_the_same_from_both_kinds_of_file(cast):
    sheet = elsewhere(plain(cast.version))
    first = incoming("ailleurs.toml", written(sheet), cast.hauterive)
    assert plain(first) == sheet and first.status == VersionStatus.DRAFT
    document = to_elm(first)
    document["training"]["slug"] = "encore-ailleurs"
    second = incoming("a.jsonld", json.dumps(document), cast.hauterive)
    assert plain(second) == elsewhere(sheet, "encore-ailleurs")


@pytest.mark.parametrize("file", sorted((DEMO / "trainings").glob("*.toml")), ids=lambda file: file.stem)
def test_every_training_of_the_demonstration_is_written_as_it_was_read(file):
    """The whole file, but what the sessions' room reads and what another file says (people, whole hours' own key)."""
    original = tomllib.loads(file.read_text("utf-8"))
    assert tomllib.loads(written(original)) == original


def test_the_demonstrations_trainings_come_back_the_same(cast):
    known = {each.slug: each for each in (cast.hauterive, cast.valmere, cast.broceliande)}
    compared = 0
    for file in sorted((DEMO / "trainings").glob("*.toml")):
        original = tomllib.loads(file.read_text("utf-8"))
        if original["producer"] not in known or isinstance(original["expert"], str):
            continue
        draft = incoming(file.name, file.read_bytes(), known[original["producer"]])
        again = plain(draft)
        back = incoming("b.toml", written(elsewhere(again, f"{draft.training.slug}-2")), known[original["producer"]])
        assert plain(back) == elsewhere(again, f"{draft.training.slug}-2")
        assert again["units"][0]["activities"][0]["body"] == original["units"][0]["activities"][0]["body"].strip()
        assert [each["text"] for each in again["outcomes"]] == [each["text"] for each in original["outcomes"]]
        compared += 1
    assert compared


def test_the_european_sheet_loses_no_term(cast):
    document = to_elm(cast.version)
    own = document.pop("training")
    require_lossless(document)
    assert own["slug"] == "evaluer"
    achievement = document["learningAchievementSpecification"]
    assert achievement["volumeOfLearning"] == document["duration"] == "PT10H"
    assert [each["title"]["fr"] for each in achievement["learningOutcome"]] == [
        "Relier une tâche aux acquis",
        "Écrire des critères",
    ]
    assert achievement["eqfLevel"]["id"].endswith("/eqf/6")
    assert document["priceDetail"][0]["amount"]["value"] == "290.00"


def test_a_strangers_european_sheet_makes_a_draft_of_what_it_says(cast):
    document = {
        "type": "LearningOpportunity",
        "title": {"en": "Mend a bicycle"},
        "description": {"en": "Brakes and wheels."},
        "learningAchievementSpecification": {"learningOutcome": [{"title": {"en": "True a wheel"}}]},
        "learningActivitySpecification": [{"title": {"en": "Workshop"}, "volumeOfLearning": "PT7H30M"}],
    }
    draft = incoming("bicycle.json", json.dumps(document), cast.hauterive)
    assert (draft.training.slug, draft.minutes, draft.status) == ("mend-a-bicycle", 450, VersionStatus.DRAFT)
    assert draft.outcomes.get().text == "True a wheel"


def test_a_bad_file_gets_every_error_at_once_with_its_path(cast):
    sheet = elsewhere(plain(cast.version))
    sheet["family"] = "cooking"
    sheet["colour"] = "red"
    sheet["units"][0]["activities"][0]["minutes"] = "long"
    sheet["units"][0]["activities"][1]["outcomes"] = ["A9"]
    del sheet["task"]["criteria"][0]["outcome"]
    sheet["tariffs"][0]["price"] = -1
    found = refusals("ailleurs.toml", written(sheet), cast.hauterive)
    assert {
        "family",
        "colour",
        "units[1].activities[1].minutes",
        "units[1].activities[2].outcomes",
        "task.criteria[1].outcome",
        "tariffs[1].price",
    } <= set(found)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.toml", "title = \n", "ligne 1"),
        ("a.toml", b"\xff\xfe", "UTF-8"),
        ("a.toml", "a = " + "[" * 5000, "TOML"),
        ("a.toml", "a = " + "9" * 6000, "TOML"),
        ("a.json", "{", "ligne 1"),
        ("a.json", "[" * 50_000, "JSON"),
        ("a.json", "[]", "un objet"),
        ("a.json", '{"title": "\\ud800"}', "ne s’écrit pas"),
        ("a.toml", 'title = "\\u0000"', "ne s’écrit pas"),
        ("a.json", '{"a":' * 60 + "1" + "}" * 60, "trop profondément"),
        ("a.toml", "#" * (MOST_BYTES + 1), "2 Mo"),
    ],
)
def test_what_is_no_training_is_refused_with_its_place(cast, name, content, words):
    assert words in str(refusals(name, content, cast.hauterive))


def test_a_known_training_gets_its_next_version_and_nobody_elses_is_touched(cast):
    text = written(plain(cast.version))
    draft = incoming("evaluer.toml", text, cast.hauterive)
    assert draft.training == cast.version.training and draft.number == 2
    assert plain(draft) == plain(cast.version)
    with pytest.raises(DraftOpenAlready):
        incoming("evaluer.toml", text, cast.hauterive)
    with pytest.raises(SlugTaken):
        incoming("evaluer.toml", text.replace('producer = "hauterive"', 'producer = "valmere"'), cast.valmere)
    draft.delete()
    found = refusals("evaluer.toml", text.replace('code = "C2"', 'code = "C7"').replace('"C2"', '"C7"'), cast.hauterive)
    assert "« C7 » n’est pas au référentiel" in found["competencies"]


def test_the_commands_write_and_read(cast, tmp_path):
    out, file = StringIO(), tmp_path / "evaluer.toml"
    call_command("training_export", "evaluer", to=file, stdout=out)
    assert tomllib.loads(file.read_text("utf-8"))["title"] == cast.version.title
    call_command("training_import", str(file), stdout=out)
    assert "evaluer, version 2: a draft." in out.getvalue()
    for arguments in (["training_export", "nothing"], ["training_import", str(tmp_path / "nowhere.toml")]):
        with pytest.raises(CommandError):
            call_command(*arguments, stdout=out)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True), texts | st.integers() | st.booleans() | st.lists(texts)
    )
)
def test_whatever_the_words_the_file_says_them_again(sheet):
    assert tomllib.loads(written(sheet)) == sheet


PAGE = b'<!doctype html><html lang="fr"><head><title>Grille vierge</title></head><body><h1>Grille</h1></body></html>'


def with_resources(sheet: dict) -> dict:
    checks = [
        {"point": "captions", "reading": "passes", "on": date(2026, 9, 1), "note": "Relus en entier"},
        {"point": "transcript", "reading": "fails", "on": date(2026, 9, 1)},
    ]
    film = {
        "title": "Le film",
        "kind": "video",
        "activity": 2,
        "url": "https://videos.example/film",
        "alternative": "Le texte de l’activité",
        "checks": checks,
    }
    page = {"title": "Grille", "kind": "html", "file_name": "grille.html", "content": b64encode(PAGE).decode()}
    return sheet | {"resources": [film, page]}


def brought_by_agathe(name: str, text: str, cast) -> TrainingVersion:
    """Whoever brings a file answers for the checks that it states."""
    read = read_incoming(name, text.encode(), known_for([cast.hauterive]))
    return import_training(read, cast.hauterive, by=cast.agathe)


def test_resources_travel_with_what_was_checked_about_them(cast):
    sheet = with_resources(elsewhere(plain(cast.version)))
    draft = brought_by_agathe("ailleurs.toml", written(sheet), cast)
    assert plain(draft) == sheet
    film, page = draft.resources.all()
    assert film.activity == draft.activities.order_by("unit__position", "position")[1]
    assert [(check.point, check.reading) for check in film.checks.all()] == [
        ("captions", "passes"),
        ("transcript", "fails"),
    ]
    with page.file.open() as file:
        assert file.read() == PAGE
    assert page.checks.filter(point="headings", reading="passes", checked_by=None).exists(), (
        "read again by the platform"
    )
    document = to_elm(draft)
    document["training"]["slug"] = "encore-ailleurs"
    assert plain(brought_by_agathe("a.jsonld", json.dumps(document), cast)) == elsewhere(sheet, "encore-ailleurs")
    del document["training"]
    require_lossless(document)
    assert document["supplementaryDocument"][0]["id"] == "https://videos.example/film"


def test_bad_resources_are_told_each_at_its_place(cast):
    sheet = with_resources(elsewhere(plain(cast.version)))
    film, page = sheet["resources"]
    film |= {"activity": 99, "url": "javascript:alert(1)"}
    film["checks"][0] |= {"point": "tags", "on": "hier"}
    page["content"] = "%%%"
    nowhere = {"title": "Nulle part", "kind": "pdf"}
    broken = {"title": "Faux PDF", "kind": "pdf", "file_name": "a.pdf", "content": b64encode(b"non").decode()}
    strange = {"title": "Autre", "kind": "perfume", "url": "https://ailleurs.example/"}
    sheet["resources"] += [nowhere, broken, strange]
    found = refusals("ailleurs.toml", written(sheet), cast.hauterive)
    assert set(found) == {
        "resources[1].activity",
        "resources[1].url",
        "resources[1].checks[1].point",
        "resources[1].checks[1].on",
        "resources[2].content",
        "resources[3].url",
        "resources[4].content",
        "resources[5].kind",
    }
