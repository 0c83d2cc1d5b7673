"""Signatures, then the seal: what the jury decided becomes a document that never changes.

The last signature freezes the decisions (numbered, hashed) in its own transaction. The document is drawn up after it, by
a job, because rendering and sealing are heavy: a crash between the two costs nothing, the job starts again.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from microcert.documents import custody
from microcert.documents.actions import keep, next_number
from microcert.documents.models import Document
from microcert.documents.render import render
from microcert.evaluation.errors import NotOnTheJury, WrongMoment
from microcert.evaluation.models import Jury, Minutes
from microcert.evaluation.permissions import producer_of
from microcert.evaluation.queries.deliberation import deliberation
from microcert.evaluation.queries.minutes import TEMPLATE, content_of
from microcert.evaluation.rules import JuryStatus, SittingStatus, jury_may_become, sitting_may_become
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.people.models import User

from .juries import locked


@action
def sign_minutes(jury: Jury, *, by: User) -> Minutes | None:
    """A present member signs; the last signature freezes the decisions and gives the minutes, else None.

    Raises NotOnTheJury, WrongMoment (not closed, or signed already). Announces "evaluation.minutes_signed".
    """
    jury = locked(jury)
    member = jury.members.filter(person=by).exclude(present_at=None).first()
    if member is None:
        raise NotOnTheJury(_("Seuls les membres présents signent le procès-verbal."))
    if jury.status != JuryStatus.CLOSED:
        raise WrongMoment(_("Le procès-verbal se signe une fois la délibération close."))
    if member.signed_at:
        raise WrongMoment(_("Vous avez déjà signé ce procès-verbal."))
    member.signed_at = clock.now()
    member.save(update_fields=["signed_at"])
    journal.write("evaluation.minutes_signed", jury, by=by)
    if jury.members.exclude(present_at=None).filter(signed_at=None).exists():
        return None
    return _freeze(jury, by)


def _freeze(jury: Jury, by: User) -> Minutes:
    producer, year = producer_of(jury.session), clock.today().year
    series = f"PV-{producer.code}-{year}"
    decisions = frozen_decisions(jury)
    minutes = Minutes.objects.create(
        jury=jury,
        number=f"{series}-{next_number(series):04d}",
        decisions=decisions,
        sha256=hash_of(decisions),
    )
    for decision in jury.decisions.select_related("sitting"):
        sitting = decision.sitting
        if not sitting_may_become(sitting.status, SittingStatus.JUDGED):
            raise WrongMoment(_("Un dossier a changé d’état pendant la délibération."))
        sitting.status = SittingStatus.JUDGED
        sitting.save(update_fields=["status"])
    journal.write("evaluation.decisions_frozen", minutes, by=by, number=minutes.number, sha256=minutes.sha256)
    announce("evaluation.minutes_signed", minutes=minutes.pk)
    return minutes


def frozen_decisions(jury: Jury) -> list[dict[str, Any]]:
    """The decisions as plain data: file, order number, opaque key of the learner, outcome, levels per competency."""
    return [
        {
            "file": case.sitting.file_id,
            "order_number": case.sitting.file.order.number,
            "learner_key": journal.key_of(case.sitting.file.learner),
            "outcome": case.decision.outcome,
            "levels": {level.code: {"rank": level.rank, "label": level.label} for level in case.levels if level.rank},
        }
        for case in deliberation(jury).cases
        if case.decision
    ]


def hash_of(decisions: list[dict[str, Any]]) -> str:
    """SHA-256 of the decisions in canonical JSON (sorted keys, no spaces)."""
    text = json.dumps(decisions, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seal_minutes(minutes: Minutes) -> Minutes:
    """Draw up the minutes on the producing university's letterhead, seal the file, keep it. Safe to repeat.

    Rendering and sealing happen outside any transaction; what counts is written at the end, once.
    """
    minutes = Minutes.objects.select_related("jury__session__version__training__producer").get(pk=minutes.pk)
    if minutes.document_id:
        return minutes
    producer = producer_of(minutes.jury.session)
    title = _("Procès-verbal de jury %(number)s") % {"number": minutes.number}
    custody.ensure_keys(producer)
    pdf = render(TEMPLATE, content_of(minutes), letterhead=producer, title=title)
    sealed = custody.seal_pdf(pdf, producer, reason=title)
    return _keep_sealed(minutes, title=title, pdf=sealed)


@action
def _keep_sealed(minutes: Minutes, *, title: str, pdf: bytes) -> Minutes:
    minutes = (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("jury__framework_version", "jury__session__version__training__producer")
        .get(pk=minutes.pk)
    )
    if minutes.document_id:
        return minutes
    jury = locked(minutes.jury)
    if not jury_may_become(jury.status, JuryStatus.SEALED):
        raise WrongMoment(_("Ce procès-verbal n’attend pas d’être scellé."))
    minutes.document = keep(
        kind=Document.Kind.JURY_MINUTES,
        number=minutes.number,
        title=title,
        letterhead=producer_of(jury.session),
        subject=journal.key_of(minutes),
        pdf=pdf,
        template=f"{TEMPLATE}@1",
        framework_version=jury.framework_version,
    )
    minutes.save(update_fields=["document"])
    jury.status = JuryStatus.SEALED
    jury.save(update_fields=["status"])
    journal.write("evaluation.minutes_sealed", minutes, by=None, document=minutes.document_id)
    announce("evaluation.minutes_sealed", minutes=minutes.pk)
    return minutes
