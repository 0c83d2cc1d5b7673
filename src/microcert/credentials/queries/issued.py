"""The register of a university: what it has issued, to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from microcert.consortium.models import University
from microcert.credentials.models import Credential
from microcert.credentials.rules import TRANSITIONS, CredentialStatus

from .addresses import page_address, page_path


@dataclass(frozen=True)
class IssuedCredential:
    """One line of the register; `is_final` says that its status can no longer change."""

    code: str
    number: str
    holder: str
    title: str
    session: str
    issuer: University
    awarded_at: datetime
    status: CredentialStatus
    status_reason: str
    status_changed_at: datetime | None
    page: str
    address: str

    @property
    def is_final(self) -> bool:
        return not TRANSITIONS[self.status]


@dataclass(frozen=True)
class Register:
    """Rows of the chosen status, the latest first, and the counts of every status under the same search (`""` is all)."""

    rows: list[IssuedCredential]
    counts: dict[str, int]
    status: str


def issued_by(universities: Iterable[University], *, status: str = "", text: str = "") -> Register:
    """What these universities issued. Words are looked for in names and numbers; an unknown status means all. One query."""
    credentials = (
        Credential.objects.filter(issuer__in=list(universities))
        .select_related("issuer", "file__learner", "file__session")
        # The signed bytes weigh much more than the list.
        .defer("badge", "record")
    )
    for word in text.split():
        credentials = credentials.filter(
            Q(file__learner__family_name__icontains=word)
            | Q(file__learner__given_names__icontains=word)
            | Q(number__icontains=word)
            | Q(code__icontains=word)
        )
    rows = [_row(credential) for credential in credentials.order_by("-awarded_at", "number")]
    counts = {"": len(rows)} | {each.value: sum(row.status is each for row in rows) for each in CredentialStatus}
    chosen = status if status in tuple(CredentialStatus) else ""
    return Register([row for row in rows if not chosen or row.status == chosen], counts, chosen)


def _row(credential: Credential) -> IssuedCredential:
    return IssuedCredential(
        code=credential.code,
        number=credential.number,
        holder=credential.file.learner.sort_name,
        title=credential.title,
        session=credential.file.session.code,
        issuer=credential.issuer,
        awarded_at=credential.awarded_at,
        status=CredentialStatus(credential.status),
        status_reason=credential.status_reason,
        status_changed_at=credential.status_changed_at,
        page=page_path(credential.code),
        address=page_address(credential.code),
    )
