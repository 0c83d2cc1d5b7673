"""Pure rules of an awarded credential: its states."""

from __future__ import annotations

from enum import StrEnum


class CredentialStatus(StrEnum):
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


TRANSITIONS: dict[CredentialStatus, frozenset[CredentialStatus]] = {
    CredentialStatus.VALID: frozenset(
        {CredentialStatus.SUSPENDED, CredentialStatus.REVOKED, CredentialStatus.SUPERSEDED}
    ),
    CredentialStatus.SUSPENDED: frozenset({CredentialStatus.VALID, CredentialStatus.REVOKED}),
    CredentialStatus.REVOKED: frozenset(),
    CredentialStatus.SUPERSEDED: frozenset(),
}
