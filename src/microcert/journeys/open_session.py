"""Opening a session: the seed is committed first, then the sales open. Neither without the other."""

from __future__ import annotations

from microcert.allotment.actions import commit
from microcert.allotment.models import Commitment
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.sessions.actions import open_sales
from microcert.sessions.models import Session


@action
def open_session(session: Session, *, by: User | None) -> Session:
    """Publish the hash of the seed of the session's draws, then open its sales. Raises what either refuses."""
    if not Commitment.objects.filter(session=session).exists():
        commit(session, by=by)
    return open_sales(session, by=by)
