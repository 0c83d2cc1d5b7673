"""The external signature provider: notifications, what comes back, and settings that are whole or absent."""

from __future__ import annotations

import itertools

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from credseal.pdf import judge_pdf, seal_pdf
from microcert.consortium.roles import Role
from microcert.contracts import actions, errors
from microcert.contracts.envelopes import Envelopes, check_signed_file
from microcert.contracts.jobs import cancel_envelopes
from microcert.contracts.models import SignatureEnvelope, SignatureEvidence, TrainingContract
from microcert.contracts.rules import ENVELOPE_TRANSITIONS, NOTICE_IS_LATE, ContractStatus, EnvelopeState
from microcert.contracts.signature import BUILT_IN, NEEDED, refuse_half_a_provider
from microcert.documents import custody
from microcert.documents.models import Document
from microcert.documents.queries import content
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock
from microcert.journeys.after_signature import ask_after, ask_after_envelopes
from microcert.journeys.end_order import cancel_before_signature
from microcert.orders.rules import OrderStatus
from tests.cast import person

from .signing_house import RECORD, notice, signing_house

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/signatures/events"


@pytest.fixture
def house(settings, tmp_path):
    with signing_house(settings, tmp_path) as house:
        yield house


@pytest.fixture
def contract(cast, house, drain_jobs):
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        custody.ensure_keys(university)
    cast.open_session()
    cast.order()
    drain_jobs()
    return TrainingContract.objects.get()


@pytest.fixture
def reference(contract, cast, house):
    Envelopes().ask(contract, by=cast.ines)
    return contract.envelopes.get().reference


def tell(client, *message):
    body, headers = notice(*message)
    return client.post(DOOR, body, content_type="application/json", headers=headers)


@pytest.mark.requirement("R020")
def test_a_learner_signs_at_the_provider_and_the_story_continues(client, cast, contract, house, drain_jobs):
    client.force_login(cast.ines)
    page = reverse("contract", args=[contract.number])
    assert "Aller signer le contrat" in client.get(page).content.decode()
    led = client.post(reverse("contract-code", args=[contract.number]))
    assert led.url == "https://signature.example/s/env-1"
    assert "J’ai signé" in client.get(page).content.decode()
    assert "pas encore reçu" in client.post(page, follow=True).content.decode()
    house.signs("env-1")
    assert tell(client, "env-1").json() == {"outcome": "signed"}
    drain_jobs()
    contract.refresh_from_db()
    assert contract.status == ContractStatus.SIGNED and contract.order.status == OrderStatus.PENDING
    assert LearnerFile.objects.get().learner == cast.ines
    kept = client.get(reverse("contract-paper", args=[contract.number, "signe"]))
    assert kept.content == house.envelopes["env-1"]["pdf"]
    assert content(contract.evidence.record) == RECORD


def test_the_learner_who_comes_back_needs_no_notification(client, cast, contract, house, reference):
    house.signs(reference)
    client.force_login(cast.ines)
    back = client.post(reverse("contract", args=[contract.number]), follow=True)
    assert "Votre contrat est signé" in back.content.decode()
    assert tell(client, reference).json() == {"outcome": "signed"}
    assert SignatureEvidence.objects.count() == 1


def test_asking_twice_opens_one_envelope(cast, contract, house):
    first, again = (Envelopes().ask(contract, by=cast.ines) for _ in range(2))
    assert first == again and house.asked == 1 and SignatureEnvelope.objects.count() == 1


def test_a_lost_answer_opens_no_second_envelope(cast, contract, house, reference):
    SignatureEnvelope.objects.all().delete()
    Envelopes().ask(contract, by=cast.ines)
    assert list(house.envelopes) == [reference] and house.asked == 2


@pytest.mark.parametrize(
    "order", list(itertools.permutations(["envelope.opened", "envelope.completed", "envelope.viewed"]))
)
def test_repeated_and_reordered_notifications_are_harmless(client, house, reference, order):
    house.signs(reference)
    outcomes = [tell(client, reference, kind).json()["outcome"] for kind in (*order, *order)]
    assert outcomes == ["signed"] * 6
    assert SignatureEvidence.objects.count() == LearnerFile.objects.count() == 1
    assert Document.objects.filter(kind="signed_contract").count() == 1


