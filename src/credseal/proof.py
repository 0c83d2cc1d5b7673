"""W3C Data Integrity proofs: eddsa-rdfc-2022 (VC Data Integrity EdDSA 1.0, 3.2) and ecdsa-rdfc-2019 (ECDSA 1.0, 3.2).

Several proofs form a set, and one that names others by ``previousProof`` a chain (VC Data Integrity 1.0, 4.3 to 4.5).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from credseal.compiled.options import canonical_options
from credseal.errors import KeyFormatError, ProofError
from credseal.jsonld import canonicalize, require_lossless
from credseal.keys.pairs import ED25519, KINDS, RSA, PublicKey, Signer
from credseal.multibase import base58_encode, multibase_decode

SUITE = "eddsa-rdfc-2022"
ECDSA_SUITE = "ecdsa-rdfc-2019"
LEGACY_TYPE = "Ed25519Signature2020"  # the same bytes as eddsa-rdfc-2022 under an older name; read, never written
CLOCK_SKEW = timedelta(minutes=1)
"""By how much the clock of whoever signed may be ahead of the verifier's."""
_MAX_PROOFS = 8
# A zone lies within 14 hours of UTC, and 24:00:00 is the end of a day (XML Schema 1.1 part 2, 3.3.7).
_XSD_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))\Z", re.ASCII)
_END_OF_DAY = re.compile(r"T24:00:00(\.0+)?(?=[Z+-])")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")

Canonicalizer = Callable[[Sequence[dict[str, Any]]], list[str]]


def in_process(documents: Sequence[dict[str, Any]]) -> list[str]:
    """The canonical forms of documents that we wrote ourselves."""
    return [canonicalize(document) for document in documents]


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof taken off a document, with everything needed to judge it.

    ``created`` and ``expires`` are None when the proof does not say. ``options`` is the proof without its value;
    ``earlier`` are the proofs that it names by ``previousProof`` and therefore signs as well.
    """

    verification_method: str
    purpose: str
    created: datetime | None
    expires: datetime | None
    signature: bytes
    options: dict[str, Any]
    earlier: tuple[dict[str, Any], ...] = field(default=())

    @property
    def controller(self) -> str:
        """The DID before the fragment of the verification method."""
        return self.verification_method.partition("#")[0]

    @property
    def suite(self) -> str:
        return _suite(self.options)

    def message(self, unsecured: dict[str, Any], canonical: Canonicalizer = in_process) -> bytes:
        """The bytes that this proof signs of a document given without its proofs."""
        document = unsecured | {"proof": list(self.earlier)} if self.earlier else unsecured
        digest = next(kind.digest for kind in KINDS if kind.signature_length == len(self.signature))
        return signed_bytes(document, self.options, digest=digest, canonical=canonical)

    def covers(
        self, unsecured: dict[str, Any], public: PublicKey, canonical: Canonicalizer = in_process
    ) -> bool:  # fmt: skip
        """True when ``public`` signed exactly this document (given without its proofs) with these options."""
        return suite_of(public) == self.suite and public.accepts(self.signature, self.message(unsecured, canonical))


def suite_of(public: PublicKey) -> str:
    """The cryptosuite that goes with a key; ProofError for RSA, which has none."""
    if public.kind is RSA:
        raise ProofError("no Data Integrity suite signs with RSA")
    return SUITE if public.kind is ED25519 else ECDSA_SUITE


@lru_cache(maxsize=256)
def moment_text(moment: datetime) -> str:
    """An xsd:dateTime in UTC, to the second: ``2026-12-18T09:42:00Z``."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_moment(value: object) -> datetime:
    """An xsd:dateTime with its zone, as an aware datetime; ProofError otherwise."""
    if not isinstance(value, str) or not _XSD_DATETIME.match(value):
        raise ProofError(f"{str(value)[:40]!r} is not a date with time and zone")
    morning, ends_day = _END_OF_DAY.subn("T00:00:00", value)
    try:
        return datetime.fromisoformat(morning) + timedelta(days=ends_day)
    except (ValueError, OverflowError) as error:
        raise ProofError(f"{value!r} is not a date with time and zone") from error


def signed_bytes(
    unsecured: dict[str, Any], options: dict[str, Any], *, digest: str = "sha256", canonical: Canonicalizer = in_process
) -> bytes:  # fmt: skip
    """The bytes that are signed: the digest of the canonical proof options, then that of the canonical document."""
    config = options | {"@context": unsecured.get("@context")}
    known = canonical_options(config)
    forms = [form.encode() for form in canonical((unsecured,) if known is not None else (config, unsecured))]
    if known is not None:
        forms.insert(0, known)
    return b"".join(hashlib.new(digest, form).digest() for form in forms)


def add_proof(document: dict[str, Any], signer: Signer, *, created: datetime) -> dict[str, Any]:
    """The document with an ``assertionMethod`` proof by ``signer``.

    Raises DataLossError when any part would not be covered by the signature, ProofError when it bears a proof already.
    """
    if "proof" in document:
        raise ProofError("the document bears a proof already")
    return document | {"proof": _sign(document, signer, created, {})}


