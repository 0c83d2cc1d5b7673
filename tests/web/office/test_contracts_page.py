"""The legal representative signs contracts and agreements, one or many; both parties' names stand on a sealed copy."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credseal.pdf import judge_pdf
from microcert.batches.models import Batch, BatchLine
from microcert.consortium.models import Appointment, TermsVersion
from microcert.consortium.queries import terms_in_force
from microcert.consortium.roles import Role
from microcert.contracts.models import Agreement, TrainingContract
from microcert.documents import custody
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.foundation import journal
from microcert.foundation.models import JournalEntry
from microcert.journeys.end_order import end_order, withdraw_from_contract
from microcert.journeys.enrol_group import agree, place_group
from microcert.orders.models import Company, Order
from microcert.people.models import User
from tests.cast import person
from tests.journeys.test_order_to_file import sign

pytestmark = pytest.mark.django_db
NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def house(cast):
    """Three universities that can seal papers, and a session that they share."""
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    return cast


@pytest.fixture
def signed(house, cast, drain_jobs):
    """Three learners signed, one at each university; each has a representative."""
    orders = [cast.order(each) for each in (cast.ines, cast.malik, person("zoe", "Zoé", "Imbert"))]
    drain_jobs()
    contracts = []
    for order in orders:
        order.refresh_from_db()
        contracts.append(sign(order))
    drain_jobs()
    mail.outbox.clear()
    return contracts


@pytest.fixture
def agreed(house, cast, drain_jobs) -> Agreement:
    """Malik's company accepted its quote for two people."""
    company = Company(name="Les Ateliers du Val", siret="00012345600014", address="4 quai", contact_name="Malik Diop")
    terms = terms_in_force(TermsVersion.Kind.TERMS_OF_SALE).sha256
    order = place_group(cast.malik, cast.session, "employer", 2, company, accepted_terms=terms, by=cast.malik)
    drain_jobs()
    quoted = Agreement.objects.get(order=order)
    agree(quoted, purchase_order="", network_address="192.0.2.7", user_agent="", by=cast.malik)
    drain_jobs()
    mail.outbox.clear()
    return Agreement.objects.select_related("order__university").get(order=order)


def representative_of(paper):
    university = paper.order.university
    known = User.objects.filter(email=f"rep{university.pk}@example.test").first()
    return known or person(f"rep{university.pk}", "Régine", "Prade", (Role.LEGAL_REPRESENTATIVE, university))


def ask(client, **papers):
    """Tick the papers and sign; the page that the representative is led to."""
    chosen = {name: [each.pk for each in ticked] for name, ticked in papers.items()}
    return client.post(reverse("office-contracts-sign"), chosen | {"consents": "on"}, follow=True)


def test_a_representative_signs_what_learners_signed_and_both_names_stand_on_a_sealed_copy(
    client, cast, signed, drain_jobs, pdf_text
):
    contract = signed[0]
    client.force_login(representative_of(contract))
    page = text_of(client.get(reverse("office-contracts")))
    assert contract.number in page and not any(each.number in page for each in signed[1:])
    page = ask(client, contract=signed)
    address = page.redirect_chain[-1][0]
    said = text_of(page)
    assert "Aucun document signé sur 1" in said and "En attente" in said and f'href="{address}"' in said
    assert not any(each.number in said for each in signed[1:])
    drain_jobs()
    said = text_of(client.get(address))
    assert "1 document signé sur 1" in said and "Signature terminée" in said and "every 2s" not in said
    document = Document.objects.get(kind="countersigned_contract")
    pdf = content(document)
    assert document.letterhead == contract.order.university and judge_pdf(pdf, custody.trust_roots()).bottom_line
    text = pdf_text(pdf)
    assert "Pour l’université Régine Prade" in text and "Inès Marie Carpentier" in text
    assert [letter.to for letter in mail.outbox] == [["ines@example.test"]]
    listed = text_of(client.get(reverse("office-contracts")))
    assert "Aucun contrat n’attend" in listed and address in listed
    assert contract.number in text_of(client.get(reverse("office-contracts") + "?onglet=signes"))
    assert client.get(reverse("contract-paper", args=[contract.number, "deux-parties"])).content == pdf
    assert "n’attend plus" in text_of(ask(client, contract=signed))
    assert JournalEntry.objects.filter(verb="contracts.countersigned").count() == 1


