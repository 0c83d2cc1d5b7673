"""The legal representative signs what learners signed and companies accepted: one paper, or many, each with its own end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from microcert.batches.errors import TooMany
from microcert.batches.queries import latest_batches
from microcert.batches.rules import MOST_AT_ONCE, Kind
from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.consortium.roles import Role
from microcert.contracts.actions import ask_bulk_signature
from microcert.contracts.models import Agreement
from microcert.contracts.queries import (
    AGREEMENT,
    CONTRACT,
    Sought,
    agreements_accepted,
    contracts_signed,
    papers,
    papers_signed,
    papers_to_sign,
)
from microcert.documents.queries import content
from microcert.sessions.models import Session
from microcert.web.access import SignedInRequest, admit, require
from microcert.web.files import private_file

from .choosing import ask, is_confirmed, wants_all

PAGE_SIZE = 50
TABS = {"a-signer": gettext_lazy("À signer"), "signes": gettext_lazy("Signés des deux parties")}
CONSENT = gettext_lazy("Je signe, au nom de l’université, les documents cochés.")
CONSENT_TO_ALL = gettext_lazy("Je signe, au nom de l’université, tous ces documents.")


def the_universities(request: SignedInRequest) -> list[University]:
    universities = universities_within_reach(request.user, Role.LEGAL_REPRESENTATIVE)
    admit(request.user, bool(universities))
    return universities


def sought(asked: Mapping[str, str], sessions: list[Session]) -> Sought:
    """The filters of the address; whatever is wrong in it means all."""
    session = asked.get("session", "")
    known = session if any(each.code == session for each in sessions) else ""
    return Sought(asked.get("q", "").replace("\x00", "")[:100].strip(), known)


def sessions_of(universities: list[University]) -> list[Session]:
    taking_part = Session.objects.filter(participations__university__in=universities)
    return list(taking_part.select_related("version").distinct().order_by("-starts_on", "code"))


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    universities = the_universities(request)
    sessions = sessions_of(universities)
    filters = sought(request.GET, sessions)
    lists = {"a-signer": papers_to_sign(universities, filters), "signes": papers_signed(universities, filters)}
    tab = request.GET.get("onglet", "")
    tab = tab if tab in TABS else "a-signer"
    page = Paginator(lists[tab], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "universities": universities,
        "sessions": sessions,
        "sought": filters,
        "tab": tab,
        "tabs": [(value, label, lists[value].count()) for value, label in TABS.items()],
        "page": page,
        "papers": papers(page.object_list),
        "consent": CONSENT,
        "latest": latest_batches(request.user, Kind.SIGNATURES),
    }
    return render(request, "office/contracts.html", context)


def ticked(request: SignedInRequest, name: str) -> list[int]:
    """The numbers of rows among what was sent; eighteen digits are the most that a database takes."""
    sent = request.POST.getlist(name)[:MOST_AT_ONCE]
    return [int(each) for each in sent if each.isascii() and each.isdigit() and len(each) <= 18]


@login_required
@require_POST
def sign(request: SignedInRequest) -> HttpResponse:
    """Keep which papers are to be signed; the jobs sign them, the page of progress tells how it goes."""
    universities = the_universities(request)
    if wants_all(request):
        return sign_all(request, universities)
    chosen = rows_of(universities, {CONTRACT: ticked(request, "contract"), AGREEMENT: ticked(request, "agreement")})
    if request.POST.get("consents") != "on":
        messages.warning(request, _("Cochez la case par laquelle vous signez au nom de l’université."))
    elif not (ticked(request, "contract") or ticked(request, "agreement")):
        messages.warning(request, _("Cochez d’abord les documents à signer."))
    elif not any(chosen):
        messages.warning(request, _("Aucun des documents cochés n’attend plus votre signature."))
    else:
        batch = ask_bulk_signature(*chosen, consent_text=str(CONSENT), by=request.user)
        return redirect("office-batch", batch.pk)
    return redirect("office-contracts")


def rows_of(universities: list[University], wanted: Mapping[str, list[int]]) -> tuple[list[Any], list[Any]]:
    """The contracts and the agreements among these that wait."""
    contracts = contracts_signed(universities, is_countersigned=False).filter(pk__in=wanted[CONTRACT])
    agreements = agreements_accepted(universities, is_countersigned=False).filter(pk__in=wanted[AGREEMENT])
    return list(contracts), list(agreements)


def sign_all(request: SignedInRequest, universities: list[University]) -> HttpResponse:
    """All that the filters show, page after page: told with its number, then signed when confirmed as it was told."""
    filters = sought(request.POST, sessions_of(universities))
    kept = {"q": filters.text, "session": filters.session}
    address = f"{reverse('office-contracts')}?{urlencode(kept)}"
    waiting = [(kind, pk) for kind, pk, _moment in papers_to_sign(universities, filters)]
    if not waiting:
        messages.warning(request, _("Aucun document n’attend plus votre signature."))
        return redirect(address)
    if not (is_confirmed(request, waiting) and request.POST.get("consents") == "on"):
        return ask(request, words_for_all(len(waiting), address), waiting, kept, CONSENT_TO_ALL)
    wanted = {kind: [pk for each, pk in waiting if each == kind] for kind in (CONTRACT, AGREEMENT)}
    try:
        batch = ask_bulk_signature(*rows_of(universities, wanted), consent_text=str(CONSENT_TO_ALL), by=request.user)
    except TooMany as refusal:
        messages.warning(request, refusal.message)
        return redirect(address)
    return redirect("office-batch", batch.pk)


def words_for_all(count: int, address: str) -> dict[str, Any]:
    title = ngettext("Signer le seul document qui correspond", "Signer les %(n)s documents qui correspondent", count)
    return {
        "title": title % {"n": count},
        "consequences": [
            _("Votre signature engage l’université sur chacun d’eux, y compris ceux des autres pages de la liste."),
            _("Chaque personne et chaque entreprise reçoit son exemplaire signé des deux parties."),
            _("Une page d’avancement dit de chaque document s’il est signé, ou pourquoi il ne l’est pas."),
        ],
        "confirm_label": ngettext("Signer %(n)s document", "Signer %(n)s documents", count) % {"n": count},
        "cancel_url": address,
    }


@login_required
def read_agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    """The agreement that waits for a signature, or the copy of both parties once there is one."""
    joined = ("order__university", "document", "countersigned_document")
    agreement = get_object_or_404(Agreement.objects.select_related(*joined), pk=pk, document__isnull=False)
    require(request.user, "contracts.countersign", agreement, at=agreement.order.university)
    document = agreement.countersigned_document or agreement.document
    assert document is not None  # the query asked for one
    return private_file(content(document), f"{document.number}.pdf", inline=True)


urlpatterns = [
    path("contrats/", show, name="office-contracts"),
    path("contrats/signer/", sign, name="office-contracts-sign"),
    path("contrats/conventions/<int:pk>.pdf", read_agreement, name="office-agreement"),
]
