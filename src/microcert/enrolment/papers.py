"""What the welcome of a learner says on paper: when, where, with whom, on which rules."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from microcert.documents.actions import establish
from microcert.documents.models import Document
from microcert.foundation import journal
from microcert.sessions.models import Participation

from .models import LearnerFile


@override("fr")
def establish_convocation(file: LearnerFile) -> Document:
    """The convocation on the assigned university's letterhead; a session that was moved has another one."""
    number = f"CO-{file.order.number}-{file.session.starts_on:%Y%m%d}"
    return establish(
        Document.Kind.CONVOCATION,
        number,
        f"Convocation {number}",
        _content(file),
        letterhead=file.university,
        subject=journal.key_of(file),
        framework_version=file.session.version.framework_version,
    )


def _content(file: LearnerFile) -> dict[str, Any]:
    session, version = file.session, file.session.version
    participation = Participation.objects.filter(session=session, university=file.university).first()
    return {
        "learner": {"name": file.learner.full_name, "address": file.learner.postal_address.splitlines()},
        "training": version.title,
        "starts_on": date_format(session.starts_on, "l j F Y"),
        "ends_on": date_format(session.ends_on, "l j F Y"),
        "hours": version.minutes // 60,
        "weekly_hours": round(version.minutes / 60 / max((session.ends_on - session.starts_on).days / 7, 1), 1),
        "address": f"{settings.SITE_URL}/espace/",
        "equipment": version.equipment,
        "calendar": [
            {"on": date_format(localtime(event.starts_at), "l j F Y, H:i"), "title": event.title}
            for event in session.events.all()
        ],
        "tutor": participation.tutor_name if participation else "",
        "contact": participation.admin_contact if participation else "",
        "office": {"email": file.university.office_email, "phone": file.university.office_phone},
        "disability": f"{file.university.disability_contact_name}, {file.university.disability_contact_email}",
        "producer": version.training.producer.name,
        "internal_rules": file.order.internal_rules.version,
    }
