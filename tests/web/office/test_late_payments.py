"""A first payment that fails, what follows from it day by day, and refunds that are late: on the learner's and the office's pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.journeys.calendar import keep_the_calendar
from microcert.journeys.end_order import end_order
from microcert.orders import actions
from microcert.orders.models import Order, PaymentAttempt, Refund
from tests.orders.gestures import event, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast, client) -> Order:
    """Signed at Brocéliande, Karim's university, on the first day that it may be charged."""
    cast.open_session()
    order = cast.order()
    Order.objects.filter(pk=order.pk).update(university=cast.broceliande)
    order = signed(Order.objects.get(pk=order.pk))
    move_to(order.chargeable_from)
    return order


def move_to(day: date) -> None:
    ClockShift.move(day - clock.today())


def read(client, person, name: str, *args: object, **query: str) -> str:
    client.force_login(person)
    answer = client.get(reverse(name, args=args), query, follow=True)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def pay(client, person, order, said: str) -> None:
    client.force_login(person)
    bank = client.post(reverse("pay", args=[order.number]), {"instalment": 1}).url
    client.post(bank, {"answer": said})


def a_day_passes(drain_jobs) -> list[str]:
    """The calendar of the day, and the reminders that left."""
    mail.outbox.clear()
    with clock.following_the_demonstration():
        keep_the_calendar.call()
        drain_jobs(raising=False)
    return [letter.subject for letter in mail.outbox if "échéance" in letter.subject or "rappel" in letter.subject]


@pytest.mark.requirement("R098")
def test_a_refused_payment_is_late_from_the_next_day_and_says_so_to_both(client, cast, order, drain_jobs):
    pay(client, cast.ines, order, "refuse")
    assert "Votre paiement n’a pas abouti" in read(client, cast.ines, "order", order.number)
    file = read(client, cast.karim, "office-order", order.number)
    assert "Paiement refusé par la banque" in file and "À régler" in file and "En retard" not in file
    assert "Aucune échéance en retard" in read(client, cast.karim, "office-payments", onglet="en-retard")
    assert a_day_passes(drain_jobs) == ["Une échéance de votre formation est à régler"]

    move_to(order.chargeable_from + timedelta(days=7))
    assert a_day_passes(drain_jobs) == ["Rappel : une échéance de votre formation reste à régler"]
    mine = read(client, cast.ines, "order", order.number)
    assert "En retard de 7 jours" in mine and "Essayer de nouveau" in mine
    mine = read(client, cast.ines, "pay", order.number)
    assert (
        "Cette échéance est en retard de 7 jours" in mine
        and "L6353-6" in mine
        and cast.broceliande.office_email in mine
    )
    file = read(client, cast.karim, "office-order", order.number)
    assert "En retard de 7 jours" in file and "L6353-6" in file
    late = read(client, cast.karim, "office-payments", onglet="en-retard")
    assert "7 jours" in late and "Rappelée" in late and "L6353-6" in late and cast.ines.email not in late

    move_to(order.chargeable_from + timedelta(days=21))
    assert a_day_passes(drain_jobs) == ["Dernier rappel avant que votre université vous contacte"]
    late = read(client, cast.karim, "office-payments", onglet="en-retard")
    assert "à contacter" in late and f"mailto:{cast.ines.email}" in late

    pay(client, cast.ines, order, "accept")
    assert "Votre inscription est à jour" in read(client, cast.ines, "order", order.number)
    assert "Aucune échéance en retard" in read(client, cast.karim, "office-payments", onglet="en-retard")


def test_a_letter_that_did_not_leave_is_not_said_to_have_left(client, cast, order):
    move_to(order.chargeable_from + timedelta(days=30))
    late = read(client, cast.karim, "office-payments", onglet="en-retard")
    assert "Aucune lettre encore" in late and "Dernier rappel" not in late
    assert "Une échéance de 87 € est en retard" in read(client, cast.ines, "order", order.number)


@pytest.mark.parametrize(
    ("reason", "clause"),
    [
        (Refund.Reason.GIVEN_UP, "Code de la consommation, L221-24"),
        (Refund.Reason.SESSION_CANCELLED, "Code du travail, L6354-1"),
        (Refund.Reason.FORCE_MAJEURE, "Code du travail, L6353-7"),
        (Refund.Reason.SURPLUS, "Code civil, article 1302-1"),
    ],
)
def test_a_refund_names_its_last_day_its_article_and_that_it_is_late(client, cast, order, reason, clause):
    with clock.following_the_demonstration():
        actions.settle(event(actions.start_payment(order.instalments.first(), by=cast.ines)))
        PaymentAttempt.objects.update(means=PaymentAttempt.Means.TRANSFER)
        refund = end_order(Order.objects.get(pk=order.pk), reason=reason, by=cast.ines).refunds.get()
    mine = read(client, cast.ines, "order", order.number)
    assert "87 € vous sont rendus au plus tard le" in mine and clause in mine and "de retard" not in mine
    move_to(refund.due_on)
    assert "de retard" not in read(client, cast.karim, "office-payments"), "the last day counts"
    move_to(refund.due_on + timedelta(days=3))
    for page in (
        read(client, cast.ines, "order", order.number),
        read(client, cast.karim, "office-order", order.number),
        read(client, cast.karim, "office-payments"),
    ):
        assert "3 jours de retard" in page and clause in page
    assert "auraient dû vous être rendus" in read(client, cast.ines, "order", order.number)
    client.force_login(cast.karim)
    client.post(reverse("refund-done", args=[refund.pk]), {"note": "Virement du jour"})
    mine = read(client, cast.ines, "order", order.number)
    assert "87 € vous ont été rendus" in mine and "Rendu le" in mine and "de retard" not in mine


def test_what_is_no_longer_owed_is_not_announced_as_coming(client, cast, order):
    with clock.following_the_demonstration():
        end_order(order, by=cast.ines)
    file = read(client, cast.karim, "office-order", order.number)
    assert "N’est plus due" in file and "À venir" not in file
