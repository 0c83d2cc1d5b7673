"""The learners that the draw assigned to one's university: tabs by state, search, fairness of the draw, export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from microcert.allotment.queries import balance
from microcert.consortium.models import University
from microcert.consortium.queries import universities_of
from microcert.enrolment.actions import note_export
from microcert.enrolment.permissions import FOLLOWERS
from microcert.enrolment.queries import Worklist, worklist
from microcert.sessions.models import Session
from microcert.web.access import SignedInRequest
from microcert.web.export import csv_file
from microcert.web.frame.drawings import Tally

from .spreadsheet import as_csv

PAGE_SIZE = 50


@dataclass(frozen=True)
class View:
    """What the person may see and asked to see. The filters come from the address, whatever is wrong in it means all."""

    universities: list[University]
    sessions: list[Session]
    session: Session | None
    list: Worklist
    text: str

    @property
    def shown_session(self) -> Session | None:
        """The session whose draw the side panel shows: the chosen one, else the latest to start."""
        return self.session or (self.sessions[0] if self.sessions else None)


def view_of(request: SignedInRequest, asked: Any) -> View:
    """Raises PermissionDenied for whoever works in no office."""
    universities = universities_of(request.user, *FOLLOWERS)
    if not universities:
        raise PermissionDenied
    sessions = list(
        Session.objects.filter(participations__university__in=universities)
        .select_related("version")
        .distinct()
        .order_by("-starts_on", "code")
    )
    session = next((each for each in sessions if each.code == asked.get("session", "")), None)
    text = asked.get("q", "")[:100]
    found = worklist(universities, session=session, stage=asked.get("etat", ""), text=text)
    return View(universities, sessions, session, found, text)


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    view = view_of(request, request.GET)
    drawn = view.shown_session
    context: dict[str, Any] = {
        "view": view,
        "universities": view.universities,
        "page": Paginator(view.list.rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "drawn": drawn,
    }
    if drawn:
        counters = balance(drawn, view.universities[0].slug)
        context["balance"] = counters
        context["bars"] = [Tally(row.label, row.count, row.is_yours) for row in counters.rows]
    return render(request, "office/worklist.html", context)


@login_required
@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    """The list on screen as a spreadsheet; the export stands in the journal."""
    view = view_of(request, request.POST)
    for university in view.universities:
        rows = sum(row.university == university.short_name for row in view.list.rows)
        note_export(university, rows=rows, by=request.user)
    return csv_file(as_csv(view.list.rows), "dossiers")


urlpatterns = [
    path("", show, name="office-files"),
    path("export/", export, name="office-export"),
]
