"""Where an order stands, in the words of its page: one heading, one next action."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from microcert.contracts.models import TrainingContract
from microcert.contracts.rules import ContractStatus
from microcert.foundation import clock
from microcert.orders.models import Order
from microcert.orders.queries import InstalmentLine, schedule_of
from microcert.orders.rules import UNSIGNED, OrderStatus
from microcert.web.frame.wording import euros, long_date


@dataclass(frozen=True)
class Standing:
    """`kind` colours the badge; `is_passing` says that a job is at work and the page may ask again by itself."""

    heading: str
    text: str
    kind: str = "info"
    badge: str = ""
    label: str = ""
    address: str = ""
    is_passing: bool = False
    may_cancel: bool = False


def standing_of(order: Order) -> Standing:
    """The standing of an order whose contract and instalments were fetched with it; makes no query then."""
    contract: TrainingContract | None = getattr(order, "contract", None)
    status = OrderStatus(order.status)
    if status in UNSIGNED:
        return _before_signature(order, contract)
    if status == OrderStatus.CANCELLED:
        return _ended(contract)
    if status in (OrderStatus.REFUNDING, OrderStatus.REFUNDED):
        return _refunded(order, status)
    return _after_signature(order, status)


def _before_signature(order: Order, contract: TrainingContract | None) -> Standing:
    if contract is None:
        return Standing(
            _("Votre contrat est en préparation"),
            _("Il est établi sur le papier à en-tête de votre université. Cela prend quelques instants."),
            badge=_("Contrat en préparation"),
            label=_("Actualiser"),
            address=reverse("order", args=[order.number]),
            is_passing=True,
            may_cancel=True,
        )
    return Standing(
        _("Votre contrat est prêt à signer"),
        _("Lisez-le, puis signez-le en ligne au plus tard le %(day)s. Rien n’est à payer maintenant.")
        % {"day": long_date(order.sign_by)},
        "wait",
        _("Contrat à signer"),
        _("Lire et signer mon contrat"),
        reverse("contract", args=[contract.number]),
        may_cancel=True,
    )


def _after_signature(order: Order, status: OrderStatus) -> Standing:
    lines = [line for line in schedule_of(order) if not line.payer]
    payable = next((line for line in lines if line.hold is None), None)
    if status == OrderStatus.COMPLETED or all(line.is_paid for line in lines):
        return _learning(_("Votre inscription est réglée"), _("Il ne vous reste rien à payer."), "ok", _("Réglée"))
    if payable is not None:
        return _to_pay(order, payable, has_failed=status == OrderStatus.FAILED_PAYMENT)
    coming = next(line for line in lines if not line.is_paid)
    if order.chargeable_from and clock.today() < order.chargeable_from:
        text = _("Rien ne peut vous être demandé avant le %(day)s, fin de votre délai de rétractation.")
        return _learning(
            _("Votre contrat est signé"),
            text % {"day": long_date(order.chargeable_from)},
            "ok",
            _("Contrat signé"),
        )
    text = _("La prochaine échéance, %(amount)s, est prévue le %(day)s. Rien n’est à payer avant.")
    return _learning(
        _("Votre inscription est à jour"),
        text % {"amount": euros(coming.amount_cents), "day": long_date(coming.due_on)},
        "ok",
        _("À jour"),
    )


def _learning(heading: str, text: str, kind: str, badge: str) -> Standing:
    return Standing(heading, text, kind, badge, _("Aller à ma formation"), reverse("learner-home"))


def _to_pay(order: Order, line: InstalmentLine, *, has_failed: bool) -> Standing:
    address = reverse("pay", args=[order.number])
    amount = euros(line.amount_cents)
    if has_failed:
        return Standing(
            _("Votre paiement n’a pas abouti"),
            _("La banque a refusé le paiement de %(amount)s. Rien n’a été débité ; votre formation reste ouverte.")
            % {"amount": amount}
            + _since(line),
            "stop",
            _("Paiement refusé"),
            _("Essayer de nouveau"),
            address,
        )
    if line.days_late:
        return Standing(
            _("Une échéance de %(amount)s est en retard") % {"amount": amount},
            _("Votre formation reste ouverte.") + _since(line),
            "stop",
            _("En retard"),
            _("Voir l’échéance et payer"),
            address,
        )
    return Standing(
        _("Une échéance de %(amount)s est à régler") % {"amount": amount},
        _("Votre délai de rétractation est terminé. Vous payez en ligne, une échéance à la fois."),
        "wait",
        _("Paiement attendu"),
        _("Voir l’échéance et payer"),
        address,
    )


def _since(line: InstalmentLine) -> str:
    """Since when a late instalment is due; nothing on its day."""
    if not line.days_late:
        return ""
    return " " + _("Cette échéance était prévue le %(day)s.") % {"day": long_date(line.due_on)}


def _ended(contract: TrainingContract | None) -> Standing:
    if contract is not None and contract.status == ContractStatus.WITHDRAWN:
        text = _("Vous avez renoncé au contrat. Rien ne vous sera demandé ; l’accusé de réception figure ci-dessous.")
        return Standing(_("Vous avez renoncé à cette inscription"), text, "", _("Rétractation"))
    if contract is not None and contract.status == ContractStatus.SIGNED:
        return Standing(_("Votre inscription a pris fin"), _("Rien ne vous sera demandé."), "", _("Annulée"))
    return Standing(_("Cette demande d’inscription est annulée"), _("Rien ne vous sera demandé."), "", _("Annulée"))


def _refunded(order: Order, status: OrderStatus) -> Standing:
    refunds = list(order.refunds.all())
    amount = {"amount": euros(sum(each.amount_cents for each in refunds))}
    if status == OrderStatus.REFUNDED:
        text = _("%(amount)s vous ont été rendus.") % amount
        return Standing(_("Votre remboursement est fait"), text, "", _("Remboursée"))
    waiting = [each for each in refunds if each.done_at is None]
    if any(each.days_late for each in waiting):
        text = _(
            "%(amount)s auraient dû vous être rendus au plus tard le %(day)s. Votre université le sait : %(email)s."
        )
        kind, badge = "stop", _("Remboursement en retard")
    else:
        text = _("%(amount)s vous sont rendus au plus tard le %(day)s.")
        kind, badge = "wait", _("Remboursement en cours")
    last_day = min((each.due_on for each in waiting), default=clock.today())
    words = {
        "amount": euros(sum(each.amount_cents for each in waiting)),
        "day": long_date(last_day),
        "email": order.university.office_email,
    }
    return Standing(_("Votre remboursement est en cours"), text % words, kind, badge)
