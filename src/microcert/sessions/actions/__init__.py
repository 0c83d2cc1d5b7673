"""The verbs of sessions, one module per noun."""

from .commitments import commit_support, describe_support
from .feeds import new_feed, revoke_feed
from .life import begin, cancel, close, keep, open_sales, postpone, propose_cancellation
from .planning import Participant, plan, revise

__all__ = [
    "Participant",
    "begin",
    "cancel",
    "close",
    "commit_support",
    "describe_support",
    "keep",
    "new_feed",
    "open_sales",
    "plan",
    "postpone",
    "propose_cancellation",
    "revise",
    "revoke_feed",
]
