"""W3C Data Integrity proofs with the cryptosuite eddsa-rdfc-2022 (VC Data Integrity EdDSA 1.0, section 3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from credseal.errors import KeyFormatError, ProofError
from credseal.jsonld import canonicalize, require_lossless
from credseal.keys.pairs import PublicKey, Signer
from credseal.multibase import base58_encode, multibase_decode

SUITE = "eddsa-rdfc-2022"
_MAX_PROOFS = 8
_XSD_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof taken off a document, with everything needed to judge it.

    ``created`` and ``expires`` are None when the proof does not say. ``options`` is the proof without its value.
    """

    verification_method: str
    purpose: str
    created: datetime | None
    expires: datetime | None
    signature: bytes
    options: dict[str, Any]

    @property
    def controller(self) -> str:
        """The DID before the fragment of the verification method."""
        return self.verification_method.partition("#")[0]

    def covers(self, unsecured: dict[str, Any], public: PublicKey) -> bool:
        """True when ``public`` signed exactly this document (given without its proof) with these options."""
        return public.accepts(self.signature, signed_bytes(unsecured, self.options))


def moment_text(moment: datetime) -> str:
    """An xsd:dateTime in UTC, to the second: ``2026-12-18T09:42:00Z``."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_moment(value: object) -> datetime:
    """An xsd:dateTime with its zone, as an aware datetime; ProofError otherwise."""
    if not isinstance(value, str) or not _XSD_DATETIME.match(value):
        raise ProofError(f"{str(value)[:40]!r} is not a date with time and zone")
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise ProofError(f"{value!r} is not a date with time and zone") from error


def signed_bytes(unsecured: dict[str, Any], options: dict[str, Any]) -> bytes:
    """The 64 bytes that are signed: SHA-256 of the canonical proof options, then of the canonical document."""
    config = options | {"@context": unsecured.get("@context")}
    return sha256(canonicalize(config).encode()).digest() + sha256(canonicalize(unsecured).encode()).digest()


def add_proof(document: dict[str, Any], signer: Signer, *, created: datetime) -> dict[str, Any]:
    """The document with an ``assertionMethod`` proof by ``signer``.

    Raises DataLossError when any part would not be covered by the signature, ProofError when it bears a proof already.
    """
    if "proof" in document:
        raise ProofError("the document bears a proof already")
    require_lossless(document)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment_text(created),
        "verificationMethod": signer.key_id,
        "proofPurpose": "assertionMethod",
    }
    signature = signer.sign(signed_bytes(document, options))
    return document | {"proof": options | {"proofValue": "z" + base58_encode(signature)}}


def split_proofs(document: dict[str, Any]) -> tuple[dict[str, Any], tuple[Proof, ...]]:
    """The document without its proofs, and the proofs (a set: all of them must hold).

    Raises ProofError when there is none, or one that this suite cannot judge.
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    found = document.get("proof")
    members = found if isinstance(found, list) else [found]
    if not members or members == [None]:
        raise ProofError("the document bears no proof")
    if len(members) > _MAX_PROOFS:
        raise ProofError("the document bears too many proofs")
    return unsecured, tuple(_read(member) for member in members)


def _read(proof: object) -> Proof:
    if not isinstance(proof, dict):
        raise ProofError("a proof must be an object")
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        kind = proof.get("cryptosuite") or proof.get("type")
        raise ProofError(f"proofs of the kind {str(kind)[:60]!r} are not supported")
    if "previousProof" in proof:
        raise ProofError("chained proofs are not supported")
    for name in ("verificationMethod", "proofPurpose", "proofValue"):
        if not isinstance(proof.get(name), str):
            raise ProofError(f"the proof lacks {name!r}")
    return Proof(
        verification_method=proof["verificationMethod"],
        purpose=proof["proofPurpose"],
        created=read_moment(proof["created"]) if "created" in proof else None,
        expires=read_moment(proof["expires"]) if "expires" in proof else None,
        signature=_signature(proof["proofValue"]),
        options={name: value for name, value in proof.items() if name not in ("proofValue", "@context")},
    )


def _signature(value: str) -> bytes:
    if not value.startswith("z"):
        raise ProofError("proofValue must be base58btc multibase text (z…)")
    try:
        signature = multibase_decode(value)
    except KeyFormatError as error:
        raise ProofError(f"proofValue: {error}") from error
    if len(signature) != 64:
        raise ProofError(f"an Ed25519 signature has 64 bytes, this one {len(signature)}")
    return signature
