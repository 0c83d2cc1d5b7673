from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from microcert.consortium.roles import Role
from microcert.economics.models import Scenario
from microcert.foundation.models import JournalEntry
from microcert.web.steering.economics_form import fields_of
from tests.cast import person
from tests.economics.supposed import EXAMPLE, supposed

NB = "\u00a0"
FIGURES = fields_of(EXAMPLE)


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def agathe(client, cast):
    client.force_login(cast.agathe)
    return client


@pytest.fixture
def elise(cast):
    from django.test import Client

    client = Client()
    client.force_login(person("elise", "Élise", "Fontanel", (Role.STEERING_COMMITTEE, cast.hauterive)))
    return client


@pytest.mark.parametrize("name", ["break-even", "scenarios", "scenario-comparison"])
def test_who_does_not_count_does_not_enter(client, cast, name):
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))
    for who in ("ines", "thierry", "helene", "malo", "odile"):
        client.force_login(cast.people[who])
        assert client.get(reverse(name)).status_code == 403
    for who in ("karim", "agathe"):
        client.force_login(cast.people[who])
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.requirement("R105", "R106")
def test_the_worked_example_is_answered_from_its_address(agathe):
    page = text_of(agathe.get(reverse("break-even"), FIGURES))
    assert "10 stagiaires</span>" in page
    assert "la session dégage 94,50 €" in page
    assert "Avec les 24 inscriptions attendues : 4 720,80 €" in page
    assert "9 stagiaires</dd>" in page, "the consortium's view"
    assert "17 stagiaires</dd>" in page, "the producer's own"
    assert page.count('role="img"') > 4
    assert "Les recettes rejoignent les charges à partir de 10 stagiaires" in page
    assert "1 657,70 €" in page, "what each participant keeps"
    for words in ("495 €", "330,45 €", "3 210 €", "1 188 €", "297 €"):
        assert words in page, "mean price, margin, fixed costs, royalties, what each non-producer owes"
    for universities, threshold in ((1, 7), (2, 8), (4, 10), (8, 14)):
        again = text_of(agathe.get(reverse("break-even"), FIGURES | {"universities": universities}))
        assert f"{threshold} stagiaires</span>" in again, universities


@pytest.mark.requirement("N04")
def test_what_a_change_does_stands_beside_it(agathe):
    page = text_of(agathe.get(reverse("break-even"), FIGURES))
    for words in ("Tarifs : +10 %", "Charges : −10 %", "Une université de plus", "1 306,80 €"):
        assert words in page
    wider = text_of(agathe.get(reverse("break-even"), fields_of(supposed(universities=8))))
    assert "14 stagiaires</span>" in wider


def test_the_page_starts_from_the_tariffs_and_participants_of_a_training(agathe, cast):
    page = agathe.get(reverse("break-even"), {"formation": "evaluer"})
    form = page.context["form"]
    assert (form["price_1"].value(), form["price_2"].value()) == ("290", "420")
    assert (form["universities"].value(), form["capacity"].value()) == ("3", "12")
    assert "À titre individuel" in text_of(page)
    assert agathe.get(reverse("break-even"), {"formation": "x" * 500}).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("price_1", "-5", "Indiquez un nombre qui n’est pas négatif."),
        ("price_1", "", "Renseignez « Tarif 1 »."),
        ("price_1", "beaucoup", "Écrivez un nombre, par exemple 12,50."),
        ("price_1", "1e999999999", "vérifiez l’unité"),
        ("price_1", "NaN", "Écrivez un nombre"),
        ("universities", "0", "Il en faut au moins 1."),
        ("universities", "2,5", "Écrivez un nombre entier"),
        ("universities", "400", "Indiquez au plus 40"),
        ("part_1", "60", "Les parts font 90 % en tout : ramenez-les à 100 %."),
        ("price_2", "", "Indiquez ce tarif, ou effacez sa part."),
        ("tutoring_hours", "1,23456", "Écrivez au plus 3 chiffres après la virgule."),
        ("file", "9" * 400, "vérifiez l’unité"),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_lost(agathe, field, value, words):
    page = agathe.get(reverse("break-even"), FIGURES | {field: value})
    assert page.status_code == 200
    text = text_of(page)
    assert words in text
    assert "Erreur :" in text
    assert page.context["form"]["proctoring"].value() == "32"
    assert reverse("break-even-export", args=["csv"]) not in text


def test_amounts_are_read_as_people_type_them(agathe):
    typed = FIGURES | {"price_1": " 1 450,50 € ", "price_2": f"1{NB}600.00"}
    form = agathe.get(reverse("break-even"), typed).context["form"]
    assert [option.price for option in form.assumptions().options] == [1450_50, 1600_00]


