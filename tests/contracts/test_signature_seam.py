"""What every signature provider must keep to: one suite, run over the built-in code and over an external house."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail

from credseal.pdf import judge_pdf
from microcert.contracts import actions, errors
from microcert.contracts.models import SignatureEvidence, TrainingContract
from microcert.contracts.rules import ContractStatus
from microcert.contracts.signature import provider
from microcert.documents import custody
from microcert.documents.queries import content
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal

from .signing_house import signing_house

pytestmark = pytest.mark.django_db


class ByCode:
    """The gestures of a signatory with the built-in code."""

    def __init__(self, contract, by, run_callbacks):
        self.contract, self.by, self.run_callbacks = contract, by, run_callbacks

    def ask(self):
        with self.run_callbacks(execute=True):
            address = provider().ask(self.contract, by=self.by)
        self.code = re.search(r": (\d{6})\b", mail.outbox[-1].body)[1]
        return address

    @property
    def answer(self):
        return {"code": self.code, "has_consented": True, "network_address": "192.0.2.7", "user_agent": "Navigateur"}

    def signs(self):
        return self.answer

    def refuses(self):
        return self.answer | {"has_consented": False}

    def lets_it_expire(self):
        self.contract.codes.update(expires_at=clock.now() - timedelta(minutes=1))
        return self.answer

    def calls_it_back(self):
        old = self.answer
        self.contract.codes.update(sent_at=clock.now() - timedelta(minutes=2))
        self.ask()
        return old

    def tampers(self):
        return self.answer | {"code": "000000" if self.code != "000000" else "111111"}


class ByHouse:
    """The same gestures at an external provider."""

    def __init__(self, contract, by, house):
        self.contract, self.by, self.house = contract, by, house

    def ask(self):
        address = provider().ask(self.contract, by=self.by)
        self.reference = self.contract.envelopes.get(status="open").reference
        return address

    def _stands(self, status):
        self.house.envelopes[self.reference]["status"] = status
        return {"envelope": self.reference}

    def signs(self):
        self.house.signs(self.reference)
        return {"envelope": self.reference}

    def refuses(self):
        return self._stands("declined")

    def lets_it_expire(self):
        return self._stands("expired")

    def calls_it_back(self):
        return self._stands("canceled")

    def tampers(self):
        self.signs()
        pdf = self.house.envelopes[self.reference]["pdf"]
        self.house.envelopes[self.reference]["pdf"] = pdf.replace(b"/Type/Page", b"/Type/Pagf", 1)
        return {"envelope": self.reference}


@pytest.fixture
def contract(cast):
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    return actions.issue(cast.order())


@pytest.fixture(params=["code", "house"])
def signatory(request, contract, cast, settings, tmp_path, django_capture_on_commit_callbacks):
    if request.param == "code":
        yield ByCode(contract, cast.ines, django_capture_on_commit_callbacks)
    else:
        with signing_house(settings, tmp_path) as house:
            yield ByHouse(contract, cast.ines, house)


def take(contract, proof, by):
    return actions.sign_with_proof(contract, proof=proof, by=by)


def test_the_signatory_is_led_somewhere(signatory):
    assert signatory.ask().startswith(("/espace/contrats/", "https://signature.example/"))


def test_the_proof_names_the_person_the_document_and_the_words(signatory, contract, cast):
    signatory.ask()
    signed = take(contract, provider().proof(contract, signatory.signs()), cast.ines)
    assert signed.status == ContractStatus.SIGNED
    evidence = signed.evidence
    assert evidence.signatory == cast.ines.full_name and evidence.network_address == "192.0.2.7"
    assert evidence.document_sha256 == contract.document.sha256 and "signe" in evidence.consent_text
    assert abs(evidence.signed_at - clock.now()) < timedelta(minutes=1)


def test_the_same_proof_counts_once(signatory, contract, cast):
    signatory.ask()
    proof = provider().proof(contract, signatory.signs())
    take(contract, proof, cast.ines)
    with pytest.raises(Refusal):
        take(contract, proof, cast.ines)
    assert SignatureEvidence.objects.count() == 1


def test_another_person_does_not_sign(signatory, contract, cast):
    signatory.ask()
    proof = provider().proof(contract, signatory.signs())
    with pytest.raises(errors.ResultAltered):
        take(contract, proof, cast.malik)


@pytest.mark.parametrize("gesture", ["refuses", "lets_it_expire", "calls_it_back", "tampers"])
def test_nothing_else_than_a_valid_signature_signs(signatory, contract, cast, gesture):
    signatory.ask()
    with pytest.raises(Refusal):
        take(contract, provider().proof(contract, getattr(signatory, gesture)()), cast.ines)
    assert TrainingContract.objects.get().status == ContractStatus.ISSUED
    assert not SignatureEvidence.objects.exists()


def test_what_nobody_heard_of_is_only_what_an_outsider_may_know_before_us(signatory, contract):
    signatory.ask()
    is_external = provider().is_external
    assert provider().unheard_of(clock.now() - timedelta(minutes=1)).count() == 0, "it was opened just now"
    assert provider().unheard_of(clock.now()).count() == is_external
    contract.envelopes.update(status="refused")
    assert provider().unheard_of(clock.now()).count() == 0, "its end is known"


def test_the_signed_copy_is_kept_and_its_seals_hold(signatory, contract, cast):
    signatory.ask()
    signed = take(contract, provider().proof(contract, signatory.signs()), cast.ines)
    pdf = content(actions.keep_signed_copy(signed))
    theirs = [signatory.house.root] if isinstance(signatory, ByHouse) else []
    assert judge_pdf(pdf, [*custody.trust_roots(), *theirs]).bottom_line
