"""The register of what a university issued: who reads it, what it finds, what leaves with it."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.consortium.roles import Role
from microcert.credentials.actions import award, revoke, suspend
from microcert.foundation.models import JournalEntry
from tests.cast import person
from tests.credentials.awarding import sealed_minutes

NB = "\u00a0"
PAGE = "office-credentials"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def helene(client, cast):
    client.force_login(cast.helene)
    return client


@pytest.mark.requirement("R008")
def test_the_register_lists_what_the_university_issued(helene, credential):
    page = text_of(helene.get(reverse(PAGE)))
    for words in ("Carpentier, Inès Marie", credential.number, "En vigueur", "1 certificat affiché"):
        assert words in page
    assert f'href="/v/{credential.code}"' in page
    assert reverse("credential-status", args=[credential.code]) in page


@pytest.mark.parametrize("asked", ["carpentier", "inès", "{number}", "{code}", "{number} carpentier"])
def test_a_credential_is_found_by_name_number_or_code(helene, credential, asked):
    asked = asked.format(number=credential.number, code=credential.code)
    assert "Carpentier, Inès" in text_of(helene.get(reverse(PAGE), {"q": asked}))


def test_a_search_without_result_says_so_and_a_broken_filter_means_all(helene, credential):
    assert "Aucun certificat ne correspond" in text_of(helene.get(reverse(PAGE), {"q": "zzz"}))
    for broken in ({"etat": "'; --"}, {"page": "-3"}, {"page": "x"}):
        assert "Carpentier" in text_of(helene.get(reverse(PAGE), broken))


def test_nothing_issued_yet_is_said(helene):
    page = text_of(helene.get(reverse(PAGE)))
    assert "Aucun certificat délivré pour l’instant" in page
    assert reverse("office-credentials-export") not in page


def test_the_tabs_count_and_separate_the_statuses(helene, cast, credential):
    suspend(credential, reason="Recours en cours", by=cast.helene)
    page = text_of(helene.get(reverse(PAGE), {"etat": "suspended"}))
    assert 'Suspendus <span class="uc-count">1</span>' in page
    assert 'En vigueur <span class="uc-count">0</span>' in page
    assert "Recours en cours" in page and "Rétablir ou révoquer" in page
    assert "Carpentier" not in text_of(helene.get(reverse(PAGE), {"etat": "valid"}))


def test_what_is_revoked_offers_nothing_more(helene, cast, credential):
    revoke(credential, reason="Erreur matérielle", by=cast.helene)
    page = text_of(helene.get(reverse(PAGE)))
    assert "Erreur matérielle" in page and "Consultation seule" in page
    assert reverse("credential-status", args=[credential.code]) not in page


def test_the_expert_reads_and_changes_nothing(client, cast, credential):
    client.force_login(cast.agathe)
    page = text_of(client.get(reverse(PAGE)))
    assert credential.number in page and "Consultation seule" in page
    assert reverse("credential-status", args=[credential.code]) not in page


@pytest.mark.requirement("R008")
def test_another_university_never_sees_it(client, cast, credential):
    other = person("bertrand", "Bertrand", "Lescure", (Role.LEGAL_REPRESENTATIVE, cast.valmere))
    client.force_login(other)
    for asked in ({}, {"q": credential.number}, {"q": "Carpentier"}):
        page = client.get(reverse(PAGE), asked)
        assert page.status_code == 200
        assert credential.code not in page.content.decode()
        assert "Inès" not in page.content.decode()
    exported = client.post(reverse("office-credentials-export"), {"q": ""})
    assert credential.number not in exported.content.decode()


def test_the_consortiums_quality_lead_reads_every_register(client, cast, credential):
    marianne = person("marianne", "Marianne", "Soubeyran", (Role.QUALITY_LEAD, None))
    client.force_login(marianne)
    page = text_of(client.get(reverse(PAGE)))
    assert credential.number in page and "Université de Hauterive" in page and "3 universités" in page
    client.post(reverse("office-credentials-export"))
    assert JournalEntry.objects.filter(verb="credentials.exported").count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("karim", 403), ("valerie", 403), ("thierry", 403), ("odile", 403), ("malo", 403), ("ines", 404), ("malik", 404)],
)
def test_others_do_not_enter(client, cast, credential, who, status):
    client.force_login(cast.people[who])
    assert client.get(reverse(PAGE)).status_code == status
    assert client.post(reverse("office-credentials-export")).status_code == status


def test_the_anonymous_are_sent_to_log_in(client, cast):
    assert client.get(reverse(PAGE))["Location"].startswith(reverse("account_login"))
    assert client.post(reverse("office-credentials-export"))["Location"].startswith(reverse("account_login"))


def test_the_export_follows_the_filters_runs_no_formula_and_stands_in_the_journal(helene, cast, credential):
    cast.ines.family_name = "=HYPERLINK(1)"
    cast.ines.save()
    answer = helene.post(reverse("office-credentials-export"), {"etat": "valid"})
    assert answer["Content-Type"].startswith("text/csv") and "no-store" in answer["Cache-Control"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:2] == [credential.number, "'=HYPERLINK(1), Inès Marie"]
    assert rows[1][6] == "En vigueur" and rows[1][-1].endswith(f"/v/{credential.code}")
    entry = JournalEntry.objects.get(verb="credentials.exported")
    assert (entry.facts, entry.actor) == ({"rows": 1}, f"people.user:{cast.helene.pk}")
    nothing = helene.post(reverse("office-credentials-export"), {"etat": "revoked"})
    assert len(nothing.content.decode("utf-8-sig").splitlines()) == 1


def test_the_export_is_asked_for_by_post_only(helene):
    assert helene.get(reverse("office-credentials-export")).status_code == 405


def test_the_page_costs_the_same_queries_for_one_and_for_many(helene, cast):
    files = [cast.learner_file(cast.people[who]) for who in ("ines", "malik", "odile")]
    minutes = sealed_minutes(cast, {file: "award" for file in files})

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert helene.get(reverse(PAGE)).status_code == 200
        return len(queries)

    award(minutes, files[0])
    cost()
    one = cost()
    for file in files[1:]:
        award(minutes, file)
    assert cost() == one
    # One of its own, whatever the length; the rest is the account's and the frame's.
    assert one <= 8


def test_the_register_is_one_of_the_representatives_desks(client, cast, credential):
    client.force_login(cast.helene)
    desk = client.get(reverse("desk"), follow=True)
    assert desk.redirect_chain[-1][0] == reverse("office-contracts") and reverse(PAGE) in desk.content.decode()
