from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from microcert.credentials.models import Credential
from microcert.credentials.rules import CredentialStatus
from microcert.people.models import User

from .addresses import page_address, page_path


@dataclass(frozen=True)
class HeldCredential:
    """One credential as its holder's page shows it; sizes in bytes."""

    code: str
    number: str
    title: str
    issuer: str
    awarded_at: datetime
    status: CredentialStatus
    status_reason: str
    is_name_public: bool
    page: str
    address: str
    certificate_size: int
    badge_size: int

    @property
    def is_in_force(self) -> bool:
        return self.status is CredentialStatus.VALID


def credentials_of(person: User) -> list[HeldCredential]:
    """What a person holds, the newest first, in one query."""
    held = Credential.objects.filter(file__learner=person).select_related("issuer", "certificate")
    return [
        HeldCredential(
            code=credential.code,
            number=credential.number,
            title=credential.title,
            issuer=credential.issuer.name,
            awarded_at=credential.awarded_at,
            status=CredentialStatus(credential.status),
            status_reason=credential.status_reason,
            is_name_public=credential.is_name_public,
            page=page_path(credential.code),
            address=page_address(credential.code),
            certificate_size=credential.certificate.size,
            badge_size=len(credential.badge.encode()),
        )
        for credential in held
    ]
