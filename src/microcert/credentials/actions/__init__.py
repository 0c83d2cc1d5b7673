"""What can be done with credentials: award, change the status, share, keep the log, rotate keys."""

from .awarding import award
from .exporting import note_export
from .keys import rotate_issuer_key
from .log import rotate_log_key, sign_checkpoint
from .sharing import share
from .status import current_list, reinstate, revoke, suspend

__all__ = [
    "award",
    "current_list",
    "note_export",
    "reinstate",
    "revoke",
    "rotate_issuer_key",
    "rotate_log_key",
    "share",
    "sign_checkpoint",
    "suspend",
]
