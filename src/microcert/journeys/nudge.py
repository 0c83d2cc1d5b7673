"""Letters from the office to those it awaits: sign, or pay. At most one a day and a person, however often it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from microcert.batches.actions import end_line, open_batch
from microcert.batches.models import Batch, BatchLine
from microcert.batches.rules import Kind, LineStatus
from microcert.enrolment.actions import note_letter
from microcert.enrolment.errors import NothingAwaited, WrittenToday
from microcert.enrolment.queries.worklist import NUDGED
from microcert.foundation import clock
from microcert.foundation.action import action
from microcert.foundation.events import announce
from microcert.foundation.jobs import deliver, enqueue, once, task
from microcert.foundation.journal import key_of
from microcert.orders.models import Order
from microcert.orders.rules import PAYABLE, OrderStatus
from microcert.people.models import User


def awaited_among(orders: Iterable[Order]) -> list[Order]:
    """Those of whose buyers something is awaited now."""
    return [order for order in orders if _awaited(order) in NUDGED]


@action
def ask_letters(orders: Iterable[Order], *, words: str, by: User) -> Batch:
    """One letter to each of these orders' buyers that is awaited; announced ("enrolment.letters_asked"). Raises TooMany."""
    batch = open_batch(Kind.LETTERS, map(key_of, awaited_among(orders)), words=words, by=by)
    announce("enrolment.letters_asked", batch=batch.pk)
    return batch


def _awaited(order: Order) -> OrderStatus:
    """The order's state as the clock says it."""
    status = OrderStatus(order.status)
    has_come = order.chargeable_from is not None and order.chargeable_from <= clock.today()
    return OrderStatus.PENDING_PAYMENT if status == OrderStatus.PENDING and has_come else status


@task
def write_each(batch: int) -> None:
    """After `enrolment.letters_asked`: one job a letter, so that one that fails holds up no other."""
    waiting = BatchLine.objects.filter(batch=batch, status=LineStatus.WAITING).order_by("pk")
    for line in waiting.values_list("pk", flat=True):
        enqueue(write_one, key=f"letter:{line}", line=line)


@task
def write_one(line: int) -> None:
    """One letter, by what is awaited when it leaves: what was done meanwhile needs none."""
    kept = BatchLine.objects.select_related("batch__by").get(pk=line)
    order = Order.objects.select_related("buyer", "university", "session__version").get(pk=kept.row)
    status, today = _awaited(order), clock.today()
    if status not in NUDGED:
        end_line(line, partial(_refuse, NothingAwaited))
        return
    deliver(f"nudge:{order.pk}:{today}", lambda key: _letter(order, status).send())
    if not once(f"nudge-noted:{order.pk}:{today}", partial(_note, order, line, kept.batch.by)):
        end_line(line, partial(_refuse, WrittenToday))


def _note(order: Order, line: int, by: User) -> None:
    """The line is done with the note or not at all: a worker killed after the letter finds it waiting, and no other's."""
    note_letter(order, by=by)
    end_line(line, lambda line: None)


def _refuse(why: type[NothingAwaited | WrittenToday], line: BatchLine) -> None:
    raise why()


def _letter(order: Order, status: OrderStatus) -> EmailMessage:
    with override(order.buyer.language):
        is_payment = status in PAYABLE
        text = _(
            "Bonjour,\n\n%(what)s pour « %(title)s ».\n%(address)s\n\nUne question ? %(university)s vous répond : %(email)s."
        ) % {
            "what": _("Une échéance reste à régler") if is_payment else _("Votre contrat attend votre signature"),
            "title": order.session.version.title,
            "address": f"{settings.SITE_URL}/espace/commandes/{order.number}/",
            "university": order.university.name,
            "email": order.university.office_email,
        }
        return EmailMessage(
            _("Votre université attend votre réponse"),
            text,
            to=[order.buyer.email],
            reply_to=[order.university.office_email],
        )
