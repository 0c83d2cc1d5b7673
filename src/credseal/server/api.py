"""What each request of the VC API answers (W3C CCG VC API 0.3), without HTTP: JSON in, status and JSON out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from credseal.errors import CredentialError, DocumentError, LimitError
from credseal.jsonld.pinned import VC_V1, VC_V2
from credseal.keys.pairs import Signer
from credseal.proof import add_further_proof, add_proof, proof_options, read_moment, split_proofs
from credseal.strictjson import loads
from credseal.verify import FindingCode, State, StatusSnapshot, TrustList, Verification, verify
from credseal.verify.credential import content_finding
from credseal.verify.presentation import binding_errors, verify_presentation
from credseal.verify.shape import identifier, members
from credseal.verify.trust import IssuerDirectory, StatusSource

DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
_ENVELOPES = (
    "data:application/vc+jwt,",
    "data:application/jwt,",
    "data:application/vc+sd-jwt,",
    "data:application/dc+sd-jwt,",
)


class Reply(NamedTuple):
    """An HTTP status and the JSON beside it."""

    status: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Api:
    """The three operations. ``signer`` issues (None: nothing is issued here); ``clock`` gives an aware time."""

    clock: Callable[[], datetime]
    signer: Signer | None = None
    issuers: IssuerDirectory = field(default_factory=lambda: TrustList.of([]))
    status: StatusSource = field(default_factory=StatusSnapshot.of)

    def answer(self, path: str, body: bytes) -> Reply:
        """The reply to a POST of ``body`` to ``path``."""
        operations: Mapping[str, Callable[[dict[str, Any]], Reply]] = {
            "/credentials/issue": self._issue,
            "/credentials/verify": self._verify_credential,
            "/presentations/verify": self._verify_presentation,
        }
        operation = operations.get(path)
        if operation is None:
            return _problem(404, "NOT_FOUND", "no such operation")
        try:
            document = loads(body)
            if not isinstance(document, dict):
                raise DocumentError("the body must be a JSON object")
            return operation(document)
        except LimitError as error:
            return _problem(413, error.code, str(error))
        except CredentialError as error:
            return _problem(400, error.code, str(error))

    def _issue(self, body: dict[str, Any]) -> Reply:
        if self.signer is None:
            return _problem(403, "NO_KEY", "this server has no key to sign with")
        credential, options = _object(body, "credential"), _options(body)
        _require_possible(options, self.signer)
        credential = _with_issuer(credential, self.signer.key_id.partition("#")[0])
        moment = read_moment(options["created"]) if "created" in options else self.clock()
        finding = content_finding(credential)
        if finding.state is not State.OK:
            raise DocumentError(finding.detail or finding.english)
        if "proof" in credential:
            previous = _texts(options, "previousProof") or []
            signed = add_further_proof(credential, self.signer, created=moment, previous=previous)
        elif "previousProof" in options:
            raise DocumentError("previousProof names a proof, and the credential bears none")
        else:
            signed = add_proof(credential, self.signer, created=moment)
        return Reply(201, {"verifiableCredential": signed})

    def _verify_credential(self, body: dict[str, Any]) -> Reply:
        options = _options(body)
        credential = _object(body, "verifiableCredential")
        challenge, domain = _text(options, "challenge"), _texts(options, "domain")
        errors, warnings = self._judgement(credential)
        if not errors and (challenge is not None or domain is not None):
            errors = binding_errors(split_proofs(credential)[1], challenge, domain)
        return _verdict(errors, warnings, credential, options)

    def _judgement(self, credential: dict[str, Any]) -> tuple[list[str], list[str]]:
        """Errors and warnings about one credential, enveloped or not."""
        data = _content(credential)
        result = verify(data, issuers=self.issuers, status=self.status, now=self.clock())
        return _errors(result), _warnings(result)

    def _verify_presentation(self, body: dict[str, Any]) -> Reply:
        options = _options(body)
        presentation = _object(body, "verifiablePresentation")
        verdict = verify_presentation(
            presentation, issuers=self.issuers, status=self.status, now=self.clock(),
            challenge=_text(options, "challenge"), domain=_texts(options, "domain"),
        )  # fmt: skip
        errors = [*verdict.errors, *(error for result in verdict.credentials for error in _errors(result))]
        warnings = [warning for result in verdict.credentials for warning in _warnings(result)]
        return _verdict(errors, warnings, presentation, options)


def _errors(result: Verification) -> list[str]:
    """What speaks against a credential. That its issuer is unknown here does not; that nobody could check it does."""
    return [
        f"{finding.code}: {finding.reason}: {finding.english} {finding.detail}".strip()
        for finding in result.findings
        if finding.state is State.FAIL or (finding.code is FindingCode.SIGNATURE and finding.state is not State.OK)
    ]


def _warnings(result: Verification) -> list[str]:
    return [
        f"{finding.code}: {finding.reason}: {finding.english}"
        for finding in result.findings
        if finding.state in (State.WARN, State.UNKNOWN) and finding.code is not FindingCode.SIGNATURE
    ]


def _verdict(errors: list[str], warnings: list[str], document: dict[str, Any], options: dict[str, Any]) -> Reply:
    content: dict[str, Any] = {
        "verified": not errors, "checks": ["proof"], "warnings": warnings, "errors": errors,
    }  # fmt: skip
    if errors:
        details = [_detail("VERIFICATION_FAILED", error) for error in errors]
        return Reply(400, content | {"problemDetails": details})
    if options.get("returnCredential") is True:
        content["verifiableCredential"] = document
    return Reply(200, content)


def _problem(status: int, code: str, reason: str) -> Reply:
    return Reply(
        status, {"verified": False, "errors": [f"{code}: {reason}"], "problemDetails": [_detail(code, reason)]}
    )


def _detail(code: str, reason: str) -> dict[str, str]:
    return {"type": f"https://www.w3.org/TR/vc-data-model#{code}", "title": code, "detail": reason}


def _object(body: dict[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name)
    if not isinstance(value, dict) or not value:
        raise DocumentError(f"{name!r} must be an object")
    return value


def _options(body: dict[str, Any]) -> dict[str, Any]:
    options = body.get("options", {})
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise DocumentError("'options' must be an object")
    return options


def _text(options: dict[str, Any], name: str) -> str | None:
    value = options.get(name)
    if value is not None and not isinstance(value, str):
        raise DocumentError(f"{name!r} must be text")
    return value


def _texts(options: dict[str, Any], name: str) -> list[str] | None:
    """The texts under this name, which may stand alone or in a list."""
    if options.get(name) is None:
        return None
    values = members(options[name])
    if not values or not all(isinstance(value, str) for value in values):
        raise DocumentError(f"{name!r} must be text, or several texts")
    return values


def _require_possible(options: dict[str, Any], signer: Signer) -> None:
    """DocumentError when another proof is asked for than the one that would be made: nobody is given it in silence."""
    made = proof_options(signer, "")
    for name in ("type", "cryptosuite", "verificationMethod", "proofPurpose"):
        if options.get(name) not in (None, made[name]):
            raise DocumentError(f"{name!r}: this server makes {made[name]} alone")


def _with_issuer(credential: dict[str, Any], did: str) -> dict[str, Any]:
    """The credential by this issuer, and with the words that a proof needs; DocumentError when it names another one."""
    issuer = credential.get("issuer", did)
    if isinstance(issuer, dict) and "id" not in issuer:
        raise DocumentError("issuer must be an absolute address or an object with one as id")
    if identifier(issuer) != did:
        raise DocumentError(f"this server issues as {did} alone")
    contexts = members(credential.get("@context"))
    if contexts[:1] == [VC_V1] and DATA_INTEGRITY not in contexts:
        contexts = [*contexts, DATA_INTEGRITY]  # the first version of the data model does not know these proofs
        return credential | {"@context": contexts, "issuer": issuer}
    return credential | {"issuer": issuer}


def _content(credential: dict[str, Any]) -> bytes:
    """The bytes to verify: the document, or what its envelope holds (VC Data Model 2.0, 4.13.2)."""
    if "EnvelopedVerifiableCredential" not in members(credential.get("type")):
        return json.dumps(credential, ensure_ascii=False).encode()
    address = credential.get("id")
    if VC_V2 not in members(credential.get("@context")) or not isinstance(address, str):
        raise DocumentError("an envelope needs the context of the data model and a data: address as id")
    if not address.startswith(_ENVELOPES):
        raise DocumentError("the envelope holds nothing that can be verified here")
    return address.partition(",")[2].encode()
