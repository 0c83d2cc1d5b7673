from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from microcert.consortium.roles import Role
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.learning.models import MilestoneValidation
from microcert.settlement.jobs import draw_up_statements
from microcert.settlement.models import Entry, Period, Statement
from microcert.settlement.queries import statement_of
from tests.cast import person
from tests.settlement.booking import account_funded, book_all, given_up, group_paid, paid, pay, signed_order

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def booked(cast):
    lea = person("lea", "Léa", "Morand")
    buyers = ((cast.hauterive, cast.ines), (cast.valmere, cast.malik), (cast.broceliande, lea))
    orders = {where.slug: paid(signed_order(cast, who, where)) for where, who in buyers}
    book_all()
    return orders


@pytest.fixture
def karim(client, cast):
    client.force_login(cast.karim)
    return client


@pytest.fixture
def elise(cast):
    client = Client()
    cast.people["elise"] = person("elise", "Élise", "Fontanel", (Role.STEERING_COMMITTEE, cast.hauterive))
    client.force_login(cast.elise)
    return client


@pytest.mark.parametrize("name", ["settlement", "settlement-entries", "annual-report"])
def test_who_keeps_no_book_does_not_enter(client, cast, name):
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))
    for who, status in (("ines", 404), ("agathe", 403), ("thierry", 403), ("malo", 403)):
        client.force_login(cast.people[who])
        assert client.get(reverse(name)).status_code == status
    for who in ("karim", "valerie", "helene"):
        client.force_login(cast.people[who])
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["settlement-overview", "ledger", "ledger-export"])
def test_only_the_committee_sees_all(client, cast, name):
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))
    for who in ("ines", "karim", "agathe", "helene", "malo"):
        client.force_login(cast.people[who])
        assert client.get(reverse(name)).status_code == 403


@pytest.mark.requirement("R013")
def test_an_office_reads_what_its_sessions_brought_and_what_it_owes(karim, cast, booked):
    page = text_of(karim.get(reverse("settlement")))
    for words in (cast.version.title, "87 €", "8,70 €", "1,31 €", "76,99 €", "À reverser : Université de Hauterive"):
        assert words in page
    assert "Valmère" not in page
    for learner in (cast.ines, cast.malik):
        assert learner.family_name not in page


def test_the_producer_reads_the_royalties_due_to_it(client, cast, booked):
    client.force_login(cast.helene)
    page = text_of(client.get(reverse("settlement")))
    assert "17,40 €" in page
    assert "À recevoir : Université de Valmère" in page
    assert "4672 redevances à recevoir" in page, "the accounts are named below the entries"


def entries_as_csv(client) -> list[list[str]]:
    table = client.get(reverse("settlement-entries")).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(table), delimiter=";"))[1:]


def entries_in_workbook(client) -> list[list[object]]:
    book = load_workbook(io.BytesIO(client.get(reverse("settlement-export", args=["xlsx"])).content))
    return [[cell.value for cell in row] for row in list(book["Écritures"].rows)[1:]]


@pytest.mark.requirement("R013")
def test_the_producer_sees_the_entries_of_its_royalties_and_nothing_else_of_the_others_sales(client, cast, booked):
    """Hauterive sold to Inès; Valmère and Brocéliande sold its training, which is worth two royalties in its book."""
    client.force_login(cast.helene)
    page = text_of(client.get(reverse("settlement")))
    table, sheet = entries_as_csv(client), entries_in_workbook(client)
    theirs = [row for row in table if row[6] == "vente d’une autre université"]
    assert page.count("vente d’une autre université") == len(theirs) == 2
    assert {tuple(row[7:]) for row in theirs} == {("Hauterive", "4672", "7511", "8,70")}
    assert [row[5] for row in theirs] == [cast.session.code] * 2
    assert [[str(cell or "") for cell in row[3:10]] for row in sheet] == [row[3:10] for row in table]
    for files in (page, str(table), str(sheet)):
        assert booked["hauterive"].number in files
        for order in (booked["valmere"], booked["broceliande"]):
            assert order.number not in files
    assert {row[7] for row in table} == {"Hauterive"}, "no other book is opened"


