from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from microcert.evaluation import actions
from microcert.evaluation.models import Sitting, Submission
from microcert.evaluation.queries import deadline_of
from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.trainings.rules import MANDATORY_RULES
from tests.evaluation.conftest import room  # noqa: F401
from tests.evaluation.gestures import FRAGILE

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def ines(client, cast):
    client.force_login(cast.ines)
    return client


@pytest.fixture
def address(room) -> str:  # noqa: F811
    return reverse("sitting", args=[room.file_of().pk])


@pytest.mark.requirement("R057")
def test_the_eight_rules_are_shown_from_the_day_of_entry(ines, address, cast):
    page = text_of(ines.get(address))
    stated = cast.version.rules.stated()
    for item in MANDATORY_RULES:
        assert stated[item] in page
    assert not Sitting.objects.exists()


@pytest.mark.requirement("R055")
def test_the_page_says_how_fraud_is_watched_for_and_what_the_learner_chose(ines, address):
    page = text_of(ines.get(address))
    assert "Entretien surveillé par vidéo, non enregistré" in page
    assert "Entretien sur place" in page
    assert "Surveillance à distance" in page
    assert "Fait avant le paiement" in page


def test_missing_milestones_are_named_and_block_nothing(ines, address, room):  # noqa: F811
    page = text_of(ines.get(address))
    assert "5 jalons ne sont pas encore validés" in page
    assert "Se tester" in page
    ines.post(reverse("sitting-open", args=[room.file_of().pk]))
    assert Sitting.objects.get().status == "open"


@pytest.mark.requirement("R054")
def test_a_work_before_the_identity_check_is_refused_with_its_clause_and_nothing_is_lost(ines, address, room):  # noqa: F811
    room.opened()
    assert "Votre identité est à vérifier" in text_of(ines.get(address))
    answer = ines.post(address, {"text": "Un long travail déjà écrit"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Votre identité n’est pas encore vérifiée" in page
    assert "Cadre commun, § 6.2" in page
    assert "Un long travail déjà écrit" in page
    assert not Submission.objects.exists()


def test_the_receipt_says_when_and_until_when(ines, address, room, cast):  # noqa: F811
    room.checked()
    evening = localtime(deadline_of(cast.session)).replace(hour=21, minute=4)
    # A page follows the demonstration's clock, which is a row.
    ClockShift.move(evening - clock.now())
    page = text_of(ines.post(address, {"text": "Ma production"}, follow=True))
    assert "Votre production est déposée (" in page
    assert "Vous pouvez la remplacer jusqu’à 23 h 59." in page
    assert "21 h 04" in page


def test_a_file_is_handed_in_kept_and_replaced(ines, address, room):  # noqa: F811
    room.checked()
    file = SimpleUploadedFile("dossier.pdf", b"%PDF-1.7 contenu")
    ines.post(address, {"text": "", "attachment": file})
    page = text_of(ines.get(address))
    assert "Garder le fichier déjà joint : dossier.pdf" in page
    ines.post(address, {"text": "Deuxième version", "keeps_attachment": "on"})
    ines.post(address, {"text": "Troisième version"})
    names = [each.attachment_name for each in Submission.objects.order_by("submitted_at")]
    assert names == ["dossier.pdf", "dossier.pdf", ""]


@pytest.mark.parametrize(
    ("content", "words"), [(b"MZ\x90\x00", "n’est pas d’un type accepté"), (b"", "Ce fichier est vide")]
)
def test_a_bad_file_is_refused_beside_its_field_and_the_text_stays(ines, address, room, content, words):  # noqa: F811
    room.checked()
    file = SimpleUploadedFile("dossier.pdf", content)
    answer = ines.post(address, {"text": "Mon texte reste", "attachment": file})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert 'href="#id_attachment"' in text_of(answer)
    assert "Mon texte reste" in text_of(answer)


def test_nothing_at_all_is_refused_in_words(ines, address, room):  # noqa: F811
    room.checked()
    assert "Écrivez votre production ou joignez un fichier" in text_of(ines.post(address, {"text": ""}))


def test_after_the_deadline_the_text_is_not_lost(ines, address, room, cast):  # noqa: F811
    room.checked()
    ClockShift.move(deadline_of(cast.session) + timedelta(minutes=1) - clock.now())
    assert "Le dépôt est clos" in text_of(ines.get(address))
    answer = ines.post(address, {"text": "Trop tard d’une minute"})
    assert "Le délai de dépôt est passé" in text_of(answer)
    assert "Trop tard d’une minute" in text_of(answer)


def test_marks_stay_hidden_until_the_minutes_are_signed(ines, address, room):  # noqa: F811
    room.marked(feedback="Un vrai choix de conception.")
    assert "Un vrai choix" not in text_of(ines.get(address))
    jury = room.closed()
    assert "Un vrai choix" not in text_of(ines.get(address))
    room.signed(jury)
    page = text_of(ines.get(address))
    assert "La micro-certification vous est délivrée" in page
    assert "Un vrai choix" in page


def test_a_refusal_says_what_fell_short_and_how_to_appeal(ines, address, room):  # noqa: F811
    room.marked(ranks=FRAGILE)
    with clock.moved_to(datetime(2026, 12, 31, 10, tzinfo=UTC)):
        room.signed(room.closed(outcome="resit"))
        page = text_of(ines.get(address))
    assert "ne vous est pas délivrée à cette session" in page
    assert "C2 reste sous le seuil" in page
    assert "28 février 2027" in page
    assert "erreur matérielle" in page


@pytest.mark.parametrize(("who", "status"), [("malik", 404), ("karim", 403), ("valerie", 404), ("thierry", 404)])
def test_nobody_else_enters(client, cast, address, room, who, status):  # noqa: F811
    client.force_login(cast.people[who])
    assert client.get(address).status_code == status
    assert client.post(address, {"text": "x"}).status_code == status
    assert client.post(reverse("sitting-open", args=[room.file_of().pk])).status_code == status


def test_the_anonymous_are_sent_to_log_in(client, address):
    assert client.get(address)["Location"].startswith(reverse("account_login"))


def test_the_page_costs_the_same_queries_however_much_was_done(ines, address, room, cast):  # noqa: F811
    sitting = room.submitted()
    costs = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            ines.get(address)
        costs.append(len(queries))
        actions.submit(sitting, text="Encore", by=cast.ines)
    assert costs[1] == costs[2]
    assert costs[2] < 25
