"""credseal: build, sign and verify the credentials of a consortium of universities. Pure library, no web framework."""

from credseal.errors import CredentialError, RecordError
from credseal.keys import (
    Ed25519Key,
    KeyEntry,
    KeyHistory,
    Signer,
    did_key,
    did_web,
    did_web_document,
    open_private_key,
    seal_private_key,
)
from credseal.record import Alignment, AwardingBody, AwardRecord, Competency, Learner, MasteryLevel

__all__ = [
    "Alignment",
    "AwardRecord",
    "AwardingBody",
    "Competency",
    "CredentialError",
    "Ed25519Key",
    "KeyEntry",
    "KeyHistory",
    "Learner",
    "MasteryLevel",
    "RecordError",
    "Signer",
    "did_key",
    "did_web",
    "did_web_document",
    "open_private_key",
    "seal_private_key",
]
