"""The legal representative signs the contracts that learners signed: one, those ticked, or all that wait."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.consortium.roles import Role
from microcert.contracts.actions import countersign
from microcert.contracts.models import TrainingContract
from microcert.contracts.queries import signed_by_learners
from microcert.foundation.refusals import Refusal
from microcert.web.access import SignedInRequest, admit

PAGE_SIZE = 50
MOST_AT_ONCE = 200
TABS = {"a-signer": gettext_lazy("À signer"), "signes": gettext_lazy("Signés des deux parties")}


def the_universities(request: SignedInRequest) -> list[University]:
    universities = universities_within_reach(request.user, Role.LEGAL_REPRESENTATIVE)
    admit(request.user, bool(universities))
    return universities


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    universities = the_universities(request)
    lists = {
        "a-signer": signed_by_learners(universities, is_countersigned=False),
        "signes": signed_by_learners(universities, is_countersigned=True).order_by("-countersigned_at"),
    }
    tab = request.GET.get("onglet", "")
    tab = tab if tab in TABS else "a-signer"
    context = {
        "universities": universities,
        "tab": tab,
        "tabs": [(value, label, lists[value].count()) for value, label in TABS.items()],
        "page": Paginator(lists[tab], PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "office/contracts.html", context)


@login_required
@require_POST
def sign(request: SignedInRequest) -> HttpResponse:
    """Sign the ticked contracts, each in its own transaction: one that was renounced meanwhile keeps nobody waiting."""
    universities = the_universities(request)
    ticked = [int(each) for each in request.POST.getlist("contract") if each.isascii() and each.isdigit()]
    waiting = signed_by_learners(universities, is_countersigned=False).filter(pk__in=ticked[:MOST_AT_ONCE])
    if request.POST.get("consents") != "on":
        messages.warning(request, _("Cochez la case par laquelle vous signez au nom de l’université."))
    elif not ticked:
        messages.warning(request, _("Cochez d’abord les contrats à signer."))
    else:
        count = sum(_signs(each, request) for each in waiting)
        said = ngettext("%(n)s contrat est signé.", "%(n)s contrats sont signés.", count)
        messages.success(request, said % {"n": count})
    return redirect("office-contracts")


def _signs(contract: TrainingContract, request: SignedInRequest) -> bool:
    try:
        countersign(contract, by=request.user)
    except Refusal:
        return False
    return True


urlpatterns = [
    path("contrats/", show, name="office-contracts"),
    path("contrats/signer/", sign, name="office-contracts-sign"),
]
