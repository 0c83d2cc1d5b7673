"""The demonstration's own pages: be somebody else with one click, move the clock, read the messages sent."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.people.models import User

from .queries import cast, letters


class MoveForm(forms.Form):
    days = forms.IntegerField(label=gettext_lazy("Avancer de (jours)"), min_value=1, max_value=400)


def show_cast(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/cast.html", {"players": cast(), "form": MoveForm(), "shift": ClockShift.current()})


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
        return render(
            request, "demo/cast.html", {"players": cast(), "form": form, "shift": ClockShift.current()}, status=422
        )
    ClockShift.move(ClockShift.current() + timedelta(days=form.cleaned_data["days"]))
    with clock.following_the_demonstration():
        day = date_format(clock.today(), "l j F Y")
    messages.success(request, _("Nous sommes maintenant le %(day)s.") % {"day": day})
    return redirect(safe_return(request))


def safe_return(request: HttpRequest) -> str:
    """The page that asked, if it is one of ours."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "demo-cast"


def show_letters(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/letters.html", {"letters": letters()})


urlpatterns = [
    path("", show_cast, name="demo-cast"),
    path("devenir/", become, name="demo-become"),
    path("horloge/", move_clock, name="demo-clock"),
    path("messages/", show_letters, name="demo-letters"),
]
