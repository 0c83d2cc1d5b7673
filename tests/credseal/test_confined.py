"""Documents of strangers are canonicalised by a child that may be killed: never more than 2 s, never more than 200 MB."""

from __future__ import annotations

import json
import os
import resource
import signal
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import pytest

from credseal.errors import DocumentError, LimitError, UnknownContextError
from credseal.jsonld import canonicalize, confined
from credseal.jsonld.confined import Allowance, canonicalize_confined

from .samples import World
from .test_verify import judge

Badge = dict[str, Any]


def child() -> confined._Child:
    return confined._POOL._idle[-1]


def test_the_child_gives_the_same_form(badge: Badge) -> None:
    unsecured = {name: value for name, value in badge.items() if name != "proof"}
    assert canonicalize_confined([unsecured, unsecured]) == [canonicalize(unsecured)] * 2


def test_the_same_errors_come_out(badge: Badge) -> None:
    with pytest.raises(UnknownContextError) as caught:
        canonicalize_confined([badge | {"@context": ["https://attacker.example/context.json"]}])
    assert caught.value.address == "https://attacker.example/context.json"
    with pytest.raises(DocumentError):
        canonicalize_confined([badge | {"@context": [7]}])
    with pytest.raises(LimitError):
        canonicalize_confined([badge | {"evidence": [{"@context": {}}] * 200}])


def test_a_child_that_takes_too_long_is_killed_and_replaced(badge: Badge) -> None:
    canonicalize_confined([])
    stuck = child()
    os.kill(stuck._process.pid, signal.SIGSTOP)
    started = monotonic()
    with pytest.raises(LimitError):
        canonicalize_confined([badge] * 20, seconds=0.2)
    assert monotonic() - started < 1.5
    assert stuck._process.poll() is not None
    assert len(canonicalize_confined([badge])) == 1


def test_a_child_that_dies_gives_a_named_error(badge: Badge) -> None:
    canonicalize_confined([])
    dying = child()
    dying._process.kill()
    dying._process.wait()
    with pytest.raises(LimitError):
        canonicalize_confined([badge])
    assert len(canonicalize_confined([badge])) == 1


def test_the_child_may_not_grow() -> None:
    canonicalize_confined([])
    limit, _ = resource.prlimit(child()._process.pid, resource.RLIMIT_DATA)
    assert 0 < limit <= 200_000_000
    huge = {"@context": {"x": "urn:x"}, "x": ["a" * 1_000_000] * 60}
    with pytest.raises(LimitError):
        canonicalize_confined([huge] * 4, seconds=10)


def test_one_document_has_one_allowance(badge: Badge) -> None:
    spent = Allowance(seconds=0)
    with pytest.raises(LimitError):
        spent.canonicalize([badge])


def test_several_threads_do_not_wait_for_each_other(badge: Badge) -> None:
    with ThreadPoolExecutor(4) as threads:
        forms = list(threads.map(lambda rank: canonicalize_confined([badge | {"id": f"urn:x:{rank}"}])[0], range(12)))
    assert all(f"<urn:x:{rank}>" in form for rank, form in enumerate(forms))


def test_a_verification_that_cannot_end_says_so(world: World, badge: Badge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "canonicalize_confined", _refuse)
    result = judge(world, badge)
    finding = result.findings[0]
    assert (finding.reason, "LIMIT_EXCEEDED" in finding.detail) == ("not_checked", True)
    assert not result.ok
    assert json.dumps(result.to_json())


def _refuse(documents: Any, *, seconds: float) -> Any:
    raise LimitError("the document takes too long to be read")
