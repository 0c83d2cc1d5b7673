"""Opening a sitting and seeing who sits."""

from __future__ import annotations

from django.utils.translation import gettext as _

from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.evaluation.errors import NotAdmitted, NotYourAssessment, NotYourWork, TooLate, WrongMoment
from microcert.evaluation.models import Sitting
from microcert.evaluation.queries import admission, deadline_of
from microcert.evaluation.queries.admission import WITH_CONTEXT
from microcert.evaluation.rules import SittingStatus, sitting_may_become
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User


def locked(sitting: Sitting) -> Sitting:
    """The sitting as it stands now, its row locked until the transaction ends, with what permissions ask of it."""
    return Sitting.objects.select_for_update(of=("self",)).select_related(*WITH_CONTEXT).get(pk=sitting.pk)


@action
def open_sitting(file: LearnerFile, *, by: User | None) -> Sitting:
    """The learner comes before the assessment. Asking again gives the sitting that stands.

    Raises WrongMoment on a closed file, TooLate after the deadline, NotAdmitted when a required milestone is missing,
    NotYourWork when somebody else than the learner asks (`by=None` is the platform).
    """
    file = LearnerFile.objects.select_for_update(of=("self",)).select_related("session__version").get(pk=file.pk)
    standing = file.sittings.order_by("-attempt").first()
    if standing:
        return standing
    if by is not None and by.pk != file.learner_id:
        raise NotYourWork()
    if file.status != FileStatus.OPEN:
        raise WrongMoment(_("Ce dossier est clos : l’évaluation ne peut plus s’ouvrir."))
    due_at = deadline_of(file.session)
    if due_at < clock.now():
        raise TooLate(_("Le dépôt des productions est clos pour cette session."))
    admitted = admission(file)
    if not admitted.is_granted:
        raise NotAdmitted(admitted.blocking)
    sitting = Sitting.objects.create(file=file, due_at=due_at)
    journal.write("evaluation.sitting_opened", sitting, by=by, file=file.pk)
    return sitting


@action
def check_identity(sitting: Sitting, *, method: str, by: User) -> Sitting:
    """An evaluator of the producing university has seen the identity document (framework 6.2, R054, R058).

    Only the result and the way are kept, never the document. Raises NotYourAssessment, WrongMoment.
    """
    sitting = locked(sitting)
    if not by.has_perm("evaluation.check_identity", sitting):
        raise NotYourAssessment()
    if not sitting_may_become(sitting.status, SittingStatus.IDENTITY_CHECKED):
        raise WrongMoment(_("L’identité de cette personne est déjà vérifiée, ou la session d’évaluation est close."))
    if method not in Sitting.IdentityMethod.values:
        raise WrongMoment(_("Dites comment la pièce a été présentée."), field="method")
    sitting.status = SittingStatus.IDENTITY_CHECKED
    sitting.identity_method = method
    sitting.identity_checked_at = clock.now()
    sitting.identity_checked_by = by
    sitting.save(update_fields=["status", "identity_method", "identity_checked_at", "identity_checked_by"])
    journal.write("evaluation.identity_checked", sitting, by=by, method=method)
    return sitting
