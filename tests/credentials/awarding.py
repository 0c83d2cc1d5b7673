"""Sealed minutes without the months before them, for tests of what follows a verdict."""

from __future__ import annotations

from typing import Any

import pytest

from microcert.credentials.actions import award
from microcert.credentials.models import Credential
from microcert.documents.actions import keep
from microcert.documents.custody import ensure_keys
from microcert.documents.models import Document
from microcert.enrolment.models import LearnerFile
from microcert.evaluation.actions.minutes import hash_of
from microcert.evaluation.models import Decision, Jury, Minutes, Sitting
from microcert.evaluation.rules import JuryStatus, SittingStatus
from microcert.foundation import clock
from tests.cast import Cast

LEVELS = {"C1": {"rank": 4, "label": "Maîtrisé"}, "C2": {"rank": 3, "label": "Acquis"}}


def sealed_minutes(cast: Cast, verdicts: dict[LearnerFile, str], number: str = "PV-HTR-2026-000001") -> Minutes:
    """Minutes whose last signature has been given, with one decision per learner's file."""
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        ensure_keys(university)
    now = clock.now()
    jury = Jury.objects.create(
        session=cast.session, meets_at=now, opened_at=now, framework_version=cast.framework, status=JuryStatus.SEALED
    )
    decisions: list[dict[str, Any]] = []
    for file, outcome in verdicts.items():
        sitting, _is_new = Sitting.objects.get_or_create(
            file=file,
            attempt=1,
            defaults={
                "status": SittingStatus.JUDGED,
                "due_at": now,
                "identity_method": Sitting.IdentityMethod.LIVE,
                "identity_checked_at": now,
                "identity_checked_by": cast.thierry,
            },
        )
        reason = "" if outcome == "award" else "C2 reste sous le seuil"
        Decision.objects.create(jury=jury, sitting=sitting, outcome=outcome, reason=reason)
        decisions.append(
            {
                "file": file.pk,
                "order_number": file.order.number,
                "learner_key": f"people.user:{file.learner_id}",
                "outcome": outcome,
                "levels": LEVELS,
            }
        )
    document = keep(
        kind=Document.Kind.JURY_MINUTES,
        number=number,
        title="Procès-verbal",
        letterhead=cast.hauterive,
        subject="jury",
        pdf=b"%PDF-1.7 minutes",
        template="jury_minutes@2026-1",
        framework_version=cast.framework,
    )
    return Minutes.objects.create(
        jury=jury, number=number, document=document, decisions=decisions, sha256=hash_of(decisions)
    )


def awarded(cast: Cast) -> Credential:
    """Inès' credential, awarded on sealed minutes."""
    file = cast.learner_file()
    return award(sealed_minutes(cast, {file: "award"}), file)


@pytest.fixture
def credential(cast: Cast) -> Credential:
    return awarded(cast)
