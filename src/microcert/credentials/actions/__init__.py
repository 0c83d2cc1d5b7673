"""What can be done with credentials: award, change the status, share."""

from .awarding import award
from .exporting import note_export
from .sharing import share
from .status import current_list, reinstate, revoke, suspend

__all__ = ["award", "current_list", "note_export", "reinstate", "revoke", "share", "suspend"]