def test_the_seller_sees_its_sale_whole_and_not_what_others_owe_the_producer(karim, cast, booked):
    rows = entries_as_csv(karim)
    assert {row[6] for row in rows} == {booked["broceliande"].number}
    assert {row[7] for row in rows} == {"Brocéliande", "Hauterive"}
    assert "vente d’une autre université" not in text_of(karim.get(reverse("settlement")))


def test_a_royalty_taken_back_stands_in_the_producers_entries(client, cast, booked, elise):
    entry = Entry.objects.get(university=cast.valmere)
    elise.post(reverse("ledger-counter", args=[entry.number]), {"reason": "Virement rejeté"})
    client.force_login(cast.helene)
    page = text_of(client.get(reverse("settlement")))
    assert f"Contrepassation de {entry.number}" in page
    assert [row[8:] for row in entries_as_csv(client) if row[3] == str(entry.number)] == [["7511", "4672", "8,70"]]


def test_a_book_without_entries_says_so(karim):
    page = text_of(karim.get(reverse("settlement")))
    assert "Aucune somme n’a encore été encaissée" in page and "<table" not in page
    assert entries_as_csv(karim) == []


def test_nobody_reads_another_universitys_book(karim, cast, booked):
    for address in (
        reverse("settlement"),
        reverse("settlement-export", args=["csv"]),
        reverse("settlement-entries"),
        reverse("annual-report"),
    ):
        assert karim.get(address, {"universite": "valmere"}).status_code == 404
    assert karim.get(reverse("settlement"), {"mois": "1999-01"}).status_code == 404
    assert karim.get(reverse("settlement-export", args=["pdf"])).status_code == 404
    assert karim.get(reverse("annual-report"), {"annee": "1815"}).status_code == 404


def test_the_files_hold_what_the_page_shows(karim, cast, booked):
    table = karim.get(reverse("settlement-export", args=["csv"])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert rows[1][2:] == ["87,00", "0,00", "87,00", "8,70", "1,31", "0,00", "0,00", "76,99"]
    book = load_workbook(io.BytesIO(karim.get(reverse("settlement-export", args=["xlsx"])).content))
    assert [cell.value for cell in list(book["Relevé"].rows)[-1]][2:] == [87, 0, 87, 8.7, 1.31, 0, 0, 76.99]
    assert len(list(book["Écritures"].rows)) == 1 + 4, "the payment, the royalty in both books, the fee"


def test_a_month_is_closed_by_the_committee_and_its_statements_are_sealed(elise, karim, cast, booked):
    period = Period.objects.get()
    button = reverse("settlement-close", args=[period.pk])
    assert button not in text_of(elise.get(reverse("settlement-overview"))), "the month is not over"
    assert elise.post(button).status_code == 409
    assert karim.post(reverse("settlement-close", args=[period.pk])).status_code == 403
    ClockShift.move(timedelta(days=100))
    assert button in text_of(elise.get(reverse("settlement-overview")))
    assert elise.post(button).status_code == 302
    draw_up_statements.func(period.pk)
    ours, theirs = (Statement.objects.get(university=each) for each in (cast.broceliande, cast.valmere))
    assert ours.number in text_of(karim.get(reverse("settlement"), {"mois": str(period)}))
    response = karim.get(reverse("settlement-paper", args=[ours.number]))
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert karim.get(reverse("settlement-paper", args=[theirs.number])).status_code == 404
    assert elise.get(reverse("settlement-paper", args=[theirs.number])).status_code == 200


def test_the_committee_sees_who_owes_whom_and_that_all_is_booked(elise, cast, booked):
    page = text_of(elise.get(reverse("settlement-overview")))
    assert "Le grand livre concorde avec les commandes" in page
    assert "Reçu 261 €, rendu 0 €, au grand livre 261 €" in page
    given_up(booked["valmere"])
    book_all()
    page = text_of(elise.get(reverse("settlement-overview")))
    assert "Reçu 261 €, rendu 87 €, au grand livre 174 €" in page
    assert "Morand" not in page


def test_the_ledger_is_audited_and_corrected_by_a_counter_entry(elise, cast, booked):
    page = text_of(elise.get(reverse("ledger")))
    assert "Débits et crédits s’équilibrent." in page
    entry = Entry.objects.get(university=cast.valmere)
    address = reverse("ledger-counter", args=[entry.number])
    assert address in page
    refused = elise.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "Renseignez « Motif »" in text_of(refused)
    elise.post(address, {"reason": "Virement rejeté"})
    assert statement_of(cast.valmere).total.balance == 0
    page = text_of(elise.get(reverse("ledger")))
    assert f"Contrepassation de {entry.number}" in page
    assert "Virement rejeté" in page
    again = elise.post(address, {"reason": "Encore"})
    assert again.status_code == 422
    assert "Elle l’est déjà" in text_of(again)
    assert "diffèrent" in text_of(elise.get(reverse("settlement-overview")))
    book = load_workbook(io.BytesIO(elise.get(reverse("ledger-export")).content))
    total = [cell.value for cell in list(book["Balance"].rows)[-1]]
    assert total[2] == total[3]


def test_whoever_changes_the_ledger_behind_the_platforms_back_is_found(elise, karim, cast, booked):
    assert karim.post(reverse("ledger-audit")).status_code == 403
    assert "3 écritures relues, toutes intactes" in text_of(elise.post(reverse("ledger-audit")))
    entry = Entry.objects.get(university=cast.valmere)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE settlement_posting SET amount_cents = amount_cents + 100 WHERE entry_id = %s", [entry.pk]
        )
    page = text_of(elise.post(reverse("ledger-audit")))
    assert "ne dit plus ce que dit le journal" in page
    assert f"Écritures modifiées ou ajoutées : {entry.number}" in page
    assert "Débits et crédits s’équilibrent." in text_of(elise.get(reverse("ledger"))), "balance alone would not tell"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM settlement_posting WHERE entry_id = %s", [entry.pk])
        cursor.execute("DELETE FROM settlement_entry WHERE id = %s", [entry.pk])
    assert "1 écriture notée au journal a disparu" in text_of(elise.post(reverse("ledger-audit")))


