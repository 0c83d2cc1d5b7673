"""What each request of the VC API answers (W3C CCG VC API 0.3), without HTTP: JSON in, status and JSON out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from credseal.errors import CredentialError, DocumentError, LimitError
from credseal.jsonld.pinned import VC_V1
from credseal.keys.pairs import Signer
from credseal.proof import add_further_proof, add_proof, read_moment, split_proofs
from credseal.server import problems
from credseal.server.options import asked_of, read_object, read_options, require_possible, texts
from credseal.server.problems import Problem
from credseal.strictjson import loads
from credseal.verify import State, StatusSnapshot, TrustList, verify
from credseal.verify.credential import content_finding
from credseal.verify.envelopes import CREDENTIAL, enveloped, is_envelope
from credseal.verify.flaws import Asked, Flaw, FlawKind, binding_flaws
from credseal.verify.presentation import verify_presentation
from credseal.verify.shape import identifier, members
from credseal.verify.trust import IssuerDirectory, StatusSource

DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"


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
            return _refused(404, problems.named("NOT_FOUND", "no such operation"))
        try:
            document = loads(body)
        except LimitError as error:
            return _refused(413, problems.of_error(error, issuing=False))
        except CredentialError as error:
            return _refused(400, Problem(problems.PARSING, error.code, f"{error.code}: {error}"))
        try:
            if not isinstance(document, dict):
                raise DocumentError("the body must be a JSON object")
            return operation(document)
        except CredentialError as error:
            status = 413 if isinstance(error, LimitError) else 400
            return _refused(status, problems.of_error(error, issuing=path == "/credentials/issue"))

    def _issue(self, body: dict[str, Any]) -> Reply:
        if self.signer is None:
            return _refused(403, problems.named("NO_KEY", "this server has no key to sign with"))
        credential, options = read_object(body, "credential"), read_options(body)
        require_possible(options, credential, self.signer)
        credential = _with_issuer(credential, self.signer.key_id.partition("#")[0])
        moment = read_moment(options["created"]) if "created" in options else self.clock()
        finding = content_finding(credential)
        if finding.state is not State.OK:
            raise DocumentError(finding.detail or finding.english)
        if "proof" in credential:
            previous = texts(options, "previousProof")
            signed = add_further_proof(credential, self.signer, created=moment, previous=previous)
        elif "previousProof" in options:
            raise DocumentError("previousProof names a proof, and the credential bears none")
        else:
            signed = add_proof(credential, self.signer, created=moment)
        return Reply(201, {"verifiableCredential": signed})

    def _verify_credential(self, body: dict[str, Any]) -> Reply:
        options = read_options(body)
        credential, asked = read_object(body, "verifiableCredential"), asked_of(options)
        in_envelope = is_envelope(credential, CREDENTIAL)
        data = enveloped(credential, CREDENTIAL) if in_envelope else json.dumps(credential, ensure_ascii=False)
        result = verify(data.encode(), issuers=self.issuers, status=self.status, now=self.clock())
        errors, warnings = problems.of_verification(result)
        if not errors:
            flaws = _unbound(asked) if in_envelope else binding_flaws(split_proofs(credential)[1], asked)
            errors = [problems.of_flaw(flaw) for flaw in flaws]
        return _verdict(errors, warnings, credential, options)

    def _verify_presentation(self, body: dict[str, Any]) -> Reply:
        options = read_options(body)
        presentation, asked = read_object(body, "verifiablePresentation"), asked_of(options)
        verdict = verify_presentation(
            presentation, issuers=self.issuers, status=self.status, now=self.clock(), asked=asked
        )
        errors, warnings = [problems.of_flaw(flaw) for flaw in verdict.flaws], list[Problem]()
        for result in verdict.credentials:
            against, beside = problems.of_verification(result)
            errors, warnings = errors + against, warnings + beside
        return _verdict(errors, warnings, presentation, options)


def _unbound(asked: Asked) -> list[Flaw]:
    """A credential as a token is made for no request in particular, and for the assertion that it is."""
    flaws = []
    if asked.challenge is not None:
        flaws.append(Flaw(FlawKind.CHALLENGE, "a credential as a token was made for no challenge"))
    if asked.domain is not None:
        flaws.append(Flaw(FlawKind.DOMAIN, "a credential as a token was made for no domain"))
    if asked.purpose not in (None, "assertionMethod"):
        flaws.append(Flaw(FlawKind.PROOF, f"a credential as a token was not made for {asked.purpose!r}"))
    return flaws


def _verdict(
    errors: list[Problem], warnings: list[Problem], document: dict[str, Any], options: dict[str, Any]
) -> Reply:  # fmt: skip
    status = 400 if errors else 200
    content: dict[str, Any] = {
        "verified": not errors, "checks": ["proof"],
        "warnings": [problem.detail for problem in warnings],
        "errors": [problem.detail for problem in errors],
    }  # fmt: skip
    if errors:
        content["problemDetails"] = [problem.to_json(status) for problem in errors]
    elif options.get("returnCredential") is True:
        content["verifiableCredential"] = document
    return Reply(status, content)


def _refused(status: int, problem: Problem) -> Reply:
    details = [problem.to_json(status)]
    return Reply(status, {"verified": False, "errors": [problem.detail], "problemDetails": details})


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
