"""Calendars of the offices and the tutors: the dates of the sessions that they take part in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from microcert.consortium.queries import universities_within_reach
from microcert.sessions.models import CalendarFeed
from microcert.sessions.permissions import WATCHERS
from microcert.web.access import SignedInRequest, admit
from microcert.web.agenda import calendar_context


@login_required
def of_the_office(request: SignedInRequest) -> HttpResponse:
    """One university at a time; who works for several chooses."""
    universities = universities_within_reach(request.user, *WATCHERS)
    admit(request.user, bool(universities))
    asked = request.GET.get("universite", "")
    chosen = next((each for each in universities if each.slug == asked), universities[0])
    context = calendar_context(request, CalendarFeed.Scope.UNIVERSITY, chosen)
    context |= {"universities": [chosen], "choices": universities, "desk": "office-sessions"}
    return render(request, "office/calendar.html", context)


@login_required
def of_the_tutor(request: SignedInRequest) -> HttpResponse:
    admit(request.user, request.user.has_perm("learning.accompany"))
    context = calendar_context(request, CalendarFeed.Scope.TUTOR)
    return render(
        request, "office/calendar.html", context | {"universities": [], "choices": [], "desk": "tutor-learners"}
    )


urlpatterns = [
    path("sessions/calendrier/", of_the_office, name="office-calendar"),
    path("accompagnement/calendrier/", of_the_tutor, name="tutor-calendar"),
]