def test_a_margin_below_zero_never_pays(agathe):
    page = text_of(agathe.get(reverse("break-even"), FIGURES | {"proctoring": "900"}))
    assert "Jamais</span>" in page
    assert "aucun effectif ne couvre les charges" in page


def test_beyond_the_capacity_it_says_so(agathe):
    page = text_of(agathe.get(reverse("break-even"), FIGURES | {"capacity": "8"}))
    assert "Le seuil dépasse la capacité" in page


def test_the_spreadsheets_hold_the_figures(agathe):
    response = agathe.get(reverse("break-even-export", args=["csv"]), FIGURES)
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1 + 10] == ["10", "4950,00", "495,00", "74,25", "1076,25", "3210,00", "94,50"]
    assert rows[1 + 9][-1] == "-235,95", "a number, not a text"
    book = load_workbook(io.BytesIO(agathe.get(reverse("break-even-export", args=["xlsx"]), FIGURES).content))
    assert [row[1].value for row in book["Résultats"].rows][1:4] == [10, 10, 9]
    assert agathe.get(reverse("break-even-export", args=["csv"]), FIGURES | {"price_1": "x"}).status_code == 404
    assert agathe.get(reverse("break-even-export", args=["pdf"]), FIGURES).status_code == 404


@pytest.mark.requirement("R107")
def test_a_scenario_is_saved_shared_compared_and_retained(agathe, elise, cast):
    kept = save(agathe, name="Base")
    assert "10 stagiaires" in text_of(agathe.get(reverse("scenario", args=[kept.pk])))
    # The committee reads it once it is shared.
    assert elise.get(reverse("scenario", args=[kept.pk])).status_code == 404
    agathe.post(reverse("scenario-share", args=[kept.pk]))
    assert elise.get(reverse("scenario", args=[kept.pk])).status_code == 200
    other = save(agathe, supposed(universities=8), name="À huit")
    page = text_of(agathe.get(reverse("scenario-comparison"), {"s": [kept.pk, other.pk]}))
    assert "À huit" in page
    assert "diffère" in page
    table = agathe.get(reverse("scenario-comparison"), {"s": [kept.pk, other.pk], "csv": 1}).content.decode("utf-8-sig")
    assert '"14"' in table
    elise.post(reverse("scenario-retain", args=[kept.pk]))
    from microcert.economics.queries import recommended_threshold

    assert recommended_threshold(cast.version) == 10
    assert "Retenu" in text_of(agathe.get(reverse("scenarios")))


def save(client, assumptions=EXAMPLE, **given) -> Scenario:
    posted = fields_of(assumptions) | {"formation": "evaluer", "owner": "hauterive"} | given
    client.post(reverse("scenario-save"), posted)
    return Scenario.objects.get(name=given["name"])


def test_other_figures_make_the_next_revision(agathe, cast):
    kept = save(agathe, name="Base")
    page = agathe.get(reverse("break-even"), {"scenario": kept.pk})
    assert "Enregistrer dans « Base »" in text_of(page)
    again = fields_of(supposed(universities=8)) | {"scenario": kept.pk, "revision": 1, "again": "1"}
    agathe.post(reverse("scenario-save"), again)
    page = text_of(agathe.get(reverse("scenario", args=[kept.pk])))
    assert "14 stagiaires" in page
    assert page.count(">Agathe Roussel</td>") == 2
    # From the first revision again: somebody saved meanwhile.
    late = agathe.post(reverse("scenario-save"), again | {"universities": "2"})
    assert late.status_code == 409
    assert "modifié entre-temps" in text_of(late)


def test_a_name_that_is_missing_or_taken_is_asked_for_again(agathe, cast):
    save(agathe, name="Base")
    for name, words in (("", "Renseignez « Nom du scénario »"), ("base", "Un scénario porte déjà ce nom")):
        page = agathe.post(reverse("scenario-save"), FIGURES | {"name": name, "owner": "hauterive"})
        assert page.status_code == 422
        assert words in text_of(page)
        assert 'name="proctoring" value="32"' in page.content.decode()


def test_nobody_saves_for_another_university_nor_reads_its_scenarios(agathe, client, cast):
    kept = save(agathe, name="Base")
    client.force_login(cast.karim)
    page = client.post(reverse("scenario-save"), FIGURES | {"name": "Faux", "owner": "hauterive"})
    assert page.status_code == 422
    for address in ("scenario", "scenario-share", "scenario-retain"):
        send = client.get if address == "scenario" else client.post
        assert send(reverse(address, args=[kept.pk])).status_code == 404
    assert "Base" not in text_of(client.get(reverse("scenarios")))
    assert "Base" not in text_of(client.get(reverse("scenario-comparison"), {"s": kept.pk}))
    assert client.get(reverse("break-even"), {"scenario": kept.pk}).context["kept"] is None
    stolen = client.post(reverse("scenario-save"), FIGURES | {"scenario": kept.pk, "revision": 1, "again": "1"})
    assert stolen.status_code == 404


