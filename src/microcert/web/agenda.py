"""Calendars of sessions: what each person's holds, and the address by which an agenda follows it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.http import quote_etag
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.enrolment.queries import sessions_of_learner
from microcert.foundation import clock
from microcert.people.models import User
from microcert.sessions.actions import new_feed, revoke_feed
from microcert.sessions.agenda import Line, calendar_file, lines_of, work_of
from microcert.sessions.models import CalendarFeed, Session, SessionEvent
from microcert.sessions.permissions import WATCHERS
from microcert.sessions.queries import feed_of, workload_of
from microcert.sessions.rules import SessionStatus

from .access import SignedInRequest

Scope = CalendarFeed.Scope
# How long a session stays in agendas after its end.
REMEMBERED = timedelta(days=365)
PAGES = {Scope.LEARNER: "learner-calendar", Scope.TUTOR: "tutor-calendar", Scope.UNIVERSITY: "office-calendar"}


@dataclass(frozen=True)
class Day:
    """One line of a calendar page."""

    event: SessionEvent
    session: Session
    is_cancelled: bool

    @property
    def month(self) -> str:
        """The month in words, under which the page puts the line."""
        return date_format(localtime(self.event.starts_at), "F Y")


def sessions_in(scope: str, person: User, university: University | None) -> list[Session]:
    """The sessions of one calendar with their dates, in two queries. A planned session is in its universities' only."""
    found: QuerySet[Session]
    if scope == Scope.LEARNER:
        found = sessions_of_learner(person)
    elif scope == Scope.TUTOR:
        tutored = Session.objects.filter(participations__tutor=person)
        found = tutored.exclude(status=SessionStatus.PLANNED)
    else:
        found = Session.objects.filter(participations__university=university)
    since = clock.today() - REMEMBERED
    rows = found.filter(ends_on__gte=since).select_related("version__training__producer").distinct()
    return list(rows.prefetch_related(Prefetch("events", SessionEvent.objects.order_by("starts_at"))))


def days_of(sessions: Iterable[Session]) -> list[Day]:
    """The dates to come, all sessions together, in order of time."""
    now = clock.now()
    days = [
        Day(event, session, session.status == SessionStatus.CANCELLED)
        for session in sessions
        for event in session.events.all()
        if (event.ends_at or event.starts_at) >= now
    ]
    return sorted(days, key=lambda day: (day.event.starts_at, day.session.code))


def feed_context(person: User, scope: Scope, university: University | None = None) -> dict[str, str]:
    """What the panel of the subscription shows. One query."""
    feed = CalendarFeed.objects.filter(person=person, scope=scope, university=university).first()
    address = settings.SITE_URL + reverse("calendar-feed", args=[feed.token]) if feed else ""
    return {
        "feed_scope": str(scope),
        "feed_university": university.slug if university else "",
        "feed_address": address,
        "feed_webcal": f"webcal://{address.partition('://')[2]}" if address else "",
    }


def may_have(person: User, scope: str, university: University | None) -> bool:
    """A university's calendar is for those who work in its office; the two others are one's own."""
    if scope == Scope.UNIVERSITY:
        return university in universities_within_reach(person, *WATCHERS)
    return university is None


@login_required
@require_POST
def change(request: SignedInRequest) -> HttpResponse:
    """Make an address, replace it, or close it."""
    scope = request.POST.get("scope", "")
    if scope not in Scope.values:
        raise Http404
    university = University.objects.filter(slug=request.POST.get("university", "")).first()
    if not may_have(request.user, scope, university):
        raise PermissionDenied
    if request.POST.get("do") == "revoke":
        for feed in CalendarFeed.objects.filter(person=request.user, scope=scope, university=university):
            revoke_feed(feed, by=request.user)
        messages.success(request, _("L’adresse est fermée : elle ne répond plus."))
    else:
        new_feed(request.user, Scope(scope), university=university, by=request.user)
        messages.success(request, _("Votre adresse est prête. Une adresse plus ancienne ne répond plus."))
    place = reverse(PAGES[Scope(scope)])
    return redirect(f"{place}?universite={university.slug}" if university else place)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address. Closed, made up, or no longer the person's to read: there is no such page."""
    found = feed_of(token)
    if found is None or not found.person.is_active or not may_have(found.person, found.scope, found.university):
        raise Http404
    with translation.override(found.person.language):
        content = calendar_file(str(Scope(found.scope).label), lines_in(found))
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=900"
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response) or response


def lines_in(found: CalendarFeed) -> Iterator[Line]:
    """Dates only: no learner is named. A learner's own calendar also holds the work of each week (R075)."""
    page = settings.SITE_URL + reverse(PAGES[Scope(found.scope)])
    for session in sessions_in(found.scope, found.person, found.university):
        yield from lines_of(session, session.events.all(), url=page)
        if found.scope == Scope.LEARNER:
            yield from work_of(session, workload_of(session), url=page)


def calendar_context(request: SignedInRequest, scope: Scope, university: University | None = None) -> dict[str, Any]:
    """What every calendar page shows: the dates to come and the panel of the subscription."""
    sessions = sessions_in(scope, request.user, university)
    return {"sessions": sessions, "days": days_of(sessions), **feed_context(request.user, scope, university)}


urlpatterns = [
    path("agenda/adresse/", change, name="calendar-feed-change"),
    path("agenda/<str:token>.ics", feed, name="calendar-feed"),
]
