"""The sessions that one's university plans or takes part in: where each stands, and what is expected of whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from microcert.allotment.models import Commitment
from microcert.allotment.queries import Balance, balance, loads_by_session
from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.consortium.roles import Role
from microcert.foundation import clock
from microcert.orders.queries import signed_seats
from microcert.sessions.models import Participation, Session
from microcert.sessions.permissions import WATCHERS
from microcert.sessions.queries import calendar_of, workload_of
from microcert.sessions.rules import SessionStatus, is_committed
from microcert.web.access import SignedInRequest, admit, require
from microcert.web.frame.drawings import Tally
from microcert.web.frame.wording import long_date, short_date

PAGE_SIZE = 50
TABS: dict[str, tuple[SessionStatus, str | Promise]] = {
    "prevues": (SessionStatus.PLANNED, gettext_lazy("Prévues")),
    "en-vente": (SessionStatus.OPEN, gettext_lazy("Ouvertes")),
    "en-cours": (SessionStatus.RUNNING, gettext_lazy("En cours")),
    "terminees": (SessionStatus.CLOSED, gettext_lazy("Terminées")),
    "annulees": (SessionStatus.CANCELLED, gettext_lazy("Annulées")),
}
STATES: dict[SessionStatus, tuple[str, str, str | Promise]] = {
    SessionStatus.PLANNED: ("", "calendar-event", gettext_lazy("Prévue")),
    SessionStatus.OPEN: ("info", "cart", gettext_lazy("Ouverte")),
    SessionStatus.RUNNING: ("ok", "play-circle", gettext_lazy("En cours")),
    SessionStatus.CLOSED: ("", "archive", gettext_lazy("Terminée")),
    SessionStatus.CANCELLED: ("stop", "x-circle-fill", gettext_lazy("Annulée")),
}


@dataclass(frozen=True)
class Line:
    """One session: how many seats are taken and signed, how many universities have promised, what is awaited."""

    session: Session
    kind: str
    icon: str
    status: str | Promise
    taken: int
    signed: int
    committed: int
    participants: int
    awaited: str
    is_yours_to_do: bool


@dataclass(frozen=True)
class Partner:
    """A university of a session, as the page of the session shows it."""

    participation: Participation
    is_committed: bool
    is_yours: bool


def sessions_of(universities: list[University]) -> QuerySet[Session]:
    """What these universities plan or take part in, each session once."""
    mine = Q(participations__university__in=universities) | Q(version__training__producer__in=universities)
    return Session.objects.filter(mine).distinct()


def has_promised(each: Participation) -> bool:
    return is_committed(
        tutor_name=each.tutor_name, support_minutes=each.support_minutes, has_committed=each.committed_at is not None
    )


def awaited(session: Session, partners: list[Participation], yours: set[int]) -> tuple[str, bool]:
    """What a session waits for, and whether it waits for the reader."""
    is_producer = session.version.training.producer_id in yours
    if session.status == SessionStatus.PLANNED:
        lacking = [each for each in partners if not has_promised(each)]
        if any(each.university_id in yours for each in lacking):
            return _("L’engagement de votre université est à signer"), True
        if lacking:
            return ngettext("%d engagement attendu", "%d engagements attendus", len(lacking)) % len(lacking), False
        return _("Prête à ouvrir"), is_producer
    if session.awaits_a_decision:
        return _("Seuil non atteint : annuler ou maintenir"), is_producer
    if session.status == SessionStatus.OPEN:
        if clock.today() <= session.sales_close_on:
            return _("Inscriptions jusqu’au %(day)s") % {"day": short_date(session.sales_close_on)}, False
        return _("Commence le %(day)s") % {"day": short_date(session.starts_on)}, False
    if session.status == SessionStatus.RUNNING:
        return _("Finit le %(day)s") % {"day": short_date(session.ends_on)}, False
    return "", False


def lines_of(sessions: list[Session], yours: set[int]) -> list[Line]:
    """Three queries, whatever the number of sessions."""
    loads = loads_by_session([each.pk for each in sessions])
    signed = signed_seats(each.pk for each in sessions)
    lines = []
    for each in sessions:
        partners = list(each.participations.all())
        kind, icon, status = STATES[SessionStatus(each.status)]
        words, is_yours = awaited(each, partners, yours)
        lines.append(
            Line(
                session=each,
                kind=kind,
                icon=icon,
                status=status,
                taken=sum(loads.get(each.pk, {}).values()),
                signed=signed.get(each.pk, 0),
                committed=sum(map(has_promised, partners)),
                participants=len(partners),
                awaited=words,
                is_yours_to_do=is_yours,
            )
        )
    return lines


@login_required
def index(request: SignedInRequest) -> HttpResponse:
    universities = universities_within_reach(request.user, *WATCHERS)
    admit(request.user, bool(universities))
    every = sessions_of(universities)
    counts = Counter(status for _pk, status in every.order_by().values_list("pk", "status"))
    first = next((name for name, (state, _label) in TABS.items() if counts[state]), "prevues")
    tab = request.GET.get("onglet", "")
    tab = tab if tab in TABS else first
    chosen = every.filter(status=TABS[tab][0]).select_related("version__training__producer")
    rows = chosen.prefetch_related(Prefetch("participations", Participation.objects.select_related("university")))
    page = Paginator(rows.order_by("starts_on", "code"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "universities": universities,
        "tabs": [(name, label, counts[state]) for name, (state, label) in TABS.items()],
        "tab": tab,
        "page": page,
        "lines": lines_of(list(page.object_list), {each.pk for each in universities}),
        "may_plan": bool(universities_within_reach(request.user, Role.ADMIN_TEAM)),
    }
    return render(request, "office/sessions.html", context)


def the_session(request: SignedInRequest, code: str, permission: str = "sessions.view_session") -> Session:
    """A session that the person may see or, with another permission, change. To strangers it does not exist here."""
    session = get_object_or_404(Session.objects.select_related("version__training__producer"), code=code)
    require(request.user, permission, session, at=session.version.training.producer)
    return session


def progress_of(session: Session, counters: Balance, signed: int) -> list[Tally]:
    """The enrolments beside the threshold and the seats, as counted bars."""
    return [
        Tally(_("Places prises"), counters.contracts),
        Tally(_("Contrats signés"), signed),
        Tally(_("Seuil d’ouverture"), session.opening_threshold),
        Tally(_("Places de la session"), session.capacity),
    ]


def heading_of(session: Session, partners: list[Partner], signed: int) -> str:
    """The page's first sentence: where the session stands."""
    lacking = sum(not each.is_committed for each in partners)
    if session.status == SessionStatus.PLANNED and lacking:
        words = ngettext("Encore %d engagement avant d’ouvrir", "Encore %d engagements avant d’ouvrir", lacking)
        return words % lacking
    if session.status == SessionStatus.PLANNED:
        return _("Tous les engagements sont signés : la session peut ouvrir")
    if session.awaits_a_decision:
        return _("Seuil non atteint : annuler ou maintenir la session")
    if session.status == SessionStatus.OPEN and clock.today() <= session.sales_close_on:
        missing = session.opening_threshold - signed
        if missing > 0:
            words = ngettext("Encore %d contrat avant le seuil", "Encore %d contrats avant le seuil", missing)
            return words % missing
        return _("Le seuil d’ouverture est atteint")
    if session.status == SessionStatus.OPEN:
        return _("Inscriptions closes, début le %(day)s") % {"day": long_date(session.starts_on)}
    return {
        SessionStatus.RUNNING: _("La session est en cours"),
        SessionStatus.CLOSED: _("La session est terminée"),
        SessionStatus.CANCELLED: _("La session est annulée"),
    }[SessionStatus(session.status)]


