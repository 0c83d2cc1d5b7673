"""What the seals of a PDF prove. pyHanko's ``bottom_line`` and ``intact`` are asked, never ``valid`` alone:
on a tampered file ``valid`` stays true (the signature matches its own digest) while ``intact`` turns false."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto.parser import peek
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from credseal.errors import CredentialError, LimitError, SealError
from credseal.keys.certificates import certificate_dids

MAX_PDF_BYTES = 20_000_000
_MAX_SEALS = 20

# pyHanko logs a traceback for each untrusted file; the judgement says it already.
logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class SealJudgement:
    """One seal: ``intact`` (its bytes unchanged), ``trusted`` (certificate chains to a given root) and ``bottom_line``
    (both, and nothing forbidden was appended). ``stamped_at`` is when an authority, not judged here, saw the seal."""

    signer: str
    dids: tuple[str, ...]
    signed_at: datetime | None
    intact: bool
    trusted: bool
    bottom_line: bool
    covers_end: bool
    stamped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PdfJudgement:
    """All seals of a PDF, oldest first. ``intact``, ``trusted`` and ``bottom_line`` hold for every one of them, and
    the last one must cover the file to its end; a PDF without seal has none of them."""

    seals: tuple[SealJudgement, ...]

    @property
    def sealed(self) -> bool:
        return bool(self.seals)

    @property
    def intact(self) -> bool:
        return self.sealed and all(seal.intact for seal in self.seals) and self.seals[-1].covers_end

    @property
    def trusted(self) -> bool:
        return self.sealed and all(seal.trusted for seal in self.seals)

    @property
    def bottom_line(self) -> bool:
        return self.intact and all(seal.bottom_line for seal in self.seals)


def judge_pdf(pdf: bytes, trust_roots: Iterable[bytes], *, now: datetime | None = None) -> PdfJudgement:
    """Judge every seal of ``pdf`` against the root certificates ``trust_roots`` (PEM or DER) at the moment ``now``.

    Never fetches anything. Raises SealError when the file cannot be read as a PDF, LimitError when it is too large.
    """
    if len(pdf) > MAX_PDF_BYTES:
        raise LimitError(f"the PDF has {len(pdf)} bytes, at most {MAX_PDF_BYTES} are read")
    roots = [certificate for root in trust_roots for certificate in load_certs_from_pemder_data(root)]
    try:
        signatures = list(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures)
        if len(signatures) > _MAX_SEALS:
            raise LimitError("the PDF bears too many seals")
        return PdfJudgement(tuple(_judge(pdf, signature, roots, now) for signature in signatures))
    except CredentialError:
        raise
    except Exception as error:  # noqa: BLE001  a hostile file makes the reader fail in any way at all
        raise SealError(f"the seals of this PDF cannot be read: {type(error).__name__}") from error


def _judge(pdf: bytes, signature: EmbeddedPdfSignature, roots: list[object], now: datetime | None) -> SealJudgement:
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=now)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    stamp = status.timestamp_validity
    # Whoever time-stamps need not be under the roots of the seals, but must have stamped this very seal.
    stamped_well = stamp is None or bool(stamp.intact and stamp.valid)
    sound = replace(status, timestamp_validity=None).bottom_line and stamped_well
    return SealJudgement(
        signer=str(signature.signer_cert.subject.human_friendly),
        dids=certificate_dids(signature.signer_cert.dump()),
        signed_at=signature.self_reported_timestamp,
        intact=bool(status.intact and status.valid) and _has_clean_padding(signature) and stamped_well,
        trusted=bool(status.trusted),
        bottom_line=bool(sound),
        covers_end=_covers_end(pdf, signature, status),
        stamped_at=None if stamp is None else stamp.timestamp,
    )


def _covers_end(pdf: bytes, signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """True when nothing follows the seal but the validation data that PAdES itself appends."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return int(signature.byte_range[2]) + int(signature.byte_range[3]) == len(pdf)
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not pdf.rstrip(b"\r\n").endswith(b"%%EOF"):
        return False
    return status.modification_level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)


def _has_clean_padding(signature: EmbeddedPdfSignature) -> bool:
    """The space reserved for the seal is the one place that no seal covers: beyond the seal it must hold zeros."""
    content = bytes(signature.pkcs7_content)
    return not any(content[peek(content) :])
