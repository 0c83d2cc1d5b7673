from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.sessions.models import SessionEvent
from microcert.trainings.models import Activity
from microcert.trainings.rules import ActivityKind

from .errors import AnswerMissing, ClassNotOpen, ClassOver, FileClosed, NotThisWay, NotYetOpen
from .models import MilestoneValidation, Presence, QuizAttempt
from .rules import CONFIRMED_AS, How, doors_are_open, score


@action
def confirm(file: LearnerFile, activity: Activity, *, by: User) -> MilestoneValidation | None:
    """The learner says that a text is read, a video watched, a workshop done: its milestone is reached."""
    file = _open(file)
    kind = ActivityKind(activity.kind)
    if kind == ActivityKind.QUIZ:
        raise NotThisWay(_("Ce quiz se valide par vos réponses."))
    if kind == ActivityKind.VIRTUAL_CLASS:
        raise NotThisWay(_("Une classe virtuelle se valide par votre présence."))
    if kind == ActivityKind.ASSESSMENT:
        raise NotThisWay(_("L’évaluation se valide par le dépôt de votre production."))
    return _validate(file, activity, CONFIRMED_AS[kind], by)


@action
def answer_quiz(file: LearnerFile, activity: Activity, answers: Sequence[int | None], *, by: User) -> QuizAttempt:
    """Take a quiz. It may be taken again: it is formative. Reaching its pass mark reaches the milestone."""
    file = _open(file)
    questions = activity.content.get("questions", [])
    if len(answers) < len(questions):
        raise AnswerMissing(len(answers) + 1)
    for number, answer in enumerate(answers[: len(questions)], start=1):
        if answer is None or not 0 <= answer < len(questions[number - 1]["choices"]):
            raise AnswerMissing(number)
    chosen = [int(answer or 0) for answer in answers[: len(questions)]]
    percent = score(chosen, [question["answer"] for question in questions])
    has_passed = percent >= activity.content.get("pass_percent", 60)
    attempt = QuizAttempt.objects.create(
        file=file, activity=activity, answers=chosen, percent=percent, has_passed=has_passed
    )
    if has_passed:
        _validate(file, activity, How.QUIZ, by)
    journal.write("learning.quiz_taken", file, by=by, activity=activity.pk, percent=percent)
    return attempt


@action
def join_class(file: LearnerFile, event: SessionEvent, *, by: User) -> Presence:
    """The learner enters a virtual class while its doors are open: presence, and the milestone with it."""
    file = _open(file)
    if clock.now() > (event.ends_at or event.starts_at):
        raise ClassOver()
    if not doors_are_open(clock.now(), event.starts_at, event.ends_at):
        raise ClassNotOpen(date_format(localtime(event.starts_at), "j F Y, H:i"))
    return _attended(file, event, by)


@action
def record_presence(file: LearnerFile, event: SessionEvent, *, by: User) -> Presence:
    """The host states that a learner was there, when the link did not."""
    return _attended(_open(file), event, by)


def _attended(file: LearnerFile, event: SessionEvent, by: User) -> Presence:
    presence, _is_new = Presence.objects.get_or_create(
        file=file, event=event, defaults={"recorded_by": by, "joined_at": clock.now()}
    )
    if event.activity:
        _validate(file, event.activity, How.ATTENDED, by)
    return presence


@action
def credit_submission(file: LearnerFile, *, by: User) -> None:
    """The assessment task was handed in: the assessment's own milestones are reached. When that may be is evaluation's to say."""
    file = _locked(file)
    for activity in file.session.version.activities.filter(kind=ActivityKind.ASSESSMENT):
        _validate(file, activity, How.SUBMITTED, by)


@action
def correct(validation: MilestoneValidation, *, reason: str, by: User) -> MilestoneValidation:
    """Take a credit back: a new row that cancels it and says why. Nothing is erased."""
    LearnerFile.objects.select_for_update().get(pk=validation.file_id)
    correction, is_new = MilestoneValidation.objects.get_or_create(
        corrects=validation,
        defaults={
            "file": validation.file,
            "activity": validation.activity,
            "minutes": -validation.minutes,
            "how": How.CORRECTED,
            "reason": reason,
            "recorded_by": by,
        },
    )
    if is_new:
        journal.write("learning.milestone_corrected", validation.file, by=by, activity=validation.activity_id)
    return correction


def _open(file: LearnerFile) -> LearnerFile:
    """The file, locked, if its course runs."""
    file = _locked(file)
    if file.status != FileStatus.OPEN:
        raise FileClosed()
    if clock.today() < file.session.starts_on:
        raise NotYetOpen(date_format(file.session.starts_on, "j F Y"))
    return file


def _locked(file: LearnerFile) -> LearnerFile:
    whole = LearnerFile.objects.select_related("session__version__training")
    return whole.select_for_update(of=("self",)).get(pk=file.pk)


def _validate(file: LearnerFile, activity: Activity, how: How, by: User) -> MilestoneValidation | None:
    """Reach a milestone once: its credit is its estimated time, however often it is done (framework, 8.2)."""
    if not activity.is_milestone or activity.version_id != file.session.version_id:
        return None
    earlier = MilestoneValidation.objects.filter(file=file, activity=activity)
    if (earlier.aggregate(credited=Sum("minutes"))["credited"] or 0) > 0:
        return None
    validation = MilestoneValidation.objects.create(
        file=file, activity=activity, minutes=activity.minutes, how=how, recorded_by=by
    )
    journal.write(
        "learning.milestone_reached", file, by=by, activity=activity.pk, minutes=activity.minutes, how=how.value
    )
    return validation
