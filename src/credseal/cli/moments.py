"""Times on the command line."""

from __future__ import annotations

from datetime import UTC, datetime

from credseal.errors import DocumentError


def this_moment() -> datetime:
    """Now. A command outside the platform has no other clock than the machine's."""
    return datetime.now(UTC)  # noqa: TID251


def moment_of(text: str | None, option: str = "--at") -> datetime:
    """An ISO 8601 time with its zone, or now when none is given; DocumentError names the option."""
    if text is None:
        return this_moment()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise DocumentError(f"{option} {text!r} is not an ISO 8601 time") from None
    if moment.tzinfo is None:
        raise DocumentError(f"{option} needs a time zone, for example 2027-01-31T12:00:00+01:00")
    return moment
