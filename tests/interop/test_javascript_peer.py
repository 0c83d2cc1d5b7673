"""npm @digitalbazaar/vc and its suites judge what credseal made, and the other way round."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from credseal import BitList, StatusSnapshot, TrustList, issue_status_list, open_badge, verify
from credseal.jsonld.pinned import pinned_context
from credseal.keys import did_web_document
from credseal.proof import moment_text
from credseal.status import LEAST_ENTRIES
from credseal.verify import FindingCode, State
from tests.credseal.samples import DID, INDEX, LIST, NOW, World, make_world, record
from tests.credseal.test_verify import TAMPERINGS

from .peers import ask

pytestmark = pytest.mark.interop

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
AT = moment_text(NOW)
NASTY = 'Évaluer «\u202f"l\'apprenant"\u202f» \\ à 100\u00a0% : 👩🏽‍🏫 שלום e\u0301 <b> _:c14n0'


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


def documents(world: World) -> dict[str, Any]:
    issuer = world.trust.find(DID)
    assert issuer is not None
    return {DID: did_web_document(DID, issuer.history)}


def variants(world: World) -> list[dict[str, Any]]:
    return [
        world.badge(),
        world.badge(title=NASTY, description=f"{NASTY}\n\n{NASTY}"),
        world.badge(ects=None, eqf_level=None, supervision=None, identity_verification=None, jury_date=None),
        world.badge(ects="3", workload_hours="7.25", language="en"),
        world.badge(expires_at=datetime(2030, 1, 1, tzinfo=UTC)),
    ]


@pytest.mark.requirement("R093")
def test_the_peer_accepts_our_badges(world: World) -> None:
    jobs = [{"task": "verify", "credential": badge, "now": AT} for badge in variants(world)]
    assert ask(jobs, documents(world)) == [{"verified": True, "reasons": []}] * len(jobs)


def test_the_peer_refuses_the_tampered_ones(world: World) -> None:
    jobs = []
    for tamper in TAMPERINGS:
        badge = copy.deepcopy(world.badge())
        tamper(badge)
        jobs.append({"task": "verify", "credential": badge, "now": AT})
    extra = world.badge() | {"mention": "très bien"}
    jobs.append({"task": "verify", "credential": extra, "now": AT})
    assert [answer["verified"] for answer in ask(jobs, documents(world))] == [False] * len(jobs)


def test_we_accept_what_the_peer_issues_and_refuse_it_tampered() -> None:
    unsigned = open_badge(record(title=NASTY.replace("\u202f", " ")))
    simple = {
        "@context": ["https://www.w3.org/ns/credentials/v2", EXAMPLES],
        "type": ["VerifiableCredential"],
        "issuer": "https://example.org/replaced",
        "credentialSubject": {"id": "urn:x:1", "score": 12.5, "tries": 3, "passed": True, "note": "a\tb\u0007\u007f"},
    }
    jobs = [{"task": "issue", "credential": item, "created": AT} for item in (unsigned, simple)]
    for issued in ask(jobs, {EXAMPLES: {"@context": pinned_context(EXAMPLES)}}):
        result = verify(json.dumps(issued).encode(), issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
        states = {finding.code: (finding.state, finding.reason) for finding in result.findings}
        assert states[FindingCode.SIGNATURE] == (State.OK, "intact")
        assert states[FindingCode.ISSUER] == (State.UNKNOWN, "unknown")
        assert states[FindingCode.CONTENT][0] is State.OK
        issued["credentialSubject"]["id"] = "urn:x:2"
        result = verify(json.dumps(issued).encode(), issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
        signature = result.finding(FindingCode.SIGNATURE)
        assert signature is not None
        assert signature.reason == "altered"


def test_status_lists_are_read_alike_by_both() -> None:
    indexes = [0, 7, 8, INDEX, LEAST_ENTRIES - 1]
    ours = BitList.with_set(indexes).encode()
    theirs, read = ask(
        [
            {"task": "list", "length": LEAST_ENTRIES, "indexes": indexes},
            {"task": "read", "encodedList": ours, "indexes": [*indexes, 1, 9]},
        ]
    )
    assert bytes(BitList.decode(theirs)) == bytes(BitList.with_set(indexes))
    assert read == [True] * len(indexes) + [False, False]


def test_the_peer_sees_our_revocations(world: World) -> None:
    start = datetime.now(UTC) - timedelta(days=1)  # this peer asks the machine's clock whether a list is valid
    answers = []
    for indexes in ([], [INDEX]):
        listing = issue_status_list(
            LIST, DID, BitList.with_set(indexes), world.key,
            purpose="revocation", valid_from=start, valid_until=start + timedelta(days=30),
        )  # fmt: skip
        answers += ask([{"task": "status", "credential": world.badge()}], documents(world) | {LIST: listing})
    assert answers == [
        {"verified": True, "set": [False], "reasons": []},
        {"verified": True, "set": [True], "reasons": []},
    ]