@login_required
def show(request: SignedInRequest, code: str) -> HttpResponse:
    session = the_session(request, code)
    universities = universities_within_reach(request.user, *WATCHERS)
    yours = {each.pk for each in universities}
    rows = list(session.participations.select_related("university", "session__version").prefetch_related("signatures"))
    partners = [Partner(each, has_promised(each), each.university_id in yours) for each in rows]
    counters = balance(session, next((each.slug for each in universities), ""))
    signed = signed_seats([session.pk]).get(session.pk, 0)
    may: dict[str, bool] = {
        verb: request.user.has_perm(f"sessions.{verb}_session", session)
        for verb in ("open", "revise", "postpone", "cancel")
    }
    context: dict[str, Any] = {
        "universities": universities,
        "session": session,
        "heading": heading_of(session, partners, signed),
        "state": STATES[SessionStatus(session.status)],
        "partners": partners,
        "own": [each for each in partners if each.is_yours and not each.is_committed],
        "progress": progress_of(session, counters, signed),
        "balance": counters,
        "bars": [Tally(row.label, row.count, row.is_yours) for row in counters.rows],
        "has_ledger": Commitment.objects.filter(session=session).exists(),
        "events": calendar_of(session),
        "weeks": workload_of(session),
        "postponements": list(session.postponements.all()),
        "may": may,
        "may_postpone": may["postpone"] and session.status == SessionStatus.OPEN and clock.today() < session.starts_on,
        "may_cancel": may["cancel"] and session.status in (SessionStatus.PLANNED, SessionStatus.OPEN),
    }
    return render(request, "office/session.html", context)


urlpatterns = [
    path("sessions/", index, name="office-sessions"),
    path("sessions/<str:code>/", show, name="office-session"),
]
