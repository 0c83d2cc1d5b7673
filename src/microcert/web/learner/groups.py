"""A company's order on screen: asked for, quoted, agreed, its vouchers; and the learner who brings one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.allotment.queries import is_on_sale
from microcert.consortium.models import TermsVersion
from microcert.consortium.queries import terms_in_force
from microcert.contracts.actions.agreements import CONSENT
from microcert.contracts.content import ACCEPTED_WORDS
from microcert.foundation.refusals import Refusal
from microcert.journeys.end_order import end_order, to_accept
from microcert.journeys.enrol_group import agree, place_group, redeem
from microcert.orders.actions import record_agreement_of_funder
from microcert.orders.models import Company, Order, Voucher
from microcert.orders.queries import schedule_of, tariffs_for_companies, voucher_called
from microcert.orders.rules import MOST_SEATS, RUNNING, UNSIGNED, OrderStatus, awaits_funder
from microcert.sessions.models import Session
from microcert.web.access import SignedInRequest
from microcert.web.export import csv_file, table_as_csv
from microcert.web.frame.forms import UniForm
from microcert.web.frame.wording import euros
from microcert.web.papers import papers_of
from microcert.web.refusals import add_refusal

from .ordering import IdentityForm, the_person


class FundingForm(UniForm):
    """What a funder that has agreed says: its number, and whether it pays the university itself."""

    funder_reference = forms.CharField(
        label=gettext_lazy("Numéro de l’accord de prise en charge"), max_length=60, required=False
    )
    funder_pays = forms.BooleanField(
        label=gettext_lazy("Le financeur règle l’université lui-même (subrogation)"), required=False
    )
    funder_address = forms.CharField(
        label=gettext_lazy("Adresse de facturation du financeur"),
        help_text=gettext_lazy("S’il règle lui-même : la facture lui est alors adressée"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GroupForm(FundingForm):
    """Who the agreement is with, how many, who pays."""

    name = forms.CharField(label=gettext_lazy("Raison sociale"), max_length=160)
    siret = forms.CharField(
        label="SIRET",
        help_text=gettext_lazy("Quatorze chiffres"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Adresse du siège"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Qui engage l’entreprise"), help_text=gettext_lazy("Prénom, nom et fonction"), max_length=160
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("C’est un employeur public, qui forme ses agents"), required=False
    )
    tariff = forms.ChoiceField(label=gettext_lazy("Tarif"), widget=forms.RadioSelect)
    seats = forms.IntegerField(
        label=gettext_lazy("Nombre de personnes"),
        min_value=1,
        max_value=MOST_SEATS,
        error_messages=dict.fromkeys(
            ("min_value", "max_value"),
            gettext_lazy("Une commande groupée compte de 1 à %(most)s places.") % {"most": MOST_SEATS},
        ),
    )
    funder = forms.ChoiceField(label=gettext_lazy("Qui finance"), choices=Company.Funder.choices, required=False)
    funder_name = forms.CharField(label=gettext_lazy("Nom du financeur"), max_length=160, required=False)
    funder_agreed = forms.BooleanField(
        label=gettext_lazy("Le financeur a donné son accord"),
        help_text=gettext_lazy("Une demande en cours s’enregistre plus tard, sur la page de la commande"),
        required=False,
    )
    accepts_terms = forms.BooleanField(
        label=ACCEPTED_WORDS[TermsVersion.Kind.TERMS_OF_SALE],
        error_messages={"required": gettext_lazy("Lisez les conditions générales de vente, puis cochez la case.")},
    )
    terms_sha256 = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tariffs = list(tariffs_for_companies(session))
        self.fields["tariff"].choices = [  # type: ignore[attr-defined]
            (
                each.code,
                _("%(label)s : %(price)s net de taxe par personne")
                % {"label": each.label, "price": euros(each.price_cents)},
            )
            for each in tariffs
        ]
        if len(tariffs) == 1:
            self.fields["tariff"].initial = tariffs[0].code

    def clean_siret(self) -> str:
        return "".join(self.cleaned_data["siret"].split())

    def company(self) -> Company:
        return Company(**{name: self.cleaned_data[name] for name in COMPANY_FIELDS})


COMPANY_FIELDS = (
    *("name", "siret", "address", "contact_name", "is_public"),
    *("funder", "funder_name", "funder_agreed", "funder_reference", "funder_pays", "funder_address"),
)


class AgreeForm(UniForm):
    purchase_order = forms.CharField(
        label=gettext_lazy("Numéro de votre bon de commande"),
        help_text=gettext_lazy("S’il doit figurer sur la convention et la facture"),
        max_length=60,
        required=False,
    )
    consents = forms.BooleanField(
        label=CONSENT, error_messages={"required": gettext_lazy("Cochez la case pour accepter le devis.")}
    )


class PlaceForm(IdentityForm):
    """What a learner says when taking a place: who they are where that is not known, how they will be assessed."""

    proctoring = forms.ChoiceField(
        label=gettext_lazy("Comment souhaitez-vous passer l’évaluation ?"),
        help_text=gettext_lazy("Les deux modalités mènent à la même certification, au même prix."),
        choices=Order.Proctoring.choices,
        widget=forms.RadioSelect,
    )
    accepts_rules = forms.BooleanField(
        label=ACCEPTED_WORDS[TermsVersion.Kind.INTERNAL_RULES],
        error_messages={"required": gettext_lazy("Lisez le règlement intérieur, puis cochez la case.")},
    )
    rules_sha256 = forms.CharField(widget=forms.HiddenInput)


class CodeForm(UniForm):
    code = forms.CharField(
        label=gettext_lazy("Code de votre bon"), help_text=gettext_lazy("Par exemple 7KQ2-M4XR-9TBD"), max_length=30
    )


@login_required
def start(request: SignedInRequest, code: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("version__training__producer"), code=code)
    terms = terms_in_force(TermsVersion.Kind.TERMS_OF_SALE)
    form = GroupForm(request.POST or None, session=session, initial={"terms_sha256": terms.sha256, "seats": 2})
    if request.method == "POST" and form.is_valid() and (order := ask_for(form, session, request)):
        messages.success(request, _("Votre demande est enregistrée. Le devis arrive dans un instant."))
        return redirect("group", order.number)
    context = {"form": form, "session": session, "version": session.version, "is_open": is_on_sale(session)}
    return render(request, "learner/group_start.html", context, status=422 if form.errors else 200)


def ask_for(form: GroupForm, session: Session, request: SignedInRequest) -> Order | None:
    content = form.cleaned_data
    try:
        return place_group(
            request.user,
            session,
            content["tariff"],
            content["seats"],
            form.company(),
            accepted_terms=content["terms_sha256"],
            by=request.user,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None


def the_group(request: SignedInRequest, number: str) -> Order:
    """The person's own company order; anybody else's does not exist."""
    orders = Order.objects.filter(kind=Order.Kind.COMPANY, buyer=request.user).select_related(
        "company", "university", "tariff", "session__version__training__producer", "agreement__quote"
    )
    return get_object_or_404(orders.prefetch_related("instalments", "refunds", "vouchers__place__buyer"), number=number)


@login_required
def show(request: SignedInRequest, number: str) -> HttpResponse:
    order = the_group(request, number)
    agreement = getattr(order, "agreement", None)
    form = AgreeForm(request.POST or None)
    if request.method == "POST" and agreement and form.is_valid() and accept(request, order, form):
        messages.success(request, _("La convention est conclue. Remettez un bon à chaque personne."))
        return redirect("group", order.number)
    context = {
        "order": order,
        "session": order.session,
        "version": order.session.version,
        "agreement": agreement,
        "moved": to_accept(order),
        "is_to_accept": agreement is not None and not agreement.accepted_at and order.status in UNSIGNED,
        "is_running": order.status in RUNNING,
        "may_cancel": order.status in UNSIGNED,
        "papers": papers_of(order, None),
        "schedule": schedule_of(order),
        "refunds": list(order.refunds.all()),
        "vouchers": list(order.vouchers.all()),
        "form": form,
        "may_tell_funder": may_tell_funder(order),
    }
    return render(request, "learner/group.html", context, status=422 if form.errors else 200)


def may_tell_funder(order: Order) -> bool:
    return awaits_funder(order.company.funder, order.company.funder_agreed, OrderStatus(order.status))


@login_required
def tell_funder(request: SignedInRequest, number: str) -> HttpResponse:
    """The funder agreed after the request: the company gives its number."""
    order = the_group(request, number)
    if not may_tell_funder(order):
        raise Http404
    form = FundingForm(request.POST or None)
    form.fields["funder_reference"].required = True
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data
        try:
            record_agreement_of_funder(
                order,
                reference=content["funder_reference"],
                pays=content["funder_pays"],
                address=content["funder_address"],
                by=request.user,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("L’accord de votre financeur est enregistré."))
            return redirect("group", order.number)
    context = {"form": form, "order": order}
    return render(request, "learner/group_funder.html", context, status=422 if form.errors else 200)


def accept(request: SignedInRequest, order: Order, form: AgreeForm) -> bool:
    try:
        agree(
            order.agreement,
            purchase_order=form.cleaned_data["purchase_order"],
            network_address=request.META.get("REMOTE_ADDR"),
            user_agent=request.headers.get("User-Agent", ""),
            by=request.user,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


@login_required
def cancel(request: SignedInRequest, number: str) -> HttpResponse:
    order = the_group(request, number)
    if order.status not in UNSIGNED:
        raise Http404
    if request.method == "POST":
        end_order(order, by=request.user)
        messages.success(request, _("Votre demande est annulée. Rien ne vous sera demandé."))
        return redirect("group", order.number)
    context = {
        "title": _("Annuler cette commande groupée"),
        "consequences": [_("Le devis ne peut plus être accepté."), _("Les places sont rendues à la session.")],
        "confirm_label": _("Annuler la commande"),
        "cancel_url": reverse("group", args=[order.number]),
    }
    return render(request, "frame/confirm.html", context)


@login_required
@require_POST
def export_vouchers(request: SignedInRequest, number: str) -> HttpResponse:
    order = the_group(request, number)
    rows = [
        (each.code, redeem_address(request, each), each.place.buyer.full_name if each.place else "")
        for each in order.vouchers.all()
    ]
    return csv_file(table_as_csv((_("Code"), _("Adresse"), _("Utilisé par")), rows), f"bons-{order.number}")


def redeem_address(request: SignedInRequest, voucher: Voucher) -> str:
    return request.build_absolute_uri(reverse("voucher", args=[voucher.code]))


@login_required
def ask_code(request: SignedInRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if voucher := voucher_called(form.cleaned_data["code"]):
            return redirect("voucher", voucher.code)
        form.add_error("code", _("Aucun bon ne porte ce code. Recopiez-le comme il figure sur votre bon."))
    return render(request, "learner/voucher_code.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def take(request: SignedInRequest, code: str) -> HttpResponse:
    voucher = voucher_called(code)
    if voucher is None:
        raise Http404
    learner = the_person(request)
    if voucher.place and voucher.place.buyer_id == learner.pk:
        return redirect("order", voucher.place.number)
    rules = terms_in_force(TermsVersion.Kind.INTERNAL_RULES)
    form = PlaceForm(request.POST or None, buyer=learner, initial={"rules_sha256": rules.sha256})
    if request.method == "POST" and form.is_valid():
        try:
            form.complete_identity()
            content = form.cleaned_data
            file = redeem(voucher, learner, content["proctoring"], accepted_rules=content["rules_sha256"], by=learner)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Votre place est prise. Votre formation vous attend."))
            return redirect("course", file.pk)
    context = {
        "form": form,
        "voucher": voucher,
        "order": voucher.order,
        "version": voucher.order.session.version,
        "is_spent": voucher.place_id is not None or voucher.order.status not in RUNNING,
    }
    return render(request, "learner/voucher.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("groupes/nouveau/<str:code>/", start, name="group-start"),
    path("groupes/<str:number>/", show, name="group"),
    path("groupes/<str:number>/financeur/", tell_funder, name="group-funder"),
    path("groupes/<str:number>/annuler/", cancel, name="group-cancel"),
    path("groupes/<str:number>/bons.csv", export_vouchers, name="group-vouchers"),
    path("bons/", ask_code, name="voucher-code"),
    path("bons/<str:code>/", take, name="voucher"),
]
