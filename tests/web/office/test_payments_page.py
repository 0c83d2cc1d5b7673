"""The office's money: refunds with their deadline, sums to place, arrears, the bank's statement. R008: its own only."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.documents.custody import ensure_keys
from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.journeys.end_order import end_order
from microcert.orders import actions, errors
from microcert.orders.bank import SimulatedBank
from microcert.orders.jobs import remind
from microcert.orders.models import Order, PaymentAttempt
from microcert.orders.rules import OrderStatus
from microcert.web.frame.wording import short_date
from tests.orders.gestures import event, signed
from tests.orders.statements import Line, camt

pytestmark = pytest.mark.django_db
NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def order(cast) -> Order:
    """Signed at Brocéliande, Karim's university; its first instalment may be charged today."""
    cast.open_session()
    order = cast.order()
    Order.objects.filter(pk=order.pk).update(university=cast.broceliande)
    order = signed(Order.objects.get(pk=order.pk))
    ClockShift.move(order.chargeable_from - clock.today())
    return order


@pytest.fixture
def office(client, cast, order):
    client.force_login(cast.karim)
    return client


def page(client, tab=""):
    answer = client.get(reverse("office-payments"), {"onglet": tab} if tab else {})
    assert answer.status_code == 200
    return text_of(answer)


def paid(cast, order) -> Order:
    with clock.following_the_demonstration():
        actions.settle(event(actions.start_payment(order.instalments.first(), by=cast.ines), transaction="t-1"))
    return Order.objects.get(pk=order.pk)


def send(client, content, **more):
    file = SimpleUploadedFile("releve.xml", content, "text/xml")
    return client.post(reverse("office-statement"), {"statement": file} | more)


def test_a_statement_settles_what_it_covers_and_shows_the_rest(office, order):
    lines = [
        Line("87.00", f"VIR {order.number}"),
        Line("12.00", "cotisation", payer="DIOP MALIK"),
    ]
    said = text_of(send(office, camt(lines)))
    assert "1 virement a réglé ses échéances" in said and "2 crédits lus" in said
    assert "Échéance réglée" in said and "Aucune commande reconnue" in said
    assert Order.objects.get(pk=order.pk).instalments.first().paid_at
    assert "Déjà connue" in text_of(send(office, camt(lines)))
    assert "12 €" in page(office, "a-placer") and "cotisation" in page(office, "a-placer")


def test_a_sum_is_placed_by_a_person_with_a_word(office, cast, order):
    send(office, camt([Line("12.00", "cotisation")]))
    address = reverse("event-placed", args=[last_event().pk])
    refused = office.post(address, {"note": ""})
    assert refused.status_code == 422 and "Ce que vous avez fait" in text_of(refused)
    assert office.post(address, {"note": "Cotisation, transmise à la comptabilité"}).status_code == 302
    assert last_event().resolved_by == cast.karim and "Toutes les sommes reçues" in page(office, "a-placer")
    assert "déjà traité" in text_of(office.post(address, {"note": "encore"}))


def test_a_transfer_without_its_number_is_placed_on_the_order_that_a_person_recognises(office, cast, order):
    send(office, camt([Line("87.00", "formation de Madame Carpentier")]))
    assert "Affecter à une commande" in page(office, "a-placer")
    address = reverse("transfer-placed", args=[last_event().pk])
    assert "formation de Madame Carpentier" in text_of(office.get(address))
    for number, why in (
        ("", "Numéro de la commande"),
        ("2026-999999", "ne porte ce numéro"),
        ("demain", "ne porte ce numéro"),
    ):
        refused = office.post(address, {"number": number})
        assert refused.status_code == 422 and why in text_of(refused)
    assert not PaymentAttempt.objects.exists()
    said = text_of(office.post(address, {"number": f" {order.number} "}, follow=True))
    assert f"Le virement règle la commande {order.number}" in said and "Toutes les sommes reçues" in said
    assert order.instalments.get(number=1).paid_at and last_event().order == order
    assert "déjà traité" in text_of(office.post(address, {"number": order.number}))
    assert "Déjà connue" in text_of(send(office, camt([Line("87.00", "formation de Madame Carpentier")])))
    assert PaymentAttempt.objects.filter(state="paid").count() == 1


def test_a_transfer_of_another_amount_names_what_is_still_owed(office, order):
    send(office, camt([Line("90.00", order.number)]))
    refused = text_of(office.post(reverse("transfer-placed", args=[last_event().pk]), {"number": order.number}))
    assert "ne règle exactement aucune échéance" in refused and "87,00 €" in refused
    assert not PaymentAttempt.objects.exists()


def test_an_order_that_awaits_nothing_takes_no_transfer(office, cast, order):
    send(office, camt([Line("87.00", "formation")]))
    with clock.following_the_demonstration():
        end_order(order, by=cast.ines)
    refused = text_of(office.post(reverse("transfer-placed", args=[last_event().pk]), {"number": order.number}))
    assert "n’attend aucun paiement" in refused and not PaymentAttempt.objects.exists()


def test_nobody_places_another_universitys_transfer_nor_pays_another_universitys_order(client, office, cast, order):
    send(office, camt([Line("87.00", "formation")]))
    address = reverse("transfer-placed", args=[last_event().pk])
    Order.objects.filter(pk=order.pk).update(university=cast.valmere)
    assert "ne porte ce numéro" in text_of(office.post(address, {"number": order.number}))
    for somebody in (cast.ines, cast.malo, cast.valerie):
        client.force_login(somebody)
        assert client.get(address).status_code in (403, 404)
        assert client.post(address, {"number": order.number}).status_code in (403, 404)
    assert not PaymentAttempt.objects.exists()