@pytest.mark.parametrize(
    ("status", "state"), [("declined", "refused"), ("expired", "expired"), ("canceled", "cancelled")]
)
def test_an_envelope_that_ended_unsigned_can_be_asked_for_again(
    client, cast, contract, house, reference, status, state
):
    house.envelopes[reference]["status"] = status
    assert tell(client, reference).json() == {"outcome": state}
    # A signature that the provider claims afterwards changes nothing.
    house.signs(reference)
    assert tell(client, reference).json() == {"outcome": state}
    contract.refresh_from_db()
    assert contract.status == ContractStatus.ISSUED
    assert Envelopes().ask(contract, by=cast.ines).endswith("env-2")


@pytest.mark.parametrize(
    "changed",
    [{"email": "malik@example.test"}, {"signed_at": "2026-11-02T10:00:00"}, {"consent": None, "signed_at": 3}],
)
def test_a_proof_about_somebody_or_something_else_is_rejected(client, contract, house, reference, changed):
    house.signs(reference, **changed)
    assert tell(client, reference).json() == {"outcome": "rejected"}
    assert not SignatureEvidence.objects.exists() and not LearnerFile.objects.exists()


def test_the_file_that_returns_is_the_one_that_was_sent(contract, house, reference):
    house.signs(reference)
    sent, signed = content(contract.document), house.envelopes[reference]["pdf"]
    check_signed_file(sent=sent, returned=signed)
    stranger = custody.seal_of(contract.order.university)
    other = seal_pdf(sent, stranger, sealed_at=clock.now(), field_name="Signature")
    for wrong in (b"", sent, signed[:-9], signed + b"\n%more", signed.replace(b"Catalog", b"Catalof"), other):
        with pytest.raises(errors.ResultAltered):
            check_signed_file(sent=sent, returned=wrong)


def test_a_signature_for_an_order_given_up_is_too_late(client, cast, contract, house, reference):
    cancel_before_signature(contract.order, by=cast.ines)
    house.signs(reference)
    assert tell(client, reference).json() == {"outcome": "too_late"}
    assert not SignatureEvidence.objects.exists()


def test_an_order_that_ends_takes_its_envelope_back(client, cast, contract, house, reference, drain_jobs):
    cancel_before_signature(contract.order, by=cast.ines)
    drain_jobs()
    assert house.envelopes[reference]["status"] == "canceled"
    assert contract.envelopes.get().status == EnvelopeState.CANCELLED
    assert tell(client, reference).json() == {"outcome": "cancelled"}
    desk = {cast.valmere: cast.valerie, cast.broceliande: cast.karim}.get(contract.order.university)
    client.force_login(desk or person("bureau", "Basile", "Ferrand", (Role.ADMIN_TEAM, contract.order.university)))
    told = client.get(reverse("office-order", args=[contract.order.number])).content.decode()
    assert "Contrat remis au prestataire de signature" in told
    assert "Demande de signature close sans signature" in told


def test_an_envelope_signed_a_moment_before_the_end_is_too_late(cast, contract, house, reference, drain_jobs):
    house.signs(reference)
    cancel_before_signature(contract.order, by=cast.ines)
    drain_jobs()
    assert contract.envelopes.get().status == EnvelopeState.TOO_LATE
    assert not SignatureEvidence.objects.exists()


def test_a_provider_that_is_silent_at_the_end_is_asked_again(cast, contract, house, reference):
    cancel_before_signature(contract.order, by=cast.ines)
    house.is_down = True
    with pytest.raises(errors.SignatureSilent):
        cancel_envelopes.call(contract.pk)
    assert contract.envelopes.get().status == EnvelopeState.OPEN
    house.is_down = False
    cancel_envelopes.call(contract.pk)
    cancel_envelopes.call(contract.pk)
    assert contract.envelopes.get().status == EnvelopeState.CANCELLED


