"""Letters and archives for many files at once: asked for, confirmed for a whole list, followed, and nobody else's business."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.files.storage import storages
from django.urls import reverse

from microcert.batches.models import Batch
from microcert.consortium.models import Appointment
from microcert.consortium.roles import Role
from microcert.documents.models import Document
from microcert.documents.storage import path_of, store
from microcert.foundation import clock, journal
from microcert.foundation.jobs import embedded
from microcert.foundation.journal import key_of
from microcert.foundation.models import JournalEntry
from microcert.orders.models import Order
from microcert.orders.rules import OrderStatus
from tests.cast import person

NB = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NB, " ")


def fields_of(page) -> dict[str, str]:
    """What the page of confirmation would send."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))


def paper(order, kind, text: bytes) -> Document:
    return Document.objects.create(
        kind=kind,
        letterhead=order.university,
        number=f"{kind}-{order.number}",
        title=f"{kind} {order.number}",
        subject=key_of(order),
        template="x",
        framework_version="x",
        sha256=store(text),
        size=len(text),
    )


@pytest.fixture
def papers(files):
    ines, zoe, malik = files
    return [
        paper(ines, "signed_contract", b"contrat d'Ines"),
        paper(ines, "invoice", b"facture d'Ines"),
        paper(zoe, "invoice", b"facture de Zoe"),
        paper(malik, "invoice", b"facture de Malik"),
    ]


@pytest.mark.requirement("R024", "R098")
def test_the_ticked_who_are_awaited_get_one_letter_a_day(office, files, drain_jobs):
    ines, zoe, malik = files
    said = []
    for _ in range(2):
        answer = office.post(reverse("office-nudge"), {"order": [ines.pk, zoe.pk, malik.pk]}, follow=True)
        assert "Aucune lettre envoyée sur 1" in text_of(answer), "Zoé owes nothing, Malik is another university's"
        drain_jobs()
        said.append(text_of(office.get(answer.redirect_chain[-1][0])))
    assert "1 lettre envoyée sur 1" in said[0] and "Envoi terminé" in said[0] and "every 2s" not in said[0]
    assert "Aucune lettre n’est partie" in said[1] and "déjà partie aujourd’hui" in said[1]
    assert [letter.to for letter in mail.outbox] == [["ines@example.test"]]
    assert "Votre contrat attend votre signature" in mail.outbox[0].body and mail.outbox[0].reply_to
    assert JournalEntry.objects.filter(verb="enrolment.nudged").count() == 1 and journal.verify().holds
    assert "Lettre de relance envoyée" in text_of(office.get(reverse("office-order", args=[ines.number]), follow=True))


def test_nothing_ticked_sends_nothing(office, files, drain_jobs):
    assert "Cochez d’abord" in text_of(office.post(reverse("office-nudge"), {}, follow=True))
    assert "rien n’est attendu" in text_of(office.post(reverse("office-nudge"), {"order": [files[1].pk]}, follow=True))
    assert "Cochez d’abord" in text_of(office.post(reverse("office-archive"), {}, follow=True))
    assert "Aucun des dossiers" in text_of(
        office.post(reverse("office-archive"), {"order": ["²", "9" * 40]}, follow=True)
    )
    drain_jobs()
    assert mail.outbox == [] and not Batch.objects.exists()


def test_what_was_done_meanwhile_needs_no_letter(office, files, drain_jobs):
    page = office.post(reverse("office-nudge"), {"order": [files[0].pk]})
    Order.objects.filter(pk=files[0].pk).update(status=OrderStatus.COMPLETED)
    drain_jobs()
    assert mail.outbox == [] and "Rien n’est plus attendu" in text_of(office.get(page.url))


@pytest.mark.requirement("R098")
def test_the_whole_list_is_written_to_once_its_number_was_confirmed(office, cast, files, drain_jobs, monkeypatch):
    monkeypatch.setattr("microcert.web.office.worklist.PAGE_SIZE", 1)
    for place in range(8):
        order = cast.learner_file(person(f"p{place}", "P", f"N{place}"), cast.broceliande).order
        Order.objects.filter(pk=order.pk).update(status=OrderStatus.FAILED_PAYMENT)
    assert "Les 10 dossiers de cette liste" in text_of(office.get(reverse("office-files")))
    page = office.post(reverse("office-nudge"), {"portee": "tous"})
    assert "Relancer 9 personnes" in text_of(page) and "Parmi les 10 dossiers" in text_of(page)
    assert not Batch.objects.exists()
    sent = fields_of(page)
    Order.objects.filter(pk=files[0].pk).update(status=OrderStatus.COMPLETED)
    page = office.post(reverse("office-nudge"), sent)
    assert page.status_code == 422 and "La liste a changé" in text_of(page) and "Relancer 8 personnes" in text_of(page)
    page = office.post(reverse("office-nudge"), fields_of(page), follow=True)
    drain_jobs()
    assert "8 lettres envoyées sur 8" in text_of(office.get(page.redirect_chain[-1][0])) and len(mail.outbox) == 8
    assert "8 lettres" in text_of(office.get(reverse("office-files"))), "to come back to"


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_the_letter_sends_no_second_one(office, files, drain_jobs, monkeypatch):
    from microcert.journeys import nudge

    class Killed(BaseException):
        """What is no Exception ends the worker, as kill -9 does."""

    page = office.post(reverse("office-nudge"), {"order": [files[0].pk]})
    genuine = nudge.deliver

    def dies_after(key, send):
        genuine(key, send)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(nudge, "deliver", dies_after)
        drain_jobs()
    embedded.take_up_again("default")
    drain_jobs()
    assert "1 lettre envoyée sur 1" in text_of(office.get(page.url)) and len(mail.outbox) == 1


