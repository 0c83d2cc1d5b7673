"""The verbs of evaluation, one module per noun."""

from .deliberations import adopt_unreserved, close_deliberation, decide, note_observations, reopen_deliberation
from .juries import name_jury, open_deliberation, recuse
from .marking import mark, save_draft
from .minutes import seal_minutes, sign_minutes
from .sittings import check_identity, open_sitting
from .submissions import submit

__all__ = [
    "adopt_unreserved",
    "check_identity",
    "close_deliberation",
    "decide",
    "mark",
    "name_jury",
    "note_observations",
    "open_deliberation",
    "open_sitting",
    "recuse",
    "reopen_deliberation",
    "save_draft",
    "seal_minutes",
    "sign_minutes",
    "submit",
]
