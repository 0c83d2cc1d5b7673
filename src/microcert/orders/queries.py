"""Reads of orders: what may be charged, what stands in the way, what is due next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.foundation.models import Effect
from microcert.foundation.refusals import Refusal
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.trainings.models import Tariff

from . import errors, rules
from .models import AccountFile, Company, Instalment, Order, ProviderEvent, Refund, Voucher
from .rules import Hold, OrderStatus, PayerKind, RefundStatus


@dataclass(frozen=True)
class InstalmentLine:
    """A line of the schedule as a page shows it. `hold` says why it cannot be paid now; None means that it can.

    `payer` names the funder of a part that is not the buyer's; `days_late` counts from the day after the one it was due on.
    """

    pk: int
    number: int
    due_on: date
    amount_cents: int
    is_paid: bool
    paid_on: date | None
    hold: Hold | None
    payer: str = ""
    days_late: int = 0


@dataclass(frozen=True)
class Payer:
    """Who pays a university in a buyer's place, and under which reference."""

    name: str
    address: list[str]
    reference: str


def payer_of(order: Order) -> Payer | None:
    """The funder that pays the university itself for this order, if there is one; no query where it was fetched."""
    file: AccountFile | None = getattr(order, "account_file", None)
    if file is not None:
        name = _("Caisse des Dépôts et Consignations, au titre du compte personnel de formation (CPF)")
        return Payer(name, ["56 rue de Lille", "75007 Paris"], file.number)
    company: Company | None = order.company if order.is_company else None
    if company is not None and company.funder_pays:
        return Payer(company.funder_name, company.funder_address.splitlines(), company.funder_reference)
    return None


def who_pays(part: Instalment) -> tuple[PayerKind, str]:
    """Whose money this instalment is, and the name of a funder that a company named; a person's or company's is not repeated."""
    order = part.order
    if not order.is_company:
        return (PayerKind.TRAINING_ACCOUNT if part.is_funded else PayerKind.PERSON), ""
    company: Company = order.company
    if part.is_funded:
        return PayerKind(company.funder), company.funder_name
    return (PayerKind.PUBLIC_EMPLOYER if company.is_public else PayerKind.COMPANY), ""


def funded_cents(order: Order) -> int:
    """The part of a person's price that a training account pays."""
    file: AccountFile | None = getattr(order, "account_file", None)
    return file.amount_cents if file else 0


def hold_on(order: Order, instalment: Instalment) -> Hold | None:
    """What forbids charging this instalment today. The clock is asked here, not a state that a job would have set."""
    return rules.hold_on(
        OrderStatus(order.status),
        chargeable_from=order.chargeable_from,
        # A company's day is the last one to pay, a person's the first one that may be charged.
        due_on=order.chargeable_from if order.is_company and order.chargeable_from else instalment.due_on,
        is_paid=instalment.paid_at is not None,
        is_waived=instalment.waived_at is not None,
        is_funded=instalment.is_funded,
        today=clock.today(),
    )


def schedule_of(order: Order, *, with_waived: bool = False) -> list[InstalmentLine]:
    """The lines of a signed order's schedule, in order; what force majeure waived is no longer one. One query, none if prefetched."""
    payer, today = payer_of(order), clock.today()
    lines = []
    for part in order.instalments.all():
        if part.waived_at is not None and not with_waived:
            continue
        hold = hold_on(order, part)
        lines.append(
            InstalmentLine(
                part.pk,
                part.number,
                part.due_on,
                part.amount_cents,
                part.paid_at is not None,
                clock.day_of(part.paid_at) if part.paid_at else None,
                hold,
                payer.name if payer and part.is_funded else "",
                rules.days_late(part.due_on, today, is_open=hold in (None, Hold.FUNDED)),
            )
        )
    return lines


def refusal_to_charge(order: Order, instalment: Instalment) -> Refusal | None:
    """Why this instalment cannot be charged, in words, or None."""
    hold = hold_on(order, instalment)
    if hold == Hold.PAID:
        return errors.AlreadyPaid(_("Cette échéance est déjà réglée."))
    if hold == Hold.NOT_OWED or order.chargeable_from is None:
        return errors.WrongMoment(_("Rien n’est dû pour cette inscription."))
    if hold == Hold.WITHDRAWAL_PERIOD:
        return errors.TooEarlyToCharge(
            _("Votre délai de rétractation court encore : aucun paiement ne peut vous être demandé avant le %(day)s.")
            % {"day": date_format(order.chargeable_from, "j F Y")}
        )
    if hold == Hold.FUNDED:
        return errors.WrongMoment(_("Cette part est réglée par son financeur : elle ne vous est pas demandée."))
    if hold == Hold.NOT_DUE:
        return errors.TooEarlyToCharge(
            _("Cette échéance n’est due que le %(day)s, au fur et à mesure de la formation.")
            % {"day": date_format(instalment.due_on, "j F Y")}
        )
    return None


