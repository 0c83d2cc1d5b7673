"""The page of a training, and the calendar of a session to put in one's own agenda."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from microcert.consortium.queries import backing_of
from microcert.sessions.agenda import calendar_file, lines_of
from microcert.sessions.models import Session
from microcert.sessions.queries import calendar_of
from microcert.sessions.rules import SessionStatus
from microcert.trainings.rules import VersionStatus

from .fact_sheet import fact_sheet
from .links import address
from .structured import absolute, picture, training_block


@require_safe
def training(request: HttpRequest, slug: str) -> HttpResponse:
    sheet = fact_sheet(slug, request.GET.get("session", ""))
    chosen = sheet.chosen
    order_url = address("order-start", chosen.session.code) if chosen and chosen.availability.can_be_bought else ""
    context = {
        "sheet": sheet,
        "version": sheet.version,
        "order_url": order_url,
        "canonical": absolute(reverse("training", args=[slug])),
        "picture": picture(),
        "described": training_block(sheet),
        "backing": backing_of([sheet.producer, *(each.university for each in sheet.participations)]),
    }
    return render(request, "public/training.html", context)


@require_safe
def session_calendar(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The session's dates as iCalendar. A cancelled session and a draft's have none."""
    session = get_object_or_404(
        Session.objects.select_related("version__training__producer").exclude(status=SessionStatus.CANCELLED),
        code=code,
        version__training__slug=slug,
        version__status__in=[VersionStatus.PUBLISHED, VersionStatus.RETIRED],
    )
    response = HttpResponse(icalendar_of(session), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{session.code}.ics"'
    return response


def icalendar_of(session: Session) -> bytes:
    """The dates of a session as an iCalendar file (RFC 5545), moments in UTC."""
    page = settings.SITE_URL + reverse("training", args=[session.version.training.slug])
    return calendar_file(session.version.title, lines_of(session, calendar_of(session), url=page))


urlpatterns = [
    path("formations/<slug:slug>/", training, name="training"),
    path("formations/<slug:slug>/calendrier/<str:code>.ics", session_calendar, name="session-calendar"),
]
