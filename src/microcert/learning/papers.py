"""What learning proves on paper: the completion certificate and the monthly statements of attendance.

Both are in French, whoever asks. Both count the estimated time of validated milestones (Labour code D6313-3-1), never the time spent connected.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from microcert.documents.actions import establish
from microcert.documents.models import Document
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock, journal

from .errors import NothingToState
from .models import HOW_LABELS, MilestoneValidation
from .rules import How, months_between


@override("fr")
def establish_completion_certificate(file: LearnerFile) -> Document:
    """The *certificat de réalisation*: what was done, from when to when, for how long; no result of the assessment."""
    number = f"CR-{file.order.number}"
    rows = list(MilestoneValidation.objects.filter(file=file))
    return _establish(
        file,
        Document.Kind.COMPLETION_CERTIFICATE,
        number,
        f"Certificat de réalisation {number}",
        {
            "done": _hours(sum(row.minutes for row in rows)),
            "planned": _hours(file.session.version.minutes),
            "closed_on": date_format(clock.day_of(file.closed_at) if file.closed_at else clock.today(), "j F Y"),
        },
    )


def establish_attendance_statement(file: LearnerFile, month: date) -> Document:
    """The *attestation d'assiduité* of one month that is over (its first day): each milestone, when, how, for how long.

    Raises NothingToState while the month runs, or when nothing was reached in it.
    """
    rows = [
        row
        for row in MilestoneValidation.objects.filter(file=file).select_related("activity").order_by("at")
        if clock.day_of(row.at).replace(day=1) == month
    ]
    if month >= clock.today().replace(day=1) or not rows:
        raise NothingToState(_("Une attestation porte sur un mois terminé, pendant lequel un jalon a été validé."))
    with override("fr"):
        return _state_attendance(file, month, rows)


def _state_attendance(file: LearnerFile, month: date, rows: list[MilestoneValidation]) -> Document:
    number = f"AA-{file.order.number}-{month:%Y%m}"
    return _establish(
        file,
        Document.Kind.ATTENDANCE_STATEMENT,
        number,
        f"Attestation d’assiduité {number}",
        {
            "month": date_format(month, "F Y"),
            "total": _hours(sum(row.minutes for row in rows)),
            "rows": [
                {
                    "on": date_format(localtime(row.at), "j F Y, H:i"),
                    "title": row.activity.title,
                    "how": str(HOW_LABELS[How(row.how)]),
                    "time": _hours(row.minutes),
                }
                for row in rows
            ],
        },
    )


def months_to_state(file: LearnerFile) -> list[date]:
    """The months that are over and in which a milestone was reached, by their first day. One query."""
    days = {clock.day_of(at) for at in MilestoneValidation.objects.filter(file=file).values_list("at", flat=True)}
    reached = {day.replace(day=1) for day in days}
    return [month for month in months_between(min(days), clock.today()) if month in reached] if days else []


def _establish(file: LearnerFile, kind: Document.Kind, number: str, title: str, content: dict[str, Any]) -> Document:
    session, version = file.session, file.session.version
    shared = {
        "learner": file.learner.full_name,
        "training": version.title,
        "starts_on": date_format(session.starts_on, "j F Y"),
        "ends_on": date_format(session.ends_on, "j F Y"),
        "producer": version.training.producer.name,
        "representative": file.university.legal_representative_name,
        "representative_title": file.university.legal_representative_title,
        "city": file.university.city,
        "today": date_format(clock.today(), "j F Y"),
    }
    return establish(
        kind,
        number,
        title,
        shared | content,
        letterhead=file.university,
        subject=journal.key_of(file),
        framework_version=version.framework_version,
    )


def _hours(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return f"{whole}\u00a0h" + (f"\u00a0{rest:02d}" if rest else "")
