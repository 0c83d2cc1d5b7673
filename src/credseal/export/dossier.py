"""The data of the self-contained export: what a browser needs to recompute every claim, and nothing to believe.

A browser has no JSON-LD engine. Shipping one would put 200 KB of other people's code between the reader and the
signature; shipping a digest would ask for belief. So the canonical statements themselves are shipped, which are what was
signed: the page hashes them, checks the signature over the hashes, and shows their content, never that of the JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credseal.errors import DocumentError, LogError, ProofError
from credseal.keys.history import KeyHistory
from credseal.log.entry import credential_entry
from credseal.log.inclusion import InclusionProof
from credseal.proof import SUITE, in_process, moment_text, split_proofs
from credseal.verify.findings import State
from credseal.verify.signature import issuer_id, signature_findings
from credseal.verify.trust import Issuer, TrustList


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A credential with all that is known about it at ``exported_at``.

    ``status_lists`` are signed list credentials of the same issuer; ``inclusion`` proves its entry in the log whose
    keys are ``log_keys``.
    """

    credential: dict[str, Any]
    issuer: Issuer
    exported_at: datetime
    status_lists: tuple[dict[str, Any], ...] = ()
    inclusion: InclusionProof | None = None
    log_keys: KeyHistory | None = None

    def to_json(self, *, attested_by: str | None = None) -> str:
        """The text that the page reads. CredentialError when something in it would not verify: nothing false is kept."""
        content: dict[str, Any] = {
            "format": "credseal-dossier/1",
            "exportedAt": moment_text(self.exported_at),
            "attestedBy": attested_by,
            "issuer": {"did": self.issuer.did, "name": self.issuer.name, "keys": self.issuer.history.to_json()},
            "credential": self._secured(self.credential)
            | {"json": json.dumps(self.credential, ensure_ascii=False, indent=1)},
            "status": [self._secured(listing) for listing in self.status_lists],
            "log": self._log(),
        }
        return json.dumps(content, ensure_ascii=False, indent=1)

    def _secured(self, document: dict[str, Any]) -> dict[str, str]:
        unsecured, proofs = split_proofs(document)
        if len(proofs) != 1 or proofs[0].suite != SUITE:
            raise ProofError(f"the export verifies credentials with one proof of {SUITE}")
        if issuer_id(document) != self.issuer.did:
            raise DocumentError(f"{str(document.get('id'))[:80]!r} is not by {self.issuer.did}")
        finding, _, _ = signature_findings(document, TrustList.of([self.issuer]), self.exported_at)
        if finding.state is not State.OK:
            raise DocumentError(f"{str(document.get('id'))[:80]!r}: {finding.english} {finding.detail}".strip())
        proof = proofs[0]
        options, statements = in_process((proof.options | {"@context": unsecured["@context"]}, unsecured))
        return {"document": statements, "options": options, "signature": proof.signature.hex()}

    def _log(self) -> dict[str, Any] | None:
        if self.inclusion is None:
            return None
        if self.log_keys is None:
            raise LogError("the keys of the log are needed beside its proof")
        self.inclusion.require(credential_entry(self.credential), self.log_keys)
        return self.inclusion.to_json() | {"keys": self.log_keys.to_json()}
