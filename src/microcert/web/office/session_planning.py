"""Planning a session and, until its sales open, planning it again: dates, seats, threshold, universities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.consortium.roles import Role
from microcert.economics.queries import recommended_threshold
from microcert.foundation.refusals import Refusal
from microcert.sessions.actions import Participant, plan, revise
from microcert.sessions.load import SUPPORT_MINUTES_PER_SEAT
from microcert.sessions.models import Participation, Session
from microcert.sessions.queries import next_code
from microcert.sessions.rules import session_code
from microcert.trainings.models import TrainingVersion
from microcert.trainings.queries import published
from microcert.web.access import SignedInRequest, admit
from microcert.web.frame.forms import UniForm
from microcert.web.refusals import add_refusal

from .sessions import the_session


class Day(forms.DateField):
    """A day as it is written in French, or as a browser's own field sends it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(input_formats=["%d/%m/%Y", "%Y-%m-%d"], widget=widget, **kwargs)


class SessionForm(UniForm):
    version = forms.ModelChoiceField(TrainingVersion.objects.none(), label=gettext_lazy("Formation"), empty_label=None)
    starts_on = Day(
        label=gettext_lazy("Premier jour"),
        help_text=gettext_lazy(
            "Par exemple 04/01/2027. Les inscriptions se closent d’elles-mêmes, assez tôt pour que le délai de "
            "rétractation soit écoulé ce jour-là."
        ),
    )
    ends_on = Day(label=gettext_lazy("Dernier jour"), help_text=gettext_lazy("Par exemple 05/02/2027"))
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        min_value=1,
        max_value=10_000,
        error_messages=dict.fromkeys(("min_value", "max_value"), gettext_lazy("Prévoyez de 1 à 10 000 places.")),
    )
    opening_threshold = forms.IntegerField(
        label=gettext_lazy("Seuil d’ouverture"),
        help_text=gettext_lazy(
            "Nombre de contrats signés au-dessous duquel vous déciderez si la session a lieu. Laissez vide pour reprendre "
            "le seuil recommandé par le calcul économique de la formation, s’il y en a un."
        ),
        min_value=1,
        max_value=10_000,
        error_messages=dict.fromkeys(
            ("min_value", "max_value"), gettext_lazy("Le seuil va de 1 à 10 000 contrats, ou reste vide.")
        ),
        required=False,
    )
    universities = forms.ModelMultipleChoiceField(
        University.objects.all(),
        label=gettext_lazy("Universités participantes"),
        help_text=gettext_lazy("La productrice participe toujours. Chacune devra signer son engagement."),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="slug",
    )

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if versions is None:
            del self.fields["version"]
        else:
            self.fields["version"].queryset = versions  # type: ignore[attr-defined]
            self.fields["version"].label_from_instance = lambda each: each.title  # type: ignore[attr-defined]
        self.fields["universities"].label_from_instance = lambda each: each.name  # type: ignore[attr-defined]


def offered_to(person: Any) -> Any:
    """The published trainings that the person's universities produce: those that they may plan."""
    universities = universities_within_reach(person, Role.ADMIN_TEAM)
    rows = published().filter(training__producer__in=universities).select_related("training__producer")
    return rows.order_by("title")


def participants(universities: list[University], capacity: int) -> list[Participant]:
    """The chosen universities with what they offered last time; whoever is new is asked for everything."""
    minutes = SUPPORT_MINUTES_PER_SEAT * -(-capacity // len(universities))
    last: dict[int, Participation] = {}
    earlier = Participation.objects.filter(university__in=universities).select_related("tutor").order_by("pk")
    for each in earlier:
        last[each.university_id] = each
    return [
        Participant(
            university=each,
            admin_contact=known.admin_contact if (known := last.get(each.pk)) else each.office_email,
            tutor=known.tutor if known else None,
            tutor_name=known.tutor_name if known else "",
            support_minutes=minutes,
        )
        for each in universities
    ]


def facts(form: SessionForm, version: TrainingVersion) -> dict[str, Any]:
    given = form.cleaned_data
    universities = list(given["universities"])
    threshold = given["opening_threshold"] or min(recommended_threshold(version) or 1, given["capacity"])
    return {
        "starts_on": given["starts_on"],
        "ends_on": given["ends_on"],
        "capacity": given["capacity"],
        "opening_threshold": threshold,
        "participants": participants(universities, given["capacity"]),
    }


@login_required
def new(request: SignedInRequest) -> HttpResponse:
    versions = offered_to(request.user)
    admit(request.user, bool(universities_within_reach(request.user, Role.ADMIN_TEAM)))
    first = versions.first()
    initial = {"universities": [first.training.producer.slug] if first else [], "capacity": 24}
    form = SessionForm(request.POST or None, versions=versions, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        stem = session_code(version.training.producer.code, version.training.slug, 0).rpartition("-")[0]
        try:
            session = plan(version, code=next_code(stem), by=request.user, **facts(form, version))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("Session %(code)s prévue. Les universités peuvent signer leur engagement.") % {"code": session.code},
            )
            return redirect("office-session", session.code)
    return page(request, form, _("Prévoir une session"), has_trainings=first is not None)


@login_required
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    session = the_session(request, code, "sessions.revise_session")
    form = SessionForm(request.POST or None, versions=None, initial=initial_of(session))
    if request.method == "POST" and form.is_valid():
        try:
            revise(session, by=request.user, **facts(form, session.version))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Session modifiée."))
            return redirect("office-session", session.code)
    return page(request, form, _("Modifier la session %(code)s") % {"code": session.code}, session=session)


def initial_of(session: Session) -> dict[str, Any]:
    return {
        "starts_on": session.starts_on,
        "ends_on": session.ends_on,
        "capacity": session.capacity,
        "opening_threshold": session.opening_threshold,
        "universities": list(session.participations.values_list("university__slug", flat=True)),
    }


def page(
    request: SignedInRequest,
    form: SessionForm,
    title: str,
    *,
    session: Session | None = None,
    has_trainings: bool = True,
) -> HttpResponse:
    context = {"form": form, "title": title, "session": session, "has_trainings": has_trainings}
    context["universities"] = universities_within_reach(request.user, Role.ADMIN_TEAM)
    return render(request, "office/session_form.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("sessions/nouvelle/", new, name="office-session-new"),
    path("sessions/<str:code>/modifier/", edit, name="office-session-edit"),
]
