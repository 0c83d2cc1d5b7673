"""The structure that the VC Data Model asks of credentials and presentations (2.0 chapter 4 and 5; 1.1 chapter 4 and 5).

JSON-LD would accept much of what these rules refuse: an identifier that is a number, a status without a type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from credseal.errors import ProofError
from credseal.jsonld.pinned import VC_V1, VC_V2
from credseal.proof import read_moment
from credseal.verify.entries import entry_errors, list_errors
from credseal.verify.related import digest_error

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
_TYPED = ("credentialSchema", "credentialStatus", "evidence", "proof", "refreshService", "renderMethod", "termsOfUse")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")


def credential_errors(credential: dict[str, Any]) -> Iterator[str]:
    """Each departure of a credential from the data model, as a short English sentence."""
    yield from _frame(credential, "VerifiableCredential")
    yield from _party(credential.get("issuer"), "issuer")
    yield from _subjects(credential.get("credentialSubject"))
    yield from _period(credential)
    yield from _typed_parts(credential)
    for entry in members(credential.get("credentialStatus")):
        yield from entry_errors(entry) if isinstance(entry, dict) else ()
    if _is_2(credential):
        yield from _words(credential, "the credential")
        issuer = credential.get("issuer")
        yield from _words(issuer, "issuer") if isinstance(issuer, dict) else ()
        yield from _related(credential)
        yield from list_errors(credential)
    elif "issuanceDate" not in credential and "validFrom" not in credential:
        yield "issuanceDate is missing"


def presentation_errors(presentation: dict[str, Any]) -> Iterator[str]:
    """Each departure of a presentation from the data model; the credentials in it are judged one by one elsewhere."""
    yield from _frame(presentation, "VerifiablePresentation")
    yield from _typed_parts(presentation)
    if "holder" in presentation:
        yield from _party(presentation["holder"], "holder")
    for credential in members(presentation.get("verifiableCredential", [])):
        if not isinstance(credential, dict) or not credential:
            yield "verifiableCredential must hold objects"


def members(value: Any) -> list[Any]:
    """A value that may stand alone or in a list, as a list."""
    return value if isinstance(value, list) else [value]


def identifier(value: Any) -> Any:
    """The id of an object, or the value itself when it is not one."""
    return value.get("id") if isinstance(value, dict) else value


def is_address(value: Any) -> bool:
    """True for an absolute URL, in the wide sense of the data model (``did:``, ``urn:`` and others too)."""
    return isinstance(value, str) and _ABSOLUTE.match(value) is not None


def _is_2(document: dict[str, Any]) -> bool:
    return members(document.get("@context"))[:1] == [VC_V2]


def _frame(document: dict[str, Any], kind: str) -> Iterator[str]:
    contexts = members(document.get("@context"))
    if contexts[:1] not in ([VC_V1], [VC_V2]):
        yield "the first context must be that of the data model"
    if VC_V1 in contexts and VC_V2 in contexts:
        yield "the contexts of two versions of the data model contradict each other"
    if not all(isinstance(item, dict) or is_address(item) for item in contexts):
        yield "a context must be an address or an object"
    if "id" in document and not is_address(document["id"]):
        yield "id must be one absolute address"
    if not _has_type(document) or kind not in members(document["type"]):
        yield f"type must include {kind}"


def _has_type(document: dict[str, Any]) -> bool:
    kinds = members(document.get("type"))
    return bool(kinds) and all(isinstance(item, str) and item for item in kinds)


def _party(value: Any, name: str) -> Iterator[str]:
    if not is_address(identifier(value)):
        yield f"{name} must be an absolute address or an object with one as id"


def _subjects(value: Any) -> Iterator[str]:
    subjects = members(value)
    if not subjects or not all(isinstance(subject, dict) and subject for subject in subjects):
        yield "credentialSubject must make a claim"
        return
    for subject in subjects:
        if "id" in subject and not is_address(subject["id"]):
            yield "the id of credentialSubject must be one absolute address"


def _period(credential: dict[str, Any]) -> Iterator[str]:
    moments = {}
    for name in ("validFrom", "validUntil", "issuanceDate", "expirationDate"):
        if name in credential:
            try:
                moments[name] = read_moment(credential[name])
            except ProofError as error:
                yield f"{name}: {error}"
    for start, end in (("validFrom", "validUntil"), ("issuanceDate", "expirationDate")):
        if start in moments and end in moments and moments[end] < moments[start]:
            yield f"{end} lies before {start}"


def _typed_parts(document: dict[str, Any]) -> Iterator[str]:
    for name in _TYPED:
        if name not in document:
            continue
        if document[name] == []:
            yield f"{name} must hold one object or more"
        for part in members(document[name]):
            if not isinstance(part, dict) or not _has_type(part):
                yield f"{name} must be an object with a type"
            elif "id" in part and not is_address(part["id"]):
                yield f"the id of {name} must be one absolute address"
            elif "id" not in part and _needs_id(name, document):
                yield f"{name} lacks an id"


def _needs_id(name: str, document: dict[str, Any]) -> bool:
    # The data model 1.1 asked more of them (1.1, 4.9 and 5.5).
    return name == "credentialSchema" or (name in ("credentialStatus", "refreshService") and not _is_2(document))


def _words(part: dict[str, Any], where: str) -> Iterator[str]:
    for name in ("name", "description"):
        if name in part and not all(_is_word(word) for word in members(part[name])):
            yield f"{name} of {where} must be text, or text with its language and direction"


def _is_word(word: Any) -> bool:
    if isinstance(word, str):
        return True
    return (
        isinstance(word, dict)
        and word.keys() <= {"@value", "@language", "@direction"}
        and isinstance(word.get("@value"), str)
        and _LANGUAGE.match(str(word.get("@language", "en"))) is not None
        and word.get("@direction", "ltr") in ("ltr", "rtl")
    )


def _related(credential: dict[str, Any]) -> Iterator[str]:
    if "relatedResource" not in credential:
        return
    if credential["relatedResource"] == []:
        yield "relatedResource must hold one object or more"
    seen: set[str] = set()
    for resource in members(credential["relatedResource"]):
        address = resource.get("id") if isinstance(resource, dict) else None
        if not isinstance(resource, dict) or not is_address(address):
            yield "relatedResource must be an object with an absolute address as id"
            continue
        if address in seen:
            yield f"relatedResource names {str(address)[:200]!r} twice"
        seen.add(str(address))
        if not isinstance(resource.get("mediaType", ""), str):
            yield "mediaType of relatedResource must be text"
        wrong = digest_error(resource)
        if wrong is not None:
            yield f"relatedResource {str(address)[:200]!r} {wrong}"
