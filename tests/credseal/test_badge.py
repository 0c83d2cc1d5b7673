from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from credseal import CredentialError, Ed25519Key, StatusEntry, issue_open_badge, open_badge
from credseal.errors import DataLossError, ProofError
from credseal.jsonld import require_lossless
from credseal.openbadge import schema_errors
from credseal.proof import add_proof, split_proofs

from .samples import DID, INDEX, LIST, SUSPENSIONS, World, body, record

OPTIONAL = {
    "ects": None,
    "eqf_level": None,
    "supervision": None,
    "identity_verification": None,
    "stackability": None,
    "jury_date": None,
}


@pytest.mark.requirement("R084", "R085", "R086", "R087", "R088", "R089", "R090", "R091", "R092")
def test_everything_that_the_framework_asks_for_is_in_the_signed_badge(badge: dict[str, Any]) -> None:
    award = record()
    subject, issuer = badge["credentialSubject"], badge["issuer"]
    narrative = subject["achievement"]["criteria"]["narrative"]
    identity = {item["identityType"]: item["identityHash"] for item in subject["identifier"]}
    assert identity["name"] == "Inès Marie Carpentier"
    assert identity["ext:birthDate"] == "1988-03-14"
    assert issuer["name"] == award.issuer.name
    assert issuer["official"].startswith("Hélène Duvivier")
    assert issuer["address"]["addressCountryCode"] == "FR"
    assert issuer["address"]["addressRegion"] == "Bourgogne-Franche-Comté"
    assert subject["licenseNumber"] == award.number
    assert subject["achievement"]["name"] == award.title
    levels = {item["resultDescription"].rpartition("#")[2]: item["value"] for item in subject["result"]}
    assert levels == {"C1": "Maîtrisé", "C2": "Acquis", "C3": "Acquis", "/workload": "14"}
    assert badge["validFrom"] == badge["awardedDate"] == "2026-12-18T09:42:00Z"
    assert badge["evidence"][0]["id"] == award.url
    for needed in ("Agathe Roussel", "Qualiopi", "En ligne", "Niveau 6", "14 h", "version 2026", *award.outcomes):
        assert needed in narrative


def test_badge_follows_the_1edtech_schema(badge: dict[str, Any]) -> None:
    assert schema_errors(badge) == ()


@pytest.mark.parametrize("absent", [c for n in range(3) for c in itertools.combinations(OPTIONAL, n)], ids="-".join)
def test_badge_is_valid_and_lossless_whatever_is_absent(absent: tuple[str, ...], world: World) -> None:
    award = record(**{name: OPTIONAL[name] for name in absent})
    badge = issue_open_badge(award, world.key, status=[StatusEntry(list_url=LIST, index=1)])
    require_lossless(badge)
    assert schema_errors(badge) == ()


def test_a_joint_award_names_each_awarding_body(world: World) -> None:
    other = body(
        name="Université de Valmont", did="did:web:campus.example:universites:vlm", representative_name="Paul Ortega"
    )
    badge = issue_open_badge(record(bodies=(body(), other)), world.key)
    narrative = badge["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert "Université de Hauterive" in narrative
    assert "Université de Valmont (Paul Ortega" in narrative
    assert schema_errors(badge) == ()


def test_english_records_make_english_badges() -> None:
    badge = open_badge(record(language="en"))
    assert "## Learning outcomes" in badge["credentialSubject"]["achievement"]["criteria"]["narrative"]


def test_two_status_entries_are_written_as_a_list() -> None:
    entries = [
        StatusEntry(list_url=LIST, index=INDEX),
        StatusEntry(list_url=SUSPENSIONS, index=INDEX, purpose="suspension"),
    ]
    badge = open_badge(record(), entries)
    assert [entry["statusPurpose"] for entry in badge["credentialStatus"]] == ["revocation", "suspension"]
    require_lossless(badge)
    assert schema_errors(badge) == ()


def test_a_key_of_somebody_else_cannot_sign() -> None:
    with pytest.raises(ProofError, match="cannot sign for"):
        issue_open_badge(record(), Ed25519Key.generate())


def test_the_same_award_signed_twice_gives_the_same_bytes(world: World) -> None:
    assert world.badge() == world.badge()


def test_a_term_that_json_ld_would_drop_is_never_signed(world: World) -> None:
    for path in ((), ("credentialSubject",), ("credentialSubject", "achievement"), ("issuer",), ("evidence", 0)):
        badge = open_badge(record())
        target: Any = badge
        for step in path:
            target = target[step]
        target["mention"] = "très bien"
        with pytest.raises(DataLossError, match="mention") as caught:
            add_proof(badge, world.key, created=datetime(2027, 1, 1, tzinfo=UTC))
        assert caught.value.code == "DATA_LOSS_DETECTION_ERROR"


@pytest.mark.parametrize(
    "change",
    [
        {"type": ["VerifiableCredential", "OpenBadgeCredential", "Diplôme"]},
        {"id": "certificats/1"},
        {"description": None},
        {"issuer": "hauterive"},
        {"@context": ["https://www.w3.org/ns/credentials/v2", "https://example.org/unknown.json"]},
        {"@context": ["https://www.w3.org/ns/credentials/v2", {"name": "https://example.org/other"}]},
        {"credentialStatus": {"id": "#1", "type": "BitstringStatusListEntry"}},
        {"@reverse": {"https://example.org/p": {"id": "urn:x:1"}}},
    ],
    ids=str,
)
def test_nothing_lossy_or_foreign_is_signed(change: dict[str, Any], world: World) -> None:
    with pytest.raises(CredentialError):
        add_proof(open_badge(record()) | change, world.key, created=datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "address", ["https://campus.example/%zz", "https://campus.example/[1]", "https://campus.example/a#b#c"]
)
def test_an_address_that_the_canonical_form_would_drop_is_not_signed(address: str, world: World) -> None:
    for _ in range(3):
        with pytest.raises(DataLossError):
            issue_open_badge(record(url=address), world.key)


def test_a_signed_document_is_not_signed_over(badge: dict[str, Any], world: World) -> None:
    with pytest.raises(ProofError):
        add_proof(badge, world.key, created=datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Ed25519Signature2020"},
        {"cryptosuite": "ecdsa-sd-2023"},
        {"proofValue": "u" + "A" * 86},
        {"proofValue": "z" + "1" * 63},
        {"proofValue": "z0OIl"},
        {"proofValue": None},
        {"created": "hier"},
        {"created": "2026-13-01T00:00:00Z"},
        {"verificationMethod": 1},
        {"previousProof": "urn:x:1"},
    ],
    ids=str,
)
def test_a_malformed_proof_is_named(badge: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(ProofError):
        split_proofs(badge | {"proof": badge["proof"] | change})


def test_the_issuer_of_the_samples_is_a_did_web() -> None:
    assert DID == "did:web:campus.example:universites:htr"
