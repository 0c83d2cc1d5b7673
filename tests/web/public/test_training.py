from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from icalendar import Calendar

from microcert.enrolment.models import LearnerFile
from microcert.sessions.models import Participation, Session, SessionEvent
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import MANDATORY_RULES, VersionStatus
from microcert.web.public.indicators import Rate, Results, results_of


def page(client, slug: str = "evaluer", query: str = "") -> str:
    response = client.get(reverse("training", args=[slug]) + query)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def test_the_sheet_says_everything_before_one_commits(cast, client):
    cast.open_session()
    html = page(client)
    for (
        anchor
    ) in "objectifs public modalites calendrier evaluation accessibilite tarifs resultats micro-c equipe".split():
        assert f'id="{anchor}"' in html
    for words in (
        "C1. Choisir une situation d’évaluation authentique",
        "Solène Aubry",
        "290 €",
        "Fiche révisée le 2 novembre 2026",
        "pas encore de résultats publiés",
        "Hauterive, Valmère, Brocéliande",
        "ni un diplôme",
        "Agathe Roussel",
    ):
        assert words in html


@pytest.mark.requirement("R045", "R046", "R047", "R048", "R049", "R050", "R051", "R052")
def test_the_eight_mandatory_items_stand_on_the_sheet(cast, client):
    html = page(client)
    for item in MANDATORY_RULES:
        assert getattr(cast.version.rules, item).replace("'", "’") in html
    assert "Cadre commun, § 6.1" in html


@pytest.mark.requirement("R111")
def test_the_mark_stands_as_icon_and_words(cast, client):
    html = page(client)
    assert html.count('<span class="uc-mark"><svg') == html.count("</svg>Micro-C</span>") == 2


@pytest.mark.requirement("R099")
def test_the_terms_can_be_read_before_ordering(cast, client):
    html = page(client)
    for slug in ("terms-of-sale", "internal-rules", "proctoring-notice"):
        address = reverse("terms", args=[slug])
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200


def test_the_workload_table_adds_up(cast, client):
    html = page(client)
    for words in ("1 h 30", "30 min", "5 h", "<strong>10 h</strong>"):
        assert words in html


def test_one_asks_for_a_seat_with_the_tariff_that_one_looked_at(cast, client):
    cast.open_session()
    html = page(client)
    assert f'action="{reverse("order-start", args=["evaluer-1"])}" method="get"' in html
    assert 'name="tarif" value="individual" id="tarif-individual" checked' in html
    # A company signs an agreement instead: its tariff is told, not offered here.
    assert 'value="employer"' not in html and "420 €" in html
    assert reverse("draws", args=["evaluer-1"]) in html


def test_what_cannot_be_bought_has_no_button(cast, client):
    assert "Demander mon inscription" not in page(client)
    cast.open_session()
    assert "Demander mon inscription" in page(client)
    Session.objects.update(capacity=1)
    cast.learner_file()
    html = page(client)
    assert "Demander mon inscription" not in html and "Session complète" in html
    Session.objects.update(status="cancelled")
    assert "Aucune session n’est prévue" in page(client)


def test_another_session_can_be_chosen_and_a_wrong_one_is_ignored(cast, client):
    from tests.cast import a_session

    cast.open_session()
    Session.objects.filter(pk=cast.session.pk).update(code="evaluer-0")
    later = a_session(cast.version, [cast.hauterive], cast.malo, starts_in=100)
    assert "Les inscriptions à cette session ne sont pas ouvertes" in page(client, query=f"?session={later.code}")
    for query in ("", "?session=zzz", "?session=%00", "?session="):
        assert "Demander mon inscription" in page(client, query=query)


def test_the_calendar_fits_into_an_agenda(cast, client):
    address = reverse("session-calendar", args=["evaluer", "evaluer-1"])
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert len(events) == SessionEvent.objects.count() == 1
    one = SessionEvent.objects.get()
    assert events[0].decoded("dtstart") == one.starts_at and events[0].decoded("dtend") == one.ends_at
    assert "Classe virtuelle 1" in str(events[0]["summary"])


@pytest.mark.parametrize("slug", ["evaluer", "autre"])
def test_a_calendar_that_is_nobodys_does_not_exist(cast, client, slug):
    Session.objects.update(status="cancelled")
    assert client.get(reverse("session-calendar", args=[slug, "evaluer-1"])).status_code == 404


