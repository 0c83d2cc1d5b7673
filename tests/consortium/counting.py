"""How many rows each table has that loading a house fills."""

from __future__ import annotations

from microcert.catalogue.models import CatalogueEntry
from microcert.consortium.models import Appointment, Consortium, FrameworkVersion, LegalVisa, TermsVersion, University
from microcert.people.models import User
from microcert.sessions.models import Participation, Session, SessionEvent
from microcert.trainings.models import Activity, Training, TrainingVersion

TABLES = (
    Consortium,
    University,
    FrameworkVersion,
    LegalVisa,
    TermsVersion,
    User,
    Appointment,
    Training,
    TrainingVersion,
    Activity,
    CatalogueEntry,
    Session,
    Participation,
    SessionEvent,
)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TABLES}
