"""The content of the minutes, as plain data for their template."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from microcert.evaluation.models import Minutes
from microcert.evaluation.rules import Outcome

from .deliberation import Case, deliberation

TEMPLATE = "jury_minutes"
NB = "\u00a0"


def _day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    first = "1er" if local.day == 1 else str(local.day)
    return f"{first}{NB}{date_format(local, 'F Y').replace(' ', NB)}"


def _time(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.hour}{NB}h{NB}{local.minute:02d}"


def outcome_words(outcome: str) -> str:
    return {
        Outcome.AWARD: _("Délivrée"),
        Outcome.RESIT: _("Rattrapage"),
        Outcome.NOT_AWARDED: _("Non délivrée"),
    }[Outcome(outcome)]


def content_of(minutes: Minutes) -> dict[str, Any]:
    """Everything that the minutes print. French whatever the reader's language: an official document."""
    with override("fr"):
        return _content(minutes)


def _content(minutes: Minutes) -> dict[str, Any]:
    jury = minutes.jury
    scene = deliberation(jury)
    session = jury.session
    opened = jury.opened_at or jury.meets_at
    closed = jury.closed_at or minutes.sealed_at
    return {
        "number": minutes.number,
        "training": session.version.title,
        "session": session.code,
        "session_dates": f"du {session.starts_on:%d/%m/%Y} au {session.ends_on:%d/%m/%Y}",
        "framework": jury.framework_version.version,
        "met_on": _day(opened),
        "opened_at": _time(opened),
        "closed_at": _time(closed),
        "closed_on": _day(closed),
        "members_named": len(scene.members),
        "members_present": len(scene.present),
        "members": [
            {
                "name": member.person.full_name,
                "quality": member.quality,
                "is_president": member.is_president,
                "is_present": member.present_at is not None,
                "signed": f"{_day(member.signed_at)}, {_time(member.signed_at)}" if member.signed_at else "",
            }
            for member in scene.members
        ],
        "competencies": [
            {"code": code, "threshold": scene.scale.get(rank, "")} for code, rank in scene.thresholds.items()
        ],
        "tally": scene.tally,
        "cases": [_case(case) for case in scene.cases],
        "recusals": [
            {"member": each.member.person.full_name, "candidate": case.name, "reason": each.reason}
            for case in scene.cases
            for each in case.recusals
        ],
        "observations": jury.observations,
        "sha256": minutes.sha256,
    }


def _case(case: Case) -> dict[str, Any]:
    hours, rest = divmod(case.minutes, 60)
    return {
        "name": case.name,
        "order": case.sitting.file.order.number,
        "university": case.university,
        "levels": [level.label or "–" for level in case.levels],
        "hours": f"{hours}{NB}h{NB}{rest:02d}" if rest else f"{hours}{NB}h",
        "outcome": outcome_words(case.decision.outcome) if case.decision else "",
        "reason": case.decision.reason if case.decision else "",
    }
