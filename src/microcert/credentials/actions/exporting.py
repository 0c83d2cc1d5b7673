from __future__ import annotations

from microcert.consortium.models import University
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.people.models import User


@action
def note_export(university: University, *, rows: int, by: User) -> None:
    """Somebody took a university's register out of the platform: the journal says who, and how many rows."""
    journal.write("credentials.exported", university, by=by, rows=rows)
