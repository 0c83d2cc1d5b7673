"""Somebody else pays: a training account for what is registered, a funder that agreed for a company; nobody else is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.urls import reverse

from microcert.documents import custody
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.journeys.calendar import keep_the_calendar
from microcert.journeys.place_order import place_order
from microcert.orders import actions, errors
from microcert.orders.models import Company, Order
from microcert.orders.rules import OrderStatus, agreement_reference, file_number, is_registered, payment_schedule
from microcert.orders.statement import read_statement
from microcert.trainings.models import TrainingVersion
from tests.orders.gestures import event
from tests.orders.statements import Line, camt

from .test_groups import NB, asked, office_of, text_of
from .test_ordering import address, answers

pytestmark = pytest.mark.django_db
FILE = {"account_number": "012 3456 7890", "account_euros": "200,00"}
OPCO = {"funder": "opco", "funder_name": "OPCO Exemple"}
AGREED = OPCO | {"funder_agreed": "on", "funder_reference": "ex-2026 / 0042"}
PAYS = AGREED | {"funder_pays": "on", "funder_address": "9 rue des Métiers\n75000 Paris"}


def register(cast, *, until: int = 900) -> None:
    # A published version is frozen for everybody else.
    QuerySet(TrainingVersion).filter(pk=cast.version.pk).update(
        registry_number="RS9001", registered_until=clock.today() + timedelta(days=until)
    )
    cast.session.version.refresh_from_db()


@pytest.fixture
def company(client, cast):
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    client.force_login(cast.malik)
    return client


@pytest.fixture
def registered(company, cast):
    register(cast)
    company.force_login(cast.ines)
    return company


@pytest.fixture
def funded(registered, cast, drain_jobs):
    assert registered.post(address(cast), answers(cast, **FILE)).status_code == 302
    drain_jobs()
    return Order.objects.get()


def office_page(client, order):
    client.force_login(office_of(order.university))
    return text_of(client.get(reverse("office-order", args=[order.number]), follow=True))


@pytest.mark.parametrize("until", [None, -1])
def test_without_a_registration_in_force_no_page_speaks_of_it_and_a_forged_form_is_refused(
    client,
    cast,
    company,
    until,
):
    if until is not None:
        register(cast, until=until)
    client.force_login(cast.ines)
    page = text_of(client.get(address(cast)))
    assert "CPF" not in page and "account_number" not in page
    for forged in (FILE, {"account_euros": "10"}, {"account_number": "1"}):
        answer = client.post(address(cast), answers(cast, **forged))
        assert answer.status_code == 422 and "n’est pas enregistrée à ce jour" in text_of(answer)
    with pytest.raises(errors.NotRegistered):
        place_order(cast.ines, cast.session, "individual", "remote", account_number="1234567", account_cents=1, by=None)
    assert not Order.objects.exists() and not cast.session.draws.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"account_number": "12345"}, "de 6 à 14 chiffres"),
        ({"account_number": "dossier 1"}, "de 6 à 14 chiffres"),
        ({"account_number": ""}, "de 6 à 14 chiffres"),
        ({"account_euros": ""}, "Indiquez la part financée, de 0,01 € à 290,00 €"),
        ({"account_euros": "290,01"}, "Indiquez la part financée"),
        ({"account_euros": "-5"}, "Indiquez la part financée"),
        ({"account_euros": "beaucoup"}, "nombre"),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(registered, cast, changed, words):
    answer = registered.post(address(cast), answers(cast, **FILE | changed))
    assert answer.status_code == 422 and words in text_of(answer)
    assert not Order.objects.exists() and not cast.session.draws.exists()


def test_a_file_finances_one_live_order(funded, cast, client):
    client.force_login(cast.malik)
    answer = client.post(address(cast), answers(cast, **FILE))
    assert answer.status_code == 422 and "finance déjà" in text_of(answer)


def test_the_funded_part_is_in_the_contract_and_never_asked_of_the_learner(
    funded, registered, cast, drain_jobs, pdf_text
):
    assert funded.account_file.number == "01234567890" and funded.account_file.amount_cents == 20000
    contract = pdf_text(content(funded.contract.document)).replace(NB, " ")
    assert (
        "200 €, dossier n° 01234567890 : Caisse des Dépôts" in contract
        and "enregistrée sous le numéro RS9001" in contract
    )
    assert "ni un titre enregistré" not in contract
    order = actions.begin_withdrawal_period(funded, clock.today())
    parts = list(order.instalments.values_list("amount_cents", "is_funded"))
    assert parts == [(2700, False), (6300, False), (20000, True)]
    ClockShift.move(cast.session.ends_on - clock.today() + timedelta(days=30))
    with clock.following_the_demonstration():
        part = order.instalments.get(is_funded=True)
        page = reverse("pay", args=[order.number])
        refused = registered.post(page, {"instalment": part.number})
        assert refused.status_code == 409 and "ne vous est pas demandée" in text_of(refused)
        for own in order.instalments.filter(is_funded=False):
            actions.settle(event(actions.start_payment(own, by=cast.ines)))
        mail.outbox.clear()
        keep_the_calendar.call()
        drain_jobs()
        assert not [each for each in mail.outbox if "échéance" in each.subject]
        shown = text_of(registered.get(reverse("order", args=[order.number])))
        assert "Il ne vous reste rien à payer" in shown and "À régler par le financeur" in shown
        assert "dossier 01234567890" in shown
        assert "Tout est réglé" in text_of(registered.get(page))
        order.refresh_from_db()
        assert order.status == OrderStatus.PENDING_PAYMENT
        credit = read_statement(camt([Line("200.00", f"CDC 01234567890 {order.number}")])).credits[0]
        assert actions.take_transfer(credit, university=order.university, by=cast.karim) == "paid"
        mail.outbox.clear()
        drain_jobs()
    order.refresh_from_db()
    assert order.status == OrderStatus.COMPLETED
    invoice = order.invoices.get(instalment=part)
    text = pdf_text(content(invoice.document)).replace(NB, " ")
    assert "Caisse des Dépôts" in text and "56 rue de Lille" in text and "dossier n° 01234567890" in text
    assert "3 rue des Lilas" not in text
    assert not [each for each in mail.outbox if invoice.number in str(each.attachments)]
    assert "3 rue des Lilas" in pdf_text(content(order.invoices.exclude(pk=invoice.pk).first().document))
    assert "200 €, dossier 01234567890" in office_page(registered, order)


def test_the_funder_may_pay_before_the_learner(funded, cast):
    order = actions.begin_withdrawal_period(funded, clock.today() - timedelta(days=30))
    credit = read_statement(camt([Line("200.00", f"01234567890 {order.number}")])).credits[0]
    assert actions.take_transfer(credit, university=order.university, by=cast.karim) == "paid"
    assert order.instalments.get(is_funded=True).paid_at and order.instalments.filter(paid_at=None).count() == 2


def test_force_majeure_asks_the_learner_for_no_part_of_the_funder(funded, cast):
    order = actions.begin_withdrawal_period(funded, clock.today() - timedelta(days=30))
    order = actions.end_pro_rata(actions.make_chargeable(order), owed_cents=25000, by=cast.karim)
    assert list(order.instalments.filter(waived_at=None).values_list("amount_cents", "is_funded")) == [
        (5000, False),
        (20000, True),
    ]


def test_a_wholly_funded_order_asks_for_nothing(registered, cast, drain_jobs):
    registered.post(address(cast), answers(cast, **FILE | {"account_euros": "290"}))
    drain_jobs()
    order = actions.begin_withdrawal_period(Order.objects.get(), clock.today())
    assert "Il ne vous reste rien à payer" in text_of(registered.get(reverse("order", args=[order.number])))
    assert "Tout est réglé" in text_of(registered.get(reverse("pay", args=[order.number])))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (OPCO | {"funder_reference": "EX-1"}, "Cochez « Le financeur a donné son accord »"),
        (OPCO | {"funder_pays": "on"}, "Sans accord du financeur"),
        (OPCO | {"funder_agreed": "on"}, "Recopiez le numéro"),
        (AGREED | {"funder_reference": "en cours"}, "Recopiez le numéro"),
        (AGREED | {"funder": "france_travail", "funder_reference": "<1>"}, "Recopiez le numéro"),
        (AGREED | {"funder_pays": "on"}, "Donnez l’adresse du financeur"),
        (AGREED | {"funder": "cpf"}, "Qui finance"),
    ],
)
def test_an_agreement_is_known_by_its_reference(company, cast, changed, words):
    answer = asked(company, cast, **changed)
    assert answer.status_code == 422 and words in text_of(answer)
    assert not Order.objects.exists() and not cast.session.draws.exists()


@pytest.mark.parametrize("kind", ["opco", "france_travail"])
def test_a_request_is_told_as_one_until_the_funder_agrees(company, cast, drain_jobs, pdf_text, kind):
    asked(company, cast, **OPCO | {"funder": kind})
    drain_jobs()
    order = Order.objects.get()
    page = reverse("group", args=[order.number])
    assert "sans accord à ce jour" in text_of(company.get(page))
    assert "sans accord à ce jour" in pdf_text(content(order.agreement.quote)).replace(NB, " ")
    door = reverse("group-funder", args=[order.number])
    wrong = company.post(door, {"funder_reference": "?", "funder_address": "9 rue des Métiers"})
    assert wrong.status_code == 422 and "Recopiez le numéro" in text_of(wrong) and "9 rue des Métiers" in text_of(wrong)
    company.post(page, {"purchase_order": "", "consents": "on"})
    said = {
        "funder_reference": "ex-2026 / 0042",
        "funder_pays": "on",
        "funder_address": "9 rue des Métiers\n75000 Paris",
    }
    assert company.post(door, said).status_code == 302
    assert company.post(door, said).status_code == 404, "an agreement is told once"
    shown = text_of(company.get(page))
    assert "Accord EX-2026 / 0042" in shown and "À régler par le financeur" in shown and "Payer en ligne" not in shown
    drain_jobs()
    order.refresh_from_db()
    assert "accord n° EX-2026 / 0042" in pdf_text(content(order.agreement.document)).replace(NB, " ")
    assert "EX-2026 / 0042" in office_page(company, order)


@pytest.mark.parametrize(
    ("funding", "billed", "not_billed"),
    [(PAYS, "9 rue des Métiers", "4 quai des Tanneurs"), (AGREED, "4 quai des Tanneurs", "9 rue des Métiers")],
)
def test_the_invoice_goes_to_who_pays(company, cast, drain_jobs, pdf_text, funding, billed, not_billed):
    asked(company, cast, **funding)
    drain_jobs()
    order = Order.objects.get()
    company.post(reverse("group", args=[order.number]), {"purchase_order": "", "consents": "on"})
    credit = read_statement(camt([Line("1260.00", f"REGLEMENT {order.number}")])).credits[0]
    assert actions.take_transfer(credit, university=order.university, by=cast.karim) == "paid"
    drain_jobs()
    text = pdf_text(content(Document.objects.get(kind="invoice"))).replace(NB, " ")
    assert billed in text and not_billed not in text
    assert ("OPCO Exemple, dossier n° EX-2026 / 0042, pour Les Ateliers du Val" in text) == ("funder_pays" in funding)


def test_who_ordered_for_a_company_may_learn_too(company, cast):
    asked(company, cast, **OPCO)
    assert company.post(address(cast), answers(cast)).status_code == 302
    assert sorted(Order.objects.filter(buyer=cast.malik).values_list("kind", flat=True)) == ["company", "individual"]


def test_only_the_company_tells_of_its_funder(client, company, cast, drain_jobs):
    asked(company, cast, **OPCO)
    order = Order.objects.get()
    for who in (cast.ines, cast.karim):
        client.force_login(who)
        assert client.get(reverse("group-funder", args=[order.number])).status_code == 404
    client.logout()
    assert client.get(reverse("group-funder", args=[order.number])).status_code == 302
    assert not Company.objects.get().funder_agreed


def test_references_and_registrations():
    day = clock.today()
    assert [file_number(each) for each in ("123 456", "12345", "1" * 15, "12345a", "１２３４５６")] == [
        "123456",
        *[""] * 4,
    ]
    assert agreement_reference(" ab-12/3 ") == "AB-12/3"
    assert not any(agreement_reference(each) for each in ("", "ABC", "ABCD", "=1+1", "A" * 40 + "1", "1\n2"))
    assert is_registered("RS1", day, day)
    assert not any(is_registered(*each, day) for each in (("", day), ("RS1", None), ("RS1", day - timedelta(days=1))))
    schedule = payment_schedule(290_00, chargeable_from=day, starts_on=day, ends_on=day, funded=290_00)
    assert [(each.amount, each.is_funded) for each in schedule] == [(290_00, True)]
