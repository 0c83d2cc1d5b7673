"""What speaks against a presentation or the binding of a proof, each flaw with the kind that programs can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from credseal.errors import CredentialError, LimitError, ProofError
from credseal.proof import Proof
from credseal.verify.shape import members


class FlawKind(StrEnum):
    """What a flaw concerns."""

    MALFORMED = "malformed"  # the document itself
    TOO_LARGE = "too_large"
    PROOF = "proof"
    ALTERED = "altered"  # what was signed is not what is shown
    CHALLENGE = "challenge"  # the proof was made for another request
    DOMAIN = "domain"  # the proof was made for someone else


class Flaw(NamedTuple):
    """One flaw: its kind, and a short English sentence."""

    kind: FlawKind
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verifier expects a proof to be made for; None: nothing in particular."""

    challenge: str | None = None
    domain: Sequence[str] | None = None
    purpose: str | None = None


def of_error(error: CredentialError) -> Flaw:
    """The flaw that an error tells of."""
    if isinstance(error, LimitError):
        kind = FlawKind.TOO_LARGE
    else:
        kind = FlawKind.PROOF if isinstance(error, ProofError) else FlawKind.MALFORMED
    return Flaw(kind, f"{error.code}: {error}")


def binding_flaws(proofs: Sequence[Proof], asked: Asked) -> Iterator[Flaw]:
    """Why these proofs were not made for this challenge, purpose and exactly these domains (VC Data Integrity, 4.4)."""
    for proof in proofs:
        if asked.purpose is not None and proof.purpose != asked.purpose:
            yield Flaw(FlawKind.PROOF, f"the proof was not made for the purpose {asked.purpose[:80]!r}")
        if asked.challenge is not None and proof.options.get("challenge") != asked.challenge:
            yield Flaw(FlawKind.CHALLENGE, "the proof was not made for this challenge")
        if asked.domain is not None and set(asked.domain) != set(members(proof.options.get("domain"))):
            yield Flaw(FlawKind.DOMAIN, "the proof was not made for this domain")
