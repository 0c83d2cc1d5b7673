"""From the signature to the last instalment, on the pages: nothing early, nothing twice, nothing for anybody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from microcert.consortium.models import University
from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.orders.models import Order, PaymentAttempt
from microcert.orders.rules import OrderStatus
from tests.orders.gestures import signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast, client) -> Order:
    cast.open_session()
    order = signed(cast.order())
    client.force_login(cast.ines)
    return order


def move_to(day: date) -> None:
    ClockShift.move(day - clock.today())


def pay(client, order, instalment: object = 1):
    return client.post(reverse("pay", args=[order.number]), {"instalment": instalment})


def answer(client, address, said="accept"):
    return client.post(address, {"answer": said}, follow=True)


def test_within_the_withdrawal_period_the_page_says_from_when_and_offers_no_button(client, order):
    page = client.get(reverse("pay", args=[order.number])).content.decode()
    assert "Rien à payer aujourd’hui" in page and "L6353-5" in page and "Payer 87" not in page
    refused = pay(client, order)
    assert refused.status_code == 409
    assert "aucun paiement ne peut vous être demandé" in refused.content.decode()
    assert "L6353-5" in refused.content.decode() and not PaymentAttempt.objects.exists()
    page = client.get(reverse("order", args=[order.number])).content.decode()
    assert "Votre contrat est signé" in page and "Rien ne peut vous être demandé avant le" in page


def test_on_the_last_evening_still_not_and_the_day_after_yes(client, order):
    move_to(order.chargeable_from - timedelta(days=1))
    assert pay(client, order).status_code == 409
    move_to(order.chargeable_from)
    assert "à régler" in client.get(reverse("order", args=[order.number])).content.decode()
    assert "Payer 87" in client.get(reverse("pay", args=[order.number])).content.decode()
    response = pay(client, order)
    assert (response.status_code, response.url) == (302, reverse("bank", args=[f"{order.number}-1-1"]))


@pytest.mark.requirement("R096", "R097")
def test_the_buyer_pays_at_the_simulated_bank_and_comes_back(client, order):
    move_to(order.chargeable_from)
    bank = pay(client, order).url
    page = client.get(bank).content.decode()
    assert "Banque simulée : aucune somme n’est encaissée" in page.replace("\u00a0", " ") and "87\u00a0€" in page
    page = answer(client, bank).content.decode()
    assert "Votre paiement est accepté" in page and "Votre inscription est à jour" in page and "Payée le" in page
    order.refresh_from_db()
    assert order.instalments.get(number=1).paid_at and order.status == OrderStatus.PENDING_PAYMENT
    assert "déjà réglée" in pay(client, order).content.decode()


def test_a_second_click_at_the_bank_pays_nothing_twice(client, order):
    move_to(order.chargeable_from)
    bank = pay(client, order).url
    answer(client, bank)
    page = answer(client, bank).content.decode()
    assert "rien n’a été débité une seconde fois" in page
    page = answer(client, bank, "refuse").content.decode()
    assert "rien n’a été débité une seconde fois" in page
    assert PaymentAttempt.objects.filter(state="paid").count() == 1


def test_a_refused_payment_is_tried_again(client, order):
    move_to(order.chargeable_from)
    page = answer(client, pay(client, order).url, "refuse").content.decode()
    assert "Votre paiement n’a pas abouti" in page and "Essayer de nouveau" in page
    page = answer(client, pay(client, order).url).content.decode()
    assert "Votre inscription est à jour" in page


@pytest.mark.requirement("R097")
def test_instalment_after_instalment_until_nothing_is_left(client, order):
    for part in order.instalments.all():
        move_to(max(part.due_on, order.chargeable_from))
        page = answer(client, pay(client, order, part.number).url).content.decode()
    assert "Votre inscription est réglée" in page and "Il ne vous reste rien à payer" in page
    order.refresh_from_db()
    assert order.status == OrderStatus.COMPLETED
    assert "Tout est réglé" in client.get(reverse("pay", args=[order.number])).content.decode()


@pytest.mark.parametrize("instalment", ["", "0", "9", "-1", "²", "1; DROP"])
def test_an_instalment_that_there_is_not_is_not_found(client, order, instalment):
    move_to(order.chargeable_from)
    assert pay(client, order, instalment).status_code == 404


def test_nobody_pays_another_ones_order_nor_sees_their_bank_page(client, cast, order):
    move_to(order.chargeable_from)
    bank = pay(client, order).url
    for somebody in (cast.malik, cast.karim):
        client.force_login(somebody)
        assert client.get(bank).status_code == 404
        assert client.post(bank, {"answer": "accept"}).status_code == 404
        assert pay(client, order).status_code == 404
    client.logout()
    assert client.get(bank).status_code == 302
    assert not PaymentAttempt.objects.filter(state="paid").exists()


def test_an_answer_that_the_bank_does_not_know_changes_nothing(client, order):
    move_to(order.chargeable_from)
    bank = pay(client, order).url
    assert client.post(bank, {"answer": "perhaps"}).status_code == 200
    assert PaymentAttempt.objects.get().state == "started"


def test_before_the_signature_there_is_nothing_to_pay(client, cast, order):
    unsigned = cast.order(cast.malik)
    client.force_login(cast.malik)
    assert client.get(reverse("pay", args=[unsigned.number])).status_code == 404


def test_the_pages_ask_the_database_a_constant_number_of_times(client, order, django_assert_max_num_queries):
    move_to(order.chargeable_from)
    with django_assert_max_num_queries(10):
        client.get(reverse("pay", args=[order.number]))
    bank = pay(client, order).url
    with django_assert_max_num_queries(9):
        client.get(bank)


def test_a_transfer_is_offered_once_it_may_be_asked_with_account_and_wording(client, order):
    address = reverse("pay", args=[order.number])
    University.objects.update(iban="FR7630006000011234567890189")
    assert "FR76" not in client.get(address).content.decode(), "nothing is asked within the withdrawal period"
    move_to(order.chargeable_from)
    page = client.get(address).content.decode().replace("\u00a0", " ")
    assert "FR76 3000 6000 0112 3456 7890 189" in page and page.count(order.number) >= 2
    University.objects.update(iban="")
    assert "Payer par virement" not in client.get(address).content.decode()
