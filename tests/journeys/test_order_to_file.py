"""From the order to the open file, and back when the learner gives up: rooms moved together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from microcert.allotment.models import Commitment, Draw
from microcert.allotment.queries import balance, public_ledger
from microcert.allotment.rules import replay
from microcert.contracts import actions as contracts
from microcert.contracts.actions.contracts import _hash as code_hash
from microcert.contracts.models import SignatureCode, TrainingContract
from microcert.contracts.rules import ContractStatus
from microcert.documents.custody import ensure_keys
from microcert.enrolment.models import LearnerFile
from microcert.enrolment.rules import FileStatus
from microcert.foundation import clock, journal
from microcert.foundation.calendar import first_debit_on
from microcert.foundation.jobs import enqueue
from microcert.foundation.refusals import Invalid
from microcert.journeys.calendar import keep_the_calendar
from microcert.journeys.end_order import cancel_before_signature, withdraw_from_contract
from microcert.journeys.sign_contract import sign_contract
from microcert.orders import errors
from microcert.orders.models import Order
from microcert.orders.rules import OrderStatus
from tests.orders.gestures import until

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered(cast, drain_jobs) -> Order:
    """Ines's order, its contract ready to sign."""
    for university in (cast.hauterive, cast.valmere, cast.broceliande):
        ensure_keys(university)
    cast.open_session()
    order = cast.order()
    drain_jobs()
    order.refresh_from_db()
    return order


def sign(order: Order) -> TrainingContract:
    """Sign as the page does, with the code that was sent."""
    contract = TrainingContract.objects.get(order=order)
    code = SignatureCode.objects.create(
        contract=contract,
        code_hash=code_hash(contract, "123456"),
        expires_at=clock.now() + timedelta(minutes=15),
    )
    assert code.tries_left
    contracts.check_code(contract, "123456")
    sign_contract(contract, code="123456", has_consented=True, network_address=None, user_agent="", by=order.buyer)
    contract.refresh_from_db()
    return contract


@pytest.mark.requirement("R019", "R072")
def test_the_contract_comes_by_itself_on_the_letterhead_of_the_drawn_university(ordered):
    assert ordered.status == OrderStatus.TO_SIGN
    assert ordered.contract.document.letterhead == ordered.university == ordered.draw.university


@pytest.mark.requirement("R014")
def test_the_signature_opens_the_file_at_once_and_nothing_can_be_charged_yet(ordered):
    sign(ordered)
    ordered.refresh_from_db()
    file = LearnerFile.objects.get()
    assert ordered.status == OrderStatus.PENDING
    assert ordered.chargeable_from == first_debit_on(clock.today())
    assert (file.order, file.learner, file.university) == (ordered, ordered.buyer, ordered.university)
    assert file.status == FileStatus.OPEN and journal.verify().holds


def test_renouncing_ends_the_order_releases_the_seat_and_closes_the_file(cast, ordered):
    withdraw_from_contract(sign(ordered), by=cast.ines)
    ordered.refresh_from_db()
    assert ordered.status == OrderStatus.CANCELLED and ordered.cancelled_at
    assert LearnerFile.objects.get().status == FileStatus.WITHDRAWN
    assert Draw.objects.get(kind="released").order_key == ordered.draw.order_key
    assert balance(cast.session).contracts == 0 and replay(public_ledger(cast.session)).holds


def test_cancelling_before_the_signature_voids_the_contract(cast, ordered):
    cancel_before_signature(ordered, by=cast.ines)
    assert TrainingContract.objects.get().status == ContractStatus.VOID
    ordered.refresh_from_db()
    assert ordered.status == OrderStatus.CANCELLED


def test_once_signed_one_renounces_and_does_not_cancel(cast, ordered):
    sign(ordered)
    ordered.refresh_from_db()
    with pytest.raises(errors.WrongMoment, match="Renoncer au contrat ici"):
        cancel_before_signature(ordered, by=cast.ines)


def test_an_order_that_is_refused_leaves_nothing_behind(cast):
    cast.open_session()
    for changed, refusal in (
        ({"tariff": "employer"}, errors.TariffUnknown),
        ({"proctoring": "none"}, Invalid),
        ({"accepted_terms": "0" * 64}, errors.TermsChanged),
    ):
        with pytest.raises(refusal):
            cast.order(**changed)
    cast.ines.birth_place = ""
    with pytest.raises(errors.IdentityIncomplete) as refused:
        cast.order()
    assert refused.value.field == "birth_place"
    assert not Order.objects.exists() and not Draw.objects.exists()


def test_the_calendar_makes_orders_chargeable(cast, ordered, drain_jobs):
    sign(ordered)
    ordered.refresh_from_db()
    with clock.moved_by(until(ordered.chargeable_from)):
        enqueue(keep_the_calendar)
        drain_jobs()
    ordered.refresh_from_db()
    assert ordered.status == OrderStatus.PENDING_PAYMENT


@pytest.mark.requirement("N01")
def test_the_calendar_lets_unsigned_orders_lapse_and_reveals_the_seed(cast, ordered, drain_jobs):
    with clock.moved_by(until(cast.session.sales_close_on + timedelta(days=1))):
        for _ in range(2):
            enqueue(keep_the_calendar)
            drain_jobs()
    ordered.refresh_from_db()
    assert ordered.status == OrderStatus.CANCELLED
    assert Commitment.objects.get().revealed_seed
    assert replay(public_ledger(cast.session)).is_revealed


def test_while_sales_are_open_the_calendar_leaves_everything_alone(cast, ordered, drain_jobs):
    enqueue(keep_the_calendar)
    drain_jobs()
    ordered.refresh_from_db()
    assert ordered.status == OrderStatus.TO_SIGN and not Commitment.objects.get().revealed_seed
