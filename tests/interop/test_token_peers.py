"""npm jose and @sd-jwt/sd-jwt-vc, Python joserfc and sd-jwt judge our tokens, and we judge theirs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import import_key
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from credseal import Ed25519Key, StatusSnapshot, TrustList, open_badge, verify
from credseal.jose import issue_badge_jwt, issue_sd_jwt, issue_vc_jwt
from credseal.keys import EcdsaKey, RsaKey, Signer
from credseal.keys.jwk import public_jwk
from credseal.multibase import base64url_decode, base64url_encode
from credseal.proof import moment_text
from tests.credseal.samples import DID, NOW, record

from .peers import ask

pytestmark = pytest.mark.interop

AT = moment_text(NOW)
RSA = RsaKey.generate(f"{DID}#rsa", bits=2_048)
ED25519 = Ed25519Key.generate(f"{DID}#ed")
P256 = EcdsaKey.generate(f"{DID}#p256")


def asked(jobs: list[dict[str, Any]]) -> list[Any]:
    return ask(jobs, script="tokens.mjs")


def altered(token: str) -> str:
    """The same token whose credential bears another title."""
    signed, tilde, rest = token.partition("~")
    header, claims, signature = signed.split(".")
    changed = base64url_decode(claims).replace(b"distance", b"disdance")
    assert changed != base64url_decode(claims)
    return f"{header}.{base64url_encode(changed)}.{signature}{tilde}{rest}"


def test_jose_accepts_our_badge_tokens_and_refuses_them_altered() -> None:
    badge, named = issue_badge_jwt(record(), RSA, embed_key=True), issue_badge_jwt(record(), RSA)
    job = {"task": "jwt", "jwk": public_jwk(RSA.public), "algorithms": ["RS256"], "typ": "JWT", "now": AT}
    first, second, third = asked([job | {"token": token} for token in (badge, named, altered(named))])
    assert first["header"] == {"alg": "RS256", "typ": "JWT", "jwk": public_jwk(RSA.public)}
    assert second["header"] == {"alg": "RS256", "typ": "JWT", "kid": RSA.key_id}
    assert second["payload"]["iss"] == DID
    assert second["payload"]["credentialSubject"] == open_badge(record())["credentialSubject"]
    assert third["verified"] is False


@pytest.mark.parametrize(("key", "algorithm"), [(ED25519, "Ed25519"), (P256, "ES256")], ids=["Ed25519", "P-256"])
def test_jose_accepts_our_vc_jwt_and_refuses_it_altered(key: Signer, algorithm: str) -> None:
    token = issue_vc_jwt(record(), key)
    job = {"task": "jwt", "jwk": public_jwk(key.public), "algorithms": [algorithm], "typ": "vc+jwt", "now": AT}
    good, bad = asked([job | {"token": token}, job | {"token": altered(token)}])
    assert good["verified"]
    assert good["header"] == {"alg": algorithm, "typ": "vc+jwt", "cty": "vc", "kid": key.key_id}
    assert good["payload"] == open_badge(record())
    assert bad["verified"] is False


def test_joserfc_reads_the_same() -> None:
    for key, algorithm in ((ED25519, "Ed25519"), (P256, "ES256"), (RSA, "RS256")):
        token = issue_vc_jwt(record(), key)
        found = jws.deserialize_compact(token, import_key(dict(public_jwk(key.public))), algorithms=[algorithm])
        assert json.loads(found.payload) == open_badge(record())


@pytest.mark.parametrize("key", [ED25519, P256], ids=["Ed25519", "P-256"])
def test_the_javascript_wallet_library_accepts_our_sd_jwt(key: Signer) -> None:
    token = issue_sd_jwt(record(), key)
    job = {"task": "sdjwt", "jwk": public_jwk(key.public), "now": AT}
    first, *disclosures, _ = token.split("~")
    swapped = "~".join([first, base64url_encode(b'["salt","given_name","Autre"]'), *disclosures[1:], ""])
    good, bad, odd = asked([job | {"token": item} for item in (token, altered(token), swapped)])
    assert good["verified"], good
    assert good["header"]["typ"] == "dc+sd-jwt"
    assert good["payload"]["given_name"] == "Inès Marie"
    assert [item["code"] for item in good["payload"]["competencies"]] == ["C1", "C2", "C3"]
    assert bad["verified"] is False
    assert odd["verified"] is False or odd["payload"].get("given_name") != "Autre"


def test_what_that_library_lets_the_holder_show_verifies_here() -> None:
    key = Ed25519Key.generate()
    did = key.key_id.partition("#")[0]
    token = issue_sd_jwt(record(bodies=(record().bodies[0].__class__(**_body(did)),)), key)
    (shown,) = asked([{"task": "present", "token": token, "keys": ["given_name"]}])
    result = verify(shown.encode(), issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
    assert {item.code.value: item.reason for item in result.findings} == {
        "signature": "intact", "issuer": "unknown", "in_force": "in_force", "status_list": "none",
        "content": "disclosed",
    }  # fmt: skip
    assert result.credential is not None
    assert result.credential["given_name"] == "Inès Marie"
    assert "family_name" not in result.credential


def _body(did: str) -> dict[str, Any]:
    body = record().issuer
    return {
        "name": body.name, "url": body.url, "did": did, "representative_name": body.representative_name,
        "representative_title": body.representative_title,
    }  # fmt: skip


def test_the_python_wallet_library_reads_our_sd_jwt() -> None:
    token = issue_sd_jwt(record(), P256)
    key = JWK.from_json(json.dumps(public_jwk(P256.public)))
    claims = SDJWTVerifier(token, lambda issuer, header: key).get_verified_payload()
    assert claims["workload_hours"] == "14"
    assert len(claims["competencies"]) == 3


def test_we_accept_what_the_peers_issue_and_refuse_it_altered() -> None:
    badge = open_badge(record())
    badge["issuer"] = badge["issuer"] | {"id": "https://elsewhere.example/issuer"}
    old = {
        "iss": "https://elsewhere.example/issuer", "jti": "urn:uuid:1", "nbf": 1_700_000_000, "sub": "urn:uuid:2",
        "vc": {
            "@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential"],
            "credentialSubject": {"id": "urn:uuid:2"},
        },
    }  # fmt: skip
    sd_claims = {
        "iss": "https://elsewhere.example/issuer", "iat": 1_700_000_000, "vct": "https://elsewhere.example/type",
        "name": "Inès", "title": "Enseigner à distance",
    }  # fmt: skip
    badge_job = {"task": "issueJwt", "claims": badge, "alg": "RS256", "header": {"typ": "JWT"}}
    answers = asked(
        [
            badge_job,
            badge_job | {"alg": "Ed25519", "header": {"typ": "vc+jwt"}},
            badge_job | {"claims": old, "alg": "ES256"},
            {"task": "issueSdJwt", "claims": sd_claims, "hide": ["name"], "header": {}},
        ]
    )
    for answer, content in zip(answers, ["valid", "valid", "lossless", "disclosed"], strict=True):
        result = verify(answer["token"].encode(), issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
        found = {item.code.value: item.reason for item in result.findings}
        # The SD-JWT does not carry its key, which must come from somewhere trusted.
        assert found["signature"] == ("unknown_key" if content == "disclosed" else "intact")
        assert (found["issuer"], found["content"]) == ("unknown", content)
        if content == "valid":
            result = verify(
                altered(answer["token"]).encode(), issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW
            )
            assert result.findings[0].reason == "altered"
