"""A consortium is data: the files of the demonstration, of a tiny consortium, and what is wrong with bad ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from microcert.consortium.errors import AlreadyPublished, BadFiles
from microcert.consortium.load import load_consortium, read_consortium
from microcert.journeys.load_house import load_house, read_house
from tests.houses import TINY

from .counting import counts


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the tiny consortium's files, to be spoilt."""
    shutil.copytree(TINY.parent, tmp_path / "house")
    return tmp_path / "house" / "consortium.toml"


def replace(path: Path, old: str, new: str, count: int = 1) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, count))


@pytest.mark.django_db
def test_without_a_password_nobody_can_log_in():
    loaded = load_consortium(read_consortium(TINY))
    assert not any(person.has_usable_password() for person in loaded.people.values())


@pytest.mark.django_db
def test_every_problem_of_every_file_comes_at_once_and_nothing_is_imported(files):
    first, second = sorted((files.parent / "trainings").glob("*.toml"))[:2]
    replace(files, 'contact_email = "bonjour@rivage.example"', 'contact_email = "bonjour"')
    replace(files, 'version = "1"', 'version = "7"')
    replace(first, "hours = ", "hours = 9")
    replace(first, "appeal = ", "apeal = ")
    replace(second, 'producer = "', 'producer = "nowhere-')
    with pytest.raises(BadFiles) as refusal:
        load_house(read_house(files))
    places = {(Path(problem.file).name, problem.place) for problem in refusal.value.problems}
    assert {
        ("consortium.toml", "consortium.contact_email"),
        ("consortium.toml", "visas[1].version"),
        (first.name, "hours"),
        (first.name, "rules.apeal"),
        (first.name, "rules.appeal"),
        (second.name, "producer"),
        (second.name, "participants"),
    } <= places
    assert "Cadre commun, § 6.1" in refusal.value.message
    assert set(counts().values()) == {0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("threshold = ", "threshold = 9 # ", "competencies"),
        ("minutes = ", "minutes = -5 # ", "units[1].activities[1].minutes"),
        ('kind = "', 'kind = "un', "units[1].activities[1].kind"),
        ("updated_on = ", 'updated_on = "demain" # ', "updated_on"),
        ("price = ", "price = -1 # ", "tariffs[1].price"),
        ('rome = ["', 'rome = ["Z9999", "', "rome"),
        ("capacity = ", "capacity = 0 # ", "sessions[1].capacity"),
        ("[rules]", "[rulez]", "rulez"),
        ("[task]", "[tsak]", "tsak"),
    ],
)
def test_a_bad_training_is_told_where_it_is_bad(files, old, new, place):
    training = sorted((files.parent / "trainings").glob("*.toml"))[0]
    replace(training, old, new)
    with pytest.raises(BadFiles) as refusal:
        read_house(files)
    assert place in {problem.place for problem in refusal.value.problems if problem.file == str(training)}


def test_a_text_beside_the_file_cannot_be_anywhere_else(files):
    replace(files, 'file = "framework/1.md"', 'file = "../../../../etc/passwd"')
    with pytest.raises(BadFiles, match=r"framework\[1\].file"):
        read_consortium(files)


@pytest.mark.django_db
@pytest.mark.requirement("R002")
def test_a_published_text_changes_only_under_a_new_number(files):
    load_consortium(read_consortium(files))
    framework = files.parent / "framework" / "1.md"
    framework.write_text(framework.read_text() + "\nUne phrase de plus.\n")
    with pytest.raises(AlreadyPublished):
        load_consortium(read_consortium(files))


@pytest.mark.django_db
def test_a_failure_half_way_leaves_nothing(files, monkeypatch):
    house = read_house(files)

    def fail(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr("microcert.journeys.load_house.open_session", fail)
    with pytest.raises(RuntimeError):
        load_house(house)
    assert set(counts().values()) == {0}


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_and_exits_with_an_error(files, capsys):
    files.write_text("nonsense = [")
    with pytest.raises(CommandError, match="ce n’est pas du TOML"):
        call_command("load_demo", consortium=files)
    call_command("load_demo", consortium=TINY)
    call_command("show_cast", "--all")
    said = capsys.readouterr().out
    assert "3 universities" in said and "Équipe administrative" in said and "demonstration" in said


@pytest.mark.django_db
def test_show_cast_says_when_nobody_is_there():
    with pytest.raises(CommandError):
        call_command("show_cast")
