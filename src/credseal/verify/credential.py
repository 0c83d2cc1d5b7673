"""Judges one credential in JSON: every question in turn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from credseal.errors import CredentialError, DataLossError, DocumentError, LimitError, UnknownContextError
from credseal.jsonld import require_lossless
from credseal.jsonld.pinned import VC_V1, VC_V2
from credseal.openbadge.schema import schema_errors
from credseal.verify.families import learn, recognise
from credseal.verify.findings import Finding, FindingCode, State, Verification
from credseal.verify.shape import credential_errors
from credseal.verify.signature import co_signers, each_signature
from credseal.verify.standing import standing_findings
from credseal.verify.trust import IssuerDirectory, StatusSource

_BADGE_TYPES = {"OpenBadgeCredential", "AchievementCredential"}
_OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context"


def judge_credential(
    document: Any, issuers: IssuerDirectory, status: StatusSource, now: datetime, *, kind: str = "json"
) -> Verification:
    """All findings about a parsed credential."""
    if not is_credential(document):
        return Verification(kind, (_content(State.FAIL, "not_a_credential"),))
    recognised = recognise(document) if next(credential_errors(document), None) is None else None
    content = content_finding(document) if recognised is None else recognised.content
    if content.reason in ("too_large", "unknown_context", "unreadable"):
        # The canonical form would not be what was signed, or would cost too much: the other answers stay open.
        return Verification(kind, (Finding(FindingCode.SIGNATURE, State.UNKNOWN, "not_checked"), content), document)
    message = None if recognised is None else recognised.message
    signature, recognition, issuer, signatures = each_signature(document, issuers, now, message=message)
    if recognised is None and issuer is not None and signature.state is State.OK and content.state is State.OK:
        learn(document, content)
    in_force, listing, replaced = standing_findings(document, issuers, status, now)
    findings = (signature, recognition, in_force, listing, content)
    beside = co_signers(document, issuers) if signature.state is State.OK else ()
    return Verification(kind, findings, document, issuer, replaced, beside, signatures)


def is_credential(document: Any) -> bool:
    """True for a JSON object that claims to be a verifiable credential."""
    if not isinstance(document, dict):
        return False
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    return "VerifiableCredential" in _types(document) and first in (VC_V1, VC_V2)


def content_finding(document: dict[str, Any]) -> Finding:
    """Is every part covered by a signature, and a badge well formed?"""
    try:
        require_lossless(document, tolerate_null=True)
    except DataLossError as error:
        return _content(State.FAIL, "data_loss", f"{error.code}: {error}")
    except UnknownContextError as error:
        return _content(State.UNKNOWN, "unknown_context", error.address[:200])
    except LimitError as error:
        return _content(State.FAIL, "too_large", str(error))
    except (DocumentError, CredentialError) as error:
        return _content(State.FAIL, "unreadable", str(error))
    departure = next(credential_errors(document), None)
    if departure is not None:
        return _content(State.FAIL, "malformed", departure)
    if not _is_badge(document):
        return _content(State.OK, "lossless")
    errors = schema_errors(document)
    return _content(State.FAIL, "schema", errors[0]) if errors else _content(State.OK, "valid")


def _types(document: dict[str, Any]) -> set[str]:
    kinds = document.get("type")
    return {item for item in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(item, str)}


def _is_badge(document: dict[str, Any]) -> bool:
    """A badge of version 3.0 on the VC Data Model 2.0: earlier drafts follow other schemas."""
    contexts = document["@context"] if isinstance(document["@context"], list) else []
    final = contexts[:1] == [VC_V2] and any(isinstance(item, str) and item.startswith(_OB_CONTEXT) for item in contexts)
    return final and bool(_types(document) & _BADGE_TYPES)


def _content(state: State, reason: str, detail: str = "") -> Finding:
    return Finding(FindingCode.CONTENT, state, reason, detail)
