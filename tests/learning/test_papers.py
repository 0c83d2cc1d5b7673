"""The papers of a learner's file, on the assigned university's letterhead; each mention of the law has its line (R020)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from credseal.pdf import judge_pdf
from microcert.documents import custody
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.enrolment.actions import close_file
from microcert.evaluation import actions as evaluation
from microcert.evaluation.models import Sitting
from microcert.evaluation.queries import candidates
from microcert.foundation import clock
from microcert.foundation.models import ClockShift
from microcert.journeys.calendar import keep_the_calendar
from microcert.learning import actions
from microcert.learning.errors import NothingToState
from microcert.learning.papers import establish_attendance_statement, months_to_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(cast):
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    return cast.learner_file()


@pytest.fixture
def learned(cast, file):
    """Two milestones in the session's first month: 90 and 60 minutes."""
    with clock.moved_by(file.session.starts_on - clock.today()):
        for kind in ("reading", "video"):
            actions.confirm(file, file.session.version.activities.get(kind=kind), by=cast.ines)
    return file


def missing(document: Document, mentions: dict[str, str], pdf_text) -> list[str]:
    pdf = content(document)
    assert judge_pdf(pdf, custody.trust_roots()).bottom_line
    text = pdf_text(pdf)
    return [what for what, words in mentions.items() if words not in text]


@pytest.mark.requirement("R020")
def test_the_convocation_leaves_ten_days_before_the_start(cast, file, drain_jobs, pdf_text):
    def sent_on(days: int) -> list[str]:
        mail.outbox.clear()
        with clock.moved_by(file.session.starts_on - timedelta(days=days) - clock.today()):
            keep_the_calendar.call()
            keep_the_calendar.call()
            drain_jobs()
        return [letter.subject for letter in mail.outbox if letter.attachments]

    assert sent_on(11) == []
    assert sent_on(10) == ["Votre formation commence bientôt"]
    assert sent_on(9) == [], "once"
    document = Document.objects.get(kind="convocation")
    assert document.letterhead == cast.broceliande
    mentions = {
        "who": "Inès Marie Carpentier",
        "what": "Concevoir une évaluation par compétences",
        "hours": "10 h de travail estimé",
        "calendar (L6353-8)": "Classe virtuelle 1",
        "tutor": "Malo Le Guennec",
        "contact": "Karim Belkacem",
        "disability": "Solène Aubry",
        "internal rules": "version 2026-1",
        "producer": "Université de Hauterive",
    }
    assert missing(document, mentions, pdf_text) == []


@pytest.mark.requirement("R020")
def test_the_completion_certificate_follows_the_closing_of_the_file_whatever_the_jury_said(
    cast, learned, drain_jobs, pdf_text
):
    close_file(learned, is_awarded=False, by=None)
    drain_jobs()
    document = Document.objects.get(kind="completion_certificate")
    assert document.letterhead == cast.broceliande
    mentions = {
        "provider and its representative": "Université de Brocéliande, que représente Hélène Duvivier",
        "learner": "Inès Marie Carpentier",
        "title": "Concevoir une évaluation par compétences",
        "nature (L6313-1)": "L. 6313-1, 1°",
        "duration": "2 h 30 sur 10 h prévues".replace(" h", "\u00a0h").replace("h 30", "h\u00a030"),
        "how it is counted": "D. 6313-3-1",
        "kept": "trois ans",
        "declaration number": "27250000025",
    }
    text = pdf_text(content(document)).replace("\u00a0", " ")
    assert [what for what, words in mentions.items() if words.replace("\u00a0", " ") not in text] == [], text
    assert "délivrée" not in text and "Maîtrisé" not in text, "no result of the assessment"
    assert not Document.objects.filter(kind="end_of_training_statement").exists(), "no jury decided"


def test_a_later_award_leaves_the_certificate_as_it_stands(learned, drain_jobs):
    close_file(learned, is_awarded=False, by=None)
    drain_jobs()
    close_file(learned, is_awarded=True, by=None)
    drain_jobs()
    assert Document.objects.filter(kind="completion_certificate").count() == 1


