"""PAdES baseline B-B seals (ETSI EN 319 142-1) by pyHanko, with the key behind a protocol."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import algos, cms, crl, pem
from asn1crypto import x509 as asn1_x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from credseal.errors import SealError
from credseal.keys.certificates import SealSigner
from credseal.log.timestamp import TimeStampAuthority
from credseal.pdf.cms import MOST_TOKEN_BYTES, EnvelopeParts, SealEnvelope
from credseal.pdf.revision import certified

# Outside the page and printable: the only way to keep an invisible seal within both PDF/A-3 and PDF/UA-1.
_INVISIBLE = fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)


def seal_pdf(
    pdf: bytes,
    signer: SealSigner,
    *,
    sealed_at: datetime,
    field_name: str = "Cachet",
    reason: str | None = None,
    location: str | None = None,
    others_follow: bool = False,
    time_stamps: TimeStampAuthority | None = None,
) -> bytes:
    """The PDF with an invisible PAdES B-B seal appended; B-T with ``time_stamps``.

    The first seal certifies the document: afterwards nothing may change, or only further seals if ``others_follow``
    (joint awards, minutes signed by several). ``sealed_at`` (aware) is the claimed time; ``reason`` and ``location`` are
    shown by PDF readers. Raises SealError.
    """
    permission = fields.MDPPerm.FILL_FORMS if others_follow else fields.MDPPerm.NO_CHANGES
    envelope = SealEnvelope(_parts(signer.certificate, signer.chain), signer.sign, time_stamps)
    quick = certified(
        pdf, envelope,
        field_name=field_name, sealed_at=sealed_at, permission=permission.value, reason=reason, location=location,
    )  # fmt: skip
    if quick is not None:
        return quick
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        first = not any(True for _ in fields.enumerate_sig_fields(writer.prev))
        meta = signers.PdfSignatureMetadata(
            field_name=field_name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
            certify=first,
            docmdp_permissions=permission,
        )
        spec = fields.SigFieldSpec(field_name, box=None, invis_sig_settings=_INVISIBLE)
        stamper = None if time_stamps is None else _Stamper(time_stamps)
        sealer = _DatedSigner(meta, _KeyBehindProtocol(signer), timestamper=stamper, new_field_spec=spec)
        sealer.moment = sealed_at
        output = io.BytesIO()
        sealer.sign_pdf(writer, output=output)
    except (PdfError, SigningError, ValueError) as error:
        raise SealError(f"the PDF cannot be sealed: {error}") from error
    return output.getvalue()


class _DatedSigner(signers.PdfSigner):
    """A PdfSigner that claims the time it is given, because only the caller's clock is the house's clock."""

    moment: datetime

    def init_signing_session(self, *arguments: Any, **options: Any) -> Any:
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self.moment
        return session


class _Stamper(TimeStamper):
    """Lets pyHanko ask any TimeStampAuthority."""

    def __init__(self, authority: TimeStampAuthority) -> None:
        super().__init__()  # type: ignore[no-untyped-call,unused-ignore]
        self._authority = authority

    async def async_dummy_response(self, md_algorithm: str) -> cms.ContentInfo:
        return cms.ContentInfo({"content_type": "data", "content": bytes(MOST_TOKEN_BYTES)})  # room for a token

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        return cms.ContentInfo.load(self._authority.stamp(message_digest))


def add_validation_data(pdf: bytes, sealers: Sequence[SealSigner], revocations: Iterable[bytes]) -> bytes:
    """A sealed PDF at the level B-LT: what a validator needs for life is appended (EN 319 142-1, 5.4.2).

    ``revocations`` are certificate revocation lists (DER or PEM) of the authorities of the seals and the time-stamps,
    whose certificates the time-stamps carry. Raises SealError.
    """
    try:
        certificates = [
            item for sealer in sealers for text in (sealer.certificate, *sealer.chain) for item in _loaded(text)
        ]
        lists = [crl.CertificateList.load(_der_of(item)) for item in revocations]
        stream = io.BytesIO(pdf)
        DocumentSecurityStore.add_dss(stream, None, certs=certificates, crls=lists)
    except (PdfError, ValueError, TypeError) as error:
        raise SealError(f"validation data cannot be added to this PDF: {error}") from error
    return stream.getvalue()


def _der_of(content: bytes) -> bytes:
    return pem.unarmor(content)[2] if pem.detect(content) else content


class _KeyBehindProtocol(signers.Signer):
    """Lets pyHanko sign with any SealSigner."""

    def __init__(self, signer: SealSigner) -> None:
        certificate, *_ = _loaded(signer.certificate)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call,unused-ignore]
        for item in signer.chain:
            store.register_multiple(_loaded(item))
        super().__init__(
            signing_cert=certificate,
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._sealer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise SigningError("seals use SHA-256")
        return b"\0" * 72 if dry_run else self._sealer.sign(data)


@lru_cache(maxsize=64)
def _parts(certificate: bytes, chain: tuple[bytes, ...]) -> EnvelopeParts:
    """What is constant in the seals of one institution."""
    return EnvelopeParts(_KeyBehindProtocol(_Certificates(certificate, chain)))


@dataclass(frozen=True, slots=True)
class _Certificates:
    """A SealSigner that never signs."""

    certificate: bytes
    chain: tuple[bytes, ...]

    def sign(self, message: bytes) -> bytes:
        raise SealError("certificates alone cannot seal")


def _loaded(pem: bytes) -> list[asn1_x509.Certificate]:
    return list(load_certs_from_pemder_data(pem))
