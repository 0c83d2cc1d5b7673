"""An issuer's desk: what it signs with and what its pages look like; one record in, any of its sealed forms out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from credseal.baking import MEDAL_PNG, MEDAL_SVG, bake_png, bake_svg
from credseal.edc import issue_european_credential
from credseal.errors import KeyFormatError
from credseal.jose import issue_badge_jwt, issue_sd_jwt, issue_vc_jwt
from credseal.keys.certificates import SealSigner
from credseal.keys.pairs import Signer
from credseal.log.timestamp import TimeStampAuthority
from credseal.openbadge import issue_open_badge
from credseal.pdf import Attachment, CertificateLook, add_validation_data, certificate_pdf, seal_pdf
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry

BADGE_FILE, EUROPEAN_FILE = "open-badge.json", "european-credential.json"
EDC_MEDIA_TYPE = "application/jose+json"


class Format(StrEnum):
    """The sealed forms of a record."""

    OB = "ob"  # Open Badge as JSON with an embedded proof
    OB_JWT = "ob-jwt"  # Open Badge as VC-JWT (RS256)
    VC_JWT = "vc-jwt"  # the same badge as vc+jwt
    SDJWT = "sdjwt"  # SD-JWT VC
    EDC = "edc"  # European Digital Credential under a JAdES seal
    PDF = "pdf"  # the page, with OB and EDC attached, under a PAdES seal
    PNG = "png"  # OB baked into a picture
    SVG = "svg"

    @property
    def suffix(self) -> str:
        """How the name of its file ends."""
        return _SUFFIXES[self]


_SUFFIXES = {
    Format.OB: ".ob.json", Format.OB_JWT: ".ob.jwt", Format.VC_JWT: ".vc.jwt", Format.SDJWT: ".sd-jwt",
    Format.EDC: ".edc.json", Format.PDF: ".pdf", Format.PNG: ".png", Format.SVG: ".svg",
}  # fmt: skip
PLAIN_LOOK = CertificateLook(
    logo_svg=MEDAL_SVG.decode(), mark_svg=MEDAL_SVG.decode(), mark_name="", footer="", most_hours=30
)


@dataclass(frozen=True, slots=True)
class Partner:
    """What another awarding body of joint awards signs with: its key, its seal for pages and EDC, and what that seal says."""

    signer: Signer
    seal: SealSigner | None = None
    reason: str | None = None
    location: str | None = None

    @property
    def did(self) -> str:
        return self.signer.key_id.partition("#")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """``signer`` signs badges and tokens; ``seal`` seals pages and European credentials (needed for those alone).

    ``partners`` sign the joint awards in which they take part: beside the issuer in badges, European credentials and
    pages. A token (JWT, SD-JWT) has room for one signature, the issuer's. With ``time_stamps`` seals are B-T, and with
    ``revocations`` (CRLs, DER or PEM, of the seal authorities) those of pages are B-LT. ``reason`` and ``location`` are what PDF readers show
    beside the page's seal; each partner has its own.
    """

    signer: Signer
    seal: SealSigner | None = None
    look: CertificateLook = PLAIN_LOOK
    png: bytes = MEDAL_PNG
    svg: bytes = MEDAL_SVG
    time_stamps: TimeStampAuthority | None = None
    partners: Sequence[Partner] = ()
    revocations: Sequence[bytes] = ()
    reason: str | None = None
    location: str | None = None

    def issue(
        self,
        record: AwardRecord,
        formats: Iterable[Format],
        *,
        sealed_at: datetime | None = None,
        status: Sequence[StatusEntry] = (),
    ) -> Mapping[Format, bytes]:
        """The bytes of each format asked for, in the order asked. ``sealed_at`` defaults to the record's issue time.

        Raises KeyFormatError when a format needs a seal and the desk has none.
        """
        work = _Work(self, record, sealed_at or record.issued_at, status)
        return {form: _MAKERS[form](work) for form in formats}


class _Work:
    """One record on the desk: the badge and the European credential are made once, whoever asks for them."""

    def __init__(self, desk: Desk, record: AwardRecord, sealed_at: datetime, status: Sequence[StatusEntry]) -> None:
        self.desk, self.record, self.sealed_at, self.status = desk, record, sealed_at, status

    @property
    def seal(self) -> SealSigner:
        return _seal_of(self.desk)

    @cached_property
    def partners(self) -> list[Partner]:
        """Those that award this very record with its issuer."""
        dids = {body.did for body in self.record.bodies[1:]}
        return [partner for partner in self.desk.partners if partner.did in dids]

    @cached_property
    def further_seals(self) -> list[SealSigner]:
        return [_seal_of(partner) for partner in self.partners]

    @cached_property
    def badge(self) -> bytes:
        badge: dict[str, Any] = issue_open_badge(
            self.record, self.desk.signer, status=self.status, created=self.sealed_at,
            partners=[partner.signer for partner in self.partners],
        )  # fmt: skip
        return json.dumps(badge, ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def european(self) -> bytes:
        return issue_european_credential(
            self.record, self.seal, self.desk.png,
            sealed_at=self.sealed_at, status=self.status, time_stamps=self.desk.time_stamps,
            partners=self.further_seals,
        )  # fmt: skip

    def page(self) -> bytes:
        attachments = [
            Attachment(BADGE_FILE, self.badge, description="Open Badges 3.0"),
            Attachment(EUROPEAN_FILE, self.european, EDC_MEDIA_TYPE, "European Digital Credential, JAdES"),
        ]
        page = certificate_pdf(self.record, self.desk.look, attachments=attachments)
        seals = [self.seal, *self.further_seals]
        bodies: list[Desk | Partner] = [self.desk, *self.partners]
        for rank, (seal, by) in enumerate(zip(seals, bodies, strict=True), 1):
            page = seal_pdf(
                page, seal,
                sealed_at=self.sealed_at, field_name="Cachet" if rank == 1 else f"Cachet {rank}",
                others_follow=rank < len(seals), time_stamps=self.desk.time_stamps,
                reason=by.reason, location=by.location,
            )  # fmt: skip
        return add_validation_data(page, seals, self.desk.revocations) if self.desk.revocations else page

    def badge_jwt(self) -> bytes:
        return issue_badge_jwt(self.record, self.desk.signer, status=self.status).encode()

    def vc_jwt(self) -> bytes:
        return issue_vc_jwt(self.record, self.desk.signer, status=self.status).encode()

    def sd_jwt(self) -> bytes:
        return issue_sd_jwt(self.record, self.desk.signer, status=self.status).encode()


def _seal_of(desk: Desk | Partner) -> SealSigner:
    if desk.seal is None:
        raise KeyFormatError("this key has no seal certificate, which pages and European credentials need")
    return desk.seal


_MAKERS: Mapping[Format, Callable[[_Work], bytes]] = {
    Format.OB: lambda work: work.badge,
    Format.OB_JWT: _Work.badge_jwt,
    Format.VC_JWT: _Work.vc_jwt,
    Format.SDJWT: _Work.sd_jwt,
    Format.EDC: lambda work: work.european,
    Format.PDF: _Work.page,
    Format.PNG: lambda work: bake_png(work.desk.png, work.badge.decode()),
    Format.SVG: lambda work: bake_svg(work.desk.svg, work.badge.decode()),
}


def parse_formats(text: str) -> tuple[Format, ...]:
    """``ob,edc,pdf`` → formats, each once; ValueError names the first one that does not exist."""
    return tuple(dict.fromkeys(Format(name.strip()) for name in text.split(",") if name.strip()))
