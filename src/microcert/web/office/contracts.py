"""The legal representative signs what learners signed and companies accepted: one paper, or many, each with its own end."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.consortium.roles import Role
from microcert.contracts.actions import ask_bulk_signature
from microcert.contracts.models import Agreement, BulkSignature
from microcert.contracts.queries import (
    agreements_accepted,
    contracts_signed,
    latest_bulk_signatures,
    papers,
    papers_signed,
    papers_to_sign,
    signing_progress,
)
from microcert.contracts.rules import MOST_AT_ONCE
from microcert.documents.queries import content
from microcert.web.access import SignedInRequest, admit, require
from microcert.web.files import private_file

PAGE_SIZE = 50
TABS = {"a-signer": gettext_lazy("À signer"), "signes": gettext_lazy("Signés des deux parties")}
CONSENT = gettext_lazy("Je signe, au nom de l’université, les documents cochés.")


def the_universities(request: SignedInRequest) -> list[University]:
    universities = universities_within_reach(request.user, Role.LEGAL_REPRESENTATIVE)
    admit(request.user, bool(universities))
    return universities


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    universities = the_universities(request)
    lists = {"a-signer": papers_to_sign(universities), "signes": papers_signed(universities)}
    tab = request.GET.get("onglet", "")
    tab = tab if tab in TABS else "a-signer"
    page = Paginator(lists[tab], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "universities": universities,
        "tab": tab,
        "tabs": [(value, label, lists[value].count()) for value, label in TABS.items()],
        "page": page,
        "papers": papers(page.object_list),
        "consent": CONSENT,
        "latest": latest_bulk_signatures(request.user),
    }
    return render(request, "office/contracts.html", context)


def ticked(request: SignedInRequest, name: str) -> list[int]:
    """The numbers of rows among what was sent; eighteen digits are the most that a database takes."""
    sent = request.POST.getlist(name)[:MOST_AT_ONCE]
    return [int(each) for each in sent if each.isascii() and each.isdigit() and len(each) <= 18]


@login_required
@require_POST
def sign(request: SignedInRequest) -> HttpResponse:
    """Keep which ticked papers are to be signed; the jobs sign them, the page of progress tells how it goes."""
    universities = the_universities(request)
    contracts = contracts_signed(universities, is_countersigned=False).filter(pk__in=ticked(request, "contract"))
    agreements = agreements_accepted(universities, is_countersigned=False).filter(pk__in=ticked(request, "agreement"))
    chosen = list(contracts), list(agreements)
    if request.POST.get("consents") != "on":
        messages.warning(request, _("Cochez la case par laquelle vous signez au nom de l’université."))
    elif not (ticked(request, "contract") or ticked(request, "agreement")):
        messages.warning(request, _("Cochez d’abord les documents à signer."))
    elif not any(chosen):
        messages.warning(request, _("Aucun des documents cochés n’attend plus votre signature."))
    else:
        bulk = ask_bulk_signature(*chosen, consent_text=str(CONSENT), by=request.user)
        return redirect("office-signature", bulk.pk)
    return redirect("office-contracts")


@login_required
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far one's own bulk signature is; anybody else's does not exist."""
    universities = the_universities(request)
    bulk = get_object_or_404(BulkSignature, pk=pk, by=request.user)
    return render(request, "office/signing.html", {"universities": universities, "progress": signing_progress(bulk)})


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
    path("contrats/signatures/<int:pk>/", progress, name="office-signature"),
    path("contrats/conventions/<int:pk>.pdf", read_agreement, name="office-agreement"),
]
