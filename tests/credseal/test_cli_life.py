"""The commands for the life after issuing: revoke, log, export."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from credseal.cli import main
from credseal.errors import LogError
from credseal.log import HttpAuthority

from .samples import LIST, SUSPENSIONS
from .test_cli import AT, desk, issue, verify
from .test_log import LocalAuthority

__all__ = ["desk"]

Said = dict[str, Any]


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> Said:
    """What a command says with --json."""
    capsys.readouterr()
    assert main([*map(str, arguments), "--json"]) == code
    said: Said = json.loads(capsys.readouterr().out)
    return said


def test_revoke_and_undo(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    badge, listing = issue(desk), desk / "clear" / "list.json"
    assert verify(desk, badge) == 0
    said = run(capsys, "revoke", listing, badge, "--key", desk / "key.json", *AT)
    assert said == {"list": LIST, "purpose": "revocation", "indexes": [7], "set": True}
    assert verify(desk, badge) == 1
    run(capsys, "revoke", listing, "--index", "7", "--undo", "--key", desk / "key.json", *AT)
    assert verify(desk, badge) == 0
    assert verify(desk, badge, "clear", "--at", "2027-03-20T00:00:00Z") == 1  # the list is out of date by then


def test_a_new_list_of_suspensions(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    badge, listing = issue(desk), desk / "clear" / "suspensions.json"
    new = ["revoke", listing, badge, "--key", desk / "key.json", "--new", SUSPENSIONS, "--purpose", "suspension", *AT]
    assert run(capsys, *new)["purpose"] == "suspension"
    assert verify(desk, badge) == 1
    assert "suspend" in capsys.readouterr().out
    assert main([str(item) for item in new]) == 3  # never over an existing list


def test_nothing_is_built_on_a_list_that_was_altered(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    badge, listing = issue(desk), desk / "clear" / "list.json"
    command = ["revoke", str(listing), str(badge), "--key", str(desk / "key.json"), *AT]
    genuine = listing.read_text("utf-8")
    listing.write_text(genuine.replace("2028-", "2029-"), "utf-8")
    assert main(command) == 3
    assert "altered" in capsys.readouterr().err
    listing.write_text(genuine, "utf-8")
    assert main(["new-key", "--out", str(desk / "other.json")]) == 0
    assert main([*command[:-4], "--key", str(desk / "other.json"), *AT]) == 3
    listing.write_text(genuine.replace("/revocation/1", "/revocation/2"), "utf-8")
    assert main(command) == 3
    assert main(["revoke", str(desk / "absent.json"), "--key", str(desk / "key.json")]) == 3


@pytest.fixture
def journal(desk: Path) -> Path:
    key = desk / "journal-key.json"
    assert main(["new-key", "--out", str(key), "--key-id", "did:web:campus.example#journal"]) == 0
    assert main(["log", "new", str(desk / "journal"), "--origin", "campus.example/journal", "--key", str(key)]) == 0
    return desk / "journal"


def test_the_log_from_end_to_end(desk: Path, journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    badge, key, proof = issue(desk), desk / "journal-key.json", desk / "proof.json"
    said = run(capsys, "log", "append", journal, desk / "record.json", badge, "--key", key)
    assert (said["origin"], said["size"]) == ("campus.example/journal", 2)
    old = desk / "old.txt"
    old.write_text((journal / "checkpoints" / "000000000002.txt").read_text("utf-8"), "utf-8")
    run(capsys, "log", "append", journal, desk / "issuers.json", "--key", key)
    assert run(capsys, "log", "verify", journal, "--since", old)["size"] == 3
    assert run(capsys, "log", "prove", journal, badge, "--out", proof)["index"] == 1
    assert main(["log", "prove", str(journal), str(badge)]) == 0
    keys = ["--proof", proof, "--keys", journal / "log.json"]
    assert run(capsys, "log", "verify", badge, *keys)["ok"] is True
    assert run(capsys, "log", "verify", desk / "record.json", *keys, code=1)["ok"] is False
    assert main(["log", "verify", str(badge), "--proof", str(proof)]) == 3
    assert main(["log", "prove", str(journal), str(proof)]) == 3
    entries = (journal / "entries").read_text("ascii").splitlines()
    (journal / "entries").write_text("\n".join(reversed(entries)) + "\n", "ascii")
    assert "contradict" in run(capsys, "log", "verify", journal, code=1)["reason"]


def test_a_log_that_was_begun_again_does_not_extend_the_old_one(
    desk: Path, journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = str(desk / "journal-key.json")
    assert main(["log", "append", str(journal), str(desk / "record.json"), "--key", key]) == 0
    old = journal / "checkpoints" / "000000000001.txt"
    kept = desk / "kept.txt"
    kept.write_text(old.read_text("utf-8"), "utf-8")
    old.unlink()
    (journal / "entries").write_text("", "ascii")
    assert main(["log", "append", str(journal), str(desk / "issuers.json"), "--key", key]) == 0
    assert run(capsys, "log", "verify", journal)["size"] == 1
    assert "no longer" in run(capsys, "log", "verify", journal, "--since", kept, code=1)["reason"]


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[str, LocalAuthority]]:
    (tmp_path / "tsa").mkdir()
    local = LocalAuthority(tmp_path / "tsa")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (local.folder / "asked.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            local.run("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq", "-out", "reply.tsr")
            self.send_response(200)
            self.end_headers()
            self.wfile.write((local.folder / "reply.tsr").read_bytes() if self.path == "/" else b"x")

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", local
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_checkpoint_stamped_over_http(
    desk: Path, journal: Path, authority: tuple[str, LocalAuthority], capsys: pytest.CaptureFixture[str]
) -> None:
    url, local = authority
    key = desk / "journal-key.json"
    run(capsys, "log", "append", journal, desk / "record.json", "--key", key, "--tsa", f"{url}/")
    root = local.folder / "tsa.pem"
    assert run(capsys, "log", "verify", journal, "--stamp-root", root)["ok"] is True
    (journal / "checkpoints" / "000000000001.tsr").write_bytes(b"x")
    assert run(capsys, "log", "verify", journal, "--stamp-root", root, code=1)["ok"] is False
    for address in (f"{url}/broken", "http://127.0.0.1:9/", "file:///etc/hostname"):
        with pytest.raises(LogError):
            HttpAuthority(address, seconds=5).stamp(b"\0" * 32)


def test_export(desk: Path, journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    badge, out = issue(desk), desk / "certificat.html"
    run(capsys, "log", "append", journal, badge, "--key", desk / "journal-key.json")
    trust = ["--issuers", desk / "issuers.json", "--status", desk / "clear", "--at", "2099-01-01T00:00:00Z"]
    said = run(capsys, "export", badge, "--out", out, *trust, "--log", journal, "--key", desk / "key.json")
    assert said == {"out": str(out), "lists": 1, "log": True}
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert main(["export", str(badge), "--out", str(out)]) == 3
    badge.write_text(badge.read_text("utf-8").replace("Maîtrisé", "Acquis"), "utf-8")
    assert main(["export", str(badge), "--out", str(out), *map(str, trust)]) == 3
