"""The demonstration's own pages: be somebody else with one click, move the clock, read the messages sent."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.foundation import clock
from microcert.foundation.jobs import enqueue
from microcert.foundation.models import ClockShift
from microcert.people.models import User

from .past_sales import has_past_sales, show_past_sales
from .queries import cast, letters


class MoveForm(forms.Form):
    days = forms.IntegerField(label=gettext_lazy("Avancer de (jours)"), min_value=1, max_value=400, required=False)
    until = forms.DateTimeField(
        label=gettext_lazy("ou aller au"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if not self.errors and not chosen.get("days") and not chosen.get("until"):
            raise forms.ValidationError(_("Indiquez un nombre de jours, ou une date et une heure."))
        if chosen.get("until") and chosen["until"] <= clock.now():
            self.add_error("until", _("L’horloge n’avance que vers l’avenir : choisissez un moment à venir."))
        return chosen

    def shift(self) -> timedelta:
        """How much further to move the clock."""
        until: datetime | None = self.cleaned_data.get("until")
        return until - clock.now() if until else timedelta(days=self.cleaned_data["days"])


def show_cast(request: HttpRequest) -> HttpResponse:
    return _cast_page(request, MoveForm())


def _cast_page(request: HttpRequest, form: MoveForm, status: int = 200) -> HttpResponse:
    context = {"players": cast(), "form": form, "shift": ClockShift.current(), "has_past_sales": has_past_sales()}
    return render(request, "demo/cast.html", context, status=status)


def cast_as_json(request: HttpRequest) -> HttpResponse:
    """The cast for a program that walks the story."""
    return JsonResponse({"cast": [asdict(player) for player in cast()]})


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Log in as a member of the cast. Anybody else's account stays closed."""
    email = request.POST.get("email", "")
    if email not in {player.email for player in cast()}:
        messages.warning(request, _("Cette personne ne fait pas partie de la démonstration."))
        return redirect("demo-cast")
    person = get_object_or_404(User, email=email)
    logout(request)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    messages.success(request, _("Vous êtes maintenant %(name)s.") % {"name": person.full_name})
    return redirect("desk")


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the clock forward for everybody; never back, since what happened has happened."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _cast_page(request, form, status=422)
    ClockShift.move(ClockShift.current() + form.shift())
    with clock.following_the_demonstration():
        day = date_format(localtime(clock.now()), "l j F Y, H:i")
    messages.success(request, _("Nous sommes maintenant le %(day)s.") % {"day": day})
    return redirect(safe_return(request))


@require_POST
def add_past_sales(request: HttpRequest) -> HttpResponse:
    """Ask the worker for the sales of past months; asking again changes nothing."""
    enqueue(show_past_sales, key="demonstration:past-sales")
    messages.success(
        request, _("Les ventes passées s’inscrivent : comptez une minute, puis ouvrez les comptes d’une université.")
    )
    return redirect("demo-cast")


def safe_return(request: HttpRequest) -> str:
    """The page that asked, if it is one of ours."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "demo-cast"


def show_letters(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/letters.html", {"letters": letters()})


urlpatterns = [
    path("", show_cast, name="demo-cast"),
    path("distribution.json", cast_as_json, name="demo-cast-json"),
    path("devenir/", become, name="demo-become"),
    path("horloge/", move_clock, name="demo-clock"),
    path("ventes-passees/", add_past_sales, name="demo-past-sales"),
    path("messages/", show_letters, name="demo-letters"),
]
