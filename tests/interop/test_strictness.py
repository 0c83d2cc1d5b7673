"""What npm @digitalbazaar/vc makes of what credseal allows and refuses: the same texts pass, and nothing slips by us."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from credseal.keys import did_web_document
from credseal.proof import moment_text
from tests.credseal.samples import NOW, history
from tests.credseal.test_server import BAD, GOOD, KEY, ME, issue, minimal, signed_blindly, verify_status

from .peers import ask

pytestmark = pytest.mark.interop

# The peer finds the key in this document; its contexts are its own.
DOCUMENTS: dict[str, Any] = {ME: did_web_document(ME, history(KEY, valid_from=datetime(2026, 1, 1, tzinfo=UTC)))}


def accepted(credentials: dict[str, dict[str, Any]]) -> dict[str, bool]:
    jobs = [{"task": "verify", "credential": item, "now": moment_text(NOW)} for item in credentials.values()]
    answers = ask(jobs, DOCUMENTS)
    return {name: answer["verified"] for name, answer in zip(credentials, answers, strict=True)}


def test_the_peer_accepts_what_the_data_model_allows() -> None:
    """Texts with their language and base direction among them: both sides sign them in the same form."""
    found = accepted({name: issue(minimal(**changes)) for name, changes in GOOD.items()})
    assert [name for name, good in found.items() if not good] == []


def test_nothing_that_the_peer_refuses_passes_here() -> None:
    forged = {name: signed_blindly(minimal(**changes)) for name, changes in BAD.items()}
    found = accepted(forged)
    assert all(verify_status(item) == 400 for item in forged.values())
    slipped = {name for name, good in found.items() if good}
    # What the peer lets through and we do not: the reason for our own rules.
    assert {"refresh without type", "schema without id", "resource altered", "resource without digest"} <= slipped
