"""The two steps of the online withdrawal function (Consumer code L221-21, D221-5), up to the last minute and not after."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from microcert.contracts.models import TrainingContract, Withdrawal
from microcert.documents.custody import ensure_keys
from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.orders.models import Order
from microcert.orders.rules import OrderStatus
from tests.journeys.test_order_to_file import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(cast, client, drain_jobs) -> TrainingContract:
    """Signed by Ines a moment ago."""
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        ensure_keys(university)
    cast.open_session()
    order = cast.order()
    drain_jobs()
    contract = sign(order)
    client.force_login(cast.ines)
    return contract


def move_to_the_evening(contract: TrainingContract, minutes_before_midnight: int) -> None:
    midnight = datetime.combine(
        contract.withdrawal_last_day + timedelta(days=1), time(), timezone.get_current_timezone()
    )
    ClockShift.move(midnight - timedelta(minutes=minutes_before_midnight) - clock.now())


def address(contract: TrainingContract) -> str:
    return reverse("contract-withdraw", args=[contract.number])


def page(client, contract) -> str:
    return client.get(reverse("order", args=[contract.order.number])).content.decode()


def test_at_the_last_minute_two_steps_end_the_contract_and_an_acknowledgement_stays(
    client, cast, contract, drain_jobs, pdf_text
):
    move_to_the_evening(contract, minutes_before_midnight=1)
    first = page(client, contract)
    assert "Renoncer au contrat ici" in first and address(contract) in first
    second = client.get(address(contract)).content.decode()
    assert "Confirmer la rétractation" in second and contract.number in second and cast.ines.email in second
    assert not Withdrawal.objects.exists(), "looking renounces nothing"
    drain_jobs(raising=False)
    mail.outbox.clear()
    said = client.post(address(contract), follow=True).content.decode()
    assert "Votre rétractation est enregistrée" in said and "Vous avez renoncé à cette inscription" in said
    assert Order.objects.get(pk=contract.order_id).status == OrderStatus.CANCELLED
    drain_jobs()
    letter = next(each for each in mail.outbox if each.attachments)
    assert letter.to == [cast.ines.email]
    receipt = client.get(reverse("contract-paper", args=[contract.number, "retractation"]))
    text = pdf_text(receipt.content)
    assert contract.number in text and "23" in text and "59" in text, "its content, its date and its time (D221-5)"


def test_a_second_click_finds_it_done(client, contract):
    client.post(address(contract))
    for again in (client.post(address(contract), follow=True), client.get(address(contract), follow=True)):
        assert again.status_code == 200 and "Vous avez renoncé à cette inscription" in again.content.decode()
    assert Withdrawal.objects.count() == 1


def test_after_midnight_it_is_too_late_and_the_page_names_the_day(client, contract):
    move_to_the_evening(contract, minutes_before_midnight=0)
    assert "Renoncer au contrat ici" not in page(client, contract)
    for answer in (client.get(address(contract)), client.post(address(contract))):
        said = answer.content.decode().replace("\u00a0", " ")
        assert answer.status_code == 409 and "s’est terminé le" in said and "L221-18" in said
    assert not Withdrawal.objects.exists()


def test_nobody_else_renounces(client, cast, contract):
    for somebody in (cast.malik, cast.karim):
        client.force_login(somebody)
        assert client.get(address(contract)).status_code == 404
        assert client.post(address(contract)).status_code == 404
    client.logout()
    assert client.post(address(contract)).status_code == 302
    assert not Withdrawal.objects.exists()
