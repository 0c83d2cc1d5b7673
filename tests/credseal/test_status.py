from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credseal import BitList, StatusEntry, StatusSnapshot, TrustList, issue_status_list
from credseal.errors import StatusError
from credseal.multibase import base64url_encode
from credseal.openbadge import schema_errors
from credseal.status import LEAST_ENTRIES, companion_url, read_status_list
from credseal.verify import FindingCode, State, verify

from .samples import DID, INDEX, LIST, NOW, SUSPENSIONS, World, as_bytes

DAY = timedelta(days=1)


def listing(world: World, url: str, *indexes: int, purpose: str = "revocation", **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"valid_from": NOW - DAY, "valid_until": NOW + DAY} | changes
    return issue_status_list(url, DID, BitList.with_set(indexes), world.key, purpose=purpose, **values)


def findings(world: World, badge: dict[str, Any], *lists: dict[str, Any], trust: TrustList | None = None) -> Any:
    result = verify(as_bytes(badge), issuers=trust or world.trust, status=StatusSnapshot.of(lists), now=NOW)
    force, fresh = result.finding(FindingCode.IN_FORCE), result.finding(FindingCode.STATUS_LIST)
    assert force is not None
    assert fresh is not None
    return result.ok, force.reason, fresh.reason


@given(st.sets(st.integers(0, LEAST_ENTRIES - 1), max_size=20))
@settings(max_examples=25)
def test_bits_are_read_back_as_they_were_set(indexes: set[int]) -> None:
    bits = BitList.decode(BitList.with_set(indexes).encode())
    assert all(bits.get(index) for index in indexes)
    assert sum(byte.bit_count() for byte in bytes(bits)) == len(indexes)
    for index in indexes:
        bits.put(index, False)
    assert bytes(bits) == bytes(LEAST_ENTRIES // 8)


def test_index_zero_is_the_left_most_bit() -> None:
    assert bytes(BitList.with_set([0]))[0] == 0x80
    assert BitList.with_set([3]).encode().startswith("u")


@pytest.mark.parametrize(
    "text",
    [
        None, "", "u", "uAAAA", "z" + BitList().encode()[1:], BitList().encode() + "=", BitList().encode()[:-8],
        "u" + base64url_encode(gzip.compress(bytes(16_383), mtime=0)), "u" + base64url_encode(gzip.compress(bytes(9_000_000), mtime=0)),
        "u" + base64url_encode(gzip.compress(bytes(16_384), mtime=0) + b"more"),
    ],
)  # fmt: skip
def test_a_list_that_is_malformed_short_or_a_bomb_is_refused(text: str | None) -> None:
    with pytest.raises(StatusError):
        BitList.decode(text)


def test_an_index_outside_the_list_is_refused() -> None:
    for index in (-1, LEAST_ENTRIES):
        with pytest.raises(StatusError):
            BitList().get(index)
        with pytest.raises(StatusError):
            BitList().put(index, True)
    with pytest.raises(StatusError):
        BitList(entries=1_000)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "StatusList2021Entry"}, {"statusListIndex": 5}, {"statusListIndex": "-1"}, {"statusListIndex": "٣"},
        {"statusListCredential": None}, {"statusPurpose": ["revocation"]}, {"statusSize": 2},
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_entry_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(StatusError):
        StatusEntry.from_json(StatusEntry(list_url=LIST, index=5).to_json() | change)


def test_a_list_credential_is_signed_and_reads_back(world: World) -> None:
    document = listing(world, LIST, 5)
    read = read_status_list(document)
    assert (read.url, read.issuer, read.purposes) == (LIST, DID, ("revocation",))
    assert read.bits.get(5)
    assert not read.bits.get(6)
    assert read.is_fresh(NOW)
    assert not read.is_fresh(NOW + DAY)
    assert not read.is_fresh(NOW - 2 * DAY)
    assert read.valid_from is not None
    # Signed a moment after whoever judges looked at the clock; but not an hour after.
    assert read.is_fresh(read.valid_from - timedelta(seconds=30))
    assert not read.is_fresh(read.valid_from - timedelta(hours=1))


def test_the_suspension_list_stands_beside_the_revocation_list() -> None:
    assert companion_url(LIST) == SUSPENSIONS
    assert companion_url("https://campus.example/list/1") is None


def test_a_badge_is_in_force_while_its_bits_are_clear(world: World, badge: dict[str, Any]) -> None:
    assert schema_errors(badge) == ()
    suspensions = listing(world, SUSPENSIONS, purpose="suspension")
    assert findings(world, badge, listing(world, LIST, INDEX + 1), suspensions) == (True, "in_force", "fresh")
    assert findings(world, badge, listing(world, LIST)) == (True, "in_force", "fresh")


@pytest.mark.requirement("R093")
def test_a_revoked_badge_says_so_even_in_an_old_list(world: World, badge: dict[str, Any]) -> None:
    assert findings(world, badge, listing(world, LIST, INDEX)) == (False, "revoked", "fresh")
    old = listing(world, LIST, INDEX, valid_from=NOW - 3 * DAY, valid_until=NOW - DAY)
    assert findings(world, badge, old) == (False, "revoked", "stale")


def test_a_suspended_badge_comes_back_into_force(world: World, badge: dict[str, Any]) -> None:
    suspended = listing(world, SUSPENSIONS, INDEX, purpose="suspension")
    lifted = listing(world, SUSPENSIONS, purpose="suspension")
    assert findings(world, badge, listing(world, LIST), suspended) == (False, "suspended", "fresh")
    assert findings(world, badge, listing(world, LIST), lifted) == (True, "in_force", "fresh")


def test_without_a_reliable_list_nothing_is_claimed(world: World, badge: dict[str, Any]) -> None:
    stale = listing(world, LIST, valid_from=NOW - 3 * DAY, valid_until=NOW - DAY)
    altered = listing(world, LIST)
    altered["credentialSubject"]["encodedList"] = BitList.with_set([1]).encode()
    assert findings(world, badge) == (False, "unknown", "missing")
    assert findings(world, badge, stale) == (False, "unknown", "stale")
    assert findings(world, badge, altered) == (False, "unknown", "invalid")
    assert findings(world, badge, {"id": LIST, "type": ["VerifiableCredential"]}) == (False, "unknown", "invalid")


def test_a_list_of_another_issuer_or_purpose_says_nothing(world: World, badge: dict[str, Any]) -> None:
    values: dict[str, Any] = {"valid_from": NOW - DAY, "valid_until": NOW + DAY}
    foreign = issue_status_list(
        LIST, "did:web:autre.example", BitList.with_set([INDEX]), world.key, purpose="revocation", **values
    )
    assert findings(world, badge, foreign) == (False, "unknown", "invalid")
    assert findings(world, badge, listing(world, LIST, INDEX, purpose="refresh")) == (False, "unknown", "invalid")


def test_the_states_of_a_finding_keep_ignorance_apart_from_failure(world: World, badge: dict[str, Any]) -> None:
    result = verify(as_bytes(badge), issuers=world.trust, status=StatusSnapshot.of(), now=NOW)
    force = result.finding(FindingCode.IN_FORCE)
    assert force is not None
    assert force.state is State.UNKNOWN
