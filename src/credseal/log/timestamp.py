"""RFC 3161 time-stamps of checkpoints: somebody else says when a root existed. Optional; only the operator's own is ever asked."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.request import Request, urlopen

from asn1crypto import cms, tsp
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from credseal.errors import LogError

_MOST_BYTES = 100_000


class TimeStampAuthority(Protocol):
    """Whoever time-stamps: an HTTP client of an authority, or the authority itself."""

    def stamp(self, digest: bytes) -> bytes:
        """The DER of an RFC 3161 TimeStampToken over this SHA-256 digest."""
        ...


@dataclass(frozen=True, slots=True)
class HttpAuthority:
    """A time-stamp authority at an address that the operator chose (RFC 3161, 3.4). Implements TimeStampAuthority."""

    url: str
    seconds: float = 20

    def stamp(self, digest: bytes) -> bytes:
        """Ask for a token; LogError when the authority does not grant one."""
        request = tsp.TimeStampReq(
            {
                "version": 1,
                "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
                "nonce": secrets.randbits(63),
                "cert_req": True,
            }
        )
        if not self.url.startswith(("https://", "http://")):
            raise LogError("the address of a time-stamp authority begins with https://")
        asked = Request(self.url, request.dump(), {"Content-Type": "application/timestamp-query"})  # noqa: S310
        try:
            with urlopen(asked, timeout=self.seconds) as answer:  # noqa: S310  the operator's own choice, http(s) alone
                reply = tsp.TimeStampResp.load(answer.read(_MOST_BYTES))
            if reply["status"]["status"].native not in ("granted", "granted_with_mods"):
                raise LogError("the time-stamp authority refused")
            token: bytes = reply["time_stamp_token"].dump()
            information = reply["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        except (OSError, ValueError, TypeError) as error:
            raise LogError(f"the time-stamp authority did not answer: {error}") from error
        if information["nonce"].native != request["nonce"].native:
            raise LogError("the time-stamp authority answered another question")
        return token


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