def test_an_office_corrects_nothing(karim, cast, booked):
    assert karim.post(reverse("ledger-counter", args=[1]), {"reason": "x"}).status_code == 403
    assert "Contrepasser" not in text_of(karim.get(reverse("settlement")))


@pytest.fixture
def funded(cast):
    """At Brocéliande: 200 of 290 € by a training account, the learner's first part paid and given back; two groups."""
    account_funded(cast, cast.ines, cast.broceliande)
    group_paid(cast, cast.malik, cast.broceliande)
    opco = {"funder": "opco", "funder_name": "OPCO Exemple", "funder_agreed": True, "funder_reference": "EX-1"}
    group_paid(cast, cast.malik, cast.broceliande, **opco, funder_pays=True, funder_address="9 rue des Métiers")
    book_all()


@pytest.fixture
def learned(cast, booked):
    """Léa has ten hours of milestones at Brocéliande, Malik one and a half at Valmère."""
    for university, minutes in (("broceliande", 600), ("valmere", 90)):
        file = booked[university].learner_file
        activity = cast.version.activities.first()
        MilestoneValidation.objects.create(
            file=file, activity=activity, minutes=minutes, how="read", recorded_by=file.learner
        )


def test_the_annual_report_counts_each_learner_once(karim, client, cast, learned):
    year = clock.today().year
    rows = report_rows(karim.get(reverse("annual-report-export", args=["csv"]), {"annee": year}))
    assert rows["C 9", "Particuliers à leurs frais"] == ["87,00", "", ""]
    assert rows["D", "Redevances, charge"][0] == "8,70"
    assert rows["F1", "Particuliers à leurs frais"] == ["", "1", "10"]
    assert rows["F1", "Total des stagiaires"] == ["", "1", "10"]
    assert rows["F2", "Confiés à un autre organisme"] == ["", "1", "10"]
    assert rows["F3", "Autre formation professionnelle"] == ["", "1", "10"]
    assert rows["F4", "333 Enseignement, formation"] == ["", "1", "10"]
    client.force_login(cast.helene)
    rows = report_rows(client.get(reverse("annual-report-export", args=["csv"]), {"annee": year}))
    assert rows["G", "Confiés par un autre organisme"] == ["", "2", "12"], "11.5 hours, rounded to even"
    assert rows["C 10", "Autres organismes de formation (redevances)"][0] == "17,40"
    assert rows["F1", "Total des stagiaires"][1] == "0"


