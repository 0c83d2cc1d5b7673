from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from credseal import Format
from microcert.credentials.models import Credential, SealedForm
from microcert.credentials.rules import CredentialStatus
from microcert.people.models import User

from .addresses import page_address, page_path

# What each form weighs, without reading it.
FORMS = Prefetch("forms", SealedForm.objects.defer("content"))


@dataclass(frozen=True)
class HeldFile:
    """One sealed form of a credential (credseal's `Format`) and its size in bytes."""

    form: str
    size: int


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
    files: tuple[HeldFile, ...]
    bodies: tuple[str, ...]

    @property
    def is_in_force(self) -> bool:
        return self.status is CredentialStatus.VALID


def credentials_of(person: User) -> list[HeldCredential]:
    """What a person holds, the newest first, in two queries; no content is read."""
    held = (
        Credential.objects.filter(file__learner=person).select_related("issuer", "certificate").prefetch_related(FORMS)
    )
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
            files=files_held(credential),
            bodies=names_of_bodies(credential),
        )
        for credential in held
    ]


def names_of_bodies(credential: Credential) -> tuple[str, ...]:
    """Who awards, as the record names them, the producer first."""
    return tuple(body["name"] for body in credential.record["bodies"])


def files_held(credential: Credential) -> tuple[HeldFile, ...]:
    """Every sealed file of a credential with its size. One query, none when the forms were fetched with it."""
    prefetch_related_objects([credential], FORMS)
    forms = credential.forms.all()
    own = (HeldFile(Format.PDF, credential.certificate.size), HeldFile(Format.OB, len(credential.badge.encode())))
    return (*own, *(HeldFile(form.form, form.size) for form in forms))


def whole_holding(person: User) -> list[Credential]:
    """A person's credentials with every content, for their archive. Two queries."""
    return list(
        Credential.objects.filter(file__learner=person)
        .select_related("issuer", "certificate")
        .prefetch_related("forms")
    )


def form_of(credential: Credential, form: str) -> SealedForm | None:
    return credential.forms.filter(form=form).first()
