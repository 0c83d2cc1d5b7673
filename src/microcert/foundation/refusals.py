"""What the platform says when a rule forbids what was asked.

A `Refusal` is not a failure of the program: it carries a sentence for the person, the clause that it rests on, and where
it makes sense the field to mend. Pages turn it into a message, the API into an RFC 9457 problem, in one place each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Refusal(Exception):
    """A request that a rule of the domain forbids. Subclasses live in each room's `errors.py` and read aloud."""

    # HTTP's word for it: 409 a state forbids it, 403 the person may not, 404 there is no such thing, 422 the content is wrong.
    status: ClassVar[int] = 409
    clause: ClassVar[str] = ""

    def __init__(self, message: str | StrPromise, *, field: str = "", clause: str = "") -> None:
        # A lazy translation is read here, in the language of whoever asked.
        self.message = str(message)
        super().__init__(self.message)
        self.field = field
        self.cited = clause or self.clause

    @property
    def code(self) -> str:
        """A stable identifier, such as `SeatTaken`."""
        return type(self).__name__


class NotAllowed(Refusal):
    """The person may not do this, or may not know that the thing exists."""

    status = 403


class Invalid(Refusal):
    """The content of a field is wrong; `field` names it."""

    status = 422
