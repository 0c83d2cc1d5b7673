"""What changes the map, and the life of a call, a proposal and a meeting, noun by noun."""

from .calls import close_call, draft_call, open_call
from .competency_map import cover, feed_back, import_map
from .councils import inform_council
from .decisions import record_earlier_decision
from .meetings import (
    call_meeting,
    cancel_meeting,
    close_meeting,
    declare_conflict,
    open_meeting,
    put_on_agenda,
    rule,
    vote,
)
from .minutes import seal_minutes
from .proposals import begin_proposal, submit_proposal, tie_to_training, withdraw_proposal, write_proposal
from .specifications import (
    abandon_specification,
    move_part,
    open_specification,
    publish_specification,
    remove_part,
    write_method,
    write_part,
)

__all__ = [
    "abandon_specification",
    "begin_proposal",
    "call_meeting",
    "cancel_meeting",
    "close_call",
    "close_meeting",
    "cover",
    "declare_conflict",
    "draft_call",
    "feed_back",
    "import_map",
    "inform_council",
    "move_part",
    "open_call",
    "open_meeting",
    "open_specification",
    "publish_specification",
    "put_on_agenda",
    "record_earlier_decision",
    "remove_part",
    "rule",
    "seal_minutes",
    "submit_proposal",
    "tie_to_training",
    "vote",
    "withdraw_proposal",
    "write_method",
    "write_part",
    "write_proposal",
]
