"""What the committee looks at: sessions and their seats, the share of each university, credentials. Counts only, no learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.allotment.queries import loads_by_session
from microcert.consortium.models import University
from microcert.credentials.models import Credential
from microcert.credentials.rules import CredentialStatus
from microcert.foundation import clock
from microcert.sessions.models import Participation, Session
from microcert.sessions.rules import SessionStatus
from microcert.trainings.queries import published
from microcert.web.frame.drawings import Tally

STATES: dict[SessionStatus, tuple[str, str, str | Promise]] = {
    SessionStatus.PLANNED: ("", "calendar-event", _("Planifiée")),
    SessionStatus.OPEN: ("info", "cart", _("En vente")),
    SessionStatus.RUNNING: ("ok", "play-circle", _("En cours")),
    SessionStatus.CLOSED: ("", "flag-fill", _("Terminée")),
    SessionStatus.CANCELLED: ("stop", "x-circle-fill", _("Annulée")),
}
SALES_OVER = ("wait", "lock", _("Ventes closes"))


@dataclass(frozen=True)
class SessionLine:
    """A session in the committee's table. `spread` is the difference between the fullest and the emptiest university."""

    code: str
    training: str
    producer: str
    starts_on: date
    state: tuple[str, str, str | Promise]
    taken: int
    capacity: int
    threshold: int
    spread: int
    is_drawn: bool

    @property
    def missing(self) -> int:
        """Seats still to be taken before the opening threshold."""
        return max(0, self.threshold - self.taken)


@dataclass(frozen=True)
class Awarded:
    """Credentials of one producing university: those in force, and those withdrawn since."""

    university: str
    standing: int
    withdrawn: int


@dataclass(frozen=True)
class Overview:
    sessions: list[SessionLine]
    shares: list[Tally]
    awarded: list[Awarded]
    idle: list[tuple[str, str]]
    trainings: int

    @property
    def taken(self) -> int:
        return sum(line.taken for line in self.sessions)

    @property
    def on_sale(self) -> int:
        return sum(line.state is STATES[SessionStatus.OPEN] for line in self.sessions)

    @property
    def credentials(self) -> int:
        return sum(row.standing for row in self.awarded)


def overview() -> Overview:
    """The whole of it in six queries, however many sessions there are."""
    loads = loads_by_session()
    sessions = list(
        Session.objects.select_related("version__training__producer", "commitment").prefetch_related(
            Prefetch("participations", Participation.objects.select_related("university"))
        )
    )
    trainings = list(published().select_related("training__producer").order_by("title"))
    scheduled = {session.version.training_id for session in sessions}
    return Overview(
        sessions=[_line(session, loads.get(session.pk, {})) for session in sessions],
        shares=_shares(loads),
        awarded=_awarded(),
        idle=[
            (each.title, each.training.producer.short_name) for each in trainings if each.training_id not in scheduled
        ],
        trainings=len(trainings),
    )


def _line(session: Session, loads: dict[str, int]) -> SessionLine:
    counts = [loads.get(each.university.slug, 0) for each in session.participations.all()]
    is_over = session.status == SessionStatus.OPEN and session.sales_close_on < clock.today()
    return SessionLine(
        code=session.code,
        training=session.version.title,
        producer=session.version.training.producer.short_name,
        starts_on=session.starts_on,
        state=SALES_OVER if is_over else STATES[SessionStatus(session.status)],
        taken=sum(loads.values()),
        capacity=session.capacity,
        threshold=session.opening_threshold,
        spread=max(counts) - min(counts) if counts else 0,
        is_drawn=hasattr(session, "commitment"),
    )


def _shares(loads: dict[int, dict[str, int]]) -> list[Tally]:
    """Every university that sells, those with the most contracts first."""
    selling = University.objects.filter(participations__isnull=False).distinct().values_list("slug", "short_name")
    totals = [Tally(name, sum(counted.get(slug, 0) for counted in loads.values())) for slug, name in selling]
    return sorted(totals, key=lambda row: (-row.count, row.label))


def _awarded() -> list[Awarded]:
    in_force = ~Q(status__in=[CredentialStatus.REVOKED, CredentialStatus.SUPERSEDED])
    rows = (
        Credential.objects.values("issuer__short_name")
        .order_by("issuer__short_name")
        .annotate(
            standing=Count("pk", filter=in_force), withdrawn=Count("pk", filter=Q(status=CredentialStatus.REVOKED))
        )
    )
    return [Awarded(row["issuer__short_name"], row["standing"], row["withdrawn"]) for row in rows]
