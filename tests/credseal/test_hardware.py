"""Keys that never leave their token: made, used and refused in SoftHSM2, by the same doors as keys in files."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from credseal.cli import main
from credseal.errors import TokenError, WrongPassphrase
from credseal.jose import issue_badge_jwt
from credseal.keys import HardwareKey, Token
from credseal.keys.pairs import ED25519, P256, RSA
from credseal.verify import Issuer, StatusSnapshot, TrustList, verify

from .samples import DID, NOW, history, record

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
LIBRARY = next((path for path in LIBRARIES if os.path.exists(path)), "")
pytestmark = pytest.mark.skipif(
    not (LIBRARY and shutil.which("softhsm2-util")), reason="needs the Debian package softhsm2"
)
PIN = "482916"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "campus", "--pin", PIN, "--so-pin", "0000"],
        check=True, capture_output=True,
    )  # fmt: skip
    yield Token(LIBRARY, "campus", PIN)
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDSEAL_PIN", PIN)
    for name in ("CREDSEAL_ISSUERS", "CREDSEAL_STATUS", "CREDSEAL_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)


def in_a_child(work: Callable[[], Any]) -> Any:
    """What ``work`` gives in a forked process, as servers have them."""
    forking = multiprocessing.get_context("fork")
    receiver, sender = forking.Pipe(duplex=False)
    child = forking.Process(target=lambda: sender.send(work()))
    child.start()
    assert receiver.poll(20)
    child.join(10)
    return receiver.recv()


def refusal(work: Callable[[], Any]) -> str:
    with pytest.raises(WrongPassphrase) as caught:
        work()
    return str(caught.value)


@pytest.mark.parametrize(("kind", "suite"), [(None, "eddsa-rdfc-2022"), ("p256", "ecdsa-rdfc-2019")])
def test_all_four_seals_come_from_keys_in_the_token(
    kind: str | None, suite: str, token: Token, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, trust = tmp_path / "key.json", tmp_path / "issuers.json"
    made = ["new-key", "--pkcs11", LIBRARY, "--token", "campus", "--out", str(key), "--issuers", str(trust)]
    made += ["--key-id", f"{DID}#{kind or 'best'}", "--since", "2026-01-01T00:00:00Z"]
    assert main([*made, *(["--kind", kind] if kind else [])]) == 0
    assert "rivate" not in key.read_text(), "the file says where the key is, and holds no secret"
    (tmp_path / "record.json").write_text(record().to_json(), "utf-8")
    issue = ["issue", "--record", str(tmp_path / "record.json"), "--key", str(key), "--out", str(tmp_path)]
    assert main([*issue, "--formats", "ob,vc-jwt,sdjwt,edc,pdf"]) == 0
    badge = json.loads((tmp_path / f"{record().number}.ob.json").read_text("utf-8"))
    assert badge["proof"]["cryptosuite"] == suite
    files = sorted(tmp_path.glob(f"{record().number}*"))
    assert len(files) == 5
    for file in files:
        verified = main(["verify", str(file), "--issuers", str(trust), "--at", NOW.isoformat()])
        assert verified == 0, capsys.readouterr().out
    assert main(made) == 3, "a label that is taken is not taken again"


def test_open_badges_tokens_are_signed_with_rsa_in_the_token(token: Token) -> None:
    token.make("jwt", RSA)
    key = HardwareKey(token, "jwt", f"{DID}#jwt")
    token_text = issue_badge_jwt(record(), key)
    assert verify(
        token_text.encode(),
        issuers=TrustList.of([Issuer(did=DID, name="Université de Hauterive", history=history(key))]),
        status=StatusSnapshot.of(),
        now=NOW,
    ).ok


def test_the_best_kind_is_what_the_token_offers(token: Token) -> None:
    assert token.best_kind() is ED25519


def test_wrong_pin_missing_token_and_missing_key_are_named(token: Token) -> None:
    # In a process of its own: whoever is logged in already is not asked again.
    assert "PIN" in in_a_child(lambda: refusal(lambda: Token(LIBRARY, "campus", "000000").best_kind()))
    with pytest.raises(TokenError):
        Token(LIBRARY, "another", PIN).best_kind()
    with pytest.raises(TokenError):
        Token("/nowhere/libpkcs11.so", "campus", PIN).best_kind()
    with pytest.raises(TokenError, match="0 keys named 'nobody'"):
        HardwareKey(token, "nobody")


# The library complains in a destructor that the session is gone, which is the very point.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_threads_share_a_token_and_a_lost_session_is_opened_anew(token: Token) -> None:
    token.make("shared", P256)
    key = HardwareKey(token, "shared")
    messages = [bytes([rank]) * 20 for rank in range(24)]
    with ThreadPoolExecutor(4) as pool:
        signatures = list(pool.map(key.sign, messages))
    token.ask(lambda session: session.close())
    signatures.append(key.sign(b"after"))
    assert all(map(key.public.accepts, signatures, [*messages, b"after"]))


def test_a_forked_worker_signs_too(token: Token) -> None:
    token.make("forked", P256)
    key = HardwareKey(token, "forked")
    key.sign(b"the parent's session is open")
    assert key.public.accepts(in_a_child(lambda: key.sign(b"child")), b"child")
    assert key.public.accepts(key.sign(b"parent"), b"parent")