def test_whose_training_account_pays_is_no_individual_at_their_own_expense(karim, cast, funded):
    file = LearnerFile.objects.get(order__account_file__isnull=False)
    activity = cast.version.activities.first()
    MilestoneValidation.objects.create(file=file, activity=activity, minutes=60, how="read", recorded_by=file.learner)
    rows = report_rows(karim.get(reverse("annual-report-export", args=["csv"])))
    assert rows["F1", "Autres stagiaires"] == ["", "1", "1"]


def test_who_counts_is_the_consortiums_choice(client, cast, learned):
    cast.consortium.settings["settlement"] = {"counting": "producer", "statuses": {"individual": "employees", "x": "y"}}
    cast.consortium.save()
    client.force_login(cast.helene)
    rows = report_rows(client.get(reverse("annual-report-export", args=["csv"])))
    assert rows["F1", "Salariées et salariés"][1] == "2"
    assert "l’université productrice" in text_of(client.get(reverse("annual-report")))
    assert client.get(reverse("annual-report-export", args=["xlsx"])).status_code == 200


@pytest.mark.requirement("R013")
def test_the_statement_and_the_annual_report_follow_who_really_paid_each_part(karim, cast, funded):
    """One price, two payers: 90 € by the learner, 200 € by the training account; an OPCO that pays a company's order itself."""
    page = text_of(karim.get(reverse("settlement")))
    for words in (
        "Qui a payé",
        "Compte personnel de formation",
        "OPCO Exemple",
        "Entreprises",
        "Particuliers, à leurs frais",
    ):
        assert words in page
    book = load_workbook(io.BytesIO(karim.get(reverse("settlement-export", args=["xlsx"])).content))
    paid_in = {
        (row[0].value, row[1].value or ""): [cell.value for cell in row[2:]] for row in list(book["Payeurs"].rows)[1:]
    }
    assert paid_in == {
        ("Particuliers, à leurs frais", ""): [27, 27, 0],
        ("Entreprises", ""): [420, 0, 420],
        ("Compte personnel de formation (Caisse des Dépôts)", ""): [200, 0, 200],
        ("Opérateur de compétences", "OPCO Exemple"): [420, 0, 420],
    }
    rows = report_rows(karim.get(reverse("annual-report-export", args=["csv"])))
    assert {key: row[0] for key, row in rows.items() if key[0].startswith("C")} == {
        ("C 1", "Entreprises, pour la formation de leur personnel"): "420,00",
        ("C 2e", "Compte personnel de formation (CPF)"): "200,00",
        ("C 2h", "Opérateurs de compétences : plan de développement des compétences et autres"): "420,00",
        ("C", "Total des produits"): "1040,00",
    }


def test_the_sealed_statement_names_the_funder(elise, karim, cast, funded, pdf_text):
    ClockShift.move(timedelta(days=100))
    period = Period.objects.earliest("starts_on")
    elise.post(reverse("settlement-close", args=[period.pk]))
    draw_up_statements.func(period.pk)
    number = Statement.objects.get(university=cast.broceliande).number
    text = pdf_text(karim.get(reverse("settlement-paper", args=[number])).content).replace(NB, " ")
    assert "Qui a payé" in text and "OPCO Exemple" in text and "Caisse des Dépôts" in text


def test_an_entry_that_changes_its_payer_behind_the_platforms_back_is_found(elise, cast, funded):
    entry = Entry.objects.get(payer="opco")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE settlement_entry SET payer = 'person' WHERE id = %s", [entry.pk])
    assert f"Écritures modifiées ou ajoutées : {entry.number}" in text_of(elise.post(reverse("ledger-audit")))


def report_rows(response) -> dict[tuple[str, str], list[str]]:
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    return {(row[0], row[1]): row[2:] for row in rows[1:]}


def test_queries_do_not_grow_with_entries(elise, cast, booked):
    def counts() -> dict[str, int]:
        found = {}
        for name in ("settlement", "settlement-overview", "ledger", "annual-report"):
            with CaptureQueriesContext(connection) as queries:
                elise.get(reverse(name))
            found[name] = len(queries)
        return found

    before = counts()
    for order in booked.values():
        pay(order.instalments.all()[1])
    book_all()
    assert counts() == before
    assert max(before.values()) <= 22
