"""Who presents: the signature over a verifiable presentation, by Data Integrity proofs or as ``vp+jwt`` (VC-JOSE-COSE, 3.1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credseal.errors import DocumentError, ProofError
from credseal.jose.compact import Token, read_compact
from credseal.jose.tokens import media_type, moment_of
from credseal.jsonld import require_lossless
from credseal.proof import CLOCK_SKEW, Proof, read_moment, split_proofs
from credseal.verify.findings import Finding, State
from credseal.verify.flaws import Asked, Flaw, FlawKind, binding_flaws
from credseal.verify.shape import identifier, members, presentation_errors
from credseal.verify.signature import judge_proofs
from credseal.verify.tokens import speaks_for_itself, token_signature
from credseal.verify.trust import IssuerDirectory

MAX_CREDENTIALS = 20
_TYPES = ("vp+jwt", "vp-ld+jwt")


@dataclass(frozen=True, slots=True)
class Presented:
    """A presentation, the DID whose key is said to have signed it (None: not judged), and what speaks against that."""

    document: dict[str, Any]
    presenter: str | None
    flaws: tuple[Flaw, ...]


def read_proofs(document: dict[str, Any], issuers: IssuerDirectory, now: datetime, asked: Asked) -> Presented:
    """A presentation under Data Integrity proofs. Raises CredentialError when these cannot be judged at all."""
    shape = tuple(_shape_flaws(document))
    if shape:
        return Presented(document, None, shape)
    require_lossless(document, tolerate_null=True)
    unsecured, proofs = split_proofs(document)
    flaws = (*_proof_flaws(document, unsecured, proofs, issuers, now, asked), *binding_flaws(proofs, asked))
    return Presented(document, proofs[0].controller, flaws)


def read_token(text: str, issuers: IssuerDirectory, now: datetime, asked: Asked) -> Presented:
    """A presentation as a JWT. Raises CredentialError when it is none."""
    token = read_compact(text)
    document = _document_of(token)
    shape = tuple(_shape_flaws(document))
    if shape:
        return Presented(document, None, shape)
    presenter = _presenter_of(token, document)
    moment = _moment(token, "iat") or now
    finding = token_signature(token, presenter, issuers, moment)
    flaws = list(_signature_flaws(finding))
    if issuers.find(presenter) is None and not speaks_for_itself(presenter):
        flaws.append(Flaw(FlawKind.PROOF, "nobody vouches for the key of the holder"))
    return Presented(document, presenter, (*flaws, *_time_flaws(token, now), *_audience_flaws(token, asked)))


def _shape_flaws(document: dict[str, Any]) -> Iterator[Flaw]:
    for error in presentation_errors(document):
        yield Flaw(FlawKind.MALFORMED, error)
    if len(members(document.get("verifiableCredential", []))) > MAX_CREDENTIALS:
        yield Flaw(FlawKind.TOO_LARGE, "the presentation holds too many credentials")


def _proof_flaws(
    document: dict[str, Any], unsecured: dict[str, Any], proofs: tuple[Proof, ...], issuers: IssuerDirectory,
    now: datetime, asked: Asked,
) -> list[Flaw]:  # fmt: skip
    presenter = proofs[0].controller
    if any(proof.controller != presenter for proof in proofs):
        return [Flaw(FlawKind.PROOF, "the proofs are by several presenters")]
    if "holder" in document and identifier(document["holder"]) != presenter:
        return [Flaw(FlawKind.PROOF, "the key that signed does not belong to the holder")]
    finding = judge_proofs(unsecured, proofs, issuers.find, now, purpose=asked.purpose or "authentication")
    return list(_signature_flaws(finding))


def _signature_flaws(finding: Finding) -> Iterator[Flaw]:
    if finding.state is not State.OK:
        kind = FlawKind.ALTERED if finding.reason == "altered" else FlawKind.PROOF
        yield Flaw(kind, f"signature: {finding.reason} {finding.detail}".strip())


def _document_of(token: Token) -> dict[str, Any]:
    """The presentation inside: the claims themselves, or the claim ``vp`` of the VC Data Model 1.1 in a mere JWT."""
    kind, inner = media_type(token.header), token.claims.get("vp")
    if kind not in (*_TYPES, "jwt", None):
        raise DocumentError(f"a token of the type {kind[:40]!r} is no presentation")
    if kind in _TYPES and ("vp" in token.claims or "vc" in token.claims):
        raise DocumentError("the claims vc and vp must not stand in a vp+jwt")
    if kind not in _TYPES and isinstance(inner, dict):
        return inner
    return token.claims


def _presenter_of(token: Token, document: dict[str, Any]) -> str:
    named = [value for value in (identifier(document.get("holder")), token.claims.get("iss")) if value is not None]
    if not named or not isinstance(named[0], str) or named.count(named[0]) != len(named):
        raise ProofError("holder and iss must name the one who signed the presentation")
    if token.claims.get("jti", document.get("id")) != document.get("id", token.claims.get("jti")):
        raise DocumentError("the claim jti contradicts the id of the presentation")
    return named[0]


def _moment(token: Token, name: str) -> datetime | None:
    return read_moment(moment_of(token.claims[name])) if name in token.claims else None


def _time_flaws(token: Token, now: datetime) -> Iterator[Flaw]:
    issued, start, end = (_moment(token, name) for name in ("iat", "nbf", "exp"))
    if end is not None and end <= now:
        yield Flaw(FlawKind.PROOF, "the presentation has expired")
    if any(moment is not None and moment > now + CLOCK_SKEW for moment in (issued, start)):
        yield Flaw(FlawKind.PROOF, "the presentation claims to be made in the future")


def _audience_flaws(token: Token, asked: Asked) -> Iterator[Flaw]:
    """``nonce`` and ``aud`` are to a JWT what challenge and domain are to a proof (OpenID for VP 1.0, B.1.3.1)."""
    if asked.purpose not in (None, "authentication"):
        yield Flaw(FlawKind.PROOF, "a presentation as a JWT is made for authentication")
    if asked.challenge is not None and token.claims.get("nonce") != asked.challenge:
        yield Flaw(FlawKind.CHALLENGE, "the presentation was not made for this challenge")
    if asked.domain is not None and not set(asked.domain) <= {str(item) for item in members(token.claims.get("aud"))}:
        yield Flaw(FlawKind.DOMAIN, "the presentation was not made for this domain")
