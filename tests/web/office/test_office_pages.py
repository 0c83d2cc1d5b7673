from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.foundation.models import JournalEntry
from microcert.web.export import harmless

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def karim(client, cast):
    client.force_login(cast.karim)
    return client


@pytest.fixture
def files(cast):
    """Ines at Brocéliande, Malik at Valmère."""
    return cast.learner_file(cast.ines, cast.broceliande), cast.learner_file(cast.malik, cast.valmere)


@pytest.mark.requirement("R098")
def test_the_office_follows_its_learners_by_state(karim, files):
    page = text_of(karim.get(reverse("office-files")))
    assert "Carpentier, Inès Marie" in page
    assert "Délai de rétractation" in page
    assert "1 dossier correspond" in page


@pytest.mark.requirement("R008")
def test_an_office_never_sees_another_universitys_learners(client, cast, files):
    ines, malik = files
    for who, own, other in (("karim", ines, malik), ("valerie", malik, ines)):
        client.force_login(cast.people[who])
        page = text_of(client.get(reverse("office-files")))
        assert own.learner.family_name in page
        assert other.learner.family_name not in page
        assert other.learner.family_name not in text_of(client.get(reverse("office-files"), {"q": other.order.number}))
        exported = client.post(reverse("office-export"), {"q": "", "portee": "tous"}).content.decode()
        assert other.learner.family_name not in exported
        assert client.get(reverse("office-file", args=[own.pk])).status_code == 200
        assert client.get(reverse("office-file", args=[other.pk])).status_code == 404
        assert client.get(reverse("office-order", args=[other.order.number])).status_code == 404


@pytest.mark.parametrize("asked", ["Carpentier", "inès", "T-000000", "ines@example.test"])
def test_a_learner_is_found_by_name_number_or_address(karim, files, asked):
    assert "Carpentier, Inès" in text_of(karim.get(reverse("office-files"), {"q": asked}))


def test_a_search_without_result_says_so_and_a_broken_filter_means_all(karim, files):
    assert "Aucun dossier ne correspond" in text_of(karim.get(reverse("office-files"), {"q": "zzz"}))
    for broken in ({"etat": "'; --"}, {"session": "nulle-part"}, {"page": "-3"}, {"page": "x"}):
        assert "Carpentier" in text_of(karim.get(reverse("office-files"), broken))


def test_the_panel_shows_the_draws_counters_and_whose_is_ones_own(karim, files):
    page = text_of(karim.get(reverse("office-files")))
    assert "Équité du tirage" in page
    assert "<strong>Brocéliande</strong>" in page
    assert "une brique est un contrat" in page


@pytest.mark.requirement("R098")
def test_the_file_tells_order_contract_progress_and_history(karim, cast, files):
    from microcert.evaluation import actions

    ines, _malik = files
    actions.open_sitting(ines, by=cast.ines)
    page = text_of(karim.get(reverse("office-file", args=[ines.pk])))
    for words in ("T-000000", "290 €", "Surveillance à distance", "Progression", "Vérification d’identité demandée"):
        assert words in page
    assert "ines@example.test" in page
    assert "1988" not in page


def test_an_order_without_a_file_has_its_page_and_leads_to_the_file_once_open(karim, cast, files):
    ines, _malik = files
    order = ines.order
    answer = karim.get(reverse("office-order", args=[order.number]))
    assert answer["Location"] == reverse("office-file", args=[ines.pk])
    ines.delete()
    assert order.number in text_of(karim.get(reverse("office-order", args=[order.number])))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_no_cell_of_an_export_runs_as_a_formula(start):
    assert harmless(f"{start}cmd|' /C calc'!A0").startswith("'")
    assert harmless("Carpentier, Inès") == "Carpentier, Inès"


def test_the_export_is_a_harmless_spreadsheet_and_stands_in_the_journal(karim, cast, files):
    cast.ines.family_name = "=HYPERLINK(1)"
    cast.ines.save()
    answer = karim.post(reverse("office-export"), {"q": "", "portee": "tous"})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:2] == ["T-000000", "'=HYPERLINK(1), Inès Marie"]
    entry = JournalEntry.objects.get(verb="enrolment.exported")
    assert (entry.facts, entry.actor) == ({"rows": 1}, f"people.user:{cast.karim.pk}")


@pytest.mark.parametrize("who", ["ines", "malik", "thierry", "agathe", "odile", "helene"])
def test_whoever_works_in_no_office_does_not_enter(client, cast, files, who):
    client.force_login(cast.people[who])
    assert client.get(reverse("office-files")).status_code == 403
    assert client.post(reverse("office-export")).status_code == 403
    assert client.get(reverse("office-file", args=[files[0].pk])).status_code == 404


def test_the_anonymous_are_sent_to_log_in(client, files):
    for address in (reverse("office-files"), reverse("office-file", args=[files[0].pk])):
        assert client.get(address)["Location"].startswith(reverse("account_login"))


def test_the_pages_cost_the_same_queries_for_one_and_for_many(karim, cast, files):
    addresses = [reverse("office-files"), reverse("office-file", args=[files[0].pk])]

    def costs() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                karim.get(address)
            counts.append(len(queries))
        return counts

    costs()
    one = costs()
    for who in ("odile", "thierry", "helene"):
        cast.learner_file(cast.people[who], cast.broceliande)
    assert costs() == one
    assert max(one) < 25
