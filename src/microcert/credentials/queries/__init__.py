"""What others read of credentials."""

from .addresses import achievement_id, code_in_address, page_address, page_path, status_list_address
from .finding import credential_by_code, credential_by_id, credential_of_file, find_credential
from .holding import HeldCredential, HeldFile, credentials_of, files_held, form_of, names_of_bodies, whole_holding
from .issued import IssuedCredential, Register, issued_by
from .records import award_record, awarding_universities

__all__ = [
    "HeldCredential",
    "HeldFile",
    "IssuedCredential",
    "Register",
    "achievement_id",
    "award_record",
    "awarding_universities",
    "code_in_address",
    "credential_by_code",
    "credential_by_id",
    "credential_of_file",
    "credentials_of",
    "files_held",
    "find_credential",
    "form_of",
    "issued_by",
    "names_of_bodies",
    "page_address",
    "page_path",
    "status_list_address",
    "whole_holding",
]
