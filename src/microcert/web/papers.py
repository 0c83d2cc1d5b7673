"""Every paper of an order and of the file that it opened: for the buyer, and for the office that follows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.documents.models import Document
from microcert.documents.queries import about, content
from microcert.enrolment.models import LearnerFile
from microcert.foundation.journal import key_of
from microcert.foundation.refusals import Refusal
from microcert.learning.papers import establish_attendance_statement, months_to_state
from microcert.orders.models import Order
from microcert.web.access import SignedInRequest
from microcert.web.files import private_file

KINDS: dict[str, Promise] = {
    Document.Kind.TRAINING_CONTRACT: gettext_lazy("Contrat de formation"),
    Document.Kind.SIGNED_CONTRACT: gettext_lazy("Exemplaire signé"),
    Document.Kind.COUNTERSIGNED_CONTRACT: gettext_lazy("Exemplaire signé des deux parties"),
    Document.Kind.SIGNATURE_RECORD: gettext_lazy("Dossier de preuve de la signature"),
    Document.Kind.WITHDRAWAL_RECEIPT: gettext_lazy("Accusé de réception de la rétractation"),
    Document.Kind.TERMS_ACCEPTANCE: gettext_lazy("Acceptation des conditions"),
    Document.Kind.QUOTE: gettext_lazy("Devis"),
    Document.Kind.TRAINING_AGREEMENT: gettext_lazy("Convention de formation"),
    Document.Kind.COUNTERSIGNED_AGREEMENT: gettext_lazy("Convention signée des deux parties"),
    Document.Kind.INVOICE: gettext_lazy("Facture"),
    Document.Kind.CREDIT_NOTE: gettext_lazy("Avoir"),
    Document.Kind.CONVOCATION: gettext_lazy("Convocation"),
    Document.Kind.ATTENDANCE_STATEMENT: gettext_lazy("Attestation d’assiduité"),
    Document.Kind.COMPLETION_CERTIFICATE: gettext_lazy("Certificat de réalisation"),
    Document.Kind.END_OF_TRAINING_STATEMENT: gettext_lazy("Attestation de fin de formation"),
}


@dataclass(frozen=True)
class Paper:
    """One line of the list. `months` of attendance that can still be stated come apart."""

    document: Document
    words: str | Promise


def papers_of(order: Order, file: LearnerFile | None) -> list[Paper]:
    """The administrative papers, the latest first; the credential has a page of its own. One query."""
    subjects = [key_of(order)] + ([key_of(file)] if file else [])
    return [Paper(each, KINDS[each.kind]) for each in about(subjects) if each.kind in KINDS]


def months_left(file: LearnerFile | None, papers: list[Paper]) -> list[date]:
    """Months whose attendance can be stated and has not been."""
    if file is None:
        return []
    stated = {each.document.number[-6:] for each in papers if each.document.kind == Document.Kind.ATTENDANCE_STATEMENT}
    return [month for month in months_to_state(file) if f"{month:%Y%m}" not in stated]


def the_order(request: SignedInRequest, number: str) -> Order:
    """The order, for its buyer or its office; for anybody else it does not exist."""
    order = get_object_or_404(Order.objects.select_related("university", "learner_file"), number=number)
    if not request.user.has_perm("orders.view_order", order):
        raise Http404
    return order


@login_required
def download(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    order = the_order(request, number)
    file = getattr(order, "learner_file", None)
    paper = next((each for each in papers_of(order, file) if each.document.pk == pk), None)
    if paper is None:
        raise Http404
    return private_file(content(paper.document), f"{paper.document.number}.pdf", inline=True)


@login_required
@require_POST
def state_attendance(request: SignedInRequest, number: str) -> HttpResponse:
    """Establish the statement of one month that is over, then show it."""
    order = the_order(request, number)
    file = get_object_or_404(
        LearnerFile.objects.select_related(
            "learner",
            "order",
            "university",
            "session__version__framework_version",
            "session__version__training__producer",
        ),
        order=order,
    )
    try:
        document = establish_attendance_statement(file, first_day_of(request.POST.get("month", "")))
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        back = "order" if order.buyer_id == request.user.pk else "office-order"
        return redirect(back, order.number)
    return redirect("paper", order.number, document.pk)


def first_day_of(month: str) -> date:
    """`2026-12` to its first day; anything else is no month of ours."""
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Http404(_("Ce mois n’existe pas.")) from None


urlpatterns = [
    path("commandes/<str:number>/documents/<int:pk>.pdf", download, name="paper"),
    path("commandes/<str:number>/assiduite/", state_attendance, name="attendance-statement"),
]
