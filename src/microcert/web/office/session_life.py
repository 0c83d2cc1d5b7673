"""Decisions on a session: open it, give it later dates, cancel it, or keep it below its threshold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.foundation.refusals import Refusal
from microcert.journeys.move_session import cancel_session, postpone_session
from microcert.journeys.open_session import open_session
from microcert.orders.models import Order
from microcert.orders.rules import LIVE
from microcert.sessions.actions import keep
from microcert.sessions.models import Session
from microcert.web.access import SignedInRequest
from microcert.web.frame.forms import UniForm
from microcert.web.refusals import add_refusal

from .session_planning import Day
from .sessions import the_session


class ReasonForm(UniForm):
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("Une phrase, sans nommer personne : elle est écrite aux stagiaires."),
        max_length=300,
    )


class PostponeForm(ReasonForm):
    starts_on = Day(label=gettext_lazy("Nouveau premier jour"), help_text=gettext_lazy("Par exemple 04/01/2027"))
    ends_on = Day(label=gettext_lazy("Nouveau dernier jour"), help_text=gettext_lazy("Par exemple 05/02/2027"))
    field_order = ("starts_on", "ends_on", "reason")


@login_required
@require_POST
def open_it(request: SignedInRequest, code: str) -> HttpResponse:
    session = the_session(request, code, "sessions.open_session")
    try:
        open_session(session, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Les inscriptions sont ouvertes. L’empreinte du tirage est publiée."))
    return redirect("office-session", code)


def decide(
    request: SignedInRequest,
    session: Session,
    form: UniForm,
    act: Callable[[dict[str, Any]], object],
    words: dict[str, Any],
) -> HttpResponse:
    """Ask for confirmation, then do it; what is refused stands at its field and nothing typed is lost."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, words["done"])
            return redirect("office-session", session.code)
    context = words | {"form": form, "cancel_url": reverse("office-session", args=[session.code])}
    return render(request, "frame/confirm.html", context, status=422 if form.errors else 200)


def live_orders(session: Session) -> int:
    return Order.objects.filter(session=session, status__in=LIVE).count()


@login_required
def postpone_it(request: SignedInRequest, code: str) -> HttpResponse:
    session = the_session(request, code, "sessions.postpone_session")
    form = PostponeForm(request.POST or None)
    words = {
        "title": _("Reporter la session %(code)s") % {"code": code},
        "consequences": [
            _("Les stagiaires reçoivent une lettre et un calendrier mis à jour. Commandes concernées : %(n)s.")
            % {"n": live_orders(session)},
            _("Chacun peut refuser les nouvelles dates sans frais jusqu’au début de la session."),
            _("Les échéances non réglées suivent les nouvelles dates. Aucun montant ne change."),
        ],
        "confirm_label": _("Reporter la session"),
        "done": _("La session est reportée. Les stagiaires sont prévenus."),
    }
    return decide(request, session, form, lambda given: postpone_session(session, by=request.user, **given), words)


@login_required
def cancel_it(request: SignedInRequest, code: str) -> HttpResponse:
    session = the_session(request, code, "sessions.cancel_session")
    form = ReasonForm(request.POST or None)
    words = {
        "title": _("Annuler la session %(code)s") % {"code": code},
        "consequences": [
            _("Toutes les commandes sont annulées et tout ce qui a été payé est rendu. Commandes concernées : %(n)s.")
            % {"n": live_orders(session)},
            _("Les stagiaires reçoivent une lettre qui retire les dates de leur agenda."),
            _("Une session annulée ne se rouvre pas."),
        ],
        "danger": True,
        "confirm_label": _("Annuler la session"),
        "done": _("La session est annulée. Les stagiaires sont prévenus et remboursés."),
    }
    return decide(request, session, form, lambda given: cancel_session(session, by=request.user, **given), words)


@login_required
def keep_it(request: SignedInRequest, code: str) -> HttpResponse:
    session = the_session(request, code, "sessions.cancel_session")
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = _("Une phrase pour vos collègues, sans nommer personne.")
    words = {
        "title": _("Maintenir la session %(code)s") % {"code": code},
        "consequences": [_("La session a lieu bien que son seuil d’ouverture ne soit pas atteint.")],
        "confirm_label": _("Maintenir la session"),
        "done": _("La session est maintenue."),
    }
    return decide(request, session, form, lambda given: keep(session, by=request.user, **given), words)


urlpatterns = [
    path("sessions/<str:code>/ouvrir/", open_it, name="office-session-open"),
    path("sessions/<str:code>/reporter/", postpone_it, name="office-session-postpone"),
    path("sessions/<str:code>/annuler/", cancel_it, name="office-session-cancel"),
    path("sessions/<str:code>/maintenir/", keep_it, name="office-session-keep"),
]
