"""The committee's meetings: agenda, presence, conflicts, votes, decisions, minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from microcert.documents.queries import content
from microcert.foundation.refusals import Refusal
from microcert.production import actions
from microcert.production.models import AgendaItem, Meeting, Proposal
from microcert.production.queries import ballot_of
from microcert.production.rules import Choice, MeetingStatus, ProposalStatus, Ruling, count, may_rule, may_vote, quorum
from microcert.web.access import SignedInRequest
from microcert.web.files import private_file
from microcert.web.refusals import add_refusal

from .production_forms import MeetingForm, RulingForm
from .production_map import plans
from .production_words import CHOICES, MEETINGS, RULINGS


def waiting() -> Any:
    return Proposal.objects.filter(status=ProposalStatus.SUBMITTED).select_related("university").order_by("pk")


@login_required
@plans
def index(request: SignedInRequest) -> HttpResponse:
    form = MeetingForm(request.POST or None, waiting=waiting())
    if request.method == "POST" and form.is_valid():
        try:
            meeting = actions.call_meeting(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La séance est convoquée."))
            return redirect("production-meeting", meeting.pk)
    rows = [(each, MEETINGS[each.status]) for each in Meeting.objects.select_related("document")]
    return render(
        request, "steering/production_meetings.html", {"rows": rows, "form": form}, status=422 if form.errors else 200
    )


def the_meeting(pk: int) -> Meeting:
    rows = Meeting.objects.select_related("secretariat", "framework_version", "chair", "document")
    return get_object_or_404(rows.prefetch_related("seats__person", "seats__university"), pk=pk)


def lines_of(
    request: SignedInRequest, meeting: Meeting, refused: tuple[int, RulingForm] | None
) -> list[dict[str, Any]]:
    """Each point with its conflicts, its votes, and what the person may do about it."""
    items = meeting.items.select_related("proposal__university").prefetch_related(
        "votes__seat__person", "conflicts__seat__person"
    )
    lines = []
    for item in items:
        item.meeting = meeting
        ballot = ballot_of(item)
        is_debated = meeting.status == MeetingStatus.OPEN and not item.ruling
        votes = list(item.votes.all())
        lines.append(
            {
                "item": item,
                "badge": RULINGS.get(item.ruling),
                "count": count(each.choice for each in votes),
                "votes": [(each.seat.person.full_name, CHOICES[each.choice]) for each in votes],
                "mine": next((each.choice for each in votes if each.seat.person_id == request.user.pk), ""),
                "is_conflicted": request.user.pk in ballot.conflicted,
                "is_own": item.proposal is not None
                and any(
                    seat.person_id == request.user.pk and seat.university_id == item.proposal.university_id
                    for seat in meeting.seats.all()
                ),
                "is_adjourned": not item.ruling and meeting.status in (MeetingStatus.CLOSED, MeetingStatus.SEALED),
                "replaces_chair": meeting.chair_id in ballot.conflicted,
                "may_vote": is_debated and may_vote(request.user.pk, ballot),
                "may_declare": not item.ruling and meeting.status in (MeetingStatus.CALLED, MeetingStatus.OPEN),
                "ruling": (refused[1] if refused and refused[0] == item.pk else RulingForm(auto_id=f"id_{item.pk}_%s"))
                if is_debated and may_rule(request.user.pk, meeting.chair_id, ballot)
                else None,
            }
        )
    return lines


def meeting_page(
    request: SignedInRequest, meeting: Meeting, refused: tuple[int, RulingForm] | None = None
) -> HttpResponse:
    seats = list(meeting.seats.all())
    context = {
        "meeting": meeting,
        "badge": MEETINGS[meeting.status],
        "seats": seats,
        "here": sum(seat.present_at is not None for seat in seats),
        "needed": quorum(len(seats)),
        "lines": lines_of(request, meeting, refused),
        "choices": CHOICES.items(),
        "waiting": waiting().exclude(items__meeting=meeting),
        "sits": any(seat.person_id == request.user.pk for seat in seats),
        "is_chair": meeting.chair_id == request.user.pk,
    }
    return render(request, "steering/production_meeting.html", context, status=422 if refused else 200)


@login_required
@plans
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    return meeting_page(request, the_meeting(pk))


def add_point(request: SignedInRequest, meeting: Meeting) -> str:
    given = request.POST
    proposal = waiting().filter(pk=given["proposal"]).first() if given.get("proposal", "").isdecimal() else None
    actions.put_on_agenda(meeting, title=given.get("title", "")[:250], proposal=proposal, by=request.user)
    return _("Le point est à l’ordre du jour.")


def open_(request: SignedInRequest, meeting: Meeting) -> str:
    present = [seat.person for seat in meeting.seats.all() if f"present-{seat.pk}" in request.POST]
    actions.open_meeting(meeting, present=present, by=request.user)
    return _("La séance est ouverte sous votre présidence.")


def close(request: SignedInRequest, meeting: Meeting) -> str:
    actions.close_meeting(meeting, by=request.user)
    return _("La séance est close. Le procès-verbal se prépare.")


def cancel(request: SignedInRequest, meeting: Meeting) -> str:
    actions.cancel_meeting(meeting, by=request.user)
    return _("La séance est annulée.")


MOVES: dict[str, Callable[[SignedInRequest, Meeting], str]] = {
    "add": add_point,
    "open": open_,
    "close": close,
    "cancel": cancel,
}


@login_required
@plans
@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is done to the meeting as a whole: a point added, opened, closed, cancelled."""
    act = MOVES.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        messages.success(request, act(request, the_meeting(pk)))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("production-meeting", pk)


def the_item(pk: int, item: int) -> AgendaItem:
    return get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=item, meeting=pk)


@login_required
@plans
@require_POST
def take_part(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """A member votes on a point, or declares a conflict of interest."""
    point, choice = the_item(pk, item), request.POST.get("choice", "")
    try:
        if choice in list(Choice):
            actions.vote(point, Choice(choice), by=request.user)
            messages.success(request, _("Votre vote est enregistré. Vous pouvez le changer jusqu’à la décision."))
        else:
            actions.declare_conflict(point, reason=request.POST.get("reason", "")[:250], by=request.user)
            messages.success(request, _("Votre conflit d’intérêts est déclaré : vous ne votez pas ce point."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("production-meeting", pk)


@login_required
@plans
@require_POST
def rule(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """The chair states the decision; what a rule refuses comes back beside what was typed."""
    form = RulingForm(request.POST, auto_id=f"id_{item}_%s")
    if form.is_valid():
        try:
            actions.rule(
                the_item(pk, item),
                Ruling(form.cleaned_data["ruling"]),
                reasons=form.cleaned_data["reasons"],
                by=request.user,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La décision est prise."))
            return redirect("production-meeting", pk)
    return meeting_page(request, the_meeting(pk), (item, form))


@login_required
@plans
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = the_meeting(pk)
    if meeting.document is None:
        raise Http404(_("Ce procès-verbal n’est pas encore prêt."))
    return private_file(content(meeting.document), f"{meeting.number}.pdf", inline=True)


urlpatterns = [
    path("seances/", index, name="production-meetings"),
    path("seances/<int:pk>/", show, name="production-meeting"),
    path("seances/<int:pk>/etat/", move, name="production-meeting-move"),
    path("seances/<int:pk>/points/<int:item>/", take_part, name="production-item"),
    path("seances/<int:pk>/points/<int:item>/decision/", rule, name="production-rule"),
    path("seances/<int:pk>/proces-verbal/", minutes, name="production-minutes"),
]
