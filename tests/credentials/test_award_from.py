"""`manage award_from`: a list of learners, sealed minutes, and no line that hides another."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from microcert.credentials.models import Credential, Reservation
from microcert.evaluation.models import Minutes
from microcert.evaluation.rules import JuryStatus
from tests.cast import Cast

from .awarding import sealed_minutes


@pytest.fixture
def minutes(cast: Cast) -> Minutes:
    """Inès and Malik are admitted, Malo is not; Odile never learned here."""
    ines, malik, malo = (cast.learner_file(person) for person in (cast.ines, cast.malik, cast.malo))
    return sealed_minutes(cast, {ines: "award", malik: "award", malo: "not_awarded"})


def run(minutes: Minutes | str, text: str | bytes, folder: Path) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    path = folder / "learners.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    out, err = StringIO(), StringIO()
    number = minutes if isinstance(minutes, str) else minutes.number
    try:
        call_command("award_from", str(path), minutes=number, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_list_of_order_numbers_awards_each_learner(minutes: Minutes, tmp_path: Path) -> None:
    code, out, err = run(minutes, "order_number\nT-000000\nT-000001\n", tmp_path)
    assert (code, err) == (0, "") and out.startswith("2 délivré(s), 0 déjà délivré(s), 0 ligne(s) refusée(s).")
    assert Credential.objects.count() == 2


@pytest.mark.parametrize(
    "text",
    [
        "email\nines@example.test\n",
        "nom;email\nCarpentier;INES@example.test\n",
        "\ufeffemail;nom\r\nines@example.test;C\r\n",
    ],
)
def test_spreadsheets_of_all_habits_are_read(minutes: Minutes, tmp_path: Path, text: str) -> None:
    assert run(minutes, text, tmp_path)[0] == 0
    assert Credential.objects.get().file.learner.email == "ines@example.test"


def test_running_again_awards_nobody_twice(minutes: Minutes, tmp_path: Path) -> None:
    text = "order_number\nT-000000\nT-000001\n"
    run(minutes, text, tmp_path)
    code, out, _err = run(minutes, text, tmp_path)
    assert code == 0 and out.startswith("0 délivré(s), 2 déjà délivré(s)")
    assert Credential.objects.count() == 2


def test_wrong_lines_are_named_and_hide_nobody(minutes: Minutes, tmp_path: Path) -> None:
    rows = [
        "T-000000;;A",
        ";;B",
        ";personne@example.test;C",
        ";malo@example.test;D",
        "",
        "T-000001;;E",
        ";ines@example.test;F",
        ";;",
    ]
    text = "\n".join(["order_number;email;nom", *rows])
    code, out, err = run(minutes, text, tmp_path)
    assert code == 1 and out.startswith("2 délivré(s), 0 déjà délivré(s), 4 ligne(s) refusée(s).")
    told = err.splitlines()
    assert told[0].startswith("Ligne 3") and "ni numéro de commande ni adresse" in told[0]
    assert told[1].startswith("Ligne 4 (personne@example.test)") and "aucun dossier" in told[1]
    assert told[2].startswith("Ligne 5 (malo@example.test)") and "admise" in told[2]
    assert told[3].startswith("Ligne 8") and "déjà ligne 2" in told[3]
    assert Reservation.objects.count() == Credential.objects.count() == 2


def test_a_learner_whose_name_cannot_be_signed_is_a_wrong_line(minutes: Minutes, cast: Cast, tmp_path: Path) -> None:
    cast.ines.family_name = "Carpen\u200btier"
    cast.ines.save()
    code, out, err = run(minutes, "order_number\nT-000000\nT-000001\n", tmp_path)
    assert code == 1 and out.startswith("1 délivré(s)") and "family_name" in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nom\nCarpentier\n", "order_number"),
        ("", "order_number"),
        (b"email\nin\xe8s@example.test\n", "UTF-8"),
        (b"email\n" + b"x" * 5_000_001, "5 Mo"),
    ],
)
def test_a_file_that_is_no_such_list_awards_nobody(
    minutes: Minutes, tmp_path: Path, text: str | bytes, reason: str
) -> None:
    with pytest.raises(CommandError, match=reason):
        run(minutes, text, tmp_path)
    assert not Credential.objects.exists()


def test_a_missing_file_is_said_plainly(minutes: Minutes, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("award_from", str(tmp_path / "absent.csv"), minutes=minutes.number)


@pytest.mark.parametrize("number", ["PV-INCONNU", "999999", "²", "9" * 40])
def test_unknown_minutes_award_nobody(minutes: Minutes, tmp_path: Path, number: str) -> None:
    with pytest.raises(CommandError, match="Aucun procès-verbal"):
        run(number, "email\nines@example.test\n", tmp_path)


def test_minutes_still_open_award_nobody(minutes: Minutes, tmp_path: Path) -> None:
    minutes.jury.status = JuryStatus.CLOSED
    minutes.jury.save()
    with pytest.raises(CommandError, match="pas scellé"):
        run(minutes, "email\nines@example.test\n", tmp_path)


def test_the_key_of_the_minutes_does_as_well_as_their_number(minutes: Minutes, tmp_path: Path) -> None:
    assert run(str(minutes.pk), "email\nines@example.test\n", tmp_path)[0] == 0


def test_a_person_at_a_terminal_sees_a_bar(
    minutes: Minutes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    run(minutes, "email\nines@example.test\nmalik@example.test\n", tmp_path)
    assert "2/2" in capsys.readouterr().err
