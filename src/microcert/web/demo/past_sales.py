"""Sales of the months before, for the pages of money: a session of two universities that is over, sold, paid and settled.

Nothing is written past the platform's actions. The clock runs back for the length of each gesture, so that every month
has what belongs to it. It is done when somebody asks for it on the page of the demonstration, and once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from microcert.consortium.models import Appointment
from microcert.consortium.roles import Role
from microcert.contracts.actions import issue, keep_envelope, sign_with_proof
from microcert.contracts.models import TrainingContract
from microcert.contracts.rules import ContractStatus
from microcert.contracts.signature import Proof
from microcert.enrolment.actions import open_file
from microcert.enrolment.models import LearnerFile
from microcert.foundation import clock
from microcert.foundation.action import action
from microcert.foundation.jobs import task
from microcert.journeys.after_payment import after_payment
from microcert.journeys.end_order import end_order
from microcert.journeys.open_session import open_session
from microcert.journeys.place_order import place_order
from microcert.learning.actions import answer_quiz, confirm
from microcert.learning.rules import CONFIRMED_AS
from microcert.orders.actions import begin_withdrawal_period, confirm_refund, start_payment
from microcert.orders.bank import SimulatedBank
from microcert.orders.models import Order
from microcert.orders.queries import tariffs_for_individuals
from microcert.orders.rules import OWING
from microcert.people.models import User
from microcert.sessions.actions import Participant, plan
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus, first_monday, last_day, session_code
from microcert.settlement.actions import close
from microcert.settlement.jobs import post_payment, post_refund
from microcert.settlement.models import Period
from microcert.settlement.rules import next_month
from microcert.trainings.rules import ActivityKind

from .past_groups import paid_by_its_funder, sold_to_a_company

# Days before the present one. The last instalment is due when the session ends, which is past.
PLANNED, ORDERED, STARTED, GIVEN_UP = 160, 150, 100, 115
WEEKS, SEATS = 6, 30
# The run before the first of the training's file.
NUMBER = 0
HOST = "@anciens.example"
CONSENT = "Je signe ce contrat de formation (démonstration)."


@dataclass(frozen=True)
class Buyer:
    """A fictional learner of the months before; who gives up is refunded what they paid."""

    given: str
    family: str
    gives_up: bool = False

    def email(self, place: int) -> str:
        """One account for each of the sessions: the annual report counts people, not orders."""
        return f"{self.given}.{self.family}{place or ''}{HOST}".lower()


BUYERS = (
    Buyer("Aline", "Corvaisier"),
    Buyer("Bastien", "Hamonic"),
    Buyer("Claire", "Jourdren"),
    Buyer("Driss", "Kacimi", gives_up=True),
    Buyer("Elsa", "Lavigne"),
)
# Who buys for a company, under an agreement that a funder pays.
COMPANYS_OWN = Buyer("Gaëlle", "Ridel")


def runs_to_repeat() -> list[Session]:
    """An open session of each of the consortium's first two producers: what the past ones are like."""
    found: dict[int, Session] = {}
    opened = Session.objects.filter(status=SessionStatus.OPEN).select_related("version__training__producer")
    for session in opened.order_by("version__training__producer__position", "pk"):
        if tariffs_for_individuals(session).exists():
            found.setdefault(session.version.training.producer_id, session)
    return list(found.values())[:2]


def has_past_sales() -> bool:
    """Whether the sales of past months were asked for, and at least begun."""
    return User.objects.filter(email__endswith=HOST).exists()


def code_of(model: Session) -> str:
    training = model.version.training
    return session_code(training.producer.code, training.slug, NUMBER)


@task()
def show_past_sales() -> None:
    """Sell, pay, give back and settle; repeated, it goes on where it stopped."""
    today = clock.today()
    for place, model in enumerate(runs_to_repeat()):
        with at(today, -PLANNED):
            session = past_session(model)
        for turn, buyer in enumerate(BUYERS):
            order = sell(session, account(buyer, place), buyer, today, day=turn)
            if not buyer.gives_up:
                learn(order.learner_file, today)
        sell_to_company(session, account(COMPANYS_OWN, place), today)
    close_months(today)


@action
def past_session(model: Session) -> Session:
    """The past run of a training, planned like one of today's and opened."""
    if standing := Session.objects.filter(code=code_of(model)).first():
        return standing
    starts_on = first_monday(clock.today() + timedelta(days=PLANNED - STARTED))
    session = plan(
        model.version,
        code=code_of(model),
        starts_on=starts_on,
        ends_on=last_day(starts_on, WEEKS),
        capacity=SEATS,
        participants=list(participants(model)),
        by=None,
    )
    return open_session(session, by=None)


