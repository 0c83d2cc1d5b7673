"""Credentials as tokens: the two JWT profiles kept apart, selective disclosure read strictly, findings that explain."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credseal import (
    CredentialError,
    Ed25519Key,
    Issuer,
    StatusEntry,
    StatusSnapshot,
    TrustList,
    Verification,
    open_badge,
    verify,
)
from credseal.jose import issue_badge_jwt, issue_sd_jwt, issue_vc_jwt, read_sd_jwt
from credseal.jose.compact import read_compact, sign_compact
from credseal.jose.disclosures import Hideable, conceal, digest, reveal
from credseal.keys import EcdsaKey, PublicKey, RsaKey, Signer, did_web_document
from credseal.keys.jwk import public_jwk, read_jwk
from credseal.multibase import base64url_decode, base64url_encode

from .samples import DID, INDEX, LIST, NOW, history, record
from .test_verify import clear_lists, make_world, reasons

WORLD = make_world()
RSA = RsaKey.generate(f"{DID}#rsa", bits=2_048)
P256 = EcdsaKey.generate(f"{DID}#p256")
TRUST = TrustList.of([Issuer(did=DID, name="Hauterive", history=history(WORLD.key, P256, RSA))])
STATUS = [StatusEntry(list_url=LIST, index=INDEX)]
GOOD = {"signature": "intact", "issuer": "recognised", "in_force": "in_force", "status_list": "fresh"}


def judge(token: str, trust: TrustList = TRUST, now: datetime = NOW) -> Verification:
    return verify(token.encode(), issuers=trust, status=clear_lists(WORLD, now), now=now)


def with_header(token: str, signer: Signer, **changes: Any) -> str:
    """The same claims signed by ``signer`` under another header."""
    taken = read_compact(token)
    header = {name: value for name, value in (taken.header | changes).items() if value is not None}
    return sign_compact(header, taken.claims, signer)


def with_claims(token: str, signer: Signer, **changes: Any) -> str:
    taken = read_compact(token)
    return sign_compact(taken.header, taken.claims | changes, signer)


@pytest.mark.requirement("R093")
@pytest.mark.parametrize(
    ("token", "kind", "content"),
    [
        (issue_badge_jwt(record(), RSA, status=STATUS), "jwt", "valid"),
        (issue_badge_jwt(record(), RSA, status=STATUS, embed_key=True), "jwt", "valid"),
        (issue_vc_jwt(record(), WORLD.key, status=STATUS), "jwt", "valid"),
        (issue_vc_jwt(record(), P256, status=STATUS), "jwt", "valid"),
        (issue_sd_jwt(record(), WORLD.key, status=STATUS), "sd-jwt", "disclosed"),
        (issue_sd_jwt(record(), P256, status=STATUS), "sd-jwt", "disclosed"),
    ],
    ids=["badge-kid", "badge-jwk", "vc-ed25519", "vc-p256", "sd-ed25519", "sd-p256"],
)
def test_a_genuine_token_answers_well_to_every_question(token: str, kind: str, content: str) -> None:
    result = judge(f" {token}\n")
    assert reasons(result) == GOOD | {"content": content}
    assert result.ok
    assert (result.kind, result.to_json()["credential_id"]) == (kind, record().credential_id)


@pytest.mark.parametrize(
    "token", [issue_badge_jwt(record(), RSA), issue_vc_jwt(record(), WORLD.key)], ids=["rsa", "ed"]
)
def test_altering_any_segment_is_named(token: str) -> None:
    header, claims, signature = token.split(".")
    other = base64url_encode(base64url_decode(claims).replace(b"14", b"15"))
    flipped = base64url_encode(bytes([base64url_decode(signature)[0] ^ 1]) + base64url_decode(signature)[1:])
    for damaged in (f"{header}.{other}.{signature}", f"{header}.{claims}.{flipped}"):
        assert reasons(judge(damaged))["signature"] == "altered"


def test_the_header_never_chooses_how_a_key_is_used() -> None:
    token = issue_vc_jwt(record(), WORLD.key)
    for algorithm, reason in (("none", "unsupported"), ("HS256", "unsupported"), ("ES256", "altered")):
        assert reasons(judge(with_header(token, WORLD.key, alg=algorithm)))["signature"] == reason
    assert reasons(judge(with_header(token, WORLD.key, alg="EdDSA")))["signature"] == "intact"
    assert reasons(judge(with_header(token, WORLD.key, crit=["exp"])))["content"] == "unreadable"


def test_keys_count_for_their_issuer_and_the_time_of_their_use() -> None:
    token = issue_vc_jwt(record(), WORLD.key)
    stranger = Ed25519Key.generate()
    assert reasons(judge(with_header(token, stranger, kid=stranger.key_id)))["issuer"] == "impostor"
    carried = with_header(token, stranger, kid=None, jwk=public_jwk(stranger.public))
    assert reasons(judge(carried))["signature"] == "unknown_key"
    assert reasons(judge(with_header(token, WORLD.key, kid="#cle-2026")))["signature"] == "intact"
    revoked = history(WORLD.key, revoked=datetime(2026, 12, 1, tzinfo=UTC))
    late = TrustList.of([Issuer(did=DID, name="Hauterive", history=revoked)])
    assert reasons(judge(token, late))["signature"] == "key_not_in_use"
    unknown = reasons(judge(token, TrustList.of([])))
    assert (unknown["signature"], unknown["issuer"]) == ("unknown_key", "unknown")


@pytest.mark.parametrize(
    "changes",
    [{"x5u": "https://x.example"}, {"typ": "jwt"}, {"kid": None}, {"jwk": public_jwk(RSA.public)}],
    ids=["x5u", "typ", "kid", "jwk"],
)
def test_a_badge_token_outside_its_profile_is_told(changes: dict[str, Any]) -> None:
    result = judge(with_header(issue_badge_jwt(record(), RSA, status=STATUS), RSA, **changes))
    assert reasons(result)["content"] == "jwt_profile"


@pytest.mark.parametrize(
    "changes",
    [{"iss": "did:web:autre.example"}, {"jti": "urn:uuid:1"}, {"sub": "urn:uuid:1"}, {"nbf": 1}, {"exp": 2}], ids=str
)  # fmt: skip
def test_claims_that_contradict_the_credential_are_refused(changes: dict[str, Any]) -> None:
    expiring = record(expires_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert reasons(judge(with_claims(issue_badge_jwt(expiring, RSA), RSA, **changes))) == {"content": "unreadable"}


def test_a_badge_token_needs_rsa_and_every_token_its_issuer_s_key() -> None:
    with pytest.raises(CredentialError, match="RS256"):
        issue_badge_jwt(record(), WORLD.key)
    for issue in (issue_vc_jwt, issue_sd_jwt):
        with pytest.raises(CredentialError, match="cannot sign for"):
            issue(record(), Ed25519Key.generate())


def test_terms_outside_the_contexts_are_told() -> None:
    token = with_claims(issue_vc_jwt(record(), WORLD.key, status=STATUS), WORLD.key, mention="très bien")
    assert reasons(judge(token))["content"] == "foreign_terms"


# --- selective disclosure ----------------------------------------------------------------------------------------


def test_the_holder_shows_what_they_choose() -> None:
    token, *disclosures, _ = issue_sd_jwt(record(), WORLD.key, status=STATUS).split("~")
    alone = judge(f"{token}~")
    assert alone.ok
    assert alone.credential is not None
    assert alone.credential["title"] == record().title
    hidden = {"given_name", "family_name", "birthdate", "place_of_birth", "sub", "outcomes", "workload_hours"}
    assert not hidden & set(alone.credential)
    assert alone.credential["competencies"] == []
    full = read_sd_jwt("~".join([token, *disclosures, ""])).claims
    assert full.keys() >= hidden
    assert [item["code"] for item in full["competencies"]] == ["C1", "C2", "C3"]
    assert "Carpentier" not in base64url_decode(token.split(".")[1]).decode()


def test_disclosures_that_were_not_signed_or_stand_twice_are_refused() -> None:
    token, *disclosures, _ = issue_sd_jwt(record(), WORLD.key).split("~")
    invented = base64url_encode(b'["c2Fs","given_name","Autre"]')
    for shown in ([invented], [disclosures[0]] * 2, ["!"], [base64url_encode(b"[1]")], [base64url_encode(b"{}")]):
        assert reasons(judge("~".join([token, *shown, ""]))) == {"content": "unreadable"}


def test_a_holder_proves_their_key_over_what_they_show() -> None:
    wallet, thief = EcdsaKey.generate(), EcdsaKey.generate()
    text = issue_sd_jwt(record(), WORLD.key, status=STATUS, holder=wallet.public)

    def bound(signer: Signer, presented: str, **header: Any) -> str:
        return presented + sign_compact({"typ": "kb+jwt"} | header, {"sd_hash": digest(text), "nonce": "n"}, signer)

    assert judge(bound(wallet, text)).ok
    less = "~".join([*text.split("~")[:2], ""])
    for wrong in (bound(thief, text), bound(wallet, less), bound(wallet, text, typ="JWT"), text + "a.b.c"):
        result = judge(wrong)
        assert not result.ok
        assert reasons(result)["content"] == "holder_mismatch"


@pytest.mark.parametrize(
    "claims",
    [
        {"_sd": "x"}, {"_sd": [1]}, {"_sd": ["a", "a"]}, {"...": "a", "_sd": []}, {"_sd_alg": "md5"},
        {"list": [{"...": "a"}, {"...": "a"}]}, {"list": [{"...": 1}]},
    ],
    ids=str,
)  # fmt: skip
def test_misplaced_digests_are_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(CredentialError):
        reveal(claims, [])


@pytest.mark.parametrize(
    "content", [["s", "shown", 1], ["s", "_sd", []], ["s", "...", 1], ["s", 1, 1], ["s", 1]], ids=str
)
def test_a_disclosure_cannot_take_the_place_of_another_claim(content: list[Any]) -> None:
    disclosure = base64url_encode(json.dumps(content).encode())
    with pytest.raises(CredentialError):
        reveal({"shown": 0, "_sd": [digest(disclosure)]}, [disclosure])


def test_issuer_type_and_status_cannot_be_hidden() -> None:
    for name in ("iss", "vct", "exp", "credentialStatus"):
        claims = {"iss": DID, "vct": "x", name: Hideable("x")}
        concealed, disclosures = conceal(claims)
        token = sign_compact({"typ": "dc+sd-jwt", "kid": WORLD.key.key_id}, concealed, WORLD.key)
        assert reasons(judge("~".join([token, *disclosures, ""]))) == {"content": "unreadable"}


NAMES = st.text(min_size=1, max_size=6).filter(lambda name: name not in ("_sd", "...", "_sd_alg"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.text(max_size=8, alphabet=st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, st.tuples(st.booleans(), VALUES), max_size=5))
@settings(max_examples=80, deadline=None)
def test_what_is_concealed_and_shown_is_what_was_said(members: dict[str, tuple[bool, Any]]) -> None:
    claims = {name: Hideable(value) if hidden else value for name, (hidden, value) in members.items()}
    concealed, disclosures = conceal(claims)
    assert reveal(concealed, disclosures) == {name: value for name, (_, value) in members.items()}
    assert reveal(concealed, []) == {name: value for name, (hidden, value) in members.items() if not hidden}


SEGMENT = st.sampled_from(["e30", "eyJhbGciOiJub25lIn0", "AAAA", "a", "W10", "_-", "eyJ0eXAiOiJkYytzZC1qd3QifQ"])


@given(st.lists(SEGMENT, min_size=3, max_size=3), st.sampled_from(["", "~", "~a~", "~~", "~W10~", "~e30.e30.AA"]))
@settings(max_examples=80, deadline=None)
def test_anything_shaped_like_a_token_gives_findings(segments: list[str], tail: str) -> None:
    result = verify((".".join(segments) + tail).encode(), issuers=TRUST, status=StatusSnapshot.of(), now=NOW)
    assert result.findings
    assert not result.ok


# --- keys ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [WORLD.key, P256, RSA], ids=["ed", "p256", "rsa"])
def test_a_key_survives_jwk_and_multikey(key: Signer) -> None:
    assert read_jwk(public_jwk(key.public)) == key.public
    assert PublicKey.from_multibase(key.public.multibase) == key.public
    assert key.public.accepts(key.sign(b"x"), b"x")
    assert not key.public.accepts(key.sign(b"x"), b"y")
    assert not key.public.accepts(b"", b"x")


@pytest.mark.parametrize(
    "document",
    [
        None, [], {}, {"kty": "oct", "k": "AA"}, {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, {"kty": "RSA", "n": "AQ", "e": "AQAB"},
        public_jwk(RSA.public) | {"d": "AQ"}, {"kty": "RSA", "n": "*", "e": "AQAB"},
    ],
    # No ids of their own: these keys are new in every process, and the processes must agree on the names of tests.
)  # fmt: skip
def test_what_is_no_public_jwk_is_refused(document: Any) -> None:
    with pytest.raises(CredentialError):
        read_jwk(document)


def test_rsa_keys_survive_custody_and_short_ones_are_refused() -> None:
    assert RsaKey(RSA.private_pkcs8, RSA.key_id).public == RSA.public
    assert "PRIVATE" not in repr(RSA)
    with pytest.raises(CredentialError, match="bits"):
        RsaKey.generate(bits=1_024)
    with pytest.raises(CredentialError):
        RsaKey(b"\x00")


def test_the_claims_of_vc_jwt_are_the_badge_itself() -> None:
    assert read_compact(issue_vc_jwt(record(), WORLD.key, status=STATUS)).claims == open_badge(record(), STATUS)


def test_a_did_document_shows_an_rsa_key_as_a_jwk() -> None:
    document = did_web_document(DID, history(WORLD.key, RSA))
    first, second = document["verificationMethod"]
    assert (first["type"], second["type"]) == ("Multikey", "JsonWebKey")
    assert read_jwk(second["publicKeyJwk"]) == RSA.public
    assert document["@context"][-1] == "https://w3id.org/security/jwk/v1"
