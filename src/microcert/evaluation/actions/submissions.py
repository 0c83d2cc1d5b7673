"""Handing in one's work."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from microcert.evaluation.errors import FileRefused, IdentityFirst, NothingSubmitted, NotYourWork, TooLate, WrongMoment
from microcert.evaluation.models import Sitting, Submission
from microcert.evaluation.rules import SittingStatus, kind_of_file, sitting_may_become
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.learning.actions import credit_submission
from microcert.people.models import User

from .sittings import locked


@action
def submit(
    sitting: Sitting, *, text: str, attachment: Any = None, keeps_attachment: bool = False, by: User
) -> Submission:
    """The candidate hands in a text, a file or both; a later one replaces it until the deadline, and all are kept.

    `attachment` is an uploaded file (with `name`, `size`, `read`); `keeps_attachment` carries the last one over when no
    new one comes. Raises NotYourWork, IdentityFirst (R054), TooLate, WrongMoment, NothingSubmitted, FileRefused.
    """
    sitting = locked(sitting)
    _refuse_unless_open_to(sitting, by)
    previous = sitting.submissions.first()
    submission = Submission(sitting=sitting, text=text.strip())
    content = b""
    if attachment:
        content = _attach(submission, attachment)
    elif keeps_attachment and previous and previous.attachment:
        submission.attachment, submission.attachment_name = previous.attachment.name, previous.attachment_name
        with previous.attachment.open() as kept:
            content = kept.read()
    if not submission.text and not submission.attachment:
        raise NothingSubmitted()
    submission.sha256 = hashlib.sha256(submission.text.encode() + b"\x00" + content).hexdigest()
    submission.save()
    sitting.status = SittingStatus.SUBMITTED
    sitting.marked_at = None
    sitting.save(update_fields=["status", "marked_at"])
    credit_submission(sitting.file, by=by)
    journal.write("evaluation.submitted", sitting, by=by, sha256=submission.sha256)
    return submission


def _refuse_unless_open_to(sitting: Sitting, by: User) -> None:
    if not by.has_perm("evaluation.submit_work", sitting):
        raise NotYourWork()
    if sitting.status == SittingStatus.OPEN:
        raise IdentityFirst()
    if clock.now() > sitting.due_at:
        raise TooLate(
            _("Le délai de dépôt est passé. Votre texte est conservé sur cette page : écrivez à l’assistance.")
        )
    if not sitting_may_become(sitting.status, SittingStatus.SUBMITTED):
        raise WrongMoment(_("Cette évaluation est close : la production ne peut plus être remplacée."))


def _attach(submission: Submission, attachment: Any) -> bytes:
    """Check the file by its content, store it under a name of ours, keep its own name as a label only."""
    if attachment.size > settings.SUBMISSION_MAX_BYTES:
        most = settings.SUBMISSION_MAX_BYTES // 1_000_000
        raise FileRefused(
            _("Ce fichier dépasse %(most)s Mo. Réduisez-le ou déposez-le en deux parties.") % {"most": most}
        )
    content: bytes = attachment.read()
    extension = kind_of_file(content)
    if extension is None:
        raise FileRefused(
            _("Ce fichier n’est pas d’un type accepté. Joignez un PDF, DOCX, ODT, PNG, JPEG ou un texte.")
        )
    submission.attachment.save(f"{uuid4().hex}.{extension}", ContentFile(content), save=False)
    submission.attachment_name = attachment.name.replace("\\", "/").rpartition("/")[2][-200:]
    return content
