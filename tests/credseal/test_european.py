"""European Digital Credentials under a JAdES seal: what is sealed, what is refused, and what a verifier is told."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from asn1crypto import cms, tsp
from hypothesis import given, settings
from hypothesis import strategies as st

from credseal import (
    Alignment,
    Attachment,
    Authority,
    BitList,
    CredentialError,
    Issuer,
    RecordError,
    StatusEntry,
    StatusSnapshot,
    TrustList,
    Verification,
    certificate_pdf,
    issue_status_list,
    seal_pdf,
    verify,
)
from credseal.edc import european_credential, issue_european_credential, judge_jades, seal_jades
from credseal.edc.build import _duration
from credseal.multibase import base64url_decode, base64url_encode
from credseal.verify import FindingCode

from .samples import DID, INDEX, ISSUED, LIST, LOOK, NOW, PICTURE, World, body, competency, history, make_world, record

Sealed = dict[str, Any]


@pytest.fixture(scope="module")
def sealed(world: World) -> Sealed:
    status = [StatusEntry(list_url=LIST, index=INDEX)]
    made: Sealed = json.loads(issue_european_credential(record(), world.seal, PICTURE, sealed_at=ISSUED, status=status))
    return made


def judge(world: World, document: Any, *, bits: BitList | None = None, trust: TrustList | None = None) -> Verification:
    day = timedelta(days=1)
    listing = issue_status_list(
        LIST, DID, bits or BitList(), world.key, purpose="revocation", valid_from=NOW - day, valid_until=NOW + day
    )
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return verify(data, issuers=trust or world.trust, status=StatusSnapshot.of([listing]), now=NOW)


def reasons(result: Verification) -> dict[str, str]:
    return {finding.code.value: finding.reason for finding in result.findings}


@pytest.mark.requirement("R093")
def test_a_genuine_one_answers_well_to_every_question(world: World, sealed: Sealed) -> None:
    result = judge(world, sealed)
    assert result.ok
    assert result.kind == "edc"
    assert reasons(result) == {
        "signature": "intact", "issuer": "recognised", "in_force": "in_force", "status_list": "fresh",
        "content": "lossless",
    }  # fmt: skip
    assert result.credential is not None
    assert result.credential["id"] == record().credential_id


def test_its_revocation_shows(world: World, sealed: Sealed) -> None:
    assert reasons(judge(world, sealed, bits=BitList.with_set([INDEX])))["in_force"] == "revoked"


def header(sealed: Sealed) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64url_decode(sealed["signatures"][0]["protected"]))
    return found


def test_the_header_is_that_of_a_baseline_seal(sealed: Sealed) -> None:
    found = header(sealed)
    assert {name: found[name] for name in ("alg", "typ", "b64", "sigT", "crit", "cty")} == {
        "alg": "ES256", "typ": "jose+json", "b64": False, "sigT": "2026-12-18T09:42:00Z", "crit": ["b64", "sigT"],
        "cty": "octet-stream",
    }  # fmt: skip
    leaf = base64.b64decode(found["x5c"][0])
    assert found["x5t#S256"] == base64url_encode(sha256(leaf).digest())
    named = cms.IssuerSerial.load(base64.b64decode(found["kid"]))
    assert named["serial"].native > 0
    assert named["issuer"][0].name == "directory_name"


def change_text(sealed: Sealed) -> None:
    sealed["payload"] = sealed["payload"].replace("Maîtrisé", "Acquis")


def add_space(sealed: Sealed) -> None:
    sealed["payload"] += " "


def change_time(sealed: Sealed) -> None:
    found = header(sealed) | {"sigT": "2026-12-18T09:42:01Z"}
    sealed["signatures"][0]["protected"] = base64url_encode(json.dumps(found, separators=(",", ":")).encode())


def flip_signature(sealed: Sealed) -> None:
    value = base64url_decode(sealed["signatures"][0]["signature"])
    sealed["signatures"][0]["signature"] = base64url_encode(bytes([value[0] ^ 1]) + value[1:])


@pytest.mark.parametrize(
    "tamper", [change_text, add_space, change_time, flip_signature], ids=lambda item: item.__name__
)
def test_tampering_breaks_the_seal(tamper: Callable[[Sealed], None], world: World, sealed: Sealed) -> None:
    damaged = json.loads(json.dumps(sealed))
    tamper(damaged)
    result = judge(world, damaged)
    assert reasons(result)["signature"] == "altered"
    assert not result.ok


def test_whoever_seals_in_another_s_name_is_named(world: World) -> None:
    stranger = Authority.create("Étranger", country="FR", valid_from=datetime(2026, 1, 1, tzinfo=UTC))
    for did in (DID, "did:web:autre.example"):
        forger = stranger.issue_seal("X", did, country="FR", valid_from=datetime(2026, 1, 1, tzinfo=UTC))
        forged = seal_jades(european_credential(record(), PICTURE), forger, sealed_at=ISSUED)
        result = judge(world, forged)
        assert reasons(result)["issuer"] == "impostor"
        assert not result.ok
    other_root = TrustList.of([*world.trust.issuers.values()], [stranger.certificate])
    neighbour = stranger.issue_seal(
        "Y", "did:web:autre.example", country="FR", valid_from=datetime(2026, 1, 1, tzinfo=UTC)
    )
    forged = seal_jades(european_credential(record(), PICTURE), neighbour, sealed_at=ISSUED)
    assert reasons(judge(world, forged, trust=other_root))["issuer"] == "impostor"


def test_an_unknown_issuer_is_not_called_a_fraud(world: World, sealed: Sealed) -> None:
    result = judge(world, sealed, trust=TrustList.of([]))
    assert (reasons(result)["signature"], reasons(result)["issuer"]) == ("intact", "unknown")
    former = Issuer(did=DID, name="Hauterive", history=history(world.key), recognised=False)
    assert reasons(judge(world, sealed, trust=TrustList.of([former], world.trust.seal_roots)))["issuer"] == "unknown"


def test_a_seal_from_the_future_or_outside_its_certificate_s_dates_does_not_count(world: World) -> None:
    future = issue_european_credential(record(), world.seal, PICTURE, sealed_at=NOW + timedelta(days=1))
    assert reasons(judge(world, future))["signature"] == "key_not_in_use"
    early = issue_european_credential(record(), world.seal, PICTURE, sealed_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert reasons(judge(world, early))["issuer"] == "impostor"


class Authority3161:
    """Gives tokens without signature: enough for the imprint, which is all that is judged here."""

    def stamp(self, digest: bytes) -> bytes:
        return token(digest)


def token(digest: bytes) -> bytes:
    info = tsp.TSTInfo(
        {
            "version": "v1", "policy": "1.2.3", "serial_number": 1, "gen_time": datetime(2026, 12, 18, 10, tzinfo=UTC),
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
        }
    )  # fmt: skip
    content = {"content_type": "tst_info", "content": cms.ParsableOctetString(info.dump())}
    signed = cms.SignedData(
        {"version": "v3", "digest_algorithms": [], "encap_content_info": content, "signer_infos": []}
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def test_with_a_time_stamper_the_seal_is_b_t(world: World) -> None:
    stamped = json.loads(
        issue_european_credential(record(), world.seal, PICTURE, sealed_at=ISSUED, time_stamps=Authority3161())
    )
    judgement = judge_jades(stamped, world.trust.seal_roots)
    assert [(item.kind, item.matches, item.moment.hour) for item in judgement.stamps] == [("sigTst", True, 10)]
    assert judgement.intact
    borrowed = json.loads(
        issue_european_credential(record(ects="1"), world.seal, PICTURE, sealed_at=ISSUED, time_stamps=Authority3161())
    )
    stamped["signatures"][0]["header"] = borrowed["signatures"][0]["header"]
    assert not judge_jades(stamped, world.trust.seal_roots).intact


@pytest.mark.parametrize(
    "change",
    [
        {"crit": ["b64", "sigT", "mystery"], "mystery": 1}, {"crit": ["sigT"]}, {"crit": "b64"}, {"alg": "none"},
        {"alg": "HS256"}, {"x5c": []}, {"x5c": ["!"]}, {"x5c": ["AAAA"]}, {"x5t#S256": "AAAA"}, {"x5c": ["AAAA"] * 9},
        {"crit": ["b64", "sigT", "absent"]},
    ],
    ids=str,
)  # fmt: skip
def test_headers_that_are_not_understood_refuse_the_seal(change: Any, world: World, sealed: Sealed) -> None:
    member = {
        "protected": base64url_encode(json.dumps(header(sealed) | change).encode()),
        "signature": sealed["signatures"][0]["signature"],
    }
    result = judge(world, {"payload": sealed["payload"], "signatures": [member]})
    assert not result.ok
    assert reasons(result)["signature"] == "unsupported"


def test_the_same_header_inside_and_outside_is_refused(world: World, sealed: Sealed) -> None:
    member = sealed["signatures"][0] | {"header": {"alg": "none"}}
    assert reasons(judge(world, sealed | {"signatures": [member]})) == {"signature": "unsupported"}
    assert reasons(judge(world, sealed | {"signatures": sealed["signatures"] * 2})) == {"signature": "unsupported"}
    assert reasons(judge(world, sealed | {"signatures": []})) == {"signature": "unsupported"}


def test_a_term_outside_the_model_is_reported_and_something_else_is_no_credential(world: World) -> None:
    extra = european_credential(record(), PICTURE) | {"mention": "très bien"}
    found = judge(world, seal_jades(extra, world.seal, sealed_at=ISSUED)).finding(FindingCode.CONTENT)
    assert found is not None
    assert (found.reason, "mention" in found.detail) == ("foreign_terms", True)
    other = seal_jades({"type": "Letter"}, world.seal, sealed_at=ISSUED)
    assert reasons(judge(world, other)) == {"content": "not_a_credential"}


WORDS = st.text(max_size=12) | st.integers() | st.none() | st.lists(st.text(max_size=5), max_size=2)


@given(st.dictionaries(st.sampled_from(["payload", "signatures", "signature", "protected", "header"]), WORDS))
@settings(max_examples=60, deadline=None)
def test_whatever_pretends_to_be_sealed_gives_findings(document: dict[str, Any]) -> None:
    result = verify(json.dumps(document).encode(), issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
    assert result.findings
    assert not result.ok


def test_what_cannot_be_sealed_is_refused(world: World) -> None:
    with pytest.raises(CredentialError, match="cannot seal for"):
        issue_european_credential(
            record(bodies=(body(did="did:web:x.example"),)), world.seal, PICTURE, sealed_at=ISSUED
        )
    with pytest.raises(CredentialError, match="PNG or JPEG"):
        european_credential(record(), b"GIF89a")
    with pytest.raises(RecordError, match="country_code"):
        european_credential(record(bodies=(body(country_code="QQ"),)), PICTURE)
    with pytest.raises(RecordError, match="language"):
        european_credential(record(language="xx"), PICTURE)


def test_alignments_outside_esco_keep_their_framework() -> None:
    rome = Alignment(
        uri="https://rome.example/K2111", label="Formation professionnelle", framework="ROME", code="K2111"
    )
    made = european_credential(record(competencies=(competency("C1", "Former", alignments=(rome,)),)), PICTURE)
    (skill,) = made["credentialSubject"]["hasClaim"]["specifiedBy"]["learningOutcome"][0]["relatedSkill"]
    assert (skill["id"], skill["notation"], skill["inScheme"]["prefLabel"]) == (rome.uri, "K2111", {"fr": "ROME"})


@pytest.mark.parametrize(("hours", "text"), [("14", "PT14H"), ("7.25", "PT7H15M"), ("0.26", "PT15M36S")])
def test_hours_become_durations(hours: str, text: str) -> None:
    assert _duration(Decimal(hours)) == text


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_any_title_is_sealed_as_it_was_written(title: str) -> None:
    """Quotes, backslashes, combining accents, emoji, right-to-left: the payload is text within JSON within JSON."""
    world = make_world()
    award = record(title=title, description=f"{title}\n{title}")
    judgement = judge_jades(
        json.loads(issue_european_credential(award, world.seal, PICTURE, sealed_at=ISSUED)), world.trust.seal_roots
    )
    assert judgement.intact
    assert judgement.payload["credentialSubject"]["hasClaim"]["title"] == {"fr": award.title}


# --- attached to the page -------------------------------------------------------------------------------------------


def page(world: World, *attachments: tuple[str, bytes]) -> bytes:
    files = [Attachment(name, content) for name, content in attachments]
    return seal_pdf(certificate_pdf(record(), LOOK, attachments=files), world.seal, sealed_at=ISSUED)


def test_a_page_may_carry_both_credentials(world: World, sealed: Sealed) -> None:
    badge = json.dumps(world.badge()).encode()
    european = json.dumps(sealed).encode()
    both = judge(world, page(world, ("badge.json", badge), ("edc.json", european)))
    assert both.ok
    assert (both.kind, reasons(both)["pdf_content"], reasons(both)["content"]) == ("pdf", "matches", "valid")
    alone = judge(world, page(world, ("edc.json", european)))
    assert alone.ok
    assert (alone.kind, reasons(alone)["content"]) == ("pdf", "lossless")


def test_a_page_with_a_european_credential_of_another_award_is_told(world: World, sealed: Sealed) -> None:
    badge = json.dumps(world.badge()).encode()
    other = record(credential_id="urn:uuid:00000000-0000-4000-8000-000000000009")
    elsewhere = issue_european_credential(other, world.seal, PICTURE, sealed_at=ISSUED)
    change_text(damaged := json.loads(json.dumps(sealed)))
    for european in (elsewhere, json.dumps(damaged).encode()):
        result = judge(world, page(world, ("badge.json", badge), ("edc.json", european)))
        assert reasons(result)["pdf_content"] == "differs"
        assert not result.ok