def keeping(client, verb, kept, **posted):
    address = reverse(f"scenario-{verb}", args=[kept.pk])
    return client.post(address, posted) if posted else client.get(address)


@pytest.mark.requirement("R106")
def test_a_scenario_is_renamed_and_duplicated_and_the_original_stays(agathe, cast):
    kept = save(agathe, name="Base")
    save(agathe, supposed(universities=8), name="Huit")
    assert 'value="Base"' in text_of(keeping(agathe, "rename", kept))
    taken = keeping(agathe, "rename", kept, name="HUIT")
    assert taken.status_code == 422 and "Un scénario porte déjà ce nom" in text_of(taken)
    assert keeping(agathe, "rename", kept, name=" ").status_code == 422
    assert keeping(agathe, "rename", kept, name="Prudent").url == reverse("scenario", args=[kept.pk])
    kept.refresh_from_db()
    assert kept.name == "Prudent" and JournalEntry.objects.get(verb="economics.renamed").facts["before"] == "Base"
    assert "Copie de Prudent" in text_of(keeping(agathe, "duplicate", kept))
    keeping(agathe, "duplicate", kept, name="Autre", owner="hauterive")
    copy = Scenario.objects.get(name="Autre")
    assert copy.revisions.get().assumptions == kept.revisions.get().assumptions
    assert (copy.training, copy.shared_at, kept.revisions.count()) == (kept.training, None, 1)


def test_a_scenario_is_deleted_after_a_question_unless_a_threshold_rests_on_it(agathe, elise, cast):
    kept = save(agathe, name="Base")
    agathe.post(reverse("scenario-share", args=[kept.pk]))
    elise.post(reverse("scenario-retain", args=[kept.pk]))
    refused = keeping(agathe, "delete", kept, confirmed="yes")
    assert refused.status_code == 409 and "Retenez-en un autre" in text_of(refused)
    other = save(agathe, supposed(universities=8), name="À huit")
    assert "Supprimer « À huit »" in text_of(keeping(agathe, "delete", other))
    assert Scenario.objects.filter(pk=other.pk).exists(), "asking deletes nothing"
    assert keeping(agathe, "delete", other, confirmed="yes").url == reverse("scenarios")
    assert not Scenario.objects.filter(pk=other.pk).exists()
    told = JournalEntry.objects.get(verb="economics.deleted").facts
    assert told["name"] == "À huit" and told["assumptions"]["universities"] == 8


def test_who_reads_a_scenario_may_copy_it_and_only_its_university_changes_it(agathe, elise, client, cast):
    kept = save(agathe, name="Base")
    agathe.post(reverse("scenario-share", args=[kept.pk]))
    for name in ("rename", "delete"):
        assert keeping(elise, name, kept).status_code == 403
        assert keeping(elise, name, kept, name="Volé", confirmed="yes").status_code == 403
    keeping(elise, "duplicate", kept, name="Pour le comité", owner="-")
    assert Scenario.objects.get(name="Pour le comité").university is None
    client.force_login(cast.karim)
    for name in ("rename", "duplicate", "delete"):
        assert keeping(client, name, kept).status_code == 404
        assert keeping(client, name, kept, name="Volé", owner="hauterive").status_code == 404
    assert not Scenario.objects.filter(name="Volé").exists()


def test_sharing_is_undone_from_the_page_by_its_university_alone(agathe, elise, cast):
    kept = save(agathe, name="Base")
    address, words = reverse("scenario-share", args=[kept.pk]), "Ne plus partager avec le comité"
    assert words not in text_of(agathe.get(reverse("scenario", args=[kept.pk])))
    agathe.post(address)
    assert words in text_of(agathe.get(reverse("scenario", args=[kept.pk])))
    assert words not in text_of(elise.get(reverse("scenario", args=[kept.pk])))
    assert elise.post(address, {"do": "undo"}).status_code == 403
    agathe.post(address, {"do": "undo"})
    assert elise.get(reverse("scenario", args=[kept.pk])).status_code == 404
    agathe.post(address)
    elise.post(reverse("scenario-retain", args=[kept.pk]))
    refused = agathe.post(address, {"do": "undo"})
    assert refused.status_code == 409 and "Retenez-en un autre d’abord" in text_of(refused)


def test_queries_do_not_grow_with_scenarios(agathe, cast):
    save(agathe, name="A")

    def count(address, **asked) -> int:
        with CaptureQueriesContext(connection) as queries:
            agathe.get(reverse(address), asked)
        return len(queries)

    one = count("scenarios")
    for name in "BCD":
        save(agathe, name=name)
    assert count("scenarios") == one <= 12
    assert count("break-even", **FIGURES) <= 10
