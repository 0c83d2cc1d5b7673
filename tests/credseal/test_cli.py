from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from credseal import BitList, Issuer, KeyEntry, KeyHistory, TrustList, issue_status_list
from credseal.cli import main
from credseal.cli.keys import read_key

from .samples import DID, LIST, record

AT = ["--at", "2027-03-01T12:00:00+00:00"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a record, a key made by the command, and the trust list that names it."""
    from datetime import UTC, datetime

    monkeypatch.setenv("CREDSEAL_PASSPHRASE", "un secret assez long")
    monkeypatch.delenv("CREDSEAL_ISSUERS", raising=False)
    monkeypatch.delenv("CREDSEAL_STATUS", raising=False)
    (tmp_path / "record.json").write_text(record().to_json(), "utf-8")
    assert main(["new-key", "--out", str(tmp_path / "key.json"), "--key-id", f"{DID}#cle-1"]) == 0
    key = read_key(str(tmp_path / "key.json"))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    entry = KeyEntry(key_id=key.key_id, public_multibase=key.public.multibase, valid_from=start)
    issuer = Issuer(did=DID, name="Université de Hauterive", history=KeyHistory([entry]))
    (tmp_path / "issuers.json").write_text(TrustList.of([issuer]).to_json(), "utf-8")
    until = datetime(2028, 1, 1, tzinfo=UTC)
    for name, bits in (("clear", BitList()), ("revoked", BitList.with_set([7]))):
        listing = issue_status_list(LIST, DID, bits, key, purpose="revocation", valid_from=start, valid_until=until)
        (tmp_path / name).mkdir()
        (tmp_path / name / "list.json").write_text(json.dumps(listing), "utf-8")
    return tmp_path


def issue(desk: Path, *options: str) -> Path:
    out = desk / "badge.json"
    arguments = ["issue", "--record", str(desk / "record.json"), "--key", str(desk / "key.json"), "--out", str(out)]
    assert main([*arguments, "--status-list", LIST, "--status-index", "7", *options]) == 0
    return out


def verify(desk: Path, file: Path, status: str = "clear", *options: str) -> int:
    return main(
        ["verify", str(file), "--issuers", str(desk / "issuers.json"), "--status", str(desk / status), *AT, *options]
    )


def test_issued_then_verified(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    badge = issue(desk)
    capsys.readouterr()
    assert verify(desk, badge) == 0
    shown = capsys.readouterr().out
    assert "La signature est intacte" in shown
    assert shown.endswith("Certificat intact, reconnu, en vigueur.\n")


def test_revoked_gives_exit_code_one_and_says_why(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(desk, issue(desk), "revoked", "--lang", "en") == 1
    assert "revoked by its issuer" in capsys.readouterr().out


def test_findings_as_json(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    badge = issue(desk)
    capsys.readouterr()
    assert verify(desk, badge, "clear", "--json") == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert result["ok"] is True
    assert result["issuer"] == {"did": DID, "name": "Université de Hauterive"}
    assert {finding["code"]: finding["state"] for finding in result["findings"]} == {
        "signature": "ok", "issuer": "ok", "in_force": "ok", "status_list": "ok", "content": "ok",
    }  # fmt: skip


def test_trust_and_status_may_come_from_the_environment(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    badge = issue(desk)
    assert main(["verify", str(badge), *AT]) == 1
    monkeypatch.setenv("CREDSEAL_ISSUERS", str(desk / "issuers.json"))
    monkeypatch.setenv("CREDSEAL_STATUS", str(desk / "clear"))
    assert main(["verify", str(badge), *AT]) == 0


def test_a_tampered_or_unreadable_file_gives_exit_code_one(desk: Path) -> None:
    badge = issue(desk)
    badge.write_text(badge.read_text("utf-8").replace("Maîtrisé", "Acquis"), "utf-8")
    assert verify(desk, badge) == 1
    badge.write_bytes(b"\x00")
    assert verify(desk, badge) == 1


def test_replacements_stand_in_a_file_of_their_own(desk: Path) -> None:
    badge = issue(desk)
    successor = "urn:uuid:00000000-0000-4000-8000-000000000002"
    (desk / "clear" / "replacements.json").write_text(json.dumps({"replacements": {record().credential_id: successor}}))
    assert verify(desk, badge) == 1


def test_missing_and_refused_files_give_exit_code_three(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(desk / "absent.json")]) == 3
    (desk / "record.json").write_text("{}", "utf-8")
    assert main(["issue", "--record", str(desk / "record.json"), "--key", str(desk / "key.json")]) == 3
    assert "RECORD_ERROR" in capsys.readouterr().err
    (desk / "issuers.json").write_text("[]", "utf-8")
    assert main(["verify", str(desk / "record.json"), "--issuers", str(desk / "issuers.json")]) == 3
    assert main(["verify", str(desk / "record.json"), "--at", "2027-01-01"]) == 3


def test_wrong_usage_gives_exit_code_two() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["certify"])
    assert caught.value.code == 2


def test_a_key_file_is_private_sealed_and_never_overwritten(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk / "key.json"
    assert path.stat().st_mode & 0o077 == 0
    assert read_key(str(path)).secret_seed.hex() not in path.read_text()
    assert main(["new-key", "--out", str(path)]) == 3
    monkeypatch.setenv("CREDSEAL_PASSPHRASE", "un autre secret")
    assert main(["issue", "--record", str(desk / "record.json"), "--key", str(path)]) == 3


def test_bench_measures_the_forms_of_a_record_or_of_its_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--seconds", "0", "--formats", "ob,sdjwt", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert list(figures) == ["sign", "issue ob", "issue sdjwt", "verify ob"]
    assert min(figures.values()) > 0
    (tmp_path / "r.json").write_text(record().to_json(), "utf-8")
    assert main(["bench", "--seconds", "0", "--formats", "ob", "--record", str(tmp_path / "r.json")]) == 0
    assert capsys.readouterr().out.count("a second") == 3
    assert main(["bench", "--formats", "rubbish"]) == 3