@pytest.mark.requirement("R020")
def test_an_agreement_is_signed_in_the_same_list_and_the_company_and_the_office_see_it(
    client, cast, agreed, drain_jobs, pdf_text
):
    assert agreed.order.vouchers.count() == 2, "vouchers do not wait for the university's signature"
    client.force_login(cast.malik)
    assert "signature de l’université en cours" in text_of(client.get(reverse("group", args=[agreed.order.number])))
    client.force_login(representative_of(agreed))
    page = text_of(client.get(reverse("office-contracts")))
    assert "Les Ateliers du Val" in page and agreed.document.number in page
    reading = reverse("office-agreement", args=[agreed.pk])
    assert reading in page and client.get(reading).content == content(agreed.document)
    address = ask(client, agreement=[agreed]).redirect_chain[-1][0]
    drain_jobs()
    assert "1 document signé sur 1" in text_of(client.get(address))
    document = Document.objects.get(kind="countersigned_agreement")
    pdf = content(document)
    assert document.letterhead == agreed.order.university and judge_pdf(pdf, custody.trust_roots()).bottom_line
    text = pdf_text(pdf)
    assert "Pour l’université Régine Prade" in text and "Malik Diop" in text and "Les Ateliers du Val" in text
    assert client.get(reading).content == pdf
    (letter,) = mail.outbox
    assert letter.to == ["malik@example.test"] and letter.attachments[0][1] == pdf
    client.force_login(cast.malik)
    page = text_of(client.get(reverse("group", args=[agreed.order.number])))
    assert "Signée par l’université le" in page and "Convention signée des deux parties" in page
    client.force_login(person("bureau", "Basile", "Ferrand", (Role.ADMIN_TEAM, agreed.order.university)))
    page = text_of(client.get(reverse("office-order", args=[agreed.order.number])))
    assert "signée par l’université le" in page and "Convention signée pour l’université" in page
    assert journal.verify().holds


def test_an_agreement_whose_order_ended_is_refused_and_says_why(client, cast, agreed, drain_jobs):
    client.force_login(representative_of(agreed))
    address = ask(client, agreement=[agreed]).redirect_chain[-1][0]
    end_order(Order.objects.get(pk=agreed.order_id), by=cast.malik)
    drain_jobs()
    said = text_of(client.get(address))
    assert "Rien n’a été signé" in said and "n’engage plus" in said and "every 2s" not in said
    assert not Document.objects.filter(kind="countersigned_agreement").exists()
    assert agreed.document.number not in text_of(client.get(reverse("office-contracts")))


def test_nothing_is_signed_without_the_words_or_without_a_choice(client, signed):
    client.force_login(representative_of(signed[0]))
    address = reverse("office-contracts-sign")
    assert "Cochez la case" in text_of(client.post(address, {"contract": [signed[0].pk]}, follow=True))
    assert "Cochez d’abord" in text_of(client.post(address, {"consents": "on"}, follow=True))
    strange = {"contract": ["x", "9" * 40, "-1"], "agreement": ["²", "9" * 17], "consents": "on"}
    assert "n’attend plus" in text_of(client.post(address, strange, follow=True))
    assert not Batch.objects.exists()
    assert not TrainingContract.objects.exclude(countersigned_at=None).exists()


def everywhere():
    """A representative of the whole consortium: what they tick spans universities."""
    known = User.objects.filter(email="toutes@example.test").first()
    return known or person("toutes", "Solange", "Vidal", (Role.LEGAL_REPRESENTATIVE, None))


def test_one_that_was_renounced_meanwhile_keeps_no_other_waiting(client, cast, signed, drain_jobs):
    client.force_login(everywhere())
    address = ask(client, contract=signed).redirect_chain[-1][0]
    withdraw_from_contract(signed[0], by=signed[0].order.buyer)
    drain_jobs()
    said = text_of(client.get(address))
    assert "2 documents signés sur 3" in said and "1 refusé" in said and "n’engage plus" in said
    assert "Signature terminée, avec des refus" in said
    signed[0].refresh_from_db()
    assert signed[0].countersigned_at is None


def test_who_no_longer_represents_the_university_signs_nothing(client, signed, drain_jobs):
    who = representative_of(signed[0])
    client.force_login(who)
    ask(client, contract=signed[:1])
    Appointment.objects.filter(person=who).delete()
    drain_jobs()
    line = BatchLine.objects.get()
    assert line.status == "refused" and "représentez pas" in line.reason
    assert not TrainingContract.objects.exclude(countersigned_at=None).exists()


