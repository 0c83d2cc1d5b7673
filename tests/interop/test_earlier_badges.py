"""Badges of other issuers on the VC Data Model 1.1, issued by npm @digitalbazaar/vc with the suites of their time."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from credseal import StatusSnapshot, TrustList, open_badge, verify
from credseal.jsonld.pinned import VC_V1, pinned_context
from credseal.proof import moment_text
from tests.credseal.samples import NOW, record

from .peers import ask

pytestmark = pytest.mark.interop

AT = moment_text(NOW)
OB_300 = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
OB_303 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LEGACY = "https://w3id.org/security/suites/ed25519-2020/v1"
INTEGRITY = "https://w3id.org/security/data-integrity/v2"


def earlier_badge(*contexts: str) -> dict[str, Any]:
    """A plain badge as the VC Data Model 1.1 writes it."""
    achievement = open_badge(record())["credentialSubject"]["achievement"]
    return {
        "@context": [VC_V1, *contexts],
        "id": "urn:uuid:6b1e6ad4-6b0e-4c2c-9a2e-0f2f1f7d3a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Badge",
        "issuer": {"id": "https://replaced.example", "type": ["Profile"], "name": "Organisme d’ailleurs"},
        "issuanceDate": "2023-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": achievement["id"], "type": ["Achievement"], "name": "Animer", "description": "Animer un groupe",
                "criteria": {"narrative": "Avoir animé."},
            },
        },
    }  # fmt: skip


def judged(badge: dict[str, Any]) -> dict[str, str]:
    result = verify(json.dumps(badge).encode(), issuers=TrustList.of([]), status=StatusSnapshot.of(), now=NOW)
    return {item.code.value: item.reason for item in result.findings}


@pytest.mark.parametrize(
    ("contexts", "legacy"),
    [((OB_300, LEGACY), True), ((OB_303, LEGACY), True), ((OB_300, INTEGRITY), False), ((OB_303, INTEGRITY), False)],
    ids=["3.0.0-2020", "3.0.3-2020", "3.0.0-2022", "3.0.3-2022"],
)
def test_a_badge_of_another_issuer_is_intact_and_altered_it_is_not(contexts: tuple[str, ...], legacy: bool) -> None:
    documents = {address: {"@context": pinned_context(address)} for address in (OB_300, OB_303, LEGACY, INTEGRITY)}
    job = {"task": "issue", "credential": earlier_badge(*contexts), "created": AT, "legacy": legacy}
    (badge,) = ask([job], documents)
    assert badge.get("proof", {}).get("type") == ("Ed25519Signature2020" if legacy else "DataIntegrityProof"), badge
    assert judged(badge) == {
        "signature": "intact", "issuer": "unknown", "in_force": "in_force", "status_list": "none",
        "content": "lossless",
    }  # fmt: skip
    changed = copy.deepcopy(badge)
    changed["credentialSubject"]["achievement"]["name"] = "Diriger"
    assert judged(changed)["signature"] == "altered"
    assert judged(badge | {"issuanceDate": "2030-01-01T00:00:00Z"})["in_force"] == "not_yet_valid"
