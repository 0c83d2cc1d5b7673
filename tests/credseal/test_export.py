"""The self-contained export: from disk, in a browser, without network; and with one byte changed."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from credseal import BitList, CredentialError, Ed25519Key, issue_status_list
from credseal.export import Dossier, export_html
from credseal.keys import EcdsaKey
from credseal.log import LogFolder, credential_entry

from .samples import DID, INDEX, LIST, NOW, SUSPENSIONS, World, history

JOURNAL = Ed25519Key.generate("did:web:campus.example#journal")


@pytest.fixture
def log(tmp_path: Path) -> LogFolder:
    return LogFolder.create(tmp_path / "journal", "campus.example/journal", history(JOURNAL))


def lists(world: World, *revoked: int) -> tuple[dict[str, Any], ...]:
    day = timedelta(days=1)
    return tuple(
        issue_status_list(url, DID, bits, world.key, purpose=purpose, valid_from=NOW - day, valid_until=NOW + day)
        for url, purpose, bits in (
            (LIST, "revocation", BitList.with_set(revoked)), (SUSPENSIONS, "suspension", BitList()),
        )
    )  # fmt: skip


def dossier(world: World, log: LogFolder, **changes: Any) -> Dossier:
    badge = world.badge()
    log.append([b"%d" % rank for rank in range(4)] + [credential_entry(badge), b"after"], JOURNAL, time=NOW)
    values: dict[str, Any] = {
        "credential": badge, "issuer": world.trust.find(DID), "exported_at": NOW, "status_lists": lists(world),
        "inclusion": log.prove(credential_entry(badge)), "log_keys": log.keys,
    }  # fmt: skip
    return Dossier(**(values | changes))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = next(
        path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))
    )
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=executable, args=["--no-sandbox"], env={**os.environ})
        yield chromium
        chromium.close()


class Shown:
    """What the browser made of a file: the verdict, the state of each check, the text, and what it asked for."""

    def __init__(self, browser: Browser, path: Path, html: str) -> None:
        path.write_text(html, "utf-8", newline="")
        context = browser.new_context(offline=True)
        page = context.new_page()
        self.requests: list[str] = []
        self.console: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.console.append(message.text))
        page.goto(path.as_uri())
        try:
            page.wait_for_function("document.documentElement.dataset.verdict", timeout=8_000 if "id=" in html else 1)
        except Exception:  # noqa: BLE001  a program that did not run leaves no verdict
            pass
        self.verdict = page.evaluate("document.documentElement.dataset.verdict ?? 'none'")
        found = page.evaluate(
            "[...document.querySelectorAll('[data-check]')].map(i => [i.dataset.check, i.dataset.state])"
        )
        self.checks = dict(found)
        self.text = page.inner_text("body")
        self.json = page.evaluate(
            "decodeURIComponent(document.getElementById('download-json').href.split(',')[1] ?? '')"
        )
        context.close()


@pytest.mark.browser
@pytest.mark.requirement("R093")
def test_a_file_on_disk_verifies_itself_without_network(
    world: World, log: LogFolder, browser: Browser, tmp_path: Path
) -> None:
    content = dossier(world, log)
    shown = Shown(browser, tmp_path / "certificat.html", export_html(content, attest=world.key))
    assert shown.verdict == "ok", (shown.checks, shown.console, shown.text[:2000])
    assert shown.checks == dict.fromkeys(("signature", "json", "status-0", "status-1", "log", "file"), "ok")
    assert shown.requests == [(tmp_path / "certificat.html").as_uri()]
    assert shown.console == []
    for words in ("Inès Marie", "Concevoir une évaluation", "Maîtrisé", "Non révoqué", "Non suspendu", "entrée 5",
                  "campus.example/journal", world.key.public.multibase, "https://campus.example/universites/htr/did.json"):  # fmt: skip
        assert words in shown.text
    assert json.loads(shown.json) == content.credential


@pytest.mark.browser
def test_it_speaks_english_and_needs_no_log(world: World, log: LogFolder, browser: Browser, tmp_path: Path) -> None:
    content = dossier(world, log, inclusion=None, log_keys=None, status_lists=())
    shown = Shown(browser, tmp_path / "credential.html", export_html(content, lang="en"))
    assert shown.checks == {"signature": "ok", "json": "ok", "status": "warn"}
    assert shown.verdict == "ok"
    assert "A status list" not in shown.text
    assert "No status list comes with it" in shown.text


@pytest.mark.browser
def test_a_revoked_credential_says_so(world: World, log: LogFolder, browser: Browser, tmp_path: Path) -> None:
    html = export_html(dossier(world, log, status_lists=lists(world, INDEX)))
    shown = Shown(browser, tmp_path / "revoked.html", html)
    assert (shown.verdict, shown.checks["signature"], shown.checks["status-0"]) == ("fail", "ok", "fail")
    assert "Révoqué, selon la liste signée" in shown.text


def in_dossier(name: str, pattern: str) -> Callable[[str], str]:
    """Change the first letter or digit that follows ``pattern`` in the data."""

    def change(html: str) -> str:
        found = re.search(pattern, html)
        assert found is not None, pattern
        place = found.end()
        other = "1" if html[place] != "1" else "2"
        return html[:place] + other + html[place + 1 :]

    change.__name__ = name
    return change


CHANGES = [
    (in_dossier("a word of the statements", r'"document": "[^\n]*?Maîtris'), "signature"),
    (in_dossier("the date of the signature", r'"options": "[^,]*?created[^,]*?\\"202'), "signature"),
    (in_dossier("the signature", r'"signature": "(?=[0-9a-f]{128})'), "signature"),
    (in_dossier("the public key", r'"publicKeyMultibase": "z6Mk\w'), "signature"),
    (in_dossier("a word of the JSON", r'"json": "[^\n]*?identityHash\\": \\"In'), "json"),
    (in_dossier("a mark of the JSON", r'\\"value\\": \\"Maîtris'), "json"),
    (in_dossier("a bit of the status list", r"encodedList[^\n]*?uH4sI"), "status-0"),
    (in_dossier("the path in the log", r'"path": \[\s+"\w{3}'), "log"),
    (in_dossier("the size of the log", r"campus\.example/journal\\n"), "log"),
    (in_dossier("the rank in the log", r'"index": '), "log"),
    (in_dossier("the date of a key", r'"validFrom": "202'), "file"),
    (in_dossier("the name of the issuer", r'"name": "Universit'), "file"),
    (in_dossier("the attestation", r'id="attestation">'), "file"),
]


@pytest.mark.browser
@pytest.mark.parametrize(("change", "check"), CHANGES, ids=lambda value: getattr(value, "__name__", value))
def test_one_byte_changed_is_seen(
    change: Callable[[str], str], check: str, world: World, log: LogFolder, browser: Browser, tmp_path: Path
) -> None:
    genuine = export_html(dossier(world, log), attest=world.key)
    changed = change(genuine)
    assert sum(one != other for one, other in zip(genuine, changed, strict=True)) == 1
    shown = Shown(browser, tmp_path / "changed.html", changed)
    assert shown.verdict == "fail"
    assert shown.checks[check] == "fail"


@pytest.mark.browser
@pytest.mark.parametrize(("before", "after"), [('!== "ok"', '=== "ok"'), ("altered", "Altered"), ("1.5rem", "1.6rem")])
def test_the_browser_refuses_a_changed_program(
    before: str, after: str, world: World, log: LogFolder, browser: Browser, tmp_path: Path
) -> None:
    genuine = export_html(dossier(world, log), attest=world.key)
    start = genuine.rindex("<script>") if before != "1.5rem" else genuine.index("<style>")
    changed = genuine[:start] + genuine[start:].replace(before, after, 1)
    assert changed != genuine
    shown = Shown(browser, tmp_path / "changed.html", changed)
    assert any("Content Security Policy" in line for line in shown.console)
    if before != "1.5rem":
        assert shown.verdict == "none"
        assert "Rien n’a encore été vérifié" in shown.text


@pytest.mark.browser
def test_texts_that_look_like_html_stay_texts(log: LogFolder, world: World, browser: Browser, tmp_path: Path) -> None:
    badge = world.badge(title='</script><script>document.documentElement.dataset.verdict="pwned"</script><b>&amp;')
    content = Dossier(credential=badge, issuer=world.trust.issuers[DID], exported_at=NOW)
    shown = Shown(browser, tmp_path / "nasty.html", export_html(content))
    assert shown.verdict == "ok"
    assert "</script><script>" in shown.text


def test_what_does_not_verify_is_not_exported(world: World, log: LogFolder) -> None:
    good = dossier(world, log)
    other = world.badge(number="MC-2")
    wrong: list[dict[str, Any]] = [
        {"credential": good.credential | {"awardedDate": "2020-01-01T00:00:00Z"}},
        {"credential": {name: value for name, value in good.credential.items() if name != "proof"}},
        {"credential": good.credential | {"proof": [good.credential["proof"]] * 2}},
        {"status_lists": (good.status_lists[0] | {"validUntil": "2031-01-01T00:00:00Z"},)},
        {"credential": other},
        {"log_keys": None},
        {"log_keys": history(world.key)},
    ]
    for changes in wrong:
        with pytest.raises(CredentialError):
            export_html(dossier(world, log, **({"inclusion": good.inclusion} | changes)))
    for attest in (Ed25519Key.generate(), Ed25519Key.generate(world.key.key_id), EcdsaKey.generate(world.key.key_id)):
        with pytest.raises(CredentialError):
            export_html(good, attest=attest)
    with pytest.raises(CredentialError):
        export_html(good, lang="de")
