"""A company enrols its people: quote, agreement, vouchers, places; nobody enrolled without an agreement, nobody else's seen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from credseal.pdf import judge_pdf
from microcert.allotment.queries import balance, public_ledger
from microcert.allotment.rules import replay
from microcert.consortium.roles import Role
from microcert.documents import custody
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock, journal
from microcert.foundation.models import ClockShift
from microcert.journeys.end_order import end_order
from microcert.orders import actions
from microcert.orders.models import Order, Voucher
from microcert.orders.rules import OrderStatus, is_siret, voucher_code
from microcert.orders.statement import read_statement
from tests.cast import person
from tests.orders.gestures import event
from tests.orders.statements import Line, camt

pytestmark = pytest.mark.django_db
NB = "\u00a0"
SIRET = "00012345600014"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def company(client, cast):
    """Malik enrols three people of his company; the platform is ready to seal papers."""
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    client.force_login(cast.malik)
    return client


def asked(client, cast, **changed):
    page = client.get(reverse("group-start", args=[cast.session.code])).content.decode()
    terms = re.search(r'name="terms_sha256" value="(\w+)"', page)[1]
    form = {
        "name": "Les Ateliers du Val",
        "siret": SIRET,
        "address": "4 quai des Tanneurs\n25000 Hauterive",
        "contact_name": "Malik Diop, responsable formation",
        "tariff": "employer",
        "seats": "3",
        "accepts_terms": "on",
        "terms_sha256": terms,
    } | changed
    return client.post(reverse("group-start", args=[cast.session.code]), form)


@pytest.fixture
def quoted(company, cast, drain_jobs) -> Order:
    assert asked(company, cast).status_code == 302
    drain_jobs()
    return Order.objects.get(kind="company")


@pytest.fixture
def agreed(company, quoted, drain_jobs) -> Order:
    answer = company.post(reverse("group", args=[quoted.number]), {"purchase_order": "BC-77", "consents": "on"})
    assert answer.status_code == 302
    drain_jobs()
    return Order.objects.get(pk=quoted.pk)


def take(client, person, code, **changed):
    client.force_login(person)
    address = reverse("voucher", args=[code])
    page = client.get(address).content.decode()
    rules = re.search(r'name="rules_sha256" value="(\w+)"', page)
    form = {"proctoring": "alternative", "accepts_rules": "on", "rules_sha256": rules[1] if rules else ""} | changed
    return client.post(address, form)


# Labour code D6353-1, and what a quote needs besides.
MENTIONS = {
    "title": "Concevoir une évaluation par compétences",
    "objective": "Vous repartez avec une situation",
    "content": "Se situer",
    "means": "Classe virtuelle",
    "duration": "10 h de travail estimé par personne",
    "period": "Période",
    "share of distance": "1 h en direct, 9 h en autonomie",
    "follow-up": "suivie par jalons",
    "award": "micro-certification délivrée par",
    "price": "1 260 €",
    "per person": "420 €",
    "payment": "30 jours de l’acceptation",
    "company": "Les Ateliers du Val",
    "SIRET": SIRET,
    "VAT": "261-4-4",
    "late penalties (Commercial code L441-10)": "indemnité forfaitaire de recouvrement",
    "declaration number": "27250000025",
}


@pytest.mark.requirement("R020", "R099")
def test_the_quote_says_what_the_law_asks_and_goes_to_the_company(quoted, pdf_text):
    document = quoted.agreement.quote
    pdf = content(document)
    assert document.letterhead == quoted.university and judge_pdf(pdf, custody.trust_roots()).bottom_line
    text = pdf_text(pdf).replace(NB, " ")
    assert [what for what, words in MENTIONS.items() if words not in text] == [], text
    letter = next(each for each in mail.outbox if each.subject == "Votre devis")
    assert letter.to == ["malik@example.test"] and letter.attachments[0][0].endswith(".pdf")
    assert quoted.status == OrderStatus.TO_SIGN and quoted.price_cents == 126000


@pytest.mark.requirement("R017")
def test_the_company_has_one_university_and_later_draws_compensate(quoted, cast):
    assert quoted.draw.kind == "batch" and quoted.draw.seats == 3
    cast.order()
    counts = sorted(row.count for row in balance(cast.session).rows)
    assert counts == [0, 1, 3]
    assert replay(public_ledger(cast.session)).holds


def test_an_accepted_quote_is_the_agreement_and_opens_vouchers(company, agreed, pdf_text):
    agreement = agreed.agreement
    assert agreement.accepted_by == "Malik Diop" and agreement.network_address
    text = pdf_text(content(agreement.document)).replace(NB, " ")
    for words in (
        "Convention de formation professionnelle",
        "Bon de commande BC-77",
        "J’accepte ce devis",
        "Malik Diop",
    ):
        assert words in text
    assert agreement.quote.sha256 in text.replace(" ", "")
    assert agreed.status == OrderStatus.PENDING_PAYMENT and agreed.vouchers.count() == 3
    part = agreed.instalments.get()
    assert part.amount_cents == 126000 and (part.due_on - clock.today()).days == 30
    page = text_of(company.get(reverse("group", args=[agreed.number])))
    assert all(each.code in page for each in agreed.vouchers.all())
    listed = company.post(reverse("group-vouchers", args=[agreed.number])).content.decode()
    assert agreed.vouchers.first().code in listed and "/espace/bons/" in listed
    again = company.post(reverse("group", args=[agreed.number]), {"consents": "on"})
    assert again.status_code == 422 and Voucher.objects.count() == 3


def test_a_learner_takes_a_place_pays_nothing_and_signs_no_contract(client, agreed, cast, drain_jobs):
    code = agreed.vouchers.first().code
    assert take(client, cast.ines, code).status_code == 302
    drain_jobs()
    file = LearnerFile.objects.get()
    place = file.order
    assert (place.kind, place.price_cents, place.status, place.proctoring) == ("place", 0, "completed", "alternative")
    assert file.university == agreed.university and not hasattr(place, "contract")
    assert take(client, cast.ines, code).url == reverse("order", args=[place.number]), "twice leads to the place"
    page = text_of(client.get(reverse("order", args=[place.number])))
    assert "Votre entreprise règle cette formation" in page
    assert client.get(reverse("course", args=[file.pk])).status_code == 200
    assert client.get(reverse("learner-home")).status_code == 200
    refused = take(client, cast.thierry, code)
    assert refused.status_code == 422 and "a déjà servi" in text_of(refused)
    refused = take(client, cast.ines, agreed.vouchers.all()[1].code)
    assert refused.status_code == 422 and "déjà une inscription" in text_of(refused)


def test_nobody_takes_a_place_before_the_company_agreed(client, quoted, cast):
    assert not Voucher.objects.exists()
    client.force_login(cast.ines)
    assert client.get(reverse("voucher", args=["7KQ2-M4XR-9TBD"])).status_code == 404
    said = client.post(reverse("voucher-code"), {"code": "7KQ2 M4XR 9TBD"})
    assert said.status_code == 422 and "Aucun bon" in text_of(said)


def test_a_code_is_read_however_it_is_typed(client, agreed, cast):
    code = agreed.vouchers.first().code
    client.force_login(cast.ines)
    typed = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
    assert client.post(reverse("voucher-code"), {"code": typed}).url == reverse("voucher", args=[code])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"siret": "123"}, "SIRET"),
        ({"siret": "00012345600015"}, "n’existe pas"),
        ({"seats": "0"}, "1"),
        ({"seats": "51"}, "50"),
        ({"seats": "13"}, "12 places"),
        ({"name": ""}, "Raison sociale"),
        ({"tariff": "individual"}, "Choisissez"),
        ({"funder": "opco"}, "Nommez le financeur"),
        ({"terms_sha256": "0"}, "nouvelle version"),
        ({"accepts_terms": ""}, "conditions générales"),
    ],
)
def test_bad_input_says_what_to_do_and_draws_nothing(company, cast, changed, words):
    answer = asked(company, cast, **changed)
    assert answer.status_code == 422 and words in text_of(answer)
    assert not Order.objects.exists() and not cast.session.draws.exists()


def test_the_companys_transfer_pays_its_order_and_the_invoice_names_it(agreed, cast, drain_jobs, pdf_text):
    credit = read_statement(camt([Line("1260.00", f"ATELIERS DU VAL {agreed.number}")])).credits[0]
    assert actions.take_transfer(credit, university=agreed.university, by=cast.karim) == "paid"
    drain_jobs()
    assert Order.objects.get(pk=agreed.pk).status == OrderStatus.COMPLETED
    text = pdf_text(content(Document.objects.get(kind="invoice"))).replace(NB, " ")
    assert "Les Ateliers du Val, SIRET 00012345600014" in text and "1 260,00 €" in text


def test_a_quote_given_up_returns_every_seat(company, quoted, cast):
    assert company.get(reverse("group-cancel", args=[quoted.number])).status_code == 200
    company.post(reverse("group-cancel", args=[quoted.number]))
    assert Order.objects.get(pk=quoted.pk).status == OrderStatus.CANCELLED
    assert sum(row.count for row in balance(cast.session).rows) == 0
    assert company.get(reverse("group-cancel", args=[quoted.number])).status_code == 404


def test_a_quote_that_nobody_accepts_lapses(quoted, cast, drain_jobs):
    from microcert.journeys.calendar import keep_the_calendar

    ClockShift.move(quoted.sign_by - clock.today() + timedelta(days=1))
    with clock.following_the_demonstration():
        keep_the_calendar.call()
        drain_jobs()
    assert Order.objects.get(pk=quoted.pk).status == OrderStatus.CANCELLED


def test_an_order_that_ends_gives_the_money_back_and_closes_its_places(client, agreed, cast, drain_jobs):
    take(client, cast.ines, agreed.vouchers.first().code)
    actions.settle(event(actions.start_payment(Order.objects.get(pk=agreed.pk).instalments.get(), by=cast.malik)))
    order = end_order(Order.objects.get(pk=agreed.pk), by=cast.karim)
    assert order.status == OrderStatus.REFUNDING and order.refunds.get().amount_cents == 126000
    file = LearnerFile.objects.get()
    assert file.status == "withdrawn" and file.order.status in ("cancelled", "refunded")
    assert sum(row.count for row in balance(cast.session).rows) == 0
    assert journal.verify().holds


def test_a_place_given_up_frees_a_new_code(client, agreed, cast):
    voucher = agreed.vouchers.first()
    take(client, cast.ines, voucher.code)
    end_order(LearnerFile.objects.get().order, by=cast.karim)
    free = Voucher.objects.get(pk=voucher.pk)
    assert free.place is None and free.code != voucher.code
    assert take(client, cast.thierry, free.code).status_code == 302
    assert sum(row.count for row in balance(cast.session).rows) == 3, "the seat stays the company's"


def test_a_companys_order_is_its_own(client, agreed, cast):
    for who in ("ines", "karim", None):
        client.logout()
        if who:
            client.force_login(cast.people[who])
        expected = 404 if who else 302
        for name in ("group", "group-cancel"):
            assert client.get(reverse(name, args=[agreed.number])).status_code == expected
        assert client.post(reverse("group-vouchers", args=[agreed.number])).status_code == expected


def test_the_office_of_the_drawn_university_sees_the_order_and_its_places(client, agreed, cast):
    take(client, cast.ines, agreed.vouchers.first().code)
    desk = {cast.broceliande: cast.karim, cast.valmere: cast.valerie}.get(agreed.university)
    client.force_login(desk or office_of(agreed.university))
    page = text_of(client.get(reverse("office-files")))
    assert agreed.number in page and "Carpentier" in page
    assert client.get(reverse("office-order", args=[agreed.number])).status_code == 200


def office_of(university):
    return person("bureau", "Basile", "Ferrand", (Role.ADMIN_TEAM, university))


def test_a_siret_is_checked_by_its_sum():
    assert is_siret(SIRET) and is_siret("73282932000074") and is_siret("35600000000048")
    assert not any(
        is_siret(each)
        for each in ("", "7328293200007", "73282932000075", "7328293200007a", "７３２８２９３２００００７４")
    )


def test_a_code_has_twelve_signs():
    assert voucher_code(" 7kq2-m4xr 9tbd ") == "7KQ2-M4XR-9TBD" and voucher_code("7KQ2") == ""
