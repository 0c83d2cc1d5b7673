"""The statements of the W3C recommendations that test suites put to a VC-API server, one by one, through ours.

``tests/credseal/test_server.py`` holds those of the data model itself; here are those about status entries (Bitstring
Status List 1.0, 2.1), proofs (VC Data Integrity 1.0, 2.1 and 4.4), the options of a request and the problems that a
reply tells of (VC API 0.3). ``test_envelopes.py`` holds those about envelopes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from credseal import Ed25519Key
from credseal.multibase import base58_encode
from credseal.proof import moment_text, signed_bytes
from credseal.verify.related import KNOWN_DIGESTS
from tests.credseal.samples import NOW, make_world
from tests.credseal.test_server import KEY, ME, V2, Document, issue, minimal, post, signed_blindly, verify_status

ENTRY: Document = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://universite.example/statuts/1",
}
FOUR = [{"status": f"0x{value}", "message": f"état {value}"} for value in range(4)]


def entry(**changes: Any) -> Document:
    return {name: value for name, value in (ENTRY | changes).items() if value is not ...}


ALLOWED_ENTRIES = {
    "an entry may go without id": entry(),
    "an id may be an address inside the list": entry(id="https://universite.example/statuts/1#94567"),
    "a credential may have several entries": [entry(), entry(statusPurpose="suspension")],
    "an index may be zero": entry(statusListIndex="0"),
    "one bit may go with its two messages": entry(statusSize=1, statusMessage=FOUR[:2]),
    "two bits go with four messages": entry(statusPurpose="message", statusSize=2, statusMessage=FOUR),
    "a reference may be one address": entry(statusReference="https://universite.example/reglement"),
    "a reference may be several": entry(statusReference=["https://universite.example/a", "urn:example:b"]),
}
FORBIDDEN_ENTRIES = {
    "the purpose must be there": entry(statusPurpose=...),
    "the purpose must be text": entry(statusPurpose=3),
    "the index must be there": entry(statusListIndex=...),
    "the index must be written as text": entry(statusListIndex=94567),
    "the index must not be negative": entry(statusListIndex="-1"),
    "the index must be in base 10": entry(statusListIndex="0x1F"),
    "the index is written one way only": entry(statusListIndex="05"),
    "the list must be named": entry(statusListCredential=...),
    "the list must have an absolute address": entry(statusListCredential="statuts/1"),
    "the id must not be that of the list": entry(id=ENTRY["statusListCredential"]),
    "the size must be above zero": entry(statusSize=0),
    "the size must be a number": entry(statusSize="1"),
    "several bits must have messages": entry(statusSize=2),
    "there must be a message for each value": entry(statusSize=2, statusMessage=FOUR[:2]),
    "messages must be a list": entry(statusSize=1, statusMessage=FOUR[0]),
    "a message must say its status": entry(statusSize=1, statusMessage=[FOUR[0], {"message": "x"}]),
    "a message must say its text": entry(statusSize=1, statusMessage=[FOUR[0], {"status": "0x1"}]),
    "a status must be hexadecimal": entry(statusSize=1, statusMessage=[FOUR[0], {"status": "1", "message": "x"}]),
    "a reference must be an absolute address": entry(statusReference="reglement"),
    "a wrong entry beside a right one counts": [entry(), entry(statusPurpose=...)],
}


@pytest.mark.parametrize("status", ALLOWED_ENTRIES.values(), ids=ALLOWED_ENTRIES.keys())
def test_a_status_entry_may(status: Any) -> None:
    assert verify_status(issue(minimal(credentialStatus=status))) == 200


@pytest.mark.parametrize("status", FORBIDDEN_ENTRIES.values(), ids=FORBIDDEN_ENTRIES.keys())
def test_a_status_entry_must(status: Any) -> None:
    document = minimal(credentialStatus=status)
    assert post("/credentials/issue", {"credential": document})[0] == 400
    assert verify_status(signed_blindly(document)) == 400


LIST: Document = {
    "id": "https://universite.example/statuts/1#list", "type": "BitstringStatusList", "statusPurpose": "revocation",
    "encodedList": "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200), ({"statusPurpose": ["revocation", "suspension"]}, 200), ({"ttl": 300_000}, 200), ({"id": ...}, 200),
        ({"type": ...}, 400), ({"type": "https://example.org/#Other"}, 400), ({"statusPurpose": ...}, 400),
        ({"statusPurpose": []}, 400), ({"statusPurpose": 7}, 400), ({"encodedList": ...}, 400), ({"encodedList": 7}, 400),
        ({"encodedList": LIST["encodedList"][1:]}, 400), ({"encodedList": LIST["encodedList"] + "="}, 400),
        ({"ttl": "300000"}, 400), ({"ttl": -1}, 400),
    ],
    ids=str,
)  # fmt: skip
def test_a_status_list_is_held_to_its_specification(changes: Document, status: int) -> None:
    subject = {name: value for name, value in (LIST | changes).items() if value is not ...}
    document = minimal(type=["VerifiableCredential", "BitstringStatusListCredential"], credentialSubject=subject)
    assert post("/credentials/issue", {"credential": document})[0] == (201 if status == 200 else 400)
    assert verify_status(signed_blindly(document)) == status


RESOURCE = {"id": V2, "digestSRI": f"sha256-{KNOWN_DIGESTS[V2]}"}
FORBIDDEN = {
    "a zone lies within 14 hours": {"validFrom": "2026-02-20T00:00:00+15:00"},
    "a zone has 60 minutes an hour": {"validFrom": "2026-02-20T00:00:00+01:75"},
    "the 30th of February is no date": {"validUntil": "2030-02-30T00:00:00Z"},
    "T and Z are capitals": {"validFrom": "2026-02-20t00:00:00z"},
    "a language is well formed": {"name": {"@value": "x", "@language": "pas une langue"}},
    "a text in a language is text": {"description": {"@value": 7, "@language": "fr"}},
    "a language alone is no text": {"name": {"@language": "fr"}},
    "a media type is text": {"relatedResource": RESOURCE | {"mediaType": 7}},
    "a longer digest must be right as well": {"relatedResource": {"id": V2, "digestSRI": "sha384-" + "A" * 64}},
    "no related resource is none": {"relatedResource": []},
    "no schema is no schema": {"credentialSchema": []},
    "no status is no status": {"credentialStatus": []},
    "no refresh service is none": {"refreshService": []},
    "no terms of use are none": {"termsOfUse": []},
    "no evidence is none": {"evidence": []},
    "two digests must both be right": {
        "relatedResource": RESOURCE | {"digestMultibase": "z" + base58_encode(b"\x12\x20" + bytes(32))}
    },
}


@pytest.mark.parametrize("changes", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_value_that_the_data_model_refuses(changes: Document) -> None:
    document = minimal(**changes)
    assert post("/credentials/issue", {"credential": document})[0] == 400
    assert verify_status(signed_blindly(document)) == 400


def proven(**changes: Any) -> Document:
    """A credential whose proof truly signs these options."""
    options = {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": moment_text(NOW),
        "verificationMethod": KEY.key_id, "proofPurpose": "assertionMethod",
    } | changes  # fmt: skip
    options = {name: value for name, value in options.items() if value is not ...}
    value = KEY.sign(signed_bytes(minimal(), options))
    return minimal() | {"proof": options | {"proofValue": "z" + base58_encode(value)}}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"created": ...}, 200), ({"expires": "2090-01-01T00:00:00Z"}, 200), ({"nonce": "abc"}, 200),
        ({"id": "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"}, 200), ({"domain": ["a.example", "b.example"]}, 200),
        ({"domain": 7}, 400), ({"domain": ["a.example", 7]}, 400), ({"domain": []}, 400), ({"challenge": 7}, 400),
        ({"nonce": 7}, 400), ({"challenge": ["c"], "domain": "a.example"}, 400),
        ({"expires": "2020-01-01T00:00:00Z"}, 400), ({"proofPurpose": "authentication"}, 400),
        ({"cryptosuite": "eddsa-jcs-2022"}, 400),
        ({"created": moment_text(NOW + timedelta(seconds=55))}, 200), ({"created": moment_text(NOW + timedelta(seconds=65))}, 400),
        ({"created": "2027-02-28T24:00:00Z"}, 200), ({"created": "2027-02-28T24:00:00.000+01:00"}, 200),
        ({"created": "2027-02-28T24:00:01Z"}, 400), ({"created": "2027-02-28T24:01:00Z"}, 400),
        ({"created": "2027-02-28T24:00:00"}, 400), ({"expires": "9999-12-31T24:00:00Z"}, 400),
        ({"expires": moment_text(NOW)}, 400), ({"expires": moment_text(NOW + timedelta(seconds=1))}, 200),
    ],
    ids=str,
)  # fmt: skip
def test_a_proof_that_was_really_signed_is_judged_by_its_options(changes: Document, status: int) -> None:
    assert verify_status(proven(**changes)) == status


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"domain": "a.example"}, 400), ({"domain": ["b.example", "a.example"]}, 200), ({"challenge": "c"}, 200),
        ({"challenge": "other"}, 400), ({"domain": ["a.example", "b.example", "c.example"]}, 400), ({"domain": 7}, 400),
        ({"domain": []}, 400), ({"challenge": 7}, 400), ({"expectedProofPurpose": "assertionMethod"}, 200),
        ({"expectedProofPurpose": "authentication"}, 400), ({"expectedProofPurpose": 7}, 400), ({"challenge": None, "domain": None}, 200), ({}, 200),
    ],
    ids=str,
)  # fmt: skip
def test_a_verifier_that_expects_a_domain_or_a_challenge_is_heard(options: Document, status: int) -> None:
    signed = proven(domain=["a.example", "b.example"], challenge="c")
    assert post("/credentials/verify", {"verifiableCredential": signed, "options": options})[0] == status


def test_a_proof_without_a_domain_is_not_taken_for_one_with_it() -> None:
    status, content = post(
        "/credentials/verify", {"verifiableCredential": proven(), "options": {"domain": "x.example"}}
    )
    assert status == 400
    assert "domain" in content["errors"][0]


@pytest.mark.parametrize(
    "options",
    [
        {"cryptosuite": "ecdsa-rdfc-2019"}, {"type": "Ed25519Signature2020"}, {"proofPurpose": "authentication"},
        {"verificationMethod": Ed25519Key.generate().key_id}, {"previousProof": "urn:uuid:absent"},
        {"created": "hier"}, {"created": 7}, {"mandatoryPointers": ["/issuer"]}, {"challenge": "c"}, {"domain": "d"},
        {"credentialId": "urn:x:other"}, {"credentialStatus": {"type": "BitstringStatusList"}}, {"proofValue": "z"},
    ],
    ids=lambda options: next(iter(options)),
)  # fmt: skip
def test_an_issuer_refuses_what_it_would_not_do(options: Document) -> None:
    status, content = post("/credentials/issue", {"credential": minimal(), "options": options})
    assert status == 400
    assert next(iter(options)) in content["errors"][0] or "date" in content["errors"][0]


def test_an_issuer_does_what_its_options_say() -> None:
    signed = issue(
        minimal(id="urn:x:1"), created="2026-02-03T04:05:06Z", cryptosuite="eddsa-rdfc-2022", verificationMethod=KEY.key_id,
        credentialId="urn:x:1", mandatoryPointers=None,
    )  # fmt: skip
    assert signed["proof"]["created"] == "2026-02-03T04:05:06Z"


def test_a_longer_digest_that_is_right() -> None:
    right = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
    assert verify_status(issue(minimal(relatedResource={"id": V2, "digestSRI": right}))) == 200


def test_the_end_of_a_day_is_the_beginning_of_the_next() -> None:
    until = {"validFrom": "2027-02-28T24:00:00Z", "validUntil": "2027-03-01T24:00:00Z"}
    assert verify_status(issue(minimal(**until))) == 200
    backwards = minimal(validFrom="2027-02-28T24:00:00Z", validUntil="2027-02-28T23:59:59Z")
    assert post("/credentials/issue", {"credential": backwards})[0] == 400
    assert verify_status(signed_blindly(minimal(validUntil="2027-02-28T24:00:00Z"))) == 400


SERVICE = {"type": "https://example.org/#Refresh", "id": "https://universite.example/renouveler/1"}


@pytest.mark.parametrize(("missing", "of_model"), [("type", 400), ("id", 200)])
def test_a_refresh_service_has_what_each_specification_asks(missing: str, of_model: int) -> None:
    """The data model asks for a type alone (5.4), the schema of Open Badges 3.0 for an id as well."""
    service = {name: value for name, value in SERVICE.items() if name != missing}
    plain = minimal(refreshService=service)
    assert verify_status(signed_blindly(plain)) == of_model
    badge = {name: value for name, value in make_world().badge().items() if name != "proof"}
    badge["issuer"] = badge["issuer"] | {"id": ME}
    whole = badge | {"refreshService": SERVICE}
    assert post("/credentials/issue", {"credential": whole})[0] == 201
    assert post("/credentials/issue", {"credential": badge | {"refreshService": service}})[0] == 400


def altered() -> Document:
    return proven() | {"id": "urn:x:1"}


PROBLEMS: dict[str, tuple[str, Any, str]] = {
    "a body that is no JSON": ("/credentials/verify", b"{", "vc-data-model#PARSING_ERROR"),
    "a body without credential": ("/credentials/verify", {}, "vc-data-model#MALFORMED_VALUE_ERROR"),
    "an altered credential": (
        "/credentials/verify", {"verifiableCredential": altered()}, "vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR",
    ),
    "a malformed credential": (
        "/credentials/verify", {"verifiableCredential": signed_blindly(minimal(id=7))}, "vc-data-model#MALFORMED_VALUE_ERROR",
    ),
    "a word that would be dropped": (
        "/credentials/issue", {"credential": minimal(mention="x")}, "vc-data-model#MALFORMED_VALUE_ERROR",
    ),
    "an expired proof": (
        "/credentials/verify", {"verifiableCredential": proven(expires="2020-01-01T00:00:00Z")}, "security#PROOF_VERIFICATION_ERROR",
    ),
    "no proof": ("/credentials/verify", {"verifiableCredential": minimal()}, "security#PROOF_VERIFICATION_ERROR"),
    "a proof that names none before it": (
        "/credentials/verify", {"verifiableCredential": proven(previousProof="urn:x:1")}, "security#PROOF_VERIFICATION_ERROR",
    ),
    "a chain that cannot be made": (
        "/credentials/issue", {"credential": proven(), "options": {"previousProof": "urn:x:1"}}, "security#PROOF_GENERATION_ERROR",
    ),
    "another challenge": (
        "/credentials/verify", {"verifiableCredential": proven(), "options": {"challenge": "x"}}, "security#INVALID_CHALLENGE_ERROR",
    ),
    "another domain": (
        "/credentials/verify", {"verifiableCredential": proven(), "options": {"domain": "x"}}, "security#INVALID_DOMAIN_ERROR",
    ),
    "an end that has come": (
        "/credentials/verify", {"verifiableCredential": signed_blindly(minimal(validUntil="2020-01-01T00:00:00Z"))},
        "urn:credseal:problem:EXPIRED",
    ),
    "too much": ("/credentials/verify", b"[" * 3_000_000, "urn:credseal:problem:LIMIT_EXCEEDED"),
    "another operation": ("/elsewhere", {}, "urn:credseal:problem:NOT_FOUND"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "body", "kind"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_problem_is_told_under_the_name_that_its_specification_gives_it(path: str, body: Any, kind: str) -> None:
    status, content = post(path, body)
    problems = content["problemDetails"]
    assert kind in [
        problem["type"].removeprefix("https://www.w3.org/TR/").removeprefix("https://w3id.org/") for problem in problems
    ]
    for problem in problems:
        assert problem.keys() == {"type", "title", "status", "detail"}
        assert (problem["status"], problem["detail"] in content["errors"]) == (status, True)


def chained() -> Document:
    """Two proofs, the second of which signs the first."""
    first = proven(id="urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544")
    content = post("/credentials/issue", {"credential": first, "options": {"previousProof": first["proof"]["id"]}})[1]
    signed: Document = content["verifiableCredential"]
    return signed


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        (0, "id", "urn:uuid:00000000-bec9-4b2e-88cb-a7c7d9dc4544"), (0, "id", ...), (1, "id", "urn:uuid:x"),
        (1, "previousProof", ...), (1, "previousProof", 7), (1, "previousProof", ["urn:x:1"]), (1, "previousProof", [7]),
        (1, "previousProof", "urn:x:1"), (0, "previousProof", "urn:x:1"), (0, "proofValue", "z3FXQ"),
    ],
)  # fmt: skip
def test_a_chain_of_proofs_holds_only_as_it_was_made(place: int, name: str, value: Any) -> None:
    document = chained()
    assert verify_status(document) == 200
    proof = document["proof"][place] | {name: value}
    document["proof"][place] = {key: item for key, item in proof.items() if item is not ...}
    assert verify_status(document) == 400
