"""Addresses that an agenda asks by itself: made, replaced, revoked."""

from __future__ import annotations

import secrets

from microcert.consortium.models import University
from microcert.foundation import journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.sessions.models import CalendarFeed


@action
def new_feed(
    person: User, scope: CalendarFeed.Scope, *, university: University | None = None, by: User
) -> CalendarFeed:
    """Give a person an address for one of their calendars; an earlier one no longer answers."""
    CalendarFeed.objects.filter(person=person, scope=scope, university=university).delete()
    feed = CalendarFeed.objects.create(person=person, scope=scope, university=university, nonce=secrets.token_hex(16))
    journal.write("sessions.feed_made", feed, by=by, scope=str(scope))
    return feed


@action
def revoke_feed(feed: CalendarFeed, *, by: User) -> None:
    """From now on the address answers nothing. Revoking again changes nothing."""
    journal.write("sessions.feed_revoked", feed, by=by, scope=feed.scope)
    CalendarFeed.objects.filter(pk=feed.pk).delete()
