"""Credentials and presentations inside ``data:`` addresses: what VC Data Model 2.0 (4.13) and VC-JOSE-COSE ask, one by one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from credseal import Ed25519Key, Issuer, TrustList
from credseal.jose import issue_sd_jwt, issue_vc_jwt
from credseal.jose.compact import sign_compact
from credseal.jose.disclosures import Hideable, conceal
from credseal.keys import EcdsaKey, Signer
from credseal.keys.jwk import public_jwk
from credseal.server import Api
from credseal.verify import FindingCode, State, StatusSnapshot, verify
from tests.credseal.samples import DID, NOW, history, record
from tests.credseal.test_server import API, KEY, ME, V2, Document, issue, minimal, post, present
from tests.credseal.test_verify import make_world

NOW_SECONDS = int(NOW.timestamp())
CHALLENGE, DOMAIN = "c-123", "verifier.example"


def token(claims: Document, *, signer: Signer = KEY, **header: Any) -> str:
    head = {"typ": "vc+jwt", "cty": "vc", "kid": signer.key_id} | header
    return sign_compact({name: value for name, value in head.items() if value is not ...}, claims, signer)


def envelope(content: str, media: str = "application/vc+jwt", *, context: Any = V2, **changes: Any) -> Document:
    document = {"@context": context, "type": "EnvelopedVerifiableCredential", "id": f"data:{media},{content}"} | changes
    return {name: value for name, value in document.items() if value is not ...}


def disclosing(**header: Any) -> str:
    """A credential as SD-JWT whose subject shows a name."""
    claims, disclosures = conceal(minimal(credentialSubject={"id": "did:example:subject", "name": Hideable("Alex")}))
    return "~".join([token(claims, **({"typ": "vc+sd-jwt"} | header)), *disclosures, ""])


P256 = EcdsaKey.generate()
STRANGER = Ed25519Key.generate()
GOOD = token(minimal())
OF_P256 = minimal(issuer=P256.key_id.partition("#")[0])
ACCEPTED = {
    "a credential": envelope(GOOD),
    "the contexts may be several": envelope(GOOD, context=[V2]),
    "the type may be a list": envelope(GOOD, type=["EnvelopedVerifiableCredential"]),
    "a mere JWT": envelope(token(minimal(), typ="JWT", cty=...), "application/jwt"),
    "the form of the first data model": envelope(token({"iss": ME, "vc": minimal()}, typ="JWT"), "application/jwt"),
    "the full name of the type": envelope(token(minimal(), typ="application/vc+jwt")),
    "an older name": envelope(GOOD, "application/vc-ld+jwt"),
    "registered claims that agree": envelope(token(minimal(id="urn:x:1") | {"iss": ME, "jti": "urn:x:1"})),
    "another kind of key": envelope(token(OF_P256, signer=P256)),
    "the key may go without name when the issuer is one": envelope(token(minimal(), kid=...)),
    "the key that the token carries is that of the issuer": envelope(token(minimal(), jwk=public_jwk(KEY.public))),
    "an extension that is not understood is a warning": envelope(token(minimal(mention="très bien"))),
    "disclosed claims": envelope(disclosing(), "application/vc+sd-jwt"),
}  # fmt: skip
REFUSED = {
    "no context": (envelope(GOOD, context=...), "context"),
    "an empty context": (envelope(GOOD, context=[]), "context"),
    "another context": (envelope(GOOD, context="https://www.w3.org/ns/credentials/examples/v2"), "context"),
    "two types": (envelope(GOOD, type=["EnvelopedVerifiableCredential", "VerifiableCredential"]), "alone"),
    "no id": (envelope(GOOD, id=...), "data:"),
    "an id that is the token": (envelope(GOOD, id=GOOD), "data:"),
    "an id that is a number": (envelope(GOOD, id=7), "data:"),
    "an address elsewhere": (envelope(GOOD, id=f"https://a.example/{GOOD}"), "data:"),
    "a claim beside the token": (envelope(GOOD, credentialSubject={"id": "urn:x"}), "would not be signed"),
    "a proof beside the token": (envelope(GOOD, proof={"type": "DataIntegrityProof"}), "would not be signed"),
    "a media type that is none of ours": (envelope(GOOD, "application/vc+cose;base64"), "cannot be opened"),
    "a presentation for a credential": (envelope(GOOD, "application/vp+jwt"), "cannot be opened"),
    "no comma": (envelope(GOOD, id="data:application/vc+jwt"), "cannot be opened"),
    "nothing inside": (envelope(""), "does not hold"),
    "JSON for a token": (envelope(json.dumps(minimal())), "does not hold"),
    "a token without signature": (envelope(GOOD.rpartition(".")[0] + "."), "does not hold"),
    "disclosures after a JWT": (envelope(disclosing()), "does not hold"),
    "a JWT where disclosures belong": (envelope(GOOD, "application/vc+sd-jwt"), "does not hold"),
    "an altered signature": (envelope(GOOD[:-8] + "AAAAAAAA"), "altered"),
    "another key": (envelope(token(minimal(), signer=STRANGER)), "impostor"),
    "another key that the token carries": (
        envelope(token(minimal(), signer=STRANGER, kid=..., jwk=public_jwk(STRANGER.public))), "unknown_key",
    ),
    "a key that nobody vouches for": (
        envelope(token(minimal(issuer="did:web:a.example"), kid=..., jwk=public_jwk(KEY.public))), "issuer: unknown",
    ),
    "no algorithm": (envelope(token(minimal(), alg="none")), "unsupported"),
    "another type of token": (envelope(token(minimal(), typ="bad+typ")), "bad+typ"),
    "a type that is a number": (envelope(token(minimal(), typ=7)), "typ"),
    "a presentation in a credential's envelope": (envelope(token(minimal(), typ="vp+jwt")), "vp+jwt"),
    "both forms at once": (envelope(token(minimal() | {"vc": minimal()})), "must not stand"),
    "the claim vp in a credential": (envelope(token(minimal() | {"vp": {}})), "must not stand"),
    "iss contradicts the issuer": (envelope(token(minimal() | {"iss": "did:example:x"})), "contradicts"),
    "jti contradicts the id": (envelope(token(minimal(id="urn:x:1") | {"jti": "urn:x:2"})), "contradicts"),
    "an envelope in an envelope": (envelope(token(envelope(GOOD))), "not_a_credential"),
    "no subject": (envelope(token(minimal(credentialSubject=...))), "malformed"),
    "made tomorrow": (envelope(token(minimal() | {"iat": NOW_SECONDS + 86_400})), "from_the_future"),
    "of another type, disclosed": (envelope(disclosing(typ="bad+typ"), "application/vc+sd-jwt"), "SD-JWT"),
    "an altered disclosure": (envelope(disclosing().replace("~", "~WyJ4", 1), "application/vc+sd-jwt"), "JSON"),
}  # fmt: skip


@pytest.mark.parametrize("document", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_an_envelope_is_verified_as_what_it_holds(document: Document) -> None:
    status, content = post("/credentials/verify", {"verifiableCredential": document})
    assert (status, content["errors"]) == (200, [])
    assert post("/presentations/verify", {"verifiablePresentation": present(document)})[0] == 200
    assert post("/presentations/verify", {"verifiablePresentation": spoken(document)})[0] == 200


@pytest.mark.parametrize(("document", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_an_envelope_that_departs_is_refused_with_the_reason(document: Document, reason: str) -> None:
    for path, body in (
        ("/credentials/verify", {"verifiableCredential": document}),
        ("/presentations/verify", {"verifiablePresentation": spoken(document)}),
    ):
        status, content = post(path, body)
        assert (status, content["verified"]) == (400, False)
        assert reason in " ".join(content["errors"])
        assert all(problem["type"].partition(":")[0] in ("https", "urn") for problem in content["problemDetails"])


def test_a_file_that_is_an_envelope_is_opened_too() -> None:
    def kind(document: Document) -> tuple[str, bool]:
        data = json.dumps(document).encode()
        result = verify(data, issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
        signature = result.finding(FindingCode.SIGNATURE)
        return result.kind, signature is not None and signature.state is State.OK

    assert kind(envelope(GOOD)) == ("jwt", True)
    assert kind(envelope(disclosing(), "application/vc+sd-jwt")) == ("sd-jwt", True)
    assert kind(envelope(GOOD, id=GOOD)) == ("unknown", False)


def test_the_forms_that_credseal_issues_itself() -> None:
    world = make_world()
    trust = TrustList.of([Issuer(did=DID, name="Hauterive", history=history(world.key))])
    api = Api(clock=lambda: NOW, issuers=trust)
    whole = issue_sd_jwt(record(), world.key)
    forms = [
        envelope(issue_vc_jwt(record(), world.key)), envelope(whole, "application/dc+sd-jwt"),
        envelope(f"{whole.partition('~')[0]}~", "application/vc+sd-jwt"),
    ]  # fmt: skip
    assert [post("/credentials/verify", {"verifiableCredential": form}, api)[0] for form in forms] == [200] * 3
    assert post("/presentations/verify", {"verifiablePresentation": spoken(*forms)}, api)[0] == 200
    assert post("/presentations/verify", {"verifiablePresentation": spoken(*forms)}, API)[0] == 400
    nameless = envelope(token(minimal(), typ="vc+sd-jwt") + "~", "application/dc+sd-jwt", id=...)
    assert post("/credentials/verify", {"verifiableCredential": nameless}, api)[0] == 400


def said(*credentials: Document, **changes: Any) -> Document:
    document = {
        "@context": [V2], "type": ["VerifiablePresentation"], "holder": ME, "verifiableCredential": list(credentials),
    } | changes  # fmt: skip
    return {name: value for name, value in document.items() if value is not ...}


def spoken(*credentials: Document, claims: Document | None = None, media: str = "vp+jwt", **header: Any) -> Document:
    """The envelope of a presentation as a JWT."""
    inside = token(claims or said(*credentials), **({"typ": "vp+jwt", "cty": "vp"} | header))
    kind = "EnvelopedVerifiablePresentation"
    return {"@context": V2, "type": kind, "id": f"data:application/{media},{inside}"}


PRESENTED = {
    "several credentials, enveloped or not": spoken(envelope(GOOD), issue(minimal())),
    "no credential at all": spoken(),
    "in the form of the first data model": spoken(claims={"iss": ME, "vp": said(envelope(GOOD))}, typ="JWT"),
    "as a mere JWT": spoken(envelope(GOOD), media="jwt", typ="JWT"),
    "the holder may be named by iss": spoken(claims=said(holder=...) | {"iss": ME}),
    "the holder may be an object": spoken(claims=said(holder={"id": ME})),
    "what the holder says of themselves": spoken(minimal()),
    "with dates that hold": spoken(claims=said() | {"iat": NOW_SECONDS, "nbf": NOW_SECONDS, "exp": NOW_SECONDS + 9}),
    "by a clock that is a little ahead": spoken(claims=said() | {"iat": NOW_SECONDS + 50}),
}
NOT_PRESENTED = {
    "no holder": (spoken(claims=said(holder=...)), "PROOF"),
    "another holder": (spoken(claims=said(holder="did:example:acme")), "PROOF"),
    "holder and iss differ": (spoken(claims=said() | {"iss": "did:example:acme"}), "PROOF"),
    "jti and id differ": (spoken(claims=said(id="urn:x:1") | {"jti": "urn:x:2"}), "MALFORMED"),
    "another key": (spoken(kid=STRANGER.key_id), "PROOF"),
    "an altered signature": (spoken() | {"id": spoken()["id"][:-8] + "AAAAAAAA"}, "CRYPTOGRAPHIC"),
    "expired": (spoken(claims=said() | {"exp": NOW_SECONDS}), "PROOF"),
    "not yet": (spoken(claims=said() | {"nbf": NOW_SECONDS + 120}), "PROOF"),
    "from the future": (spoken(claims=said() | {"iat": NOW_SECONDS + 120}), "PROOF"),
    "a date that is none": (spoken(claims=said() | {"exp": "demain"}), "MALFORMED"),
    "both forms at once": (spoken(claims=said() | {"vp": said()}), "MALFORMED"),
    "another type of token": (spoken(typ="bad+typ"), "MALFORMED"),
    "a credential in its place": (spoken(claims=minimal(), typ="vc+jwt"), "MALFORMED"),
    "no presentation inside": (spoken(claims=minimal()), "MALFORMED"),
    "an unsecured credential of another": (spoken(minimal(issuer="did:example:acme")), "PROOF"),
    "a credential that is text": (spoken(claims=said(verifiableCredential=[GOOD])), "MALFORMED"),
    "a credential that is none": (spoken(envelope(GOOD, id="not-a-credential")), "MALFORMED"),
    "too many": (spoken(*[minimal()] * 21), "LIMIT"),
    "a token that is none": (spoken() | {"id": "data:application/vp+jwt,x"}, "MALFORMED"),
    "no data address": (spoken() | {"id": spoken()["id"].partition(",")[2]}, "MALFORMED"),
    "no context": (spoken() | {"@context": []}, "MALFORMED"),
    "another type": (spoken() | {"type": ["VerifiablePresentation"]}, "PROOF"),
    "a credential's media type": (spoken(media="vc+jwt"), "MALFORMED"),
}


@pytest.mark.parametrize("document", PRESENTED.values(), ids=PRESENTED.keys())
def test_a_presentation_as_a_token_is_verified(document: Document) -> None:
    status, content = post("/presentations/verify", {"verifiablePresentation": document})
    assert (status, content["errors"]) == (200, [])


@pytest.mark.parametrize(("document", "problem"), NOT_PRESENTED.values(), ids=NOT_PRESENTED.keys())
def test_a_presentation_as_a_token_that_departs_is_refused(document: Document, problem: str) -> None:
    status, content = post("/presentations/verify", {"verifiablePresentation": document})
    assert status == 400
    assert any(problem in detail["type"] for detail in content["problemDetails"])


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({}, None), ({"challenge": CHALLENGE}, None), ({"domain": DOMAIN}, None), ({"expectedProofPurpose": "authentication"}, None),
        ({"challenge": "other"}, "INVALID_CHALLENGE_ERROR"), ({"domain": "a.example"}, "INVALID_DOMAIN_ERROR"),
        ({"domain": [DOMAIN, "a.example"]}, "INVALID_DOMAIN_ERROR"), ({"expectedProofPurpose": "assertionMethod"}, "PROOF"),
    ],
    ids=str,
)  # fmt: skip
def test_nonce_and_audience_stand_for_challenge_and_domain(options: Document, problem: str | None) -> None:
    document = spoken(claims=said() | {"nonce": CHALLENGE, "aud": DOMAIN})
    status, content = post("/presentations/verify", {"verifiablePresentation": document, "options": options})
    assert status == (200 if problem is None else 400)
    assert problem is None or problem in content["problemDetails"][0]["type"]


def test_a_token_is_made_for_no_request() -> None:
    for options in ({"challenge": "c"}, {"domain": "d"}, {"expectedProofPurpose": "authentication"}):
        body = {"verifiableCredential": envelope(GOOD), "options": options}
        assert post("/credentials/verify", body)[0] == 400
    body = {"verifiableCredential": envelope(GOOD), "options": {"expectedProofPurpose": "assertionMethod"}}
    assert post("/credentials/verify", body)[0] == 200


def test_a_presentation_lasts_no_longer_than_it_says() -> None:
    document = spoken(claims=said() | {"exp": NOW_SECONDS + 60})
    later = Api(clock=lambda: NOW + timedelta(minutes=2), signer=KEY)
    assert post("/presentations/verify", {"verifiablePresentation": document})[0] == 200
    assert post("/presentations/verify", {"verifiablePresentation": document}, later)[0] == 400
