from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microcert.consortium.models import University
from microcert.consortium.roles import Role
from microcert.documents.actions import keep
from microcert.documents.models import Document
from microcert.documents.queries import altered
from microcert.documents.storage import path_of
from microcert.foundation import clock
from microcert.foundation.models import JournalEntry
from microcert.trainings.models import TrainingVersion
from microcert.trainings.rules import VersionStatus
from tests.cast import person, university
from tests.trainings.drafts import draft_of

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


@pytest.fixture
def marianne(client, cast):
    """The quality lead of the whole consortium."""
    cast.people["marianne"] = person("marianne", "Marianne", "Soubeyran", (Role.QUALITY_LEAD, None))
    client.force_login(cast.marianne)
    return client


@pytest.fixture
def shelf(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "documents": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


def a_document(cast, number: str) -> Document:
    return keep(
        kind=Document.Kind.TRAINING_CONTRACT,
        number=number,
        title="Contrat",
        letterhead=cast.hauterive,
        subject="orders.order:1",
        pdf=f"%PDF-1.7 {number}".encode(),
        template="training_contract@2026-1",
        framework_version=cast.framework,
    )


def due_in(version, days: int | None) -> None:
    due_on = None if days is None else clock.today() + timedelta(days=days)
    draft = draft_of(version)
    draft.update_due_on = due_on
    draft.save()
    TrainingVersion.objects.filter(pk=version.pk).update(status=VersionStatus.PUBLISHED)


def test_only_the_quality_lead_enters_and_checks(client, cast):
    for ask, name in ((client.get, "quality"), (client.post, "quality-journal"), (client.post, "quality-documents")):
        client.logout()
        assert ask(reverse(name)).url.startswith(reverse("account_login"))
        for who in ("ines", "karim", "agathe", "thierry", "helene"):
            client.force_login(cast.people[who])
            assert ask(reverse(name)).status_code == 403


def test_the_checks_answer_to_a_button_only(marianne):
    for name in ("quality-journal", "quality-documents"):
        assert marianne.get(reverse(name)).status_code == 405


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "1 mise à jour en retard"), (0, "1 mise à jour à prévoir"), (60, "À faire"), (None, "Aucune date prévue")],
)
def test_an_update_overdue_due_soon_or_unplanned_is_shown(marianne, cast, days, words):
    due_in(cast.version, days)
    page = text_of(marianne.get(reverse("quality")))
    assert words in page
    assert cast.version.title in page


def test_an_update_due_later_is_not(marianne, cast):
    due_in(cast.version, 61)
    page = text_of(marianne.get(reverse("quality")))
    assert "Aucune mise à jour à prévoir" in page
    assert cast.version.title not in page


@pytest.mark.requirement("R063")
def test_each_partner_is_shown_with_its_basis_and_its_reference(marianne, cast):
    University.objects.filter(pk=cast.valmere.pk).update(
        qualiopi_basis=University.QualiopiBasis.CERTIFIED, qualiopi_reference="Certificat n° VLM-1"
    )
    University.objects.filter(pk=cast.hauterive.pk).update(qualiopi_reference="Évaluée par le Hcéres")
    page = text_of(marianne.get(reverse("quality")))
    rows = {row.split("</th>")[0]: row for row in page.split('<th scope="row">')}
    assert "Certification Qualiopi" in rows["Université de Valmère"] and "n° VLM-1" in rows["Université de Valmère"]
    assert "De droit" in rows["Université de Hauterive"] and "Hcéres" in rows["Université de Hauterive"]
    assert "Référence non saisie" in rows["Université de Brocéliande"]


def test_texts_in_force_stand_with_version_date_and_hash(marianne, cast):
    page = text_of(marianne.get(reverse("quality")))
    for words in ("Cadre commun", "Conditions générales de vente", "2026-1", "1er sept. 2026", "0" * 64, "1" * 64):
        assert words in page


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_read_again_and_a_change_is_told(marianne, cast):
    cast.open_session()
    page = text_of(marianne.post(reverse("quality-journal")))
    assert "Le journal est intact" in page
    assert JournalEntry.objects.latest("number").hash in page
    number = JournalEntry.objects.latest("number").number
    with connection.cursor() as cursor:
        cursor.execute("UPDATE foundation_journalentry SET verb = 'sessions.forged' WHERE number = %s", [number])
    page = text_of(marianne.post(reverse("quality-journal")))
    assert "Le journal ne tient plus" in page
    assert f"Première ligne en défaut : {number}" in page


def test_documents_are_read_again_and_those_altered_are_named_by_number(marianne, cast, shelf):
    kept = [a_document(cast, f"HTR-2026-{number:06d}") for number in range(1, 4)]
    assert "3 relus sur 3 conservés" in text_of(marianne.post(reverse("quality-documents")))
    (shelf / path_of(kept[0].sha256)).write_bytes(b"%PDF-1.7 forged")
    storages["documents"].delete(path_of(kept[1].sha256))
    page = text_of(marianne.post(reverse("quality-documents")))
    assert "2 documents modifiés ou disparus" in page
    assert kept[0].number in page and kept[1].number in page
    assert kept[2].number not in page


def test_an_inspection_reads_the_latest_documents_only(cast, shelf):
    kept = [a_document(cast, f"HTR-2026-{number:06d}") for number in range(1, 4)]
    storages["documents"].delete(path_of(kept[0].sha256))
    found = altered(limit=2)
    assert (found.read, found.kept, found.holds) == (2, 3, True)
    assert altered().altered == (kept[0].number,)


def test_the_page_asks_the_database_as_often_for_many_partners(marianne, cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert marianne.get(reverse("quality")).status_code == 200
        return len(queries)

    asked()
    before = asked()
    for number in range(4, 10):
        university(f"u{number}", f"U{number}", f"Université {number}", number)
    assert asked() == before <= 12
