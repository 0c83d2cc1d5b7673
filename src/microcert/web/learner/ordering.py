"""The learner orders a session, then sees on one page where the order stands and what comes next."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from microcert.allotment.queries import Balance, balance, is_on_sale
from microcert.consortium.models import TermsVersion, University
from microcert.consortium.queries import binding_texts
from microcert.contracts.content import ACCEPTED_WORDS
from microcert.contracts.rules import may_withdraw
from microcert.foundation import clock
from microcert.foundation.calendar import first_debit_on, withdrawal_last_day
from microcert.foundation.refusals import Refusal
from microcert.journeys.end_order import cancel_before_signature, to_accept
from microcert.journeys.place_order import place_order
from microcert.orders.models import Order
from microcert.orders.queries import orders_of, payer_of, schedule_of, tariffs_for_individuals
from microcert.orders.rules import IDENTITY, LIVE, is_registered, missing_identity, payment_schedule
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.trainings.models import Tariff
from microcert.web.frame.forms import UniForm
from microcert.web.frame.wording import euros
from microcert.web.papers import months_left, papers_of
from microcert.web.refusals import add_refusal

from .standing import standing_of


class IdentityForm(UniForm):
    """Who the person is, asked only where the account lacks it."""

    given_names = forms.CharField(label=gettext_lazy("Prénoms"), max_length=120)
    family_name = forms.CharField(label=gettext_lazy("Nom de famille"), max_length=120)
    birth_date = forms.DateField(
        label=gettext_lazy("Date de naissance"),
        help_text=gettext_lazy("Par exemple 14/03/1988"),
        widget=forms.DateInput(attrs={"autocomplete": "bday", "inputmode": "numeric"}),
    )
    birth_place = forms.CharField(
        label=gettext_lazy("Lieu de naissance"),
        help_text=gettext_lazy("Commune, et pays hors de France"),
        max_length=120,
    )
    postal_address = forms.CharField(
        label=gettext_lazy("Adresse postale"),
        help_text=gettext_lazy("Elle figure sur votre contrat"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, buyer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buyer = buyer
        self.asked = missing_identity(buyer)
        for name in IDENTITY:
            if name not in self.asked:
                del self.fields[name]

    def clean_birth_date(self) -> Any:
        day = self.cleaned_data["birth_date"]
        if day >= clock.today():
            raise forms.ValidationError(_("Indiquez une date de naissance passée, par exemple 14/03/1988."))
        return day

    @property
    def identity_fields(self) -> list[Any]:
        return [self[name] for name in self.asked]

    def complete_identity(self) -> None:
        """Keep what the person gave: the account knows it from now on, and nothing asks again."""
        for name in self.asked:
            setattr(self.buyer, name, self.cleaned_data[name])
        if self.asked:
            self.buyer.save(update_fields=self.asked)


class OrderForm(IdentityForm):
    """What the contract and the assessment need to know."""

    tariff = forms.ChoiceField(label=gettext_lazy("Votre situation"), widget=forms.RadioSelect)
    proctoring = forms.ChoiceField(
        label=gettext_lazy("Comment souhaitez-vous passer l’évaluation ?"),
        help_text=gettext_lazy("Les deux modalités mènent à la même certification, au même prix."),
        choices=Order.Proctoring.choices,
        widget=forms.RadioSelect,
    )
    account_number = forms.CharField(
        label=gettext_lazy("Numéro de votre dossier accepté"),
        help_text=gettext_lazy("Des chiffres, tels que les donne votre espace Mon compte formation"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    account_euros = forms.DecimalField(
        label=gettext_lazy("Part financée, en euros"),
        help_text=gettext_lazy("Avec ce que vous avez payé vous-même sur la plateforme"),
        max_digits=7,
        decimal_places=2,
        required=False,
        localize=True,
    )
    accepts_terms = forms.BooleanField(
        label=ACCEPTED_WORDS[TermsVersion.Kind.TERMS_OF_SALE],
        error_messages={"required": gettext_lazy("Lisez les conditions générales de vente, puis cochez la case.")},
    )
    accepts_rules = forms.BooleanField(
        label=ACCEPTED_WORDS[TermsVersion.Kind.INTERNAL_RULES],
        error_messages={"required": gettext_lazy("Lisez le règlement intérieur, puis cochez la case.")},
    )
    terms_sha256 = forms.CharField(widget=forms.HiddenInput)
    rules_sha256 = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, buyer: User, tariffs: list[Tariff], **kwargs: Any) -> None:
        super().__init__(*args, buyer=buyer, **kwargs)
        self.fields["tariff"].choices = [  # type: ignore[attr-defined]
            (
                tariff.code,
                _("%(label)s : %(price)s net de taxe") % {"label": tariff.label, "price": euros(tariff.price_cents)},
            )
            for tariff in tariffs
        ]
        if len(tariffs) == 1:
            self.fields["tariff"].initial = tariffs[0].code


class OrderPage:
    """What the page says before anything is committed; everything is computed as if the contract were signed today."""

    def __init__(self, session: Session, buyer: User) -> None:
        self.session, self.buyer = session, buyer
        self.tariffs = list(tariffs_for_individuals(session))
        self.terms, self.rules = binding_texts(TermsVersion.Kind.TERMS_OF_SALE, TermsVersion.Kind.INTERNAL_RULES)
        self.withdrawal_last_day = withdrawal_last_day(clock.today())
        self.first_debit_on = first_debit_on(clock.today())

    @property
    def may_use_account(self) -> bool:
        """A training account pays only for what a national register holds today (Labour code L6323-6)."""
        version = self.session.version
        return is_registered(version.registry_number, version.registered_until, clock.today())

    @property
    def initial(self) -> dict[str, str]:
        return {"terms_sha256": self.terms.sha256, "rules_sha256": self.rules.sha256}

    @cached_property
    def schedules(self) -> list[tuple[Tariff, list[Any]]]:
        return [(tariff, self._schedule(tariff)) for tariff in self.tariffs]

    def _schedule(self, tariff: Tariff) -> list[Any]:
        return payment_schedule(
            tariff.price_cents,
            chargeable_from=self.first_debit_on,
            starts_on=self.session.starts_on,
            ends_on=self.session.ends_on,
        )

    @cached_property
    def balance(self) -> Balance:
        return balance(self.session)

    @property
    def universities(self) -> list[str]:
        return [bar.label for bar in self.balance.rows]

    @cached_property
    def is_open(self) -> bool:
        return is_on_sale(self.session)

    @property
    def is_full(self) -> bool:
        return self.balance.contracts >= self.session.capacity

    @cached_property
    def present_order(self) -> Order | None:
        return (
            Order.objects.filter(buyer=self.buyer, session=self.session, status__in=LIVE)
            .exclude(kind=Order.Kind.COMPANY)
            .first()
        )


def the_person(request: HttpRequest) -> User:
    """Who is logged in; `login_required` has seen to it that somebody is."""
    assert isinstance(request.user, User)
    return request.user


@login_required
def start(request: HttpRequest, code: str) -> HttpResponse:
    session = get_object_or_404(
        Session.objects.select_related("version__training__producer", "version__rules"), code=code
    )
    page = OrderPage(session, the_person(request))
    if page.present_order:
        return redirect("order", page.present_order.number)
    form = OrderForm(request.POST or None, buyer=page.buyer, tariffs=page.tariffs, initial=page.initial)
    # The sheet of the training leads here with the tariff that was looked at.
    form.fields["tariff"].initial = request.GET.get("tarif") or form.fields["tariff"].initial
    if request.method == "POST" and form.is_valid() and (order := ask_for(form, session)):
        messages.success(
            request, _("Votre demande est enregistrée sous le numéro %(number)s.") % {"number": order.number}
        )
        return redirect("order", order.number)
    return render(
        request,
        "learner/order_start.html",
        {"form": form, "page": page, "session": session, "version": session.version},
        status=422 if form.errors else 200,
    )


def ask_for(form: OrderForm, session: Session) -> Order | None:
    """Place the order, or show at the form why it cannot be."""
    content = form.cleaned_data
    try:
        form.complete_identity()
        return place_order(
            form.buyer,
            session,
            content["tariff"],
            content["proctoring"],
            accepted_terms=content["terms_sha256"],
            accepted_rules=content["rules_sha256"],
            account_number=content["account_number"],
            account_cents=int((content["account_euros"] or 0) * 100),
            by=form.buyer,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None


def the_order(request: HttpRequest, number: str) -> Order:
    """The person's own order; anybody else's does not exist."""
    orders = orders_of(the_person(request)).select_related(
        "contract__document", "contract__signed_document", "learner_file"
    )
    return get_object_or_404(orders.prefetch_related("instalments", "refunds"), number=number)


@login_required
def show(request: HttpRequest, number: str) -> HttpResponse:
    order = the_order(request, number)
    if order.is_company:
        return redirect("group", order.number)
    standing = standing_of(order)
    if getattr(request, "htmx", False):
        # The page asks while something is being prepared: nothing new changes nothing, else all of it is shown again.
        return HttpResponse(status=204) if standing.is_passing else HttpResponseClientRefresh()
    candidates = University.objects.filter(slug__in=order.the_draw.candidates)
    contract = getattr(order, "contract", None)
    file = getattr(order, "learner_file", None)
    papers = papers_of(order, file)
    context = {
        "order": order,
        "papers": papers,
        "months": months_left(file, papers),
        "session": order.session,
        "version": order.session.version,
        "contract": contract,
        "may_withdraw": contract is not None and may_withdraw(clock.today(), contract.withdrawal_last_day),
        "schedule": schedule_of(order),
        "refunds": list(order.refunds.all()),
        "payer": payer_of(order),
        "standing": standing,
        "moved": to_accept(order),
        "candidates": list(candidates.values_list("short_name", flat=True)),
    }
    return render(request, "learner/order.html", context)


@login_required
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    order = the_order(request, number)
    if not standing_of(order).may_cancel:
        raise Http404
    if request.method == "POST":
        cancel_before_signature(order, by=the_person(request))
        messages.success(request, _("Votre demande est annulée. Rien ne vous sera demandé."))
        return redirect("order", order.number)
    consequences = [
        _("Votre demande d’inscription prend fin et le contrat proposé ne peut plus être signé."),
        _("Votre place est rendue à la session. Rien ne vous est demandé."),
        _("Si vous vous inscrivez de nouveau à cette session, vous gardez la même université."),
    ]
    return render(
        request,
        "frame/confirm.html",
        {
            "title": _("Annuler votre demande d’inscription"),
            "consequences": consequences,
            "confirm_label": _("Annuler ma demande"),
            "cancel_url": reverse("order", args=[order.number]),
        },
    )


urlpatterns = [
    path("inscription/<str:code>/", start, name="order-start"),
    path("commandes/<str:number>/", show, name="order"),
    path("commandes/<str:number>/annuler/", cancel, name="order-cancel"),
]