def participants(model: Session) -> Iterator[Participant]:
    for each in model.participations.select_related("university", "tutor"):
        yield Participant(
            university=each.university,
            admin_contact=each.admin_contact,
            tutor=each.tutor,
            tutor_name=each.tutor_name,
            support_minutes=each.support_minutes,
            has_committed=True,
        )


def account(buyer: Buyer, place: int) -> User:
    """Their account, with the identity that a contract names; nobody logs in with it."""
    person, is_new = User.objects.get_or_create(
        email=buyer.email(place),
        defaults={
            "given_names": buyer.given,
            "family_name": buyer.family,
            "birth_date": date(1988, 5, 17),
            "birth_place": "Hauterive",
            "postal_address": "3 rue des Tanneurs\n35000 Hauterive",
        },
    )
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


def sell(session: Session, person: User, buyer: Buyer, today: date, *, day: int) -> Order:
    """From the order to its last payment, or to what was given back; two days after the buyer before."""
    with at(today, -ORDERED + 2 * day):
        order = Order.objects.filter(session=session, buyer=person).first() or ordered(session, person)
        sign(issue(order), person)
    order.refresh_from_db()
    for part in order.instalments.order_by("number"):
        days = (part.due_on - today).days
        if buyer.gives_up and part.number > 1:
            break
        if order.status in OWING and part.paid_at is None and days <= 0:
            with at(part.due_on, 0):
                after_payment(*SimulatedBank().notification(start_payment(part, by=person), is_paid=True))
        post_payment.func(part.pk)
    if buyer.gives_up:
        with at(today, -GIVEN_UP):
            give_back(order, person)
    return order


def sell_to_company(session: Session, person: User, today: date) -> None:
    """Agreed in time, paid by the funder a month later."""
    with at(today, -ORDERED):
        order = sold_to_a_company(session, person)
    if order is None:
        return
    with at(today, 30 - ORDERED):
        paid_by_its_funder(order, clock.today(), person)
    for part in order.instalments.all():
        post_payment.func(part.pk)


def learn(file: LearnerFile, today: date) -> None:
    """Half of each course was followed while it ran: the annual report counts the hours of milestones, and nobody without one."""
    followed = file.session.version.activities.filter(is_milestone=True, kind__in=[*CONFIRMED_AS, ActivityKind.QUIZ])
    for place, activity in enumerate(followed.order_by("unit__position", "position")):
        if place % 2 or file.validations.filter(activity=activity).exists():
            continue
        with at(today, min(-1, (file.session.starts_on - today).days + place)):
            if activity.kind == ActivityKind.QUIZ:
                right = [question["answer"] for question in activity.content.get("questions", [])]
                answer_quiz(file, activity, right, by=file.learner)
            else:
                confirm(file, activity, by=file.learner)


def ordered(session: Session, person: User) -> Order:
    tariff = tariffs_for_individuals(session)[0]
    return place_order(person, session, tariff.code, Order.Proctoring.values[0], by=person)


@action
def sign(contract: TrainingContract, person: User) -> None:
    """As with a signature provider of the outside, which the demonstration plays itself."""
    if contract.status != ContractStatus.ISSUED:
        return
    reference = f"demonstration-{contract.number}"
    keep_envelope(contract, reference=reference, address="", by=person)
    proof = Proof(
        signatory=person.full_name,
        email=person.email,
        signed_at=clock.now(),
        network_address=None,
        user_agent="",
        document_sha256=contract.document.sha256,
        consent_text=CONSENT,
        envelope=reference,
    )
    signed = sign_with_proof(contract, proof=proof, by=person)
    open_file(begin_withdrawal_period(signed.order, clock.today(), by=person), by=person)


def give_back(order: Order, person: User) -> None:
    if not order.refunds.exists():
        end_order(order, by=person)
    for refund in order.refunds.all():
        confirm_refund(refund, by=None)
        post_refund.func(refund.pk)


def close_months(today: date) -> None:
    """Every month but the last is closed by the committee, so that there are statements, and a month left to close."""
    chair = Appointment.objects.filter(role=Role.STEERING_COMMITTEE).select_related("person").first()
    months = list(Period.objects.order_by("starts_on"))
    if chair is None:
        return
    for period in months[:-1]:
        if next_month(period.starts_on) <= today and period.closed_at is None:
            close(period, by=chair.person)


def at(day: date, days: int) -> AbstractContextManager[None]:
    """The clock at noon of a day, some days later or earlier."""
    noon = datetime.combine(day + timedelta(days=days), time(12), tzinfo=timezone.get_current_timezone())
    return clock.moved_to(noon)