@pytest.mark.requirement("R020")
def test_attendance_is_stated_for_a_month_that_is_over(learned, pdf_text):
    month = learned.session.starts_on.replace(day=1)
    with clock.moved_by(learned.session.starts_on - clock.today()):
        assert months_to_state(learned) == []
        with pytest.raises(NothingToState):
            establish_attendance_statement(learned, month)
    with clock.moved_by(learned.session.starts_on + timedelta(days=40) - clock.today()):
        assert months_to_state(learned) == [month]
        document = establish_attendance_statement(learned, month)
        assert establish_attendance_statement(learned, month) == document
    text = pdf_text(content(document)).replace("\u00a0", " ")
    for words in (
        "Lire : la tâche authentique",
        "lecture confirmée",
        "1 h 30",
        "visionnage confirmé",
        "2 h 30",
        "ne vaut pas assiduité",
    ):
        assert words in text


@pytest.mark.requirement("R020")
def test_the_end_of_training_statement_says_what_the_jury_decided(cast, room, drain_jobs, pdf_text):
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    room.marked()
    jury = room.named()
    with room.after_the_deadline():
        room.deliberating(jury)
        for sitting in candidates(jury):
            evaluation.decide(jury, sitting, outcome="award", reason="", by=cast.agathe)
        minutes = room.signed(evaluation.close_deliberation(jury, observations="", by=cast.agathe))
        close_file(minutes.jury.decisions.get().sitting.file, is_awarded=True, by=None)
        evaluation.seal_minutes(minutes)
        drain_jobs()
    document = Document.objects.get(kind="end_of_training_statement")
    assert document.letterhead == Sitting.objects.get().file.university == cast.broceliande
    text = pdf_text(content(document)).replace("\u00a0", " ")
    for words in (
        "Vous repartez avec une situation",
        "L. 6313-1, 1°",
        "procès-verbal PV-",
        "chaque compétence atteint son seuil",
        "C1",
        "C2",
        "Seuil",
    ):
        assert words in text, text


def test_learner_and_office_find_every_paper_and_nobody_else(client, cast, learned):
    with clock.moved_by(learned.session.starts_on + timedelta(days=40) - clock.today()):
        document = establish_attendance_statement(learned, learned.session.starts_on.replace(day=1))
    address = reverse("paper", args=[learned.order.number, document.pk])
    for who, status in (("ines", 200), ("karim", 200), ("valerie", 404), ("malik", 404), ("malo", 404)):
        client.force_login(cast.people[who])
        answer = client.get(address)
        assert answer.status_code == status, who
        if status == 200:
            assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    other = cast.learner_file(cast.malik, cast.valmere)
    client.force_login(cast.malik)
    assert client.get(reverse("paper", args=[other.order.number, document.pk])).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_the_learner_asks_for_a_months_statement_on_the_page(client, cast, learned):
    client.force_login(cast.ines)
    ClockShift.move(learned.session.starts_on + timedelta(days=40) - clock.today())
    month = f"{learned.session.starts_on:%Y-%m}"
    page = client.get(reverse("order", args=[learned.order.number])).content.decode()
    assert f'value="{month}"' in page
    answer = client.post(reverse("attendance-statement", args=[learned.order.number]), {"month": month}, follow=True)
    assert answer["Content-Type"] == "application/pdf"
    page = client.get(reverse("order", args=[learned.order.number])).content.decode()
    assert f'value="{month}"' not in page and "AA-" in page
    for wrong in ("", "2026-13", "x", "2999-01"):
        answer = client.post(reverse("attendance-statement", args=[learned.order.number]), {"month": wrong})
        assert answer.status_code in (302, 404)
    client.force_login(cast.valerie)
    assert (
        client.post(reverse("attendance-statement", args=[learned.order.number]), {"month": month}).status_code == 404
    )
