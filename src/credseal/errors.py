"""The one error tree of credseal: whatever goes wrong is a CredentialError that says what and where."""

from __future__ import annotations


class CredentialError(Exception):
    """Root of every error that credseal raises on purpose.

    ``code`` is stable and may be tested by programs; the message is for people.
    """

    code = "CREDENTIAL_ERROR"


class RecordError(CredentialError):
    """A field of an AwardRecord cannot be accepted. Names the field (dotted path) and the reason (French sentence)."""

    code = "RECORD_ERROR"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} : {reason}")
        self.field = field
        self.reason = reason

    def inside(self, parent: str) -> RecordError:
        """The same error seen from the object that contains the faulty one."""
        return RecordError(f"{parent}.{self.field}" if self.field else parent, self.reason)


class DataLossError(CredentialError):
    """JSON-LD would silently drop this part of the document, so that a signature would not cover it.

    VC Data Integrity 1.0, section "Securing Data Losslessly".
    """

    code = "DATA_LOSS_DETECTION_ERROR"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class UnknownContextError(CredentialError):
    """The document names a JSON-LD context that is not one of the pinned copies; nothing is ever fetched."""

    code = "UNKNOWN_CONTEXT"

    def __init__(self, address: str) -> None:
        super().__init__(f"unknown JSON-LD context {address!r}")
        self.address = address


class DocumentError(CredentialError):
    """The bytes are not a document that credseal can read (not JSON, no credential in it, wrong structure)."""

    code = "DOCUMENT_ERROR"


class LimitError(CredentialError):
    """The document is larger, deeper or more tangled than credseal accepts."""

    code = "LIMIT_EXCEEDED"


class ProofError(CredentialError):
    """A Data Integrity proof is missing, malformed or of an unsupported kind."""

    code = "PROOF_ERROR"


class KeyFormatError(CredentialError):
    """Key material, a Multikey, a DID or a certificate cannot be read."""

    code = "KEY_ERROR"


class WrongPassphrase(KeyFormatError):
    """A sealed private key does not open with this secret, or was altered."""

    code = "WRONG_PASSPHRASE"


class TokenError(KeyFormatError):
    """A hardware token is missing, lacks the key, or refuses to sign."""

    code = "TOKEN_ERROR"


class StatusError(CredentialError):
    """A status list is malformed, too short, or the index lies outside it."""

    code = "STATUS_ERROR"


class UnsupportedStatus(StatusError):
    """A status entry of another kind than the one that credseal reads: nothing is said about it."""


class TypesettingError(CredentialError):
    """Typst refused the template or its values; ``hints`` are its own advice."""

    code = "TYPESETTING_ERROR"

    def __init__(self, message: str, hints: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.hints = hints


class SealError(CredentialError):
    """A PDF could not be sealed or its seal could not be read."""

    code = "SEAL_ERROR"


class LogError(CredentialError):
    """The log of awards is malformed, cannot prove what is asked, or contradicts one of its checkpoints."""

    code = "LOG_ERROR"
