from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from microcert.credentials.models import Credential
from microcert.credentials.rules import read_code, read_number
from microcert.enrolment.models import LearnerFile


def _whole() -> QuerySet[Credential]:
    return Credential.objects.select_related(
        "issuer", "certificate", "superseded_by", "file", "framework_version", "log_entry"
    )


def credential_by_code(code: str) -> Credential | None:
    """The credential of a permanent address, with what its page shows, in one query."""
    return _whole().filter(code=code).first()


def credential_by_id(urn: object) -> Credential | None:
    """The credential with this identifier (`urn:uuid:…`), as a signed document names it; None for anything else."""
    try:
        public_id = UUID(urn.removeprefix("urn:uuid:")) if isinstance(urn, str) else None
    except ValueError:
        return None
    return _whole().filter(public_id=public_id).first() if public_id else None


def find_credential(typed: str) -> Credential | None:
    """The credential whose code or number somebody typed from paper, or None."""
    if code := read_code(typed):
        return _whole().filter(code=code).first()
    if number := read_number(typed):
        return _whole().filter(number=number).first()
    return None


def credential_of_file(file: LearnerFile) -> Credential | None:
    """The credential in force for a learner's file, if one was awarded."""
    return _whole().filter(file=file, superseded_by__isnull=True).first()