def test_a_draft_has_no_page_not_even_for_its_authors(cast, client):
    TrainingVersion.objects.update(status=VersionStatus.DRAFT)
    for visitor in (None, cast.agathe, cast.karim, cast.ines):
        if visitor:
            client.force_login(visitor)
        response = client.get(reverse("training", args=["evaluer"]))
        assert response.status_code == 404
        assert "Cette page n’existe pas" in response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    "address", ["/formations/rien/", "/formations/%F0%9F%98%80/", "/formations/evaluer/calendrier/x.ics"]
)
def test_what_does_not_exist_is_told_in_french(cast, client, address):
    response = client.get(address)
    assert response.status_code == 404 and "Cette page n’existe pas" in response.content.decode().replace("\u00a0", " ")


@pytest.mark.requirement("R077")
@pytest.mark.parametrize(
    ("owed", "words"),
    [
        ("objectives (L6353-8)", "Choisir une situation d’évaluation authentique"),
        ("content (L6353-8)", "Voir le programme détaillé"),
        ("trainers and their titles (L6353-8)", "Agathe Roussel, Maîtresse de conférences"),
        ("schedule (L6353-8)", "Ajouter ces dates à mon agenda"),
        ("assessment (L6353-8)", "Type d’évaluation"),
        ("whom trainees may turn to (L6353-8)", "Formation continue, Université de Hauterive"),
        ("internal rules (L6353-8)", 'href="/textes/internal-rules/"'),
        ("tariffs (L6353-8)", "290 €"),
        ("payment (L6353-8)", "30 % au plus après le délai de rétractation"),
        ("early end (L6353-8)", "Si vous abandonnez la formation"),
        ("audience (framework 9.1)", "<dt>Public</dt>"),
        ("prerequisites (framework 9.1)", "<dt>Prérequis</dt>"),
        ("ways of taking part (framework 9.1)", "La formation se suit entièrement à distance."),
        ("calendar (framework 9.1)", 'id="calendrier"'),
        ("accessibility (framework 9.1)", "référente ou référent handicap"),
        ("results (framework 9.1)", 'id="resultats"'),
        ("access delay (Qualiopi 1)", "<dt>Délai d’accès</dt>"),
        ("no false promise (framework 9.2)", "n’est pas éligible au compte personnel de formation"),
        ("what it is not (framework 9.2)", "ni un diplôme, ni une certification enregistrée au RNCP"),
        ("last revision (Qualiopi 1)", "Fiche révisée le"),
    ],
)
def test_a_candidate_is_told_each_thing_that_is_owed(cast, client, owed, words):
    cast.open_session()
    assert words in page(client), owed


def test_a_registered_certification_says_its_number_and_how_long_it_holds(cast, client):
    TrainingVersion.objects.update(status=VersionStatus.DRAFT)
    TrainingVersion.objects.update(registry_number="RS7000", registered_until=date(2028, 6, 30))
    TrainingVersion.objects.update(status=VersionStatus.PUBLISHED)
    html = page(client)
    assert "enregistrée sous le numéro RS7000. Son enregistrement court jusqu’au 30 juin 2028." in html
    assert "n’est pas éligible" not in html


def test_results_are_published_with_their_base_from_ten_people_on(cast, client, monkeypatch):
    monkeypatch.setattr("microcert.web.public.fact_sheet.results_of", lambda _pk: Results(Rate(8, 9), Rate(7, 9)))
    assert "pas encore de résultats publiés" in page(client) and "7 sur 9" not in page(client)
    monkeypatch.setattr("microcert.web.public.fact_sheet.results_of", lambda _pk: Results(Rate(72, 75), Rate(69, 75)))
    html = page(client)
    assert "<strong>92 %</strong> des stagiaires ont obtenu la micro-certification : 69 sur 75" in html
    assert "72 sur 75" in html


def test_results_count_the_files_that_a_jury_closed(cast):
    file = cast.learner_file()
    assert results_of(cast.version.training_id) == Results(Rate(0, 0), Rate(0, 0))
    LearnerFile.objects.filter(pk=file.pk).update(status="awarded")
    assert results_of(cast.version.training_id).success == Rate(1, 1)
    LearnerFile.objects.filter(pk=file.pk).update(status="withdrawn")
    assert results_of(cast.version.training_id).success == Rate(0, 0)


def test_the_sheet_asks_the_same_number_of_statements_however_much_it_says(cast, client, django_assert_num_queries):
    from tests.cast import university

    cast.open_session()
    page(client)
    with django_assert_num_queries(20):
        page(client)
    for number in range(5):
        Participation.objects.create(
            session=cast.session,
            university=university(f"u{number}", f"U{number}", f"Université {number}", 10 + number),
            admin_contact="x",
            tutor_name="x",
            support_minutes=1,
        )
        SessionEvent.objects.create(
            session=cast.session,
            kind="virtual_class",
            title="x",
            starts_at=cast.session.opened_at or cast.version.published_at,
            ends_at=cast.version.published_at,
        )
    with django_assert_num_queries(20):
        page(client)