def test_an_order_that_ends_while_the_provider_answers_leaves_no_envelope(cast, contract, house):
    cancel_before_signature(contract.order, by=cast.ines)
    with pytest.raises(errors.NotToSign):
        Envelopes().ask(contract, by=cast.ines)
    assert house.envelopes["env-1"]["status"] == "canceled" and not SignatureEnvelope.objects.exists()


def test_a_silent_provider_loses_nothing(client, cast, contract, house, reference):
    house.is_down = True
    assert tell(client, reference).status_code == 503
    client.force_login(cast.ines)
    assert "ne répond pas" in client.post(reverse("contract", args=[contract.number]), follow=True).content.decode()
    house.is_down = False
    house.signs(reference)
    assert tell(client, reference).json() == {"outcome": "signed"}


def test_a_lost_notification_is_made_up_for(contract, house, reference, drain_jobs):
    house.signs(reference)
    ask_after_envelopes.call()
    drain_jobs()
    assert contract.envelopes.get().status == EnvelopeState.OPEN, "its notice may still come"
    contract.envelopes.update(opened_at=clock.now() - NOTICE_IS_LATE)
    for _round in range(2):
        ask_after_envelopes.call()
        drain_jobs()
    contract.refresh_from_db()
    assert contract.status == ContractStatus.SIGNED and SignatureEvidence.objects.count() == 1
    assert LearnerFile.objects.count() == 1


def test_a_silent_provider_is_asked_after_again_and_one_envelope_holds_up_no_other(house, contract, reference):
    contract.envelopes.update(opened_at=clock.now() - NOTICE_IS_LATE)
    house.is_down = True
    with pytest.raises(errors.SignatureSilent):
        ask_after.call(contract.envelopes.get().pk)
    house.is_down = False
    house.envelopes[reference]["status"] = "declined"
    ask_after.call(contract.envelopes.get().pk)
    assert contract.envelopes.get().status == EnvelopeState.REFUSED


def test_strangers_notifications_are_refused(client, reference, settings):
    body, headers = notice(reference, secret="un autre")
    assert client.post(DOOR, body, content_type="application/json", headers=headers).status_code == 401
    assert client.post(DOOR, body, content_type="application/json").status_code == 401
    assert tell(client, "env-99").json() == {"outcome": "unknown"}
    assert tell(client, 3).status_code == 422
    settings.SIGNATURE = BUILT_IN
    assert tell(client, reference).status_code == 404


def test_only_the_learner_is_led_to_sign(client, cast, contract, house):
    client.force_login(cast.malik)
    assert client.post(reverse("contract-code", args=[contract.number])).status_code == 404
    assert not house.envelopes


def test_the_university_signs_the_very_file_that_the_learner_signed(client, cast, contract, house, reference):
    house.signs(reference)
    tell(client, reference)
    contract.refresh_from_db()
    actions.countersign(contract, by=cast.helene)
    contract.refresh_from_db()
    both = content(actions.keep_countersigned_copy(contract))
    assert both.startswith(house.envelopes[reference]["pdf"])
    judged = judge_pdf(both, [*custody.trust_roots(), house.root])
    assert judged.bottom_line and len(judged.seals) == 3


@pytest.mark.parametrize("missing", NEEDED)
def test_half_a_provider_does_not_start(house, settings, missing):
    refuse_half_a_provider()
    setattr(settings, missing, "")
    with pytest.raises(ImproperlyConfigured, match=missing):
        refuse_half_a_provider()


def test_settings_of_a_provider_that_is_not_chosen_do_not_start(house, settings):
    settings.SIGNATURE = BUILT_IN
    with pytest.raises(ImproperlyConfigured, match="SIGNATURE_URL"):
        refuse_half_a_provider()


def test_an_envelope_ends_once(contract, house, reference):
    assert set(ENVELOPE_TRANSITIONS) == set(EnvelopeState)
    for start, end in itertools.product(EnvelopeState, EnvelopeState):
        is_allowed = start is EnvelopeState.OPEN and end is not EnvelopeState.OPEN
        assert (end in ENVELOPE_TRANSITIONS[start]) is is_allowed
        SignatureEnvelope.objects.update(status=start)
        assert actions.end_envelope(contract.envelopes.get(), end) == (end if is_allowed else start)