def test_the_statement_of_another_account_is_refused_and_changes_nothing(office, cast, order):
    cast.broceliande.iban = "FR12 9999 9000 0100 0000 0000 200"
    cast.broceliande.save()
    refused = send(office, camt([Line("87.00", order.number)]))
    assert refused.status_code == 422 and "n’est pas celui de l’université" in text_of(refused)
    assert not PaymentAttempt.objects.exists()
    taken = send(office, camt([Line("87.00", order.number)], account="FR1299999000010000000000200"))
    assert taken.status_code == 200 and "Échéance réglée" in text_of(taken)


def last_event():
    from microcert.orders.models import ProviderEvent

    return ProviderEvent.objects.latest("pk")


@pytest.mark.parametrize("content", [b"date;montant", b"<Document/>", b""])
def test_a_file_that_is_no_statement_says_what_to_do_and_changes_nothing(office, content):
    answer = send(office, content)
    assert answer.status_code == 422 and "Rien n’a été enregistré" in text_of(answer)


def test_a_refund_shows_its_deadline_and_is_done_by_hand_when_the_bank_refuses(
    office, cast, order, monkeypatch, drain_jobs
):
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        ensure_keys(university)
    drain_jobs(raising=False)

    def refuse(self, refund, key):
        raise errors.ProviderRefused("La carte a expiré.")

    monkeypatch.setattr(SimulatedBank, "refund", refuse)
    with clock.following_the_demonstration():
        refund = end_order(paid(cast, order), by=cast.ines).refunds.get()
    drain_jobs(raising=False)
    shown = page(office)
    assert "87 €" in shown and "Refusé par la banque" in shown and "La carte a expiré" in shown
    assert short_date(refund.due_on).replace(NB, " ") in shown
    assert office.post(reverse("refund-again", args=[refund.pk])).status_code == 302
    assert office.get(reverse("refund-done", args=[refund.pk])).status_code == 200
    office.post(reverse("refund-done", args=[refund.pk]), {"note": "Virement du 3 décembre"})
    assert Order.objects.get(pk=order.pk).status == OrderStatus.REFUNDED
    assert "Virement du 3 décembre" in page(office, "rendus")


def test_money_received_twice_goes_back_on_a_click(office, cast, order):
    order = paid(cast, order)
    again = PaymentAttempt.objects.create(instalment=order.instalments.first(), reference="again")
    with clock.following_the_demonstration():
        actions.settle(event(again))
    assert "Rendre par la banque" in page(office, "a-placer")
    office.post(reverse("surplus-back", args=[last_event().pk]))
    assert "87 €" in page(office)


def test_who_is_late_is_seen_with_the_letters_sent(office, order):
    ClockShift.move(order.chargeable_from + timedelta(days=9) - clock.today())
    with clock.following_the_demonstration():
        remind.call(order.instalments.get(number=1).pk, "late")
    shown = page(office, "en-retard")
    assert "9 jours" in shown and "Rappelée" in shown
    # What a screen reader lists as places of the page has one name each.
    places = re.findall(r'<(?:section|nav|div)[^>]* aria-labelledby="([^"]+)"', shown)
    names = [re.search(rf'id="{place}"[^>]*>([^<]*)<', shown)[1] for place in places]
    assert names and len(set(names)) == len(names)


def test_force_majeure_says_what_is_owed_before_it_is_done(office, cast, order):
    from microcert.enrolment.actions import open_file

    order = paid(cast, order)
    file = open_file(order, by=None)
    assert "Mettre fin pour force majeure" in text_of(office.get(reverse("office-file", args=[file.pk])))
    address = reverse("force-majeure", args=[file.pk])
    assert "87 € sont rendus sous 14 jours" in text_of(office.get(address))
    assert office.post(address, {"why": ""}).status_code == 422
    assert office.post(address, {"why": "Déménagement imposé"}).status_code == 302
    file.refresh_from_db()
    assert file.status == "withdrawn" and "87 €" in page(office)
    assert office.get(address).status_code == 404, "it is over"


def test_another_university_and_other_roles_see_none_of_it(client, cast, order):
    with clock.following_the_demonstration():
        refund = end_order(paid(cast, order), by=cast.ines).refunds.get()
    addresses = [
        ("get", reverse("refund-done", args=[refund.pk])),
        ("post", reverse("refund-again", args=[refund.pk])),
        ("get", reverse("office-payments")),
        ("post", reverse("office-statement")),
    ]
    for who, expected in (("valerie", {404, 200, 422}), ("malo", {403, 404}), ("ines", {404}), (None, {302})):
        client.logout()
        if who:
            client.force_login(cast.people[who])
        for method, address in addresses:
            assert getattr(client, method)(address).status_code in expected, (who, address)
    client.force_login(cast.valerie)
    assert client.get(reverse("refund-done", args=[refund.pk])).status_code in (403, 404)
    assert "87 €" not in page(client)


def test_the_page_asks_as_many_queries_for_one_refund_as_for_ten(office, cast, order):
    order = paid(cast, order)
    with clock.following_the_demonstration():
        refund = end_order(order, by=cast.ines).refunds.get()
    office.get(reverse("office-payments"))
    with CaptureQueriesContext(connection) as one:
        office.get(reverse("office-payments"))
    for _ in range(9):
        refund.pk = None
        refund.save()
    with CaptureQueriesContext(connection) as ten:
        office.get(reverse("office-payments"))
    assert len(one) == len(ten) <= 16
