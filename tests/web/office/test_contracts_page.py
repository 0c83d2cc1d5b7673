"""The legal representative signs, one contract or many; both parties' names stand on a sealed copy."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from credseal.pdf import judge_pdf
from microcert.consortium.roles import Role
from microcert.contracts.models import TrainingContract
from microcert.documents import custody
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.foundation.models import JournalEntry
from microcert.journeys.end_order import withdraw_from_contract
from tests.cast import person
from tests.journeys.test_order_to_file import sign

pytestmark = pytest.mark.django_db
NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def signed(cast, drain_jobs):
    """Three learners signed, one at each university; each has a representative."""
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    orders = [cast.order(each) for each in (cast.ines, cast.malik, person("zoe", "Zoé", "Imbert"))]
    drain_jobs()
    contracts = []
    for order in orders:
        order.refresh_from_db()
        contracts.append(sign(order))
    drain_jobs()
    mail.outbox.clear()
    return contracts


def representative_of(contract):
    university = contract.order.university
    return person(f"rep{university.pk}", "Régine", "Prade", (Role.LEGAL_REPRESENTATIVE, university))


def test_a_representative_signs_what_learners_signed_and_both_names_stand_on_a_sealed_copy(
    client, cast, signed, drain_jobs, pdf_text
):
    contract = signed[0]
    client.force_login(representative_of(contract))
    page = text_of(client.get(reverse("office-contracts")))
    assert contract.number in page and not any(each.number in page for each in signed[1:])
    everything = {"contract": [each.pk for each in signed], "consents": "on"}
    assert "1 contrat est signé" in text_of(client.post(reverse("office-contracts-sign"), everything, follow=True))
    drain_jobs()
    document = Document.objects.get(kind="countersigned_contract")
    pdf = content(document)
    assert document.letterhead == contract.order.university and judge_pdf(pdf, custody.trust_roots()).bottom_line
    text = pdf_text(pdf)
    assert "Pour l’université Régine Prade" in text and "Inès Marie Carpentier" in text
    assert [letter.to for letter in mail.outbox] == [["ines@example.test"]]
    assert "Aucun contrat n’attend" in text_of(client.get(reverse("office-contracts")))
    assert contract.number in text_of(client.get(reverse("office-contracts") + "?onglet=signes"))
    client.post(reverse("office-contracts-sign"), everything)
    assert JournalEntry.objects.filter(verb="contracts.countersigned").count() == 1


def test_nothing_is_signed_without_the_words_or_without_a_choice(client, signed):
    client.force_login(representative_of(signed[0]))
    address = reverse("office-contracts-sign")
    assert "Cochez la case" in text_of(client.post(address, {"contract": [signed[0].pk]}, follow=True))
    assert "Cochez d’abord" in text_of(client.post(address, {"consents": "on"}, follow=True))
    assert not TrainingContract.objects.exclude(countersigned_at=None).exists()


def test_a_contract_renounced_meanwhile_is_left_alone(client, cast, signed):
    client.force_login(representative_of(signed[0]))
    withdraw_from_contract(signed[0], by=signed[0].order.buyer)
    said = client.post(reverse("office-contracts-sign"), {"contract": [signed[0].pk], "consents": "on"}, follow=True)
    assert "0 contrat" in text_of(said)
    assert not TrainingContract.objects.exclude(countersigned_at=None).exists()


def test_only_representatives_come_in(client, cast, signed):
    for who, statuses in (("karim", {403}), ("ines", {404}), (None, {302})):
        client.logout()
        if who:
            client.force_login(cast.people[who])
        assert client.get(reverse("office-contracts")).status_code in statuses
        assert client.post(reverse("office-contracts-sign")).status_code in statuses
