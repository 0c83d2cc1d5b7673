"""What a verifier is told: each way to tamper has its own answer, and ignorance is never shown as fraud."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from credseal import (
    BitList,
    Ed25519Key,
    Issuer,
    StatusSnapshot,
    TrustList,
    Verification,
    issue_open_badge,
    issue_status_list,
    verify,
)
from credseal.proof import add_proof
from credseal.verify import FindingCode, State
from credseal.verify.sentences import SENTENCES

from .samples import DID, LIST, NOW, World, as_bytes, body, history, make_world, record

Badge = dict[str, Any]


def clear_lists(world: World, now: datetime = NOW) -> StatusSnapshot:
    day = timedelta(days=1)
    document = issue_status_list(
        LIST, DID, BitList(), world.key, purpose="revocation", valid_from=now - day, valid_until=now + day
    )
    return StatusSnapshot.of([document])


def judge(world: World, data: Any, *, trust: TrustList | None = None, now: datetime = NOW) -> Verification:
    content = data if isinstance(data, bytes) else as_bytes(data)
    return verify(content, issuers=trust or world.trust, status=clear_lists(world, now), now=now)


def reasons(result: Verification) -> dict[str, str]:
    return {finding.code.value: finding.reason for finding in result.findings}


@pytest.mark.requirement("R093")
def test_a_genuine_badge_answers_well_to_every_question(world: World, badge: Badge) -> None:
    result = judge(world, badge)
    assert result.ok
    assert reasons(result) == {
        "signature": "intact",
        "issuer": "recognised",
        "in_force": "in_force",
        "status_list": "fresh",
        "content": "valid",
    }
    assert all(finding.state is State.OK for finding in result.findings)
    assert result.issuer is not None
    assert result.issuer.name == "Université de Hauterive"
    assert result.credential == badge


def test_white_space_and_the_order_of_members_do_not_matter(world: World, badge: Badge) -> None:
    shuffled = dict(reversed(badge.items()))
    assert judge(world, b"\xef\xbb\xbf" + json.dumps(shuffled, indent=4).encode()).ok


def change_name(badge: Badge) -> None:
    badge["credentialSubject"]["identifier"][0]["identityHash"] = "Quelqu’un d’autre"


def change_level(badge: Badge) -> None:
    badge["credentialSubject"]["result"][1]["value"] = "Maîtrisé"


def change_date(badge: Badge) -> None:
    badge["awardedDate"] = "2020-01-01T00:00:00Z"


def remove_result(badge: Badge) -> None:
    del badge["credentialSubject"]["result"][0]


def add_alignment(badge: Badge) -> None:
    alignment = {"type": ["Alignment"], "targetName": "RNCP", "targetUrl": "https://example.org/rncp/1"}
    badge["credentialSubject"]["achievement"]["alignment"].append(alignment)


def remove_status(badge: Badge) -> None:
    del badge["credentialStatus"]


def move_status(badge: Badge) -> None:
    badge["credentialStatus"]["statusListIndex"] = "1"


def change_created(badge: Badge) -> None:
    badge["proof"]["created"] = "2026-12-18T09:42:01Z"


def flip_signature(badge: Badge) -> None:
    value = badge["proof"]["proofValue"]
    badge["proof"]["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")


def swap_type(badge: Badge) -> None:
    badge["type"] = ["VerifiableCredential", "AchievementCredential", "EndorsementCredential"]


TAMPERINGS: list[Callable[[Badge], None]] = [
    change_name, change_level, change_date, remove_result, add_alignment, remove_status, move_status, change_created,
    flip_signature, swap_type,
]  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_tampering_breaks_the_signature(tamper: Callable[[Badge], None], world: World, badge: Badge) -> None:
    tamper(badge)
    result = judge(world, badge)
    assert not result.ok
    assert reasons(result)["signature"] == "altered"


@pytest.mark.parametrize(
    "place", [(), ("issuer",), ("credentialSubject",), ("credentialSubject", "achievement"), ("proof",)]
)
def test_a_word_slipped_in_beside_the_signature_is_named(place: tuple[str, ...], world: World, badge: Badge) -> None:
    target = badge
    for step in place:
        target = target[step]
    target["mention"] = "très bien"
    result = judge(world, badge)
    finding = result.finding(FindingCode.CONTENT)
    assert finding is not None
    assert not result.ok
    assert finding.reason == "data_loss"
    assert "DATA_LOSS_DETECTION_ERROR" in finding.detail
    assert "mention" in finding.detail


def test_an_unsigned_badge_and_a_foreign_kind_of_proof_differ(world: World, badge: Badge) -> None:
    unsigned = {name: value for name, value in badge.items() if name != "proof"}
    assert reasons(judge(world, unsigned))["signature"] == "missing"
    foreign = badge | {"proof": badge["proof"] | {"cryptosuite": "ecdsa-sd-2023"}}
    finding = judge(world, foreign).finding(FindingCode.SIGNATURE)
    assert finding is not None
    assert (finding.state, finding.reason) == (State.UNKNOWN, "unsupported")


def test_an_unknown_issuer_is_not_called_a_fraud(world: World, badge: Badge) -> None:
    result = judge(world, badge, trust=TrustList.of([]))
    assert not result.ok
    assert reasons(result)["issuer"] == "unknown"
    assert reasons(result)["signature"] == "unknown_key"
    assert all(result.finding(code).state is State.UNKNOWN for code in (FindingCode.ISSUER, FindingCode.SIGNATURE))  # type: ignore[union-attr]


def test_the_signature_of_an_unknown_did_key_is_still_checked(world: World) -> None:
    key = Ed25519Key.generate()
    award = record(bodies=(body(did=key.key_id.partition("#")[0], name="Organisme inconnu"),))
    badge = issue_open_badge(award, key)
    found = reasons(judge(world, badge))
    assert (found["signature"], found["issuer"], found["status_list"]) == ("intact", "unknown", "none")
    change_name(badge)
    assert reasons(judge(world, badge))["signature"] == "altered"


def test_an_impostor_who_signs_with_his_own_key_is_named(world: World, badge: Badge) -> None:
    unsecured = {name: value for name, value in badge.items() if name != "proof"}
    forged = add_proof(unsecured, Ed25519Key.generate(), created=NOW)
    assert reasons(judge(world, forged))["issuer"] == "impostor"
    borrowed = Ed25519Key.generate(world.key.key_id)
    assert reasons(judge(world, add_proof(unsecured, borrowed, created=NOW)))["signature"] == "altered"
    invented = Ed25519Key.generate(f"{DID}#inventee")
    assert reasons(judge(world, add_proof(unsecured, invented, created=NOW)))["signature"] == "unknown_key"


def test_keys_count_for_the_time_of_their_use(world: World, badge: Badge) -> None:
    def trust(**dates: Any) -> TrustList:
        return TrustList.of([Issuer(did=DID, name="Hauterive", history=history(world.key, **dates))])

    rotated_later = trust(valid_until=datetime(2027, 1, 1, tzinfo=UTC))
    revoked_before = trust(revoked=datetime(2026, 12, 1, tzinfo=UTC))
    made_later = trust(valid_from=datetime(2027, 1, 1, tzinfo=UTC))
    assert reasons(judge(world, badge, trust=rotated_later))["signature"] == "intact"
    assert reasons(judge(world, badge, trust=revoked_before))["signature"] == "key_not_in_use"
    assert reasons(judge(world, badge, trust=made_later))["signature"] == "key_not_in_use"


def test_a_former_member_is_known_but_not_recognised(world: World, badge: Badge) -> None:
    former = Issuer(did=DID, name="Hauterive", history=history(world.key), recognised=False)
    result = judge(world, badge, trust=TrustList.of([former]))
    assert reasons(result)["signature"] == "intact"
    assert reasons(result)["issuer"] == "unknown"
    assert not result.ok


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"proofPurpose": "authentication"}, "wrong_purpose"), ({"expires": "2027-01-01T00:00:00Z"}, "expired")],
    ids=str,
)
def test_a_signature_for_something_else_does_not_count(
    options: dict[str, str], reason: str, world: World, badge: Badge
) -> None:
    assert reasons(judge(world, badge | {"proof": badge["proof"] | options}))["signature"] == reason


def test_dates_are_looked_at(world: World) -> None:
    expiring = world.badge(expires_at=datetime(2027, 2, 1, tzinfo=UTC))
    assert reasons(judge(world, expiring))["in_force"] == "expired"
    before = datetime(2026, 12, 1, tzinfo=UTC)
    assert reasons(judge(world, expiring, now=before))["in_force"] == "not_yet_valid"
    assert judge(world, expiring, now=datetime(2027, 1, 1, tzinfo=UTC)).ok


def test_a_replaced_credential_leads_to_its_successor(world: World, badge: Badge) -> None:
    successor = "urn:uuid:00000000-0000-4000-8000-000000000002"
    lists = clear_lists(world)
    status = StatusSnapshot.of(lists.lists.values(), {badge["id"]: successor})
    result = verify(as_bytes(badge), issuers=world.trust, status=status, now=NOW)
    assert reasons(result)["in_force"] == "superseded"
    assert result.superseded_by == successor
    assert not result.ok


def test_a_proof_set_holds_only_if_each_proof_holds(world: World, badge: Badge) -> None:
    good = badge["proof"]
    assert judge(world, badge | {"proof": [good, good]}).ok
    bad = good | {"created": "2026-12-18T09:42:01Z"}
    assert reasons(judge(world, badge | {"proof": [good, bad]}))["signature"] == "altered"
    assert reasons(judge(world, badge | {"proof": []}))["signature"] == "unsupported"


def test_foreign_contexts_are_not_fetched(world: World, badge: Badge) -> None:
    badge["@context"].append("https://attacker.example/context.json")
    result = judge(world, badge)
    assert reasons(result) == {"signature": "not_checked", "content": "unknown_context"}
    assert not result.ok


def test_a_badge_against_the_schema_is_refused(world: World, badge: Badge) -> None:
    unsecured = {name: value for name, value in badge.items() if name != "proof"}
    del unsecured["credentialSubject"]["achievement"]["criteria"]
    signed = add_proof(unsecured, world.key, created=NOW)
    assert reasons(judge(world, signed))["content"] == "schema"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (b"bonjour", "unreadable"),
        (b"{}", "not_a_credential"),
        (b"[]", "not_a_credential"),
        (b"null", "not_a_credential"),
        (b'{"a":1,"a":2}', "unreadable"),
        (b'{"a":NaN}', "unreadable"),
        (b'{"a":"\\ud800"}', "unreadable"),
        (b"[" * 100_000, "too_large"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "too_large"),
        (b"[" + b"1," * 30_000 + b"1]", "too_large"),
        (b" " * 3_000_000, "too_large"),
        (b"9" * 5_000, "unreadable"),
        (b"%PDF-1.7\n%%EOF", "unreadable"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_is_no_credential_gives_a_finding(data: bytes, reason: str, world: World) -> None:
    result = judge(world, data)
    assert reasons(result)["content"] == reason
    assert not result.ok


def test_a_poisoned_graph_is_refused_at_once(world: World, badge: Badge) -> None:
    """Nameless nodes that all point at each other cost RDFC-1.0 exponential time."""
    nodes = [f"_:n{rank}" for rank in range(12)]
    clique = [
        {"id": node, "type": ["Profile"], "parentOrg": [{"id": other} for other in nodes if other != node]}
        for node in nodes
    ]
    badge["credentialSubject"]["achievement"]["creator"] = clique
    started = datetime.now(UTC)
    result = judge(world, badge)
    assert datetime.now(UTC) - started < timedelta(seconds=2)
    assert not result.ok
    assert reasons(result)["signature"] in ("not_checked", "altered")


def test_a_document_that_repeats_contexts_is_refused_at_once(world: World, badge: Badge) -> None:
    address = badge["@context"][1]
    badge["evidence"] = [{"@context": address, "type": ["Evidence"], "name": str(rank)} for rank in range(300)]
    assert reasons(judge(world, badge))["content"] == "too_large"


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for key, member in members for inner in paths(member, (*path, key)))]


WORLD = make_world()
GENUINE = WORLD.badge()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "@context", "@id", "@value", "@graph", "name", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(path=st.sampled_from(paths(GENUINE)[1:]), value=JSON)
@settings(max_examples=150, deadline=None)
@example(path=("proof",), value={"type": "DataIntegrityProof"})
@example(path=("@context",), value=[])
@example(path=("credentialStatus",), value=[])
@example(path=("type",), value=[["VerifiableCredential"]])
def test_anything_in_any_place_gives_findings_and_no_other_value_passes(path: tuple[Any, ...], value: Any) -> None:
    damaged = copy.deepcopy(GENUINE)
    target = damaged
    for step in path[:-1]:
        target = target[step]
    before, target[path[-1]] = target[path[-1]], value
    result = judge(WORLD, json.dumps(damaged).encode())
    assert result.findings
    if result.ok:  # a set may be written as a lone member, and an empty one says nothing
        assert value in ([before], before, [])


@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(str.encode)
    | st.binary(max_size=200).map(lambda b: b"%PDF-" + b)
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_at_all_give_findings(data: bytes) -> None:
    result = judge(WORLD, data)
    assert result.findings
    assert not result.ok
    assert json.dumps(result.to_json())


def test_every_reason_has_its_sentences() -> None:
    for (code, _), sentence in SENTENCES.items():
        assert FindingCode(code)
        assert sentence.french.endswith(".")
        assert sentence.english.endswith(".")
        assert bool(sentence.advice_french) == bool(sentence.advice_english)


def test_a_trust_list_survives_its_file(world: World) -> None:
    assert TrustList.from_json(world.trust.to_json()) == world.trust