@pytest.mark.requirement("R098")
def test_the_papers_of_a_list_come_in_one_archive_for_whoever_asked(client, office, cast, papers, drain_jobs):
    page = office.post(reverse("office-archive"), {"portee": "tous"})
    assert "Réunir les pièces de 2 dossiers" in text_of(page) and "Toutes les pièces" in text_of(page)
    page = office.post(reverse("office-archive"), fields_of(page), follow=True)
    address, batch = page.redirect_chain[-1][0], Batch.objects.get()
    download = reverse("office-batch-file", args=[batch.pk])
    assert "Archive en préparation" in text_of(page) and office.get(download).status_code == 404
    drain_jobs()
    said = text_of(office.get(address))
    assert "Archive prête" in said and "2 dossiers réunis sur 2" in said and download in said
    answer = office.get(download)
    assert answer["Cache-Control"] == "private, no-store" and "attachment" in answer["Content-Disposition"]
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    sums = contents.pop("SHA256SUMS").decode()
    assert sorted(contents.values()) == [b"contrat d'Ines", b"facture d'Ines", b"facture de Zoe"]
    assert all(
        name.endswith(".pdf") and re.search(rf"^[0-9a-f]{{64}}  {re.escape(name)}$", sums, re.M) for name in contents
    )
    colleague = person("collegue", "Colette", "Ferrand", (Role.ADMIN_TEAM, cast.broceliande))
    for who, statuses in ((colleague, {404}), (cast.valerie, {403, 404}), (cast.ines, {404})):
        client.force_login(who)
        assert client.get(address).status_code in statuses and client.get(download).status_code in statuses
    client.force_login(cast.karim)
    Batch.objects.update(file_until=clock.now() - timedelta(seconds=1))
    assert client.get(download).status_code == 404, "before the job that erases it has come"
    assert "Cette archive a été effacée" in text_of(client.get(address))
    Batch.objects.update(file_until=clock.now() + timedelta(hours=1))
    Appointment.objects.filter(person=cast.karim).delete()
    Appointment.objects.create(person=cast.karim, role=Role.ADMIN_TEAM, university=cast.valmere)
    assert client.get(download).status_code in (403, 404), "who left the university no longer reads its papers"


def test_only_the_chosen_papers_and_what_was_altered_is_said(office, files, papers, drain_jobs):
    ines, zoe, _malik = files
    shelf = storages["documents"]
    shelf.delete(path_of(papers[2].sha256))
    page = office.post(reverse("office-archive"), {"order": [ines.pk, zoe.pk], "pieces": "factures"}, follow=True)
    drain_jobs()
    said = text_of(office.get(page.redirect_chain[-1][0]))
    assert "avec des pièces manquantes" in said and f"invoice-{zoe.number}" in said and "Factures et avoirs" in said
    with Batch.objects.get().file.open() as file, ZipFile(file) as archive:
        assert len(archive.namelist()) == 2, "Ines's invoice and the sums; her contract was not asked for"


def test_a_tutor_writes_but_gets_no_archive(client, cast, files, papers):
    tutor = person("tutrice", "Tania", "Roux", (Role.MOTIVATIONAL_TUTOR, cast.broceliande))
    client.force_login(tutor)
    assert "Réunir (ZIP)" not in text_of(client.get(reverse("office-files")))
    assert client.post(reverse("office-archive"), {"order": [files[0].pk]}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_an_archive_begun_by_a_killed_worker_is_begun_again(office, files, papers, drain_jobs, monkeypatch):
    from microcert.journeys import archive_papers

    class Killed(BaseException):
        """What is no Exception ends the worker, as kill -9 does."""

    def dies(*_anything):
        raise Killed

    page = office.post(reverse("office-archive"), {"order": [files[0].pk, files[1].pk]})
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(archive_papers, "keep_file", dies)
        drain_jobs()
    said = text_of(office.get(page.url))
    assert "2 dossiers réunis sur 2" in said and "Archive en préparation" in said and "every 2s" in said
    embedded.take_up_again("default")
    drain_jobs()
    assert "Archive prête" in text_of(office.get(page.url))
    with Batch.objects.get().file.open() as file, ZipFile(file) as archive:
        assert len(archive.namelist()) == 4
