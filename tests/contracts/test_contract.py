from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from credseal.pdf import judge_pdf
from microcert.contracts import actions, errors, jobs
from microcert.contracts.models import SignatureCode, TrainingContract
from microcert.contracts.rules import TRANSITIONS, ContractStatus, may_withdraw
from microcert.documents import custody
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.foundation import clock
from microcert.foundation.calendar import withdrawal_last_day
from microcert.foundation.clock import moved_to
from microcert.orders.rules import OrderStatus


@pytest.fixture
def order(cast):
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    return cast.order()


@pytest.fixture
def contract(order):
    return actions.issue(order)


@pytest.fixture
def code(contract, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.send_code(contract, by=cast.ines)
    return re.search(r": (\d{6})\b", mail.outbox[-1].body)[1]


def sign(contract, code, cast, **changed):
    actions.check_code(contract, code)
    evidence = {"has_consented": True, "network_address": "192.0.2.7", "user_agent": "Navigateur"}
    return actions.sign(contract, code=code, by=cast.ines, **evidence | changed)


@pytest.mark.requirement("R019")
def test_the_contract_stands_on_the_letterhead_of_the_drawn_university(contract, order, pdf_text):
    pdf = content(contract.document)
    assert contract.document.letterhead == order.university
    assert judge_pdf(pdf, custody.trust_roots()).bottom_line
    assert order.university.name in pdf_text(pdf)
    order.refresh_from_db()
    assert order.status == OrderStatus.TO_SIGN


# Labour code L6353-4: the mentions required on pain of nullity, and what else a learner must find.
MENTIONS = {
    "nature (L6353-4 1°)": "Action de formation (article L. 6313-1",
    "duration (R072)": "10 h de travail estimé",
    "programme": "Se situer",
    "object": "Vous repartez avec une situation",
    "headcount": "12 stagiaires au plus",
    "prerequisites (2°)": "Avoir animé une action de formation",
    "conditions (3°): distance": "à distance",
    "conditions: means": "Classe virtuelle",
    "conditions: assessment": "Production authentique",
    "award": "micro-certification délivrée par Université de Hauterive",
    "trainers (4°)": "Agathe Roussel",
    "payment (5°)": "290 €",
    "nothing before expiry, 30 % at most (L6353-6)": "30 % du prix au plus",
    "early end (5°)": "force majeure",
    "withdrawal (L6353-5, L221-18)": "14 jours",
    "declaration number (L6352-12)": "27250000025",
    "representative": "Hélène Duvivier",
    "SIRET": "19251215000363",
    "VAT": "261-4-4",
    "learner": "Inès Marie Carpentier",
    "terms of sale": "Conditions de vente",
    "internal rules": "Règlement intérieur",
    "framework (R002)": "version 2026-1",
    "visa (R001)": "Code du travail, L6353-3",
}


@pytest.mark.requirement("R072", "R099")
def test_every_mention_that_the_law_asks_for_is_in_the_contract(contract, pdf_text):
    text = pdf_text(content(contract.document)).replace("\u00a0", " ").replace("\u202f", " ")
    missing = {mention: words for mention, words in MENTIONS.items() if words not in text}
    assert not missing


def test_issuing_twice_makes_one_contract(contract, order):
    assert actions.issue(order) == contract
    assert Document.objects.filter(kind=Document.Kind.TRAINING_CONTRACT).count() == 1


def test_the_learner_signs_with_the_code_received(contract, code, cast):
    signed = sign(contract, code, cast)
    assert signed.status == ContractStatus.SIGNED
    assert signed.withdrawal_last_day == withdrawal_last_day(clock.today())
    assert signed.evidence.document_sha256 == contract.document.sha256
    assert signed.evidence.network_address == "192.0.2.7"
    copy = actions.keep_signed_copy(signed)
    assert judge_pdf(content(copy), custody.trust_roots()).bottom_line


def test_the_signed_copy_bears_the_proof(contract, code, cast, pdf_text):
    signed = sign(contract, code, cast)
    text = pdf_text(content(actions.keep_signed_copy(signed)))
    assert "Preuve de signature" in text and "192.0.2.7" in text


def test_the_code_is_not_kept_in_clear(code):
    assert all(code not in row.code_hash for row in SignatureCode.objects.all())


def test_a_wrong_code_costs_a_try_and_five_end_it(contract, code, cast):
    wrong = "000000" if code != "000000" else "111111"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(errors.WrongCode, match=str(left)):
            actions.check_code(contract, wrong)
    with pytest.raises(errors.CodeExpired):
        actions.check_code(contract, code)


def test_a_code_lives_a_quarter_of_an_hour(contract, code, cast):
    with moved_to(clock.now() + timedelta(minutes=16)), pytest.raises(errors.CodeExpired):
        sign(contract, code, cast)


def test_a_new_code_cancels_the_one_before(contract, code, cast):
    with moved_to(clock.now() + timedelta(minutes=2)):
        actions.send_code(contract, by=cast.ines)
        with pytest.raises(errors.WrongCode):
            actions.check_code(contract, code)


def test_codes_are_not_sent_in_a_row(contract, code, cast):
    with pytest.raises(errors.CodeTooSoon):
        actions.send_code(contract, by=cast.ines)


def test_nobody_signs_without_consent(contract, code, cast):
    with pytest.raises(errors.ConsentMissing):
        sign(contract, code, cast, has_consented=False)


def test_nobody_signs_twice(contract, code, cast):
    sign(contract, code, cast)
    with pytest.raises(errors.NotToSign):
        actions.sign(contract, code=code, has_consented=True, network_address=None, user_agent="", by=cast.ines)


def test_nobody_signs_when_the_first_debit_would_come_after_the_start(contract, code, cast):
    after = datetime.combine(cast.session.sales_close_on + timedelta(days=1), time(9))
    with moved_to(timezone.make_aware(after)), pytest.raises(errors.SalesClosed):
        actions.send_code(contract, by=cast.ines)


def test_the_learner_renounces_within_the_period_and_gets_a_receipt(contract, code, cast, pdf_text):
    signed = sign(contract, code, cast)
    withdrawal = actions.withdraw(signed, by=cast.ines)
    receipt = actions.keep_receipt(withdrawal)
    assert "L. 221-21" in pdf_text(content(receipt))
    assert TrainingContract.objects.get().status == ContractStatus.WITHDRAWN


def test_the_last_day_counts_until_midnight_and_not_after(contract, code, cast):
    signed = sign(contract, code, cast)
    midnight = timezone.make_aware(datetime.combine(signed.withdrawal_last_day + timedelta(days=1), time(0)))
    with moved_to(midnight + timedelta(seconds=1)), pytest.raises(errors.WithdrawalTooLate):
        actions.withdraw(signed, by=cast.ines)
    with moved_to(midnight - timedelta(minutes=1)):
        assert actions.withdraw(signed, by=cast.ines)


def test_every_pair_of_states_is_allowed_or_refused_by_the_table():
    allowed = {(now, then) for now, ends in TRANSITIONS.items() for then in ends}
    assert set(TRANSITIONS) == set(ContractStatus)
    assert allowed == {
        (ContractStatus.ISSUED, ContractStatus.SIGNED),
        (ContractStatus.ISSUED, ContractStatus.VOID),
        (ContractStatus.SIGNED, ContractStatus.WITHDRAWN),
        (ContractStatus.SIGNED, ContractStatus.VOID),
    }


@pytest.mark.parametrize(("day", "allowed"), [(15, True), (16, True), (17, False)])
def test_the_period_ends_with_its_last_day(day, allowed):
    assert may_withdraw(date(2026, 11, day), date(2026, 11, 16)) is allowed
    assert not may_withdraw(date(2026, 11, day), None)


def test_the_letters_speak_the_language_of_the_learner(contract, cast):
    cast.ines.language = "en"
    cast.ines.save()
    jobs.tell_contract_is_ready.func(contract.pk)
    assert mail.outbox[-1].subject == "Your training contract is ready"
    assert "Nothing is to be paid now." in mail.outbox[-1].body
