"""What happens to a learner's file, one verb each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from microcert.consortium.models import University
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.orders.models import Order
from microcert.orders.rules import LIVE, UNSIGNED
from microcert.people.models import User

from . import errors
from .models import LearnerFile
from .rules import FileStatus, may_move


@action
def open_file(order: Order, *, by: User | None) -> LearnerFile:
    """Enrol the buyer of a signed order; repeating it returns the file that there is. Never depends on a payment.

    Raises NotSigned.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.status in UNSIGNED or order.status not in LIVE:
        raise errors.NotSigned(_("Un dossier s’ouvre quand le contrat est signé, jamais avant."))
    file, is_new = LearnerFile.objects.get_or_create(
        order=order,
        defaults={"learner_id": order.buyer_id, "session_id": order.session_id, "university_id": order.university_id},
    )
    if is_new:
        journal.write("enrolment.opened", file, by=by, order=order.pk)
    return file


@action
def withdraw(file: LearnerFile, *, by: User | None) -> LearnerFile:
    """The learner renounced the contract: the file closes."""
    return _close(file, FileStatus.WITHDRAWN, by=by)


@action
def close_file(file: LearnerFile, *, is_awarded: bool, by: User | None) -> LearnerFile:
    """The jury's last word is known; announced ("enrolment.closed"), statements follow. A later award (appeal, resit) may still follow a refusal."""
    file = _close(file, FileStatus.AWARDED if is_awarded else FileStatus.NOT_AWARDED, by=by)
    announce("enrolment.closed", file=file.pk, status=str(file.status))
    return file


def _close(file: LearnerFile, then: FileStatus, *, by: User | None) -> LearnerFile:
    file = LearnerFile.objects.select_for_update().get(pk=file.pk)
    if not may_move(file.status, then):
        raise errors.FileClosed(_("Ce dossier est clos : son état ne peut plus changer ainsi."))
    file.status = then
    file.closed_at = clock.now()
    file.save(update_fields=["status", "closed_at"])
    journal.write(f"enrolment.{then}", file, by=by)
    return file


@action
def note_export(university: University, *, rows: int, by: User) -> None:
    """Somebody took the list of a university's learners out of the platform: the journal says who, and how many rows."""
    journal.write("enrolment.exported", university, by=by, rows=rows)


@action
def note_letter(order: Order, *, by: User) -> None:
    """The office wrote to whoever it awaits: the history of the file says when, and who asked."""
    journal.write("enrolment.nudged", order, by=by)
