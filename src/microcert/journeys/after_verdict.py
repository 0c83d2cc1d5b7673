"""After the jury: sealed minutes award credentials, close learner files, and tell each person what was decided."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.consortium.queries import brand_of_the_house
from microcert.credentials.actions import award
from microcert.credentials.models import Credential
from microcert.credentials.queries import page_address
from microcert.enrolment.actions import close_file
from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus, may_move
from microcert.evaluation.models import Decision, Minutes
from microcert.evaluation.rules import Outcome
from microcert.foundation.jobs import deliver, enqueue, task
from microcert.people.models import User


@task
def award_all(minutes: int) -> None:
    """One job per candidate, so that one whose name cannot be signed keeps nobody waiting."""
    for decision in Minutes.objects.get(pk=minutes).decisions:
        outcome = Outcome(decision["outcome"])
        follow = award_one if outcome is Outcome.AWARD else tell_candidate
        enqueue(
            follow, key=f"{follow.module_path}:{minutes}:{decision['file']}", minutes=minutes, file=decision["file"]
        )


@task
def award_one(minutes: int, file: int) -> None:
    award(Minutes.objects.get(pk=minutes), LearnerFile.objects.get(pk=file))


@task
def after_award(credential: int) -> None:
    """Close the file, whoever awarded, then write to the holder."""
    awarded = Credential.objects.select_related("file__learner", "issuer").get(pk=credential)
    if may_move(awarded.file.status, FileStatus.AWARDED):
        close_file(awarded.file, is_awarded=True, by=None)
    content = {"credential": awarded, "address": page_address(awarded.code)}
    subject = _("Votre micro-certification vous est délivrée")
    _write_to(awarded.file.learner, "awarded", subject, content, key=f"credential-told:{credential}")


@task
def tell_status(credential: int, status: str, changed_at: str) -> None:
    """Write to the holder what became of their credential, why, and what they can do."""
    changed = Credential.objects.select_related("file__learner", "issuer").get(pk=credential)
    content = {"credential": changed, "status": status, "address": page_address(changed.code)}
    subject = _("L’état de votre micro-certification a changé")
    _write_to(changed.file.learner, "status_changed", subject, content, key=f"status-told:{credential}:{changed_at}")


@task
def tell_candidate(minutes: int, file: int) -> None:
    """What the jury decided when it did not award, with reason, remedies and deadlines; the file closes unless a resit follows."""
    sealed = Minutes.objects.select_related("jury").get(pk=minutes)
    concerned = LearnerFile.objects.select_related("learner", "session__version__rules").get(pk=file)
    decision = next(each for each in sealed.decisions if each["file"] == file)
    is_final = Outcome(decision["outcome"]) is Outcome.NOT_AWARDED
    if is_final and may_move(concerned.status, FileStatus.NOT_AWARDED):
        close_file(concerned, is_awarded=False, by=None)
    # The reason is the jury's word to the candidate; the sealed decisions hold outcomes and levels only.
    reason = Decision.objects.filter(jury=sealed.jury, sitting__file=concerned).values_list("reason", flat=True).first()
    content = {"version": concerned.session.version, "decision": decision, "reason": reason, "is_final": is_final}
    subject = _("La décision du jury")
    _write_to(concerned.learner, "not_awarded", subject, content, key=f"verdict-told:{minutes}:{file}")


def _write_to(person: User, letter: str, subject: str | Promise, content: dict[str, object], *, key: str) -> None:
    with translation.override(person.language):
        body = render_to_string(f"journeys/{letter}.txt", content | {"person": person, "brand": brand_of_the_house()})
        message = EmailMessage(str(subject), body, to=[person.email])
        deliver(key, lambda sent: _send(message, sent))


def _send(message: EmailMessage, key: str) -> None:
    # The key travels as Message-ID: a mail server that receives the letter twice can tell.
    message.extra_headers["Message-ID"] = f"<{key.replace(':', '.')}@microcert>"
    message.send()
