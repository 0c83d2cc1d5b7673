"""The sessions that a training's file plans, counted in days from the day on which it is loaded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from microcert.consortium.errors import Problem
from microcert.consortium.load import LoadedConsortium
from microcert.consortium.models import Appointment
from microcert.consortium.roles import Role
from microcert.consortium.sheet import Sheet
from microcert.foundation import clock
from microcert.people.models import User
from microcert.trainings.models import TrainingVersion

from .actions import Participant, plan
from .models import Session
from .rules import SessionStatus, first_monday, last_day, session_code

# An hour of motivational support for each learner of an equal share.
SUPPORT_MINUTES_PER_SEAT = 60
STATES = (SessionStatus.PLANNED, SessionStatus.OPEN, SessionStatus.CANCELLED)


@dataclass(frozen=True)
class Plan:
    """One session of a file: days until it starts (then the next Monday), weeks, seats, and the state it is to be in.

    `unsigned` are the universities that have still to promise their support, `reason` is why it was cancelled.
    """

    starts_in_days: int
    weeks: int
    capacity: int
    opening_threshold: int
    state: str
    unsigned: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Plans:
    """The sessions of one training, and the universities that take part in all of them."""

    participants: tuple[str, ...]
    sessions: tuple[Plan, ...]


def read_plans(path: Path, universities: Collection[str], problems: list[Problem]) -> Plans:
    """The part of a training's file that this room reads; problems are noted."""
    noted: list[Problem] = []
    sheet = Sheet.open(path, noted)
    if noted:
        # The trainings' room has said so already.
        return Plans((), ())
    sheet = Sheet(sheet.content, file=str(path), problems=problems)
    participants = tuple(sheet.texts("participants"))
    for slug in participants:
        if slug not in universities:
            sheet.refuse("participants", _("l’université « %s » n’est pas dans le fichier du consortium.") % slug)
    if sheet.content.get("producer") not in participants:
        sheet.refuse("participants", _("l’université productrice doit y figurer."))
    return Plans(participants, tuple(_plan(row) for row in sheet.tables("sessions")))


def _plan(row: Sheet) -> Plan:
    plan = Plan(
        starts_in_days=row.number("starts_in_days", least=1, most=730),
        weeks=row.number("weeks", least=1, most=52),
        capacity=row.number("capacity", least=1, most=10_000),
        opening_threshold=row.number("opening_threshold", 1, least=1, most=10_000),
        state=row.choice("state", STATES, SessionStatus.PLANNED),
        unsigned=tuple(row.texts("unsigned", [])),
        reason=row.text("reason", ""),
    )
    if plan.unsigned and plan.state != SessionStatus.PLANNED:
        row.refuse("unsigned", _("une session ne s’ouvre que si toutes ses universités se sont engagées."))
    if plan.state == SessionStatus.CANCELLED and not plan.reason:
        row.refuse("reason", _("dites pourquoi la session est annulée."))
    row.finish()
    return plan


def plan_sessions(version: TrainingVersion, plans: Plans, loaded: LoadedConsortium) -> list[tuple[Session, Plan]]:
    """Plan the sessions that are not there yet; each comes with its plan, whose state says whether to open it."""
    producer, slug = version.training.producer, version.training.slug
    codes = [session_code(producer.code, slug, number) for number in range(1, len(plans.sessions) + 1)]
    known = set(Session.objects.filter(code__in=codes).values_list("code", flat=True))
    staff = Staff.of(loaded)
    planned = []
    for code, each in zip(codes, plans.sessions, strict=True):
        if code in known:
            continue
        starts_on = first_monday(clock.today() + timedelta(days=each.starts_in_days))
        minutes = SUPPORT_MINUTES_PER_SEAT * -(-each.capacity // len(plans.participants))
        session = plan(
            version,
            code=code,
            starts_on=starts_on,
            ends_on=last_day(starts_on, each.weeks),
            capacity=each.capacity,
            opening_threshold=each.opening_threshold,
            participants=[
                staff.participant(slug, producer.slug, minutes, loaded, is_unsigned=slug in each.unsigned)
                for slug in plans.participants
            ],
            by=None,
        )
        planned.append((session, each))
    return planned


@dataclass(frozen=True)
class Staff:
    """Who answers for a university in the file's cast: its office and its tutor, by slug."""

    offices: dict[str, User]
    tutors: dict[str, User]

    @classmethod
    def of(cls, loaded: LoadedConsortium) -> Staff:
        by_role: dict[str, dict[str, User]] = {Role.ADMIN_TEAM: {}, Role.MOTIVATIONAL_TUTOR: {}}
        appointments = Appointment.objects.filter(
            role__in=by_role, university__isnull=False, person__in=loaded.people.values()
        )
        for each in appointments.select_related("person", "university").order_by("pk"):
            by_role[each.role].setdefault(each.university.slug, each.person)  # type: ignore[union-attr]
        return cls(by_role[Role.ADMIN_TEAM], by_role[Role.MOTIVATIONAL_TUTOR])

    def participant(
        self, slug: str, producer: str, minutes: int, loaded: LoadedConsortium, *, is_unsigned: bool
    ) -> Participant:
        """A university that has no tutor of its own shares the producer's (framework, 3: support may be pooled)."""
        university = loaded.universities[slug]
        tutor = self.tutors.get(slug) or self.tutors.get(producer) or next(iter(self.tutors.values()), None)
        office = self.offices.get(slug)
        return Participant(
            university=university,
            admin_contact=office.full_name if office else university.office_email,
            tutor=tutor,
            tutor_name=tutor.full_name if tutor else "",
            support_minutes=minutes,
            has_committed=tutor is not None and not is_unsigned,
        )
