"""The rows of production, one module per noun."""

from .committee import AgendaItem, Conflict, CouncilNotice, Decision, Meeting, Seat, Vote
from .proposals import Call, Finding, Need, Proposal
from .specification import Specification, SpecificationDraft, SpecificationItem

__all__ = [
    "AgendaItem",
    "Call",
    "Conflict",
    "CouncilNotice",
    "Decision",
    "Finding",
    "Meeting",
    "Need",
    "Proposal",
    "Seat",
    "Specification",
    "SpecificationDraft",
    "SpecificationItem",
    "Vote",
]
