"""RFC 3161 time-stamps of checkpoints: somebody else says when a root existed. Optional; none is ever asked for here."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol

from asn1crypto import cms, tsp
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from credseal.errors import LogError


class TimeStampAuthority(Protocol):
    """Whoever time-stamps: an HTTP client of an authority, or the authority itself."""

    def stamp(self, digest: bytes) -> bytes:
        """The DER of an RFC 3161 TimeStampToken over this SHA-256 digest."""
        ...


def stamped_time(token: bytes, message: bytes, roots: Iterable[bytes]) -> datetime:
    """When an authority under ``roots`` (certificates, PEM or DER) saw ``message``; LogError when it proves nothing."""
    known = [certificate for root in roots for certificate in load_certs_from_pemder_data(root)]
    try:
        signed: cms.SignedData = cms.ContentInfo.load(token)["content"]
        information: tsp.TSTInfo = signed["encap_content_info"]["content"].parsed
        moment: datetime = information["gen_time"].native
        context = ValidationContext(trust_roots=known, allow_fetching=False, moment=moment)
        verdict = asyncio.run(
            validate_tst_signed_data(signed, context, lambda name: hashlib.new(name, message).digest())
        )
    except (SignatureValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LogError(f"not a time-stamp token: {error}") from error
    if not (verdict["intact"] and verdict["valid"]):
        raise LogError("the time-stamp is of another text, or was altered")
    if verdict.get("trust_problem_indic") is not None:
        raise LogError("the time-stamp does not come from a recognised authority")
    return moment.astimezone(UTC)
