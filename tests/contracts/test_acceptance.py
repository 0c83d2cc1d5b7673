"""The acceptance of the texts that bind is a sealed document of its own, for the person and for the office."""

from __future__ import annotations

import pytest
from django.urls import reverse

from credseal.pdf import judge_pdf
from microcert.consortium.models import TermsVersion
from microcert.contracts import jobs
from microcert.documents import custody
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.journeys.enrol_group import place_group
from microcert.orders.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast, drain_jobs):
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    order = cast.order()
    drain_jobs()
    return order


@pytest.mark.requirement("R019", "R072")
def test_the_learner_finds_which_terms_were_accepted_when_and_with_which_words(client, cast, order, pdf_text):
    client.force_login(cast.ines)
    document = Document.objects.get(kind="terms_acceptance")
    address = reverse("paper", args=[order.number, document.pk])
    assert address in client.get(reverse("order", args=[order.number])).content.decode()
    pdf = client.get(address).content
    text = pdf_text(pdf).replace("\u00a0", " ").replace("\u202f", " ")
    terms = TermsVersion.objects.get(kind="terms_of_sale")
    for words in ("Inès Marie Carpentier", "version", terms.sha256[:20], "J’accepte les conditions générales de vente"):
        assert words in text
    assert "J’accepte le règlement intérieur" in text and order.university.name in text
    assert document.letterhead == order.university and judge_pdf(pdf, custody.trust_roots()).bottom_line


def test_it_states_what_was_accepted_even_after_a_new_version(order, pdf_text):
    TermsVersion.objects.create(
        kind="terms_of_sale", version="2027-1", published_on="2027-01-01", text="# Autre", sha256="2" * 64
    )
    jobs.keep_acceptance.func(order.pk)
    text = pdf_text(content(Document.objects.get(kind="terms_acceptance")))
    assert "2026-1" in text and "2027-1" not in text


def test_the_office_reads_it_and_nobody_else(client, cast, order):
    document = Document.objects.get(kind="terms_acceptance")
    address = reverse("paper", args=[order.number, document.pk])
    assert client.get(address).status_code == 302
    client.force_login(cast.malik)
    assert client.get(address).status_code == 404
    offices = {cast.broceliande: cast.karim, cast.valmere: cast.valerie}
    for university, person in offices.items():
        client.force_login(person)
        assert client.get(address).status_code == (200 if university == order.university else 404)


def test_a_company_accepts_the_terms_of_sale_in_its_own_name(cast, drain_jobs, pdf_text):
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    company = Company(name="Atelier", siret="35600000000048", address="1 rue", contact_name="Inès")
    group = place_group(cast.ines, cast.session, "employer", 2, company, accepted_terms="1" * 64, by=cast.ines)
    drain_jobs()
    text = pdf_text(content(Document.objects.get(kind="terms_acceptance", number__contains=group.number)))
    assert "35600000000048" in text and "règlement intérieur" not in text
