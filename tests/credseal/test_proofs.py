"""Proofs by other keys than Ed25519, sets and chains of proofs."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from credseal import Ed25519Key, issue_open_badge
from credseal.errors import DataLossError, KeyFormatError, ProofError
from credseal.keys import EcdsaKey, PublicKey
from credseal.keys.pairs import ED25519, P256, P384, KeyKind
from credseal.multibase import base58_encode
from credseal.proof import add_further_proof, add_proof, split_proofs

from .samples import NOW, World, body, record
from .test_verify import judge, reasons

Badge = dict[str, Any]


def badge_by(key: EcdsaKey | Ed25519Key) -> Badge:
    award = record(bodies=(body(did=key.key_id.partition("#")[0], name="Organisme inconnu"),))
    return issue_open_badge(award, key)


@pytest.mark.parametrize("kind", [P256, P384], ids=lambda kind: kind.name)
def test_an_issuer_without_ed25519_signs_by_ecdsa(kind: KeyKind, world: World) -> None:
    badge = badge_by(EcdsaKey.generate(kind=kind))
    assert badge["proof"]["cryptosuite"] == "ecdsa-rdfc-2019"
    assert reasons(judge(world, badge))["signature"] == "intact"
    assert reasons(judge(world, badge | {"awardedDate": "2020-01-01T00:00:00Z"}))["signature"] == "altered"


def test_a_key_of_another_kind_does_not_pass(world: World) -> None:
    badge = badge_by(EcdsaKey.generate())
    renamed = badge | {"proof": badge["proof"] | {"cryptosuite": "eddsa-rdfc-2022"}}
    assert reasons(judge(world, renamed))["signature"] == "altered"


@pytest.mark.parametrize("kind", [ED25519, P256, P384], ids=lambda kind: kind.name)
def test_a_multikey_is_read_again(kind: KeyKind) -> None:
    key: EcdsaKey | Ed25519Key = Ed25519Key.generate() if kind is ED25519 else EcdsaKey.generate(kind=kind)
    assert PublicKey.from_multibase(key.public.multibase) == key.public
    assert key.public.kind is kind
    assert not key.public.accepts(b"\0" * kind.signature_length, b"message")
    assert not key.public.accepts(b"\0", b"message")
    assert key.secret_seed.hex() not in repr(key)


def test_a_point_beside_the_curve_is_no_key() -> None:
    with pytest.raises(KeyFormatError):
        PublicKey.from_multibase("z" + base58_encode(P256.public_prefix + b"\x02" + b"\xff" * 32))
    with pytest.raises(KeyFormatError):
        EcdsaKey(b"\0" * 32)
    with pytest.raises(KeyFormatError):
        EcdsaKey(b"\1" * 31)


FIRST, SECOND = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544", "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54"


@pytest.fixture
def chain(world: World) -> Badge:
    """A badge signed twice, the second time together with the first proof."""
    badge = world.badge()
    unsecured = {name: value for name, value in badge.items() if name != "proof"}
    named = add_further_proof(badge, world.key, created=NOW, name=FIRST)
    only = unsecured | {"proof": named["proof"][1]}
    return add_further_proof(only, world.key, created=NOW, previous=[FIRST], name=SECOND)


def test_a_set_of_proofs_by_one_issuer_holds(world: World, badge: Badge) -> None:
    both = add_further_proof(badge, world.key, created=NOW)
    assert len(both["proof"]) == 2
    assert judge(world, both).ok


def test_a_chain_holds_and_breaks_with_its_first_proof(world: World, chain: Badge) -> None:
    assert chain["proof"][1]["previousProof"] == FIRST
    assert judge(world, chain).ok
    _, (first, second) = split_proofs(chain)
    assert first.earlier == ()
    assert second.earlier == (chain["proof"][0],)
    broken = copy.deepcopy(chain)
    broken["proof"][0]["created"] = "2027-03-01T12:00:01Z"
    assert reasons(judge(world, broken))["signature"] == "altered"


def test_the_second_proof_signs_the_first(world: World, chain: Badge) -> None:
    """Signed again by its own key with another date, the first proof is genuine but no longer the one that was named."""
    unsecured = {name: value for name, value in chain.items() if name != "proof"}
    other = add_further_proof(world.badge(), world.key, created=NOW - timedelta(days=1), name=FIRST)["proof"][1]
    replaced = unsecured | {"proof": [other, chain["proof"][1]]}
    assert reasons(judge(world, unsecured | {"proof": other}))["signature"] == "intact"
    assert reasons(judge(world, replaced))["signature"] == "altered"


@pytest.mark.parametrize("previous", ["urn:uuid:absent", SECOND, 7, ["urn:uuid:absent", FIRST]], ids=str)
def test_a_chain_that_leads_nowhere_is_refused(previous: Any, world: World, chain: Badge) -> None:
    chain["proof"][1]["previousProof"] = previous
    with pytest.raises(ProofError):
        split_proofs(chain)
    assert not judge(world, chain).ok


def test_only_what_is_there_can_be_named(world: World, badge: Badge) -> None:
    with pytest.raises(ProofError):
        add_further_proof(badge, world.key, created=NOW, previous=[FIRST])
    with pytest.raises(ProofError):
        add_proof(badge, world.key, created=NOW)
    unsigned = {name: value for name, value in badge.items() if name != "proof"}
    with pytest.raises(DataLossError):
        add_proof(unsigned | {"mention": "très bien"}, world.key, created=NOW)


def test_the_signature_of_the_recommendation_is_accepted() -> None:
    """VC Data Integrity ECDSA Cryptosuites 1.0, appendix A.1 (ecdsa-rdfc-2019 with curve P-256)."""
    point = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
        "proof": {
            "type": "DataIntegrityProof",
            "cryptosuite": "ecdsa-rdfc-2019",
            "created": "2023-02-24T23:36:38Z",
            "verificationMethod": f"did:key:{point}#{point}",
            "proofPurpose": "assertionMethod",
            "proofValue": "zaHXrr7AQdydBk3ahpCDpWbxfLokDqmCToYm2dyWvpcFVyWooC2he63w1f7UNQoAMKdhaRtcnaE2KTo5o5vTCcfw",
        },
    }
    unsecured, (proof,) = split_proofs(document)
    assert proof.covers(unsecured, PublicKey.from_multibase(point))
    assert not proof.covers(unsecured | {"name": "Alumni"}, PublicKey.from_multibase(point))