def add_further_proof(
    document: dict[str, Any], signer: Signer, *, created: datetime, previous: Sequence[str] = (), name: str | None = None
) -> dict[str, Any]:  # fmt: skip
    """A signed document with one proof more: beside the others (a set), or after those whose ids are ``previous``.

    ``name`` is the id of the new proof. ProofError when a previous proof is not there.
    """
    unsecured, _ = split_proofs(document)
    found = _members(document["proof"])
    options: dict[str, Any] = {} if name is None else {"id": name}
    if previous:
        options["previousProof"] = list(previous) if len(previous) > 1 else previous[0]
        unsecured["proof"] = _named(found, previous)
    return document | {"proof": [*found, _sign(unsecured, signer, created, options)]}


def _sign(document: dict[str, Any], signer: Signer, created: datetime, more: dict[str, Any]) -> dict[str, Any]:
    require_lossless(document)
    options = more | proof_options(signer, moment_text(created))
    signature = signer.sign(signed_bytes(document, options, digest=signer.public.kind.digest))
    return options | {"proofValue": "z" + base58_encode(signature)}


def proof_options(signer: Signer, created: str) -> dict[str, Any]:
    """A proof by ``signer`` without its value; ``created`` as ``moment_text`` writes it."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": suite_of(signer.public),
        "created": created,
        "verificationMethod": signer.key_id,
        "proofPurpose": "assertionMethod",
    }


def split_proofs(document: dict[str, Any]) -> tuple[dict[str, Any], tuple[Proof, ...]]:
    """The document without its proofs, and the proofs (a set or a chain: all of them must hold).

    Raises ProofError when there is none, or one that these suites cannot judge.
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    members = _members(document.get("proof"))
    if not members or members == [None]:
        raise ProofError("the document bears no proof")
    if len(members) > _MAX_PROOFS:
        raise ProofError("the document bears too many proofs")
    return unsecured, tuple(_read(member, members) for member in members)


def _members(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _named(members: list[Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """The proofs with these ids; ProofError when one is missing or stands twice."""
    named = [item for item in members if isinstance(item, dict) and item.get("id") in names]
    if len(named) != len(names) or len({item["id"] for item in named}) != len(named):
        raise ProofError("previousProof names a proof that is not in the document, or an ambiguous one")
    return named


def _read(proof: object, members: list[Any]) -> Proof:
    if not isinstance(proof, dict):
        raise ProofError("a proof must be an object")
    suite = _suite(proof)
    for name in ("verificationMethod", "proofPurpose", "proofValue"):
        if not isinstance(proof.get(name), str):
            raise ProofError(f"the proof lacks {name!r}")
    for name in ("id", "verificationMethod"):
        if name in proof and (not isinstance(proof[name], str) or not _ABSOLUTE.match(proof[name])):
            raise ProofError(f"{name!r} of the proof is not an absolute address")
    _require_words(proof)
    return Proof(
        verification_method=proof["verificationMethod"],
        purpose=proof["proofPurpose"],
        created=read_moment(proof["created"]) if "created" in proof else None,
        expires=read_moment(proof["expires"]) if "expires" in proof else None,
        signature=_signature(proof["proofValue"], suite),
        options={name: value for name, value in proof.items() if name not in ("proofValue", "@context")},
        earlier=tuple(_named(members, _previous(proof))),
    )


def _require_words(proof: dict[str, Any]) -> None:
    """What binds a proof to a request is text, and a domain one text or several (VC Data Integrity 1.0, 2.1)."""
    for name in ("challenge", "domain", "nonce"):
        values = _members(proof.get(name, "")) if name == "domain" else [proof.get(name, "")]
        if not values or not all(isinstance(value, str) for value in values):
            raise ProofError(f"{name!r} of the proof must be text")


def _suite(proof: dict[str, Any]) -> str:
    """The cryptosuite of a proof; ProofError when it is another one."""
    kind, suite = proof.get("type"), proof.get("cryptosuite")
    if kind == "DataIntegrityProof" and isinstance(suite, str) and suite in (SUITE, ECDSA_SUITE):
        return suite
    if kind == LEGACY_TYPE and suite is None:
        return SUITE
    raise ProofError(f"proofs of the kind {str(suite or kind)[:60]!r} are not supported")


def _previous(proof: dict[str, Any]) -> list[str]:
    names = _members(proof["previousProof"]) if "previousProof" in proof else []
    if not all(isinstance(name, str) for name in names) or proof.get("id", "") in names:
        raise ProofError("previousProof must name other proofs")
    return names


def _signature(value: str, suite: str) -> bytes:
    if not value.startswith("z"):
        raise ProofError("proofValue must be base58btc multibase text (z…)")
    try:
        signature = multibase_decode(value)
    except KeyFormatError as error:
        raise ProofError(f"proofValue: {error}") from error
    lengths = {kind.signature_length for kind in KINDS if (kind is ED25519) == (suite == SUITE)}
    if len(signature) not in lengths:
        raise ProofError(f"a signature of {suite} cannot have {len(signature)} bytes")
    return signature
