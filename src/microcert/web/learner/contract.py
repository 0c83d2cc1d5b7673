"""The learner reads, signs and may renounce the training contract."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.contracts import actions
from microcert.contracts.errors import WithdrawalTooLate
from microcert.contracts.models import TrainingContract
from microcert.contracts.rules import ContractStatus, EnvelopeState, may_withdraw
from microcert.contracts.signature import provider
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.journeys.after_signature import look_at
from microcert.journeys.end_order import withdraw_from_contract
from microcert.journeys.sign_contract import sign_contract
from microcert.web.access import SignedInRequest
from microcert.web.refusals import add_refusal


class SigningForm(forms.Form):
    has_consented = forms.BooleanField(
        label=gettext_lazy("J’ai lu ce contrat de formation et ses annexes, et je le signe électroniquement."),
        error_messages={"required": gettext_lazy("Cochez la case pour dire que vous avez lu le contrat.")},
    )
    code = forms.CharField(
        label=gettext_lazy("Code reçu par messagerie"),
        help_text=gettext_lazy("Six chiffres, valables quinze minutes"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


def the_contract(
    request: SignedInRequest, number: str, permission: str = "contracts.read_contract"
) -> TrainingContract:
    """The contract, if this person may see it; for anybody else it does not exist."""
    contract = get_object_or_404(
        TrainingContract.objects.select_related(
            "order__session__version", "order__university", "order__buyer", "document", "signed_document"
        ),
        number=number,
    )
    if not request.user.has_perm(permission, contract):
        raise Http404
    return contract


@login_required
def show(request: SignedInRequest, number: str) -> HttpResponse:
    contract = the_contract(request, number)
    form = SigningForm()
    if request.method == "POST":
        contract = the_contract(request, number, "contracts.sign_contract")
        if contract.status != ContractStatus.ISSUED:
            # A second click on "sign": what was asked is done.
            return redirect("order", contract.order.number)
        form = SigningForm(request.POST)
        if provider().is_external:
            return after_signing_elsewhere(request, contract)
        if form.is_valid() and sign(request, contract, form):
            messages.success(request, _("Votre contrat est signé. Un exemplaire vous est envoyé."))
            return redirect("order", contract.order.number)
    return render(request, "learner/contract.html", page_of(request, contract) | {"form": form})


OUTCOMES = {
    EnvelopeState.OPEN: gettext_lazy("Le service de signature n’a pas encore reçu votre signature."),
    EnvelopeState.SIGNED: gettext_lazy("Votre contrat est signé. Un exemplaire vous est envoyé."),
    EnvelopeState.REFUSED: gettext_lazy("Vous avez refusé de signer. Vous pouvez demander une nouvelle signature."),
    EnvelopeState.EXPIRED: gettext_lazy("La demande de signature a expiré. Demandez-en une nouvelle."),
    EnvelopeState.CANCELLED: gettext_lazy("La demande de signature a été annulée. Demandez-en une nouvelle."),
    EnvelopeState.REJECTED: gettext_lazy(
        "Le document rendu n’est pas celui qui vous était confié, signé par vous : il est refusé. Demandez une nouvelle signature."
    ),
    EnvelopeState.TOO_LATE: gettext_lazy("Cette signature est arrivée trop tard : le contrat n’est pas signé."),
}


def after_signing_elsewhere(request: SignedInRequest, contract: TrainingContract) -> HttpResponse:
    """The learner is back from the provider and asks how it stands; its notification may come later, or never."""
    envelope = contract.envelopes.select_related("contract__order__buyer", "contract__document").last()
    if envelope is None:
        return redirect("contract", contract.number)
    state = look_at(envelope)
    tell = messages.success if state is EnvelopeState.SIGNED else messages.warning
    tell(request, OUTCOMES[state])
    return (
        redirect("order", contract.order.number) if tell is messages.success else redirect("contract", contract.number)
    )


def sign(request: SignedInRequest, contract: TrainingContract, form: SigningForm) -> bool:
    try:
        actions.check_code(contract, form.cleaned_data["code"])
        sign_contract(
            contract,
            code=form.cleaned_data["code"],
            has_consented=form.cleaned_data["has_consented"],
            network_address=request.META.get("REMOTE_ADDR"),
            user_agent=request.headers.get("User-Agent", ""),
            by=request.user,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


def page_of(request: SignedInRequest, contract: TrainingContract) -> dict[str, object]:
    return {
        "contract": contract,
        "order": contract.order,
        "version": contract.order.session.version,
        "is_to_sign": contract.status == ContractStatus.ISSUED
        and request.user.has_perm("contracts.sign_contract", contract),
        "signs_elsewhere": provider().is_external,
        "was_sent": contract.envelopes.filter(status=EnvelopeState.OPEN).exists(),
        "is_signed": contract.status == ContractStatus.SIGNED,
        "has_code": contract.codes.filter(used_at=None, expires_at__gt=clock.now()).exists(),
        "may_withdraw": contract.status == ContractStatus.SIGNED
        and may_withdraw(clock.today(), contract.withdrawal_last_day),
    }


@login_required
@require_POST
def send_code(request: SignedInRequest, number: str) -> HttpResponse:
    contract = the_contract(request, number, "contracts.sign_contract")
    try:
        address = provider().ask(contract, by=request.user)
        if provider().is_external:
            return redirect(address)
        messages.info(request, _("Un code vient d’être envoyé à %(email)s.") % {"email": request.user.email})
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("contract", number)


@login_required
def withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    """The second of the two steps that the law asks for: « confirmer la rétractation » (L221-21)."""
    contract = the_contract(request, number, "contracts.sign_contract")
    if contract.status == ContractStatus.WITHDRAWN:
        # A second click, or the page opened again: what was asked is done.
        return redirect("order", contract.order.number)
    if request.method == "POST":
        withdraw_from_contract(contract, by=request.user)
        messages.success(request, _("Votre rétractation est enregistrée. L’accusé de réception vous est envoyé."))
        return redirect("order", contract.order.number)
    if not page_of(request, contract)["may_withdraw"]:
        raise WithdrawalTooLate(contract.withdrawal_last_day)
    return render(request, "learner/withdraw.html", page_of(request, contract))


PAPERS = {
    "contrat": "document",
    "signe": "signed_document",
    "deux-parties": "countersigned_document",
    "retractation": "withdrawal",
}


@login_required
def download(request: SignedInRequest, number: str, paper: str) -> HttpResponse:
    contract = the_contract(request, number)
    kept = getattr(contract, PAPERS.get(paper, ""), None) if paper in PAPERS else None
    document: Document | None = kept.receipt if paper == "retractation" and kept else kept
    if document is None:
        raise Http404
    response = HttpResponse(content(document), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{contract.number}-{paper}.pdf"'
    return response


urlpatterns = [
    path("contrats/<str:number>/", show, name="contract"),
    path("contrats/<str:number>/code/", send_code, name="contract-code"),
    path("contrats/<str:number>/retractation/", withdraw, name="contract-withdraw"),
    path("contrats/<str:number>/<str:paper>.pdf", download, name="contract-paper"),
]