def university_to_keep(buyer: User, session: Session) -> University | None:
    """The university of a returning buyer: that of their latest live order, or of any order in this very session.

    A cancelled order counts in its own session, or cancelling would be a way to be drawn again.
    """
    earlier = list(
        Order.objects.filter(buyer=buyer, kind=Order.Kind.INDIVIDUAL)
        .order_by("-placed_at")
        .only("session", "status", "university")
    )
    here = (each for each in earlier if each.session_id == session.pk)
    live = (each for each in earlier if each.status in rules.LIVE)
    kept = next(here, None) or next(live, None)
    return kept.university if kept else None


def tariffs_for_individuals(session: Session) -> QuerySet[Tariff]:
    """The prices that a person who pays alone may choose from."""
    return session.version.tariffs.exclude(code__in=rules.PAID_BY_A_COMPANY)


def orders_of(buyer: User) -> QuerySet[Order]:
    """A person's orders with what their pages show."""
    return Order.objects.filter(buyer=buyer).select_related(
        "session__version__training__producer",
        "university",
        "tariff",
        "draw",
        "batch__draw",
        "account_file",
        "terms_of_sale",
        "internal_rules",
    )


def tariffs_for_companies(session: Session) -> QuerySet[Tariff]:
    """The prices, per person, that a company pays under an agreement."""
    return session.version.tariffs.filter(code__in=rules.PAID_BY_A_COMPANY)


def voucher_called(text: str) -> Voucher | None:
    """The voucher whose code was typed, however it was typed."""
    code = rules.voucher_code(text)
    found = Voucher.objects.select_related("order__session__version", "order__university", "order__company")
    return found.filter(code=code).first() if code else None


def signed_seats(sessions: Iterable[int]) -> dict[int, int]:
    """Seats under a signed contract or agreement, by session: those count towards its opening threshold. One query."""
    signed = Order.objects.filter(session__in=list(sessions), status__in=rules.LIVE - rules.UNSIGNED)
    # A learner's place of a group is one of the group's seats.
    signed = signed.exclude(kind=Order.Kind.PLACE)
    return dict(signed.order_by().values_list("session").annotate(sum=Sum("seats")))


def due_for_charging(day: date) -> QuerySet[Order]:
    """Orders whose withdrawal period was over before `day`."""
    return Order.objects.filter(status=OrderStatus.PENDING, chargeable_from__lte=day)


def never_signed(day: date) -> QuerySet[Order]:
    """Orders that nobody signed in time: sales closed, or the days to sign passed. Their seat goes to someone else."""
    is_late = Q(session__sales_close_on__lt=day) | Q(placed_at__date__lt=day - timedelta(days=rules.DAYS_TO_SIGN))
    return Order.objects.filter(is_late, status__in=rules.UNSIGNED)


def to_remind(day: date) -> QuerySet[Instalment]:
    """Unpaid instalments of live orders whose day has come: what reminders are about."""
    return (
        Instalment.objects.filter(
            paid_at=None,
            waived_at=None,
            due_on__lte=day,
            order__chargeable_from__lte=day,
            order__status__in=rules.OWING,
        )
        .select_related("order__buyer", "order__session__version", "order__university")
        .order_by("due_on", "pk")
    )


def overdue(day: date) -> QuerySet[Instalment]:
    """What should have been paid before `day`; what is due on the day itself is not late."""
    return to_remind(day).filter(due_on__lt=day)


def letters_sent(parts: Iterable[Instalment]) -> dict[int, rules.Reminder]:
    """The latest letter that really left about each of these instalments. One query."""
    keys = {reminder_key(part.pk, letter): (part.pk, letter) for part in parts for letter in rules.Reminder}
    sent = set(Effect.objects.filter(key__in=keys).values_list("key", flat=True))
    return {pk: letter for key, (pk, letter) in keys.items() if key in sent}


def reminder_key(instalment: int, letter: rules.Reminder) -> str:
    """Under what name the ledger knows one letter about one instalment."""
    return f"reminder:{instalment}:{letter}"


def open_refunds(universities: Iterable[University]) -> QuerySet[Refund]:
    """What these universities still have to give back, the nearest deadline first."""
    refunds = Refund.objects.filter(order__university__in=universities).exclude(status=RefundStatus.DONE)
    return refunds.select_related("order__buyer", "order__university", "attempt").order_by("due_on", "pk")


def done_refunds(universities: Iterable[University], most: int = 50) -> QuerySet[Refund]:
    """What they gave back, the latest first."""
    refunds = Refund.objects.filter(order__university__in=universities, status=RefundStatus.DONE)
    return refunds.select_related("order__buyer", "order__university", "attempt").order_by("-done_at", "-pk")[:most]


def unplaced(universities: Iterable[University], *, with_unknown: bool = False) -> QuerySet[ProviderEvent]:
    """Money that no rule could place and nobody has yet. `with_unknown` adds what reached no university's account by name."""
    where = Q(university__in=universities) | (Q(university=None) if with_unknown else Q(pk__in=[]))
    events = ProviderEvent.objects.filter(where, outcome__in=sorted(rules.ALARMING), resolved_at=None)
    return events.select_related("order__buyer", "university").order_by("received_at")
