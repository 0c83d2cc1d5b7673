"""The learner follows the course: where they stand, what comes next, each activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.learning import actions
from microcert.learning.models import MilestoneValidation
from microcert.learning.queries import progress
from microcert.learning.rules import Progress, doors_are_open
from microcert.sessions.models import SessionEvent
from microcert.trainings.models import Activity, Resource
from microcert.trainings.rules import ActivityKind
from microcert.web.access import SignedInRequest
from microcert.web.files import private_upload

from .resources import given_to


def the_file(request: SignedInRequest, pk: int) -> LearnerFile:
    """The learner's own file; nobody else's exists here."""
    file = get_object_or_404(
        LearnerFile.objects.select_related("session__version__training__producer", "university", "learner", "order"),
        pk=pk,
    )
    if not request.user.has_perm("learning.follow_course", file):
        raise Http404
    return file


def next_step(file: LearnerFile, where: Progress) -> dict[str, str]:
    """The one thing to do now: its title, why or when, the words of its button and its address ("" when there is none)."""
    if file.status == FileStatus.AWARDED:
        address = reverse("my-credentials")
        return {"title": _("Votre micro-certification est délivrée"), "button": _("La voir"), "address": address}
    if file.status != FileStatus.OPEN:
        address = reverse("sitting", args=[file.pk])
        return {"title": _("Cette formation est terminée"), "button": _("Lire le résultat"), "address": address}
    if clock.today() < file.session.starts_on:
        return {"title": _("La formation n’a pas commencé"), "button": "", "address": ""}
    activity = where.next_activity
    if activity is None:
        return {"title": _("Vous avez tout fait : le jury se prononcera"), "button": "", "address": ""}
    if activity.kind == ActivityKind.ASSESSMENT:
        return {
            "title": activity.title,
            "button": _("Passer l’évaluation"),
            "address": reverse("sitting", args=[file.pk]),
        }
    address = reverse("activity", args=[file.pk, activity.pk])
    return {"title": activity.title, "button": _("Commencer"), "address": address}


@login_required
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    file = the_file(request, pk)
    where = progress(file)
    tutor = file.session.participations.filter(university=file.university).first()
    content = {
        "file": file,
        "session": file.session,
        "version": file.session.version,
        "progress": where,
        "next": next_step(file, where),
        "has_started": clock.today() >= file.session.starts_on,
        "events": [event for event in file.session.events.all() if event.starts_at >= clock.now()][:5],
        "participation": tutor,
        "resources": given_to(file),
    }
    return render(request, "learner/course.html", content)


def the_activity(file: LearnerFile, pk: int) -> Activity:
    return get_object_or_404(file.session.version.activities.select_related("unit"), pk=pk)


@login_required
def show_activity(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    file = the_file(request, pk)
    activity = the_activity(file, activity_pk)
    if activity.kind == ActivityKind.ASSESSMENT:
        return redirect("sitting", pk)
    return render(request, "learner/activity.html", page_of(file, activity))


@login_required
@require_safe
def resource(request: SignedInRequest, pk: int, number: int) -> FileResponse:
    """The file of a resource of one's own training, always as a download: whatever it holds, it never runs within our pages."""
    file = the_file(request, pk)
    rows = Resource.objects.exclude(file="")
    found = get_object_or_404(rows, pk=number, version=file.session.version_id)
    return private_upload(found.file.open(), PurePath(found.file_name).name)


@dataclass(frozen=True)
class Question:
    """A question as the page draws it: what was chosen, and once answered whether that was right."""

    number: int
    text: str
    choices: list[str]
    chosen: int | None
    is_right: bool | None
    feedback: str


def questions_of(activity: Activity, given: Sequence[int | None], *, has_answered: bool) -> list[Question]:
    rows = activity.content.get("questions", [])
    chosen = [*given, *[None] * len(rows)]
    return [
        Question(
            number=place + 1,
            text=row["text"],
            choices=row["choices"],
            chosen=chosen[place],
            is_right=chosen[place] == row["answer"] if has_answered else None,
            feedback=row.get("feedback", ""),
        )
        for place, row in enumerate(rows)
    ]


def page_of(file: LearnerFile, activity: Activity) -> dict[str, Any]:
    attempt = file.quiz_attempts.filter(activity=activity).first()
    event = SessionEvent.objects.filter(session=file.session, activity=activity).first()
    return {
        "file": file,
        "activity": activity,
        "version": file.session.version,
        "has_started": clock.today() >= file.session.starts_on,
        "validation": MilestoneValidation.objects.filter(
            file=file, activity=activity, minutes__gt=0, correction=None
        ).first(),
        "event": event,
        "doors_are_open": event is not None and doors_are_open(clock.now(), event.starts_at, event.ends_at),
        "questions": questions_of(activity, attempt.answers if attempt else [], has_answered=attempt is not None),
        "attempt": attempt,
        "resources": given_to(file, activity=activity),
    }


@login_required
@require_POST
def confirm(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    file = the_file(request, pk)
    activity = the_activity(file, activity_pk)
    actions.confirm(file, activity, by=request.user)
    messages.success(request, _("« %(title)s » : jalon validé.") % {"title": activity.title})
    return redirect("course", pk)


@login_required
@require_POST
def answer(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    file = the_file(request, pk)
    activity = the_activity(file, activity_pk)
    given = [
        as_index(request.POST.get(f"question_{n}")) for n in range(1, len(activity.content.get("questions", [])) + 1)
    ]
    try:
        actions.answer_quiz(file, activity, given, by=request.user)
    except Refusal as refusal:
        asked = questions_of(activity, given, has_answered=False)
        content = page_of(file, activity) | {"questions": asked, "refusal": refusal}
        return render(request, "learner/activity.html", content, status=refusal.status)
    return redirect("activity", pk, activity_pk)


def as_index(value: str | None) -> int | None:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 4 else None


@login_required
@require_POST
def join(request: SignedInRequest, pk: int, activity_pk: int) -> HttpResponse:
    file = the_file(request, pk)
    event = get_object_or_404(SessionEvent, session=file.session, activity=activity_pk)
    actions.join_class(file, event, by=request.user)
    messages.success(request, _("Votre présence à « %(title)s » est enregistrée.") % {"title": event.title})
    return redirect("activity", pk, activity_pk)


urlpatterns = [
    path("formations/<int:pk>/", show, name="course"),
    path("formations/<int:pk>/ressources/<int:number>/", resource, name="course-resource"),
    path("formations/<int:pk>/activites/<int:activity_pk>/", show_activity, name="activity"),
    path("formations/<int:pk>/activites/<int:activity_pk>/fait/", confirm, name="activity-confirm"),
    path("formations/<int:pk>/activites/<int:activity_pk>/reponses/", answer, name="activity-answer"),
    path("formations/<int:pk>/activites/<int:activity_pk>/rejoindre/", join, name="activity-join"),
]
