"""The learner's assessment: rules from the day of entry, identity, the task, the work handed in, the result."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.enrolment.models import LearnerFile
from microcert.evaluation import actions
from microcert.evaluation.models import Sitting, Submission
from microcert.evaluation.queries import admission, deadline_of, result_of, sitting_of
from microcert.evaluation.queries.juries import next_meeting
from microcert.evaluation.rules import SittingStatus
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.trainings.rules import MANDATORY_RULES
from microcert.web.access import SignedInRequest, require
from microcert.web.frame import wording
from microcert.web.frame.forms import MaxFileSize, UniForm
from microcert.web.refusals import add_refusal

# The eight items of framework 6.1, then what 6.2 adds, in the words that learners read.
RULE_LABELS = {
    "type": gettext_lazy("Type d’évaluation"),
    "duration": gettext_lazy("Durée"),
    "accommodations": gettext_lazy("Aménagements"),
    "absence_and_lateness": gettext_lazy("Absence et retard"),
    "appeal": gettext_lazy("Recours"),
    "resit": gettext_lazy("Rattrapage"),
    "criteria": gettext_lazy("Critères"),
    "jury": gettext_lazy("Jury"),
}
SURVEILLANCE_LABELS = {
    "identity": gettext_lazy("Identité"),
    "proctoring": gettext_lazy("Surveillance"),
    "proctoring_alternative": gettext_lazy("Modalité équivalente"),
}
REPLACEABLE = (SittingStatus.IDENTITY_CHECKED, SittingStatus.SUBMITTED, SittingStatus.MARKED)


class WorkForm(UniForm):
    """What is handed in: a text, a file, or both. `cited` is the clause of a refusal."""

    says_what_is_required = False
    cited = ""
    text = forms.CharField(
        label=gettext_lazy("Votre production"),
        help_text=gettext_lazy("Écrivez ici, ou joignez un fichier. Titres et listes en Markdown sont mis en forme."),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    attachment = forms.FileField(
        label=gettext_lazy("Fichier joint"),
        help_text=gettext_lazy("PDF, DOCX, ODT, PNG, JPEG ou texte, 20 Mo au plus"),
        required=False,
        validators=[MaxFileSize(settings.SUBMISSION_MAX_BYTES)],
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt,.png,.jpg,.jpeg,.txt"}),
    )

    def __init__(self, previous: Submission | None, *args: Any) -> None:
        super().__init__(*args, initial={"text": previous.text} if previous else None)
        if previous and previous.attachment:
            self.fields["keeps_attachment"] = forms.BooleanField(
                label=_("Garder le fichier déjà joint : %(name)s") % {"name": previous.attachment_name},
                help_text=_("Sans effet si vous en joignez un autre."),
                required=False,
                initial=True,
            )


def the_file(request: SignedInRequest, pk: int) -> LearnerFile:
    """The learner's own file."""
    file = get_object_or_404(
        LearnerFile.objects.select_related(
            "learner", "university", "order", "session__version__training__producer", "session__version__rules",
            "session__version__task",
        ),
        pk=pk,
    )  # fmt: skip
    require(request.user, "enrolment.learn_in_file", file, at=file.university)
    return file


def page(request: SignedInRequest, file: LearnerFile, *, form: WorkForm | None = None) -> HttpResponse:
    sitting = sitting_of(file)
    submission = sitting.submissions.first() if sitting else None
    version, due_at = file.session.version, sitting.due_at if sitting else deadline_of(file.session)
    stated = version.rules.stated()
    is_replaceable = bool(sitting and sitting.status in REPLACEABLE and clock.now() <= due_at)
    context = {
        "file": file,
        "version": version,
        "task": version.task,
        "producer": version.training.producer,
        "sitting": sitting,
        "submission": submission,
        "receipt": receipt(sitting, submission) if sitting and submission else "",
        "due_at": due_at,
        "is_due": clock.now() > due_at,
        "is_replaceable": is_replaceable,
        "admission": admission(file),
        "form": form or (WorkForm(submission) if is_replaceable else None),
        "rules": [(RULE_LABELS[item], stated[item]) for item in MANDATORY_RULES],
        "surveillance": [(label, stated[item]) for item, label in SURVEILLANCE_LABELS.items()],
        "meets_at": next_meeting(file.session),
        "result": result_of(sitting) if sitting else None,
    }
    return render(request, "learner/sitting.html", context, status=422 if form else 200)


def receipt(sitting: Sitting, submission: Submission) -> str:
    """« Votre production est déposée (8 décembre, 21 h 04). Vous pouvez la remplacer jusqu’à 23 h 59. »"""
    handed_in, due = localtime(submission.submitted_at), localtime(sitting.due_at)
    words = _("Votre production est déposée (%(day)s, %(time)s).") % {
        "day": wording.long_date(handed_in),
        "time": wording.clock_time(handed_in),
    }
    if clock.now() > sitting.due_at or sitting.status not in REPLACEABLE:
        return words
    if handed_in.date() == due.date():
        return words + " " + _("Vous pouvez la remplacer jusqu’à %(time)s.") % {"time": wording.clock_time(due)}
    return words + " " + _("Vous pouvez la remplacer jusqu’au %(when)s.") % {"when": wording.datetime_long(due)}


@login_required
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    file = the_file(request, pk)
    if request.method != "POST":
        return page(request, file)
    sitting = sitting_of(file)
    form = WorkForm(sitting.submissions.first() if sitting else None, request.POST, request.FILES)
    if form.is_valid() and hand_in(request, file, sitting, form):
        return redirect("sitting", pk)
    return page(request, file, form=form)


def hand_in(request: SignedInRequest, file: LearnerFile, sitting: Sitting | None, form: WorkForm) -> bool:
    """Hand the work in, with a receipt; or say in the form which rule forbids it, what was typed being kept."""
    given = form.cleaned_data
    try:
        submission = actions.submit(
            sitting or actions.open_sitting(file, by=request.user),
            text=given["text"],
            attachment=given["attachment"],
            keeps_attachment=given.get("keeps_attachment", False),
            by=request.user,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        form.cited = refusal.cited
        return False
    messages.success(request, receipt(submission.sitting, submission))
    return True


@login_required
@require_POST
def open_(request: SignedInRequest, pk: int) -> HttpResponse:
    file = the_file(request, pk)
    try:
        actions.open_sitting(file, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Votre demande est enregistrée : l’université productrice vérifie votre identité."))
    return redirect("sitting", pk)


urlpatterns = [
    path("evaluation/<int:pk>/", show, name="sitting"),
    path("evaluation/<int:pk>/se-presenter/", open_, name="sitting-open"),
]
