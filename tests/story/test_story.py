"""The guided tour: from the catalogue to a credential that a stranger verifies, in the words of the actions.

It passes under both consortia that come with the project, so nothing in it knows a name (R008).
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from credseal.pdf import judge_pdf
from microcert.allotment.queries import public_ledger
from microcert.catalogue.queries import search
from microcert.consortium.models import Appointment, Consortium
from microcert.consortium.roles import Role
from microcert.contracts.actions import check_code, send_code
from microcert.credentials.actions import revoke
from microcert.credentials.models import Credential
from microcert.credentials.verification import judge
from microcert.documents import custody
from microcert.documents.queries import content
from microcert.enrolment.models import LearnerFile
from microcert.evaluation.actions import (
    adopt_unreserved,
    check_identity,
    close_deliberation,
    mark,
    name_jury,
    open_deliberation,
    open_sitting,
    sign_minutes,
    submit,
)
from microcert.foundation import clock, journal
from microcert.foundation.clock import moved_to
from microcert.journeys.load_house import load_house, read_house
from microcert.journeys.place_order import place_order
from microcert.journeys.sign_contract import sign_contract
from microcert.learning import actions as learning
from microcert.learning.queries import progress
from microcert.orders.models import Order
from microcert.orders.rules import OrderStatus
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.trainings.rules import ActivityKind

HOUSES = ("demo/consortium.toml", "demo/tiny/consortium.toml")


def at(day, hour=10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture(params=HOUSES, ids=["unicamp", "tiny"])
def house(request, db) -> Consortium:
    load_house(read_house(Path(settings.ROOT) / request.param), password="demonstration")
    return Consortium.objects.get()


def somebody(role: Role, university) -> User:
    return Appointment.objects.filter(role=role, university=university).earliest("pk").person


def a_session_with_its_people() -> Session:
    """An open session whose producing university has an evaluator and a jury among the cast."""
    sessions = Session.objects.filter(status="open").select_related("version__training__producer")
    assess = {held.university_id for held in Appointment.objects.filter(role=Role.EVALUATOR)}
    judge_too = {held.university_id for held in Appointment.objects.filter(role=Role.JURY_MEMBER)}
    return sessions.filter(version__training__producer__in=assess & judge_too).earliest("pk")


def a_learner() -> User:
    return User.objects.filter(appointments=None).earliest("pk")


@pytest.mark.requirement("R008", "R018", "R019", "R054", "R058", "R072", "R096", "R097")
def test_from_the_catalogue_to_a_verified_credential(house, drain_jobs, pdf_text, django_capture_on_commit_callbacks):
    # A visitor searches without accents, and finds.
    session = a_session_with_its_people()
    version, producer = session.version, session.version.training.producer
    found = search(version.title.lower().replace("é", "e").replace("è", "e"))
    assert found.slice.rows[0].title == version.title

    # They order; the university is drawn, and the ledger shows it.
    learner = a_learner()
    order = place_order(learner, session, "individual", Order.Proctoring.REMOTE, by=learner)
    assert public_ledger(session)["rows"][-1]["university"] == order.university.slug

    # The contract stands on that university's letterhead; it is signed with the code received.
    drain_jobs()
    order.refresh_from_db()
    contract = order.contract
    pdf = content(contract.document)
    assert judge_pdf(pdf, custody.trust_roots()).bottom_line
    assert order.university.name in pdf_text(pdf)
    with django_capture_on_commit_callbacks(execute=True):
        send_code(contract, by=learner)
    code = re.search(r": (\d{6})\b", mail.outbox[-1].body)[1]
    check_code(contract, code)
    sign_contract(contract, code=code, has_consented=True, network_address="192.0.2.1", user_agent="", by=learner)
    order.refresh_from_db()
    assert order.status == OrderStatus.PENDING
    assert order.chargeable_from == contract_last_day(contract) + timedelta(days=1)
    file = LearnerFile.objects.get(order=order)
    assert file.university == order.university

    follow_the_course(file, learner)
    minutes = be_assessed(file, learner, producer, house, drain_jobs)

    # The credential is awarded on the producing university's letterhead, and a stranger verifies it.
    with moved_to(minutes.sealed_at + timedelta(hours=1)):
        drain_jobs()
        credential = Credential.objects.get(file=file)
        assert credential.issuer == producer
        certificate = content(credential.certificate)
        assert producer.name in pdf_text(certificate) and learner.full_name in pdf_text(certificate)
        assert judge_pdf(certificate, custody.trust_roots()).bottom_line
        assert (judged := judge(certificate)).ok, judged.findings
        assert judge(credential.badge.encode()).ok
        tampered = credential.badge.replace(learner.family_name, "Mallory", 1).encode()
        assert not judge(tampered).ok
        revoke(credential, reason="Erreur matérielle", by=somebody(Role.LEGAL_REPRESENTATIVE, producer))
        assert not judge(credential.badge.encode()).ok
        assert not judge(certificate).ok
    assert journal.verify().holds


def contract_last_day(contract):
    contract.refresh_from_db()
    return contract.withdrawal_last_day


def follow_the_course(file, learner):
    with moved_to(at(file.session.starts_on)):
        for activity in file.session.version.activities.all():
            if activity.kind == ActivityKind.QUIZ:
                answers = [question["answer"] for question in activity.content["questions"]]
                learning.answer_quiz(file, activity, answers, by=learner)
            elif activity.kind not in (ActivityKind.VIRTUAL_CLASS, ActivityKind.ASSESSMENT):
                learning.confirm(file, activity, by=learner)
    for event in file.session.events.filter(kind="virtual_class"):
        with moved_to(event.starts_at):
            learning.join_class(file, event, by=learner)
    assert progress(file).missing == ()


def be_assessed(file, learner, producer, house, drain_jobs):
    evaluator, expert = somebody(Role.EVALUATOR, producer), somebody(Role.PEDAGOGICAL_EXPERT, producer)
    panel = [
        expert,
        *(held.person for held in producer.appointments.filter(role=Role.JURY_MEMBER).exclude(person=expert)),
    ]
    with moved_to(at(file.session.starts_on + timedelta(days=1))):
        members = [(person, "membre", person == expert) for person in panel]
        jury = name_jury(file.session, meets_at=at(file.session.ends_on, 14), members=members, by=expert)
        sitting = open_sitting(file, by=learner)
        check_identity(sitting, method="live", by=evaluator)
        submit(sitting, text="Ma production, assez longue pour être lue.", by=learner)
        assert progress(file).minutes_done == progress(file).minutes_total
        criteria = file.session.version.task.criteria.all()
        mark(sitting, ranks={criterion.code: 3 for criterion in criteria}, feedback="Solide.", by=evaluator)
    with moved_to(at(file.session.ends_on, 14)):
        open_deliberation(jury, present=panel, by=expert)
        adopt_unreserved(jury, by=expert)
        close_deliberation(jury, observations="", by=expert)
        for person in panel:
            sign_minutes(jury, by=person)
        drain_jobs()
        jury.refresh_from_db()
        assert clock.today() == file.session.ends_on
        return jury.minutes
