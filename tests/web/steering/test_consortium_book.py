"""The consortium's own book: what comes to it, by university and month, all of it from the one ledger."""

from __future__ import annotations

import io
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from microcert.consortium.roles import Role
from microcert.settlement.actions import correct
from microcert.settlement.consortium_book import consortium_book
from microcert.settlement.models import Entry, Period
from microcert.settlement.queries import statement_of
from microcert.settlement.rules import tax_within
from tests.cast import person
from tests.settlement.booking import book_all, given_up, paid, signed_order

pytestmark = pytest.mark.django_db
NB = "\u00a0"


@pytest.fixture
def booked(cast):
    """Three first instalments of 87 €, of which the consortium is due 2 %: 1.74 € each, 0.29 € of it VAT."""
    cast.consortium.settings["settlement"] = {"platform_fee_percent": 2, "platform_fee_vat_percent": 20}
    cast.consortium.save()
    lea = person("lea", "Léa", "Morand")
    buyers = ((cast.hauterive, cast.ines), (cast.valmere, cast.malik), (cast.broceliande, lea))
    orders = {where.slug: paid(signed_order(cast, who, where)) for where, who in buyers}
    book_all()
    return orders


@pytest.fixture
def elise(cast):
    client = Client()
    client.force_login(person("elise", "Élise", "Fontanel", (Role.STEERING_COMMITTEE, cast.hauterive)))
    return client


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


def test_nobody_but_the_committee_reads_it(client, cast):
    addresses = [reverse("consortium-book"), reverse("consortium-book-export", args=["xlsx"])]
    for address in addresses:
        assert client.get(address).url.startswith(reverse("account_login"))
    for who in ("ines", "karim", "agathe", "helene"):
        client.force_login(cast.people[who])
        assert [client.get(address).status_code for address in addresses] == [403, 403]


@pytest.mark.requirement("R013")
def test_the_committee_reads_what_comes_to_the_consortium_and_that_it_adds_up(elise, cast, booked):
    page = text_of(elise.get(reverse("consortium-book")))
    assert "Le compte est juste au centime" in page
    assert (
        "Encaissé net 261 € : 251,85 € restent aux universités, 3,93 € vont au prestataire de paiement, 5,22 € au"
        in page
    )
    assert "À recevoir : Université de Valmère" in page and "1,45 €" in page and "0,29 €" in page
    assert "Morand" not in page
    assert elise.get(reverse("consortium-book"), {"mois": "1999-01"}).status_code == 404
    assert elise.get(reverse("consortium-book-export", args=["csv"])).status_code == 404


def test_a_refund_and_a_counter_entry_take_their_part_back(elise, cast, booked):
    given_up(booked["valmere"])
    book_all()
    correct(Entry.objects.get(university=cast.broceliande), reason="Virement rejeté", by=cast.karim)
    book = consortium_book()
    assert book.adds_up and book.total.fee == 1_74
    assert [university.slug for university, _cents in book.to_receive] == ["hauterive"]
    assert "Le compte est juste au centime" in text_of(elise.get(reverse("consortium-book")))


def test_it_says_what_the_universities_statements_say(cast, booked):
    period = Period.objects.get()
    for row in consortium_book(period).rows:
        line = statement_of(row.university, period).total
        assert (row.net, row.fee, row.payment_fees, row.kept) == (
            line.net, line.platform_fees, line.payment_fees, line.balance,
        )  # fmt: skip


def test_the_files_hold_what_the_page_shows(elise, cast, booked, pdf_text):
    month = {"mois": str(Period.objects.get())}
    book = load_workbook(io.BytesIO(elise.get(reverse("consortium-book-export", args=["xlsx"]), month).content))
    last = [cell.value for cell in list(book["Par université"].rows)[-1]]
    assert last[2:] == [261, 17.4, 17.4, 3.93, 4.35, 0.87, 5.22]
    assert len(list(book["Par session"].rows)) == 1 + 3
    text = pdf_text(elise.get(reverse("consortium-book-export", args=["pdf"]), month).content)
    assert "Compte du consortium" in text and "5,22" in text and "Valmère" in text


def test_the_page_asks_the_database_a_constant_number_of_times(elise, booked, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        elise.get(reverse("consortium-book"))


@given(st.integers(-(10**9), 10**9), st.integers(0, 100))
def test_tax_stands_within_its_amount_and_turns_its_sign(amount, percent):
    tax = tax_within(amount, Fraction(percent))
    assert tax_within(-amount, Fraction(percent)) == -tax
    assert abs(tax) <= abs(amount) and abs((abs(amount) - abs(tax)) * percent - abs(tax) * 100) <= 100 + percent
