"""A session moves or does not take place: decided in one transaction, told to each learner by a job of their own."""

from __future__ import annotations

from datetime import date
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.allotment.actions import hold_draws
from microcert.consortium.queries import brand_of_the_house
from microcert.foundation.action import action
from microcert.foundation.jobs import deliver, enqueue, once, task
from microcert.orders.actions import restage
from microcert.orders.models import Order
from microcert.orders.queries import signed_seats
from microcert.orders.rules import LIVE
from microcert.people.models import User
from microcert.sessions.actions import cancel, postpone
from microcert.sessions.agenda import calendar_file, lines_of
from microcert.sessions.models import Postponement, Session
from microcert.sessions.queries import calendar_of

from .end_order import end_with_its_session


@action
def postpone_session(session: Session, *, starts_on: date, ends_on: date, reason: str, by: User | None) -> Postponement:
    """Give a session later dates; nobody is drawn meanwhile. Raises what `sessions.actions.postpone` refuses."""
    hold_draws(session)
    return postpone(session, starts_on=starts_on, ends_on=ends_on, reason=reason, by=by)


@action
def cancel_session(session: Session, *, reason: str, by: User | None) -> Session:
    """The session does not take place; nobody is drawn meanwhile. Raises what `sessions.actions.cancel` refuses."""
    hold_draws(session)
    return cancel(session, reason=reason, by=by)


@task
def after_postponement(postponement: int) -> None:
    """After `sessions.postponed`: one job per buyer, so that one bad address keeps nobody waiting."""
    moved = Postponement.objects.get(pk=postponement)
    orders = Order.objects.filter(session=moved.session_id, status__in=LIVE, placed_at__lt=moved.announced_at)
    for order in orders:
        enqueue(tell_new_dates, key=f"new-dates:{postponement}:{order.pk}", postponement=postponement, order=order.pk)


@task
def tell_new_dates(postponement: int, order: int) -> None:
    """What is not yet paid follows the new dates, then the buyer hears of them and of the right to refuse."""
    moved = Postponement.objects.get(pk=postponement)
    concerned = _told(order)
    once(f"restaged:{postponement}:{order}", lambda: restage(concerned))
    content = {"moved": moved, "address": f"{settings.SITE_URL}/espace/commandes/{concerned.number}/nouvelles-dates/"}
    _write(
        concerned,
        "session_postponed",
        _("Votre session est reportée"),
        content,
        f"new-dates-told:{postponement}:{order}",
    )


@task
def after_session_cancelled(session: int) -> None:
    """After `sessions.cancelled`: one job per order that still lives."""
    for order in Order.objects.filter(session=session, status__in=LIVE):
        enqueue(end_one, key=f"ended-with-session:{order.pk}", order=order.pk)


@task
def end_one(order: int) -> None:
    """The order ends, what was paid is owed back, and the buyer hears why."""
    concerned = _told(order)
    end_with_its_session(concerned)
    subject = _("Votre session est annulée")
    _write(concerned, "session_cancelled", subject, {}, f"session-cancelled-told:{order}", method="CANCEL")


@task
def tell_office_to_decide(session: int) -> None:
    """After `sessions.cancellation_proposed`: the producer's office hears that a decision is expected of it."""
    waiting = Session.objects.select_related("version__training__producer").get(pk=session)
    content = {
        "session": waiting,
        "signed": signed_seats([session]).get(session, 0),
        "address": f"{settings.SITE_URL}/bureau/sessions/{waiting.code}/",
        "brand": brand_of_the_house(),
    }
    body = render_to_string("journeys/session_below_threshold.txt", content)
    office = waiting.version.training.producer.office_email
    message = EmailMessage(str(_("Une session attend votre décision")), body, to=[office])
    deliver(f"decision-asked:{session}", lambda key: message.send())


def _told(order: int) -> Order:
    return Order.objects.select_related("buyer", "university", "session__version__training__producer").get(pk=order)


def _write(
    order: Order, letter: str, subject: str | Promise, content: dict[str, object], key: str, *, method: str = "PUBLISH"
) -> None:
    """A letter with the session's dates as they now are: an agenda that holds them takes the higher sequence."""
    session = order.session
    with translation.override(order.buyer.language):
        told = {"order": order, "session": session, "brand": brand_of_the_house()}
        body = render_to_string(f"journeys/{letter}.txt", told | content)
        message = EmailMessage(str(subject), body, to=[order.buyer.email])
        dates = calendar_file(session.version.title, lines_of(session, calendar_of(session)), method=method)
    part = MIMEText(dates.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename=f"{session.code}.ics")
    message.attach(part)
    message.extra_headers["Message-ID"] = f"<{key.replace(':', '.')}@microcert>"
    deliver(key, lambda sent: message.send())
