"""What others read of credentials."""

from .addresses import achievement_id, page_address, page_path, status_list_address
from .finding import credential_by_code, credential_by_id, credential_of_file, find_credential
from .holding import HeldCredential, credentials_of
from .issued import IssuedCredential, Register, issued_by
from .records import award_record

__all__ = [
    "HeldCredential",
    "IssuedCredential",
    "Register",
    "achievement_id",
    "award_record",
    "credential_by_code",
    "credential_by_id",
    "credential_of_file",
    "credentials_of",
    "find_credential",
    "issued_by",
    "page_address",
    "page_path",
    "status_list_address",
]