def fields_of(page) -> dict[str, str]:
    """What the page of confirmation would send."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))


@pytest.mark.requirement("R020")
def test_all_that_the_filters_show_are_signed_once_their_number_was_confirmed(
    client, cast, signed, agreed, drain_jobs, monkeypatch
):
    monkeypatch.setattr("microcert.web.office.contracts.PAGE_SIZE", 2)
    client.force_login(everywhere())
    address = reverse("office-contracts-sign")
    assert "Signer les 4 documents de cette liste" in text_of(client.get(reverse("office-contracts")))
    page = client.post(address, {"portee": "tous"})
    assert "Signer les 4 documents qui correspondent" in text_of(page) and not Batch.objects.exists()
    sent = fields_of(page)
    page = client.post(address, sent)
    assert page.status_code == 422 and "Cochez la case" in text_of(page), "the words are agreed to"
    withdraw_from_contract(signed[0], by=signed[0].order.buyer)
    page = client.post(address, sent | {"consents": "on"})
    assert (
        page.status_code == 422 and "La liste a changé" in text_of(page) and "Signer les 3 documents" in text_of(page)
    )
    assert not Batch.objects.exists(), "nobody signs what they were not told of"
    page = client.post(address, fields_of(page) | {"consents": "on"}, follow=True)
    drain_jobs()
    assert "3 documents signés sur 3" in text_of(client.get(page.redirect_chain[-1][0]))
    assert Batch.objects.get().words == "Je signe, au nom de l’université, tous ces documents."
    assert "Aucun document n’attend plus" in text_of(client.post(address, {"portee": "tous"}, follow=True))


def test_all_means_all_within_the_filters_and_within_ones_university(client, cast, signed, agreed, drain_jobs):
    client.force_login(everywhere())
    listed, address = reverse("office-contracts"), reverse("office-contracts-sign")
    for words, number in (("carpentier", signed[0].number), ("ateliers", agreed.document.number)):
        page = text_of(client.get(listed, {"q": words}))
        assert number in page and page.count('name="contract"') + page.count('name="agreement"') == 1
    assert "Aucun document ne correspond" in text_of(client.get(listed, {"q": "zzz", "session": "\x00"}))
    page = client.post(address, {"portee": "tous", "q": "Carpentier", "session": cast.session.code})
    client.post(address, fields_of(page) | {"consents": "on"})
    assert BatchLine.objects.get().row == signed[0].pk
    client.force_login(representative_of(signed[1]))
    expected = 1 + (agreed.order.university_id == signed[1].order.university_id)
    page = client.post(address, {"portee": "tous"})
    client.post(address, fields_of(page) | {"consents": "on"})
    assert BatchLine.objects.filter(batch__by=representative_of(signed[1])).count() == expected


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_resumes_and_signs_nothing_twice(client, signed, drain_jobs, monkeypatch):
    """The worker dies after the first signature is written, before the job can say so; then inside the second."""
    from microcert.contracts import jobs
    from microcert.foundation.jobs import embedded

    client.force_login(everywhere())
    address = ask(client, contract=signed).redirect_chain[-1][0]
    genuine_once, genuine_line = jobs.once, jobs.sign_line

    class Killed(BaseException):
        """What is no Exception ends the worker, as kill -9 does."""

    def dies_after(key, effect):
        genuine_once(key, effect)
        raise Killed

    def dies_inside(line):
        genuine_line(line)
        raise Killed

    for name, deadly in (("once", dies_after), ("sign_line", dies_inside)):
        with monkeypatch.context() as patched, pytest.raises(Killed):
            patched.setattr(jobs, name, deadly)
            drain_jobs()
        embedded.take_up_again("default")
    assert BatchLine.objects.filter(status="done").count() == 1
    assert "1 document signé sur 3" in text_of(client.get(address))
    drain_jobs()
    assert "3 documents signés sur 3" in text_of(client.get(address))
    assert JournalEntry.objects.filter(verb="contracts.countersigned").count() == 3
    assert Document.objects.filter(kind="countersigned_contract").count() == 3
    assert len(mail.outbox) == 3 and journal.verify().holds


def test_the_pages_cost_the_same_for_one_paper_and_for_many(client, signed, agreed, drain_jobs):
    client.force_login(everywhere())
    with CaptureQueriesContext(connection) as listing:
        assert "Les Ateliers du Val" in text_of(client.get(reverse("office-contracts")))
    one = ask(client, contract=signed[:1]).redirect_chain[-1][0]
    with CaptureQueriesContext(connection) as few:
        client.get(one)
    many = ask(client, contract=signed, agreement=[agreed]).redirect_chain[-1][0]
    with CaptureQueriesContext(connection) as more:
        assert len(re.findall("En attente", client.get(many).content.decode())) == 4
    # Agreements are read by a query of their own, where there is one.
    assert (len(few), len(more)) == (13, 14) and len(listing) <= 17


def test_only_representatives_come_in_and_each_to_their_own(client, cast, signed, agreed):
    client.force_login(representative_of(signed[0]))
    mine = ask(client, contract=signed).redirect_chain[-1][0]
    pages = [reverse("office-contracts"), mine, reverse("office-agreement", args=[agreed.pk])]
    for who, statuses in (("karim", {403, 404}), ("ines", {404}), (None, {302})):
        client.logout()
        if who:
            client.force_login(cast.people[who])
        assert all(client.get(page).status_code in statuses for page in pages)
        assert client.post(reverse("office-contracts-sign")).status_code in statuses
    other = next(each for each in signed if each.order.university_id != agreed.order.university_id)
    client.force_login(representative_of(other))
    assert client.get(pages[2]).status_code == 404
    client.force_login(everywhere())
    assert client.get(mine).status_code == 404
