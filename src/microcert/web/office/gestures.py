"""What an office asks for about many files at once: letters, and the papers in one archive. Jobs do it, a page tells how it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from microcert.batches.errors import TooMany
from microcert.batches.models import Batch
from microcert.consortium.queries import universities_of
from microcert.journeys.archive_papers import ask_archive
from microcert.journeys.nudge import ask_letters, awaited_among
from microcert.orders.models import Order
from microcert.orders.permissions import PAPER_READERS
from microcert.web.access import SignedInRequest, admit

from .batch_words import CHOICES
from .choosing import ask, is_confirmed, wants_all
from .worklist import FILTERS, View, back, chosen_orders, has_chosen, view_of


@dataclass(frozen=True)
class Gesture:
    """`orders` are those that it would concern; `do` asks for it. The sentences are for when it cannot be, or must be confirmed."""

    orders: list[Order]
    do: Callable[[], Batch]
    tick_first: str | Promise
    nothing: str | Promise
    words: dict[str, Any]


def carry_out(request: SignedInRequest, view: View, gesture: Gesture) -> HttpResponse:
    """Ask for it and lead to its progress; for the whole list, only once its number was told and confirmed."""
    if not has_chosen(request):
        messages.warning(request, str(gesture.tick_first))
        return back(view)
    if not gesture.orders:
        messages.info(request, str(gesture.nothing))
        return back(view)
    rows = [each.pk for each in gesture.orders]
    if wants_all(request) and not is_confirmed(request, rows):
        kept = {name: request.POST.get(name, "") for name in (*FILTERS, "pieces")}
        cancel = {"cancel_url": f"{reverse('office-files')}?{view.address}"}
        return ask(request, gesture.words | cancel, rows, kept)
    try:
        return redirect("office-batch", gesture.do().pk)
    except TooMany as refusal:
        messages.warning(request, refusal.message)
        return back(view)


@login_required
@require_POST
def nudge(request: SignedInRequest) -> HttpResponse:
    """A letter to each person that is awaited among the chosen files; nobody gets two a day."""
    view = view_of(request, request.POST)
    awaited = awaited_among(chosen_orders(request, view)) if has_chosen(request) else []
    words = _("Lettre à chaque personne dont une signature ou un paiement est attendu.")
    gesture = Gesture(
        awaited,
        lambda: ask_letters(awaited, words=words, by=request.user),
        gettext_lazy("Cochez d’abord les dossiers à relancer."),
        gettext_lazy("Aucune lettre : rien n’est attendu des personnes choisies."),
        words_for_letters(len(awaited), view.list.counts[view.list.stage]),
    )
    return carry_out(request, view, gesture)


def words_for_letters(count: int, among: int) -> dict[str, Any]:
    title = ngettext("Relancer %(n)s personne", "Relancer %(n)s personnes", count) % {"n": count}
    return {
        "title": title,
        "consequences": [
            _("Parmi les %(n)s dossiers de la liste, ce sont ceux dont une signature ou un paiement est attendu.")
            % {"n": among},
            _("Chacune reçoit une lettre par courriel ; personne n’en reçoit deux le même jour."),
        ],
        "confirm_label": title,
    }


@login_required
@require_POST
def archive(request: SignedInRequest) -> HttpResponse:
    """The papers of the chosen files in one archive, for those who may read them."""
    view = view_of(request, request.POST)
    readable = universities_of(request.user, *PAPER_READERS)
    admit(request.user, bool(readable))
    choice = request.POST.get("pieces", "")
    choice = choice if choice in CHOICES else "tout"
    chosen = list(chosen_orders(request, view).filter(university__in=readable)) if has_chosen(request) else []
    words = f"{CHOICES[choice]}."
    gesture = Gesture(
        chosen,
        lambda: ask_archive(chosen, choice=choice, words=words, by=request.user),
        gettext_lazy("Cochez d’abord les dossiers dont vous voulez les pièces."),
        gettext_lazy("Aucun des dossiers choisis n’est à votre université."),
        words_for_archive(len(chosen), words),
    )
    return carry_out(request, view, gesture)


def words_for_archive(count: int, words: str) -> dict[str, Any]:
    title = ngettext("Réunir les pièces de %(n)s dossier", "Réunir les pièces de %(n)s dossiers", count) % {"n": count}
    return {
        "title": title,
        "consequences": [
            words,
            _(
                "L’archive se prépare en arrière-plan ; personne d’autre que vous ne pourra la télécharger, et pendant trois jours seulement."
            ),
            _("Elle contient des données personnelles : gardez-la en lieu sûr, et effacez-la quand elle a servi."),
        ],
        "confirm_label": title,
    }


urlpatterns = [
    path("relances/", nudge, name="office-nudge"),
    path("pieces/", archive, name="office-archive"),
]
