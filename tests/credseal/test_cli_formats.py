"""``credseal issue --formats``: a stranger makes a key, issues every form of a record, and verifies each of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from credseal.cli import main
from credseal.cli.keys import read_key, read_seal
from credseal.desk import Desk, Format, parse_formats

from .samples import DID, ISSUED, LOOK, make_world, record

AT = ["--at", "2027-03-01T12:00:00+00:00"]
ALL = [item for item in Format if item is not Format.OB_JWT]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "record.json").write_text(record().to_json(), "utf-8")
    return folder


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDSEAL_PASSPHRASE", "un secret assez long")
    for name in ("CREDSEAL_ISSUERS", "CREDSEAL_STATUS"):
        monkeypatch.delenv(name, raising=False)


def new_key(desk: Path, kind: str) -> list[str]:
    key, trust = desk / f"{kind}.json", desk / f"{kind}-issuers.json"
    if not key.exists():
        made = ["new-key", "--out", str(key), "--key-id", f"{DID}#{kind}", "--kind", kind, "--issuers", str(trust)]
        assert main([*made, "--since", "2026-01-01T00:00:00Z", "--organisation", "Université de Hauterive"]) == 0
    return ["--key", str(key)]


def issue(desk: Path, kind: str, formats: str, *options: str, source: str = "record.json") -> int:
    arguments = ["issue", "--record", str(desk / source), "--formats", formats, "--out", str(desk / "out")]
    return main([*arguments, *new_key(desk, kind), *options])


def verify(desk: Path, kind: str, form: Format, *options: str) -> int:
    file = desk / "out" / f"{record().number}{form.suffix}"
    return main(["verify", str(file), "--issuers", str(desk / f"{kind}-issuers.json"), *AT, *options])


@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_every_form_is_issued_with_one_key_and_verifies(
    kind: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(desk, kind, ",".join(ALL), "--json") == 0
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["number"], line["id"]) == (record().number, record().credential_id)
    assert [Path(file).exists() for file in line["files"]] == [True] * len(ALL)
    for form in ALL:
        assert verify(desk, kind, form) == 0, form


def test_the_badge_token_wants_an_rsa_key_and_nothing_else_does(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert issue(desk, "rsa", "ob-jwt") == 0
    assert verify(desk, "rsa", Format.OB_JWT) == 0
    assert issue(desk, "rsa", "ob") == 3
    assert issue(desk, "ed25519", "ob-jwt") == 3
    assert capsys.readouterr().err.count("PROOF_ERROR") == 2


def test_tampering_with_any_form_gives_exit_code_one(desk: Path) -> None:
    assert issue(desk, "ed25519", ",".join(ALL)) == 0
    for form in ALL:
        file = desk / "out" / f"{record().number}{form.suffix}"
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(bytes(content))
        assert verify(desk, "ed25519", form) == 1, form


def test_many_records_come_as_json_lines(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [record(number=f"MC-HTR-{rank:04}").to_json() for rank in range(5)]
    (desk / "many.jsonl").write_text("\n".join(lines) + "\n\n", "utf-8")
    assert issue(desk, "ed25519", "ob,sdjwt", "--json", source="many.jsonl") == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert [item["number"] for item in shown] == [f"MC-HTR-{rank:04}" for rank in range(5)]
    (desk / "many.jsonl").write_text("\n".join([lines[0], "{}"]), "utf-8")
    assert issue(desk, "ed25519", "ob", source="many.jsonl") == 3
    assert "line 2" in capsys.readouterr().err
    status = ["--status-list", "https://campus.example/revocation/1", "--status-index", "7"]
    assert issue(desk, "ed25519", "ob", *status, source="many.jsonl") == 3


def test_a_look_and_pictures_may_be_given(desk: Path) -> None:
    from dataclasses import asdict

    (desk / "look.json").write_text(json.dumps(asdict(LOOK)), "utf-8")
    assert issue(desk, "ed25519", "pdf", "--look", str(desk / "look.json")) == 0
    (desk / "wrong.json").write_text('{"colour":"red"}', "utf-8")
    assert issue(desk, "ed25519", "pdf", "--look", str(desk / "wrong.json")) == 3
    assert issue(desk, "ed25519", "png", "--png", str(desk / "wrong.json")) == 3


def test_wrong_wishes_are_refused(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert issue(desk, "ed25519", "ob,gif") == 3
    assert "gif" in capsys.readouterr().err
    assert main(["issue", "--record", str(desk / "record.json"), "--formats", "ob", *new_key(desk, "ed25519")]) == 3


def test_a_key_file_without_seal_still_signs(desk: Path) -> None:
    new_key(desk, "ed25519")
    document: dict[str, Any] = json.loads((desk / "ed25519.json").read_text())
    del document["seal"]
    (desk / "old.json").write_text(json.dumps(document))
    assert read_seal(str(desk / "old.json")) is None
    arguments = ["issue", "--record", str(desk / "record.json"), "--key", str(desk / "old.json"), "--out", str(desk)]
    assert main([*arguments, "--formats", "ob"]) == 0
    assert main([*arguments, "--formats", "edc"]) == 3
    document["seal"] = {"certificate": 1}
    (desk / "old.json").write_text(json.dumps(document))
    assert main([*arguments, "--formats", "edc"]) == 3


def test_each_kind_of_key_survives_its_file(desk: Path) -> None:
    for kind in ("ed25519", "p256", "rsa"):
        new_key(desk, kind)
        key = read_key(str(desk / f"{kind}.json"))
        assert key.public.accepts(key.sign(b"x"), b"x")
        assert json.loads((desk / f"{kind}.json").read_text())["publicKeyMultibase"] == key.public.multibase


def test_equal_desks_and_records_give_equal_badges() -> None:
    world = make_world()
    desk = Desk(signer=world.key, seal=world.seal)
    first, second = (desk.issue(record(), parse_formats("ob, png,ob"), sealed_at=ISSUED) for _ in range(2))
    assert list(first) == [Format.OB, Format.PNG]
    assert first == second
