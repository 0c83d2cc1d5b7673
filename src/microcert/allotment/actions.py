"""What the draw does: commit a seed, draw a university, give a place back, reveal the seed."""

from __future__ import annotations

from django.db.models import Sum
from django.utils.translation import gettext as _

from microcert.consortium.models import University
from microcert.documents import custody
from microcert.foundation import clock, journal
from microcert.foundation.action import action
from microcert.people.models import User
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus

from . import errors, rules
from .models import Commitment, Draw
from .queries import is_on_sale, loads_of, opening_of, row_of


@action
def commit(session: Session, *, by: User | None) -> Commitment:
    """Choose the seed of a session and publish its hash; the seed is kept encrypted until it is revealed.

    Raises CommittedTooLate once sales have opened, AlreadyCommitted when there is a seed.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.status != SessionStatus.PLANNED:
        raise errors.CommittedTooLate(_("L’empreinte de la graine se publie avant l’ouverture des ventes."))
    if Commitment.objects.filter(session=session).exists():
        raise errors.AlreadyCommitted(
            _("La graine de cette session est déjà fixée ; elle ne peut pas être choisie de nouveau.")
        )
    seed = rules.new_seed()
    commitment = Commitment.objects.create(
        session=session,
        sha256=rules.commitment_of(seed, session.code),
        sealed_seed=custody.seal_secret(seed, _purpose(session)),
    )
    journal.write("allotment.committed", session, by=by, sha256=commitment.sha256)
    return commitment


@action
def draw(session: Session, *, order_key: str, by: User | None, returning: University | None = None) -> Draw:
    """Assign a university to one order, under the lock of the session's commitment.

    A `returning` buyer keeps their university if it takes part; anyone else is drawn among the least loaded. Raises
    NoCommitment, SalesClosed, SessionFull, ParticipantsChanged.
    """
    commitment, loads = _ready_to_draw(session, seats=1)
    if returning is not None and returning.slug in loads:
        return _append(commitment, rules.RowKind.RETURNING, order_key, loads, [returning.slug], returning.slug, by)
    return _drawn(commitment, rules.RowKind.DRAWN, order_key, loads, by)


@action
def draw_batch(session: Session, *, order_key: str, seats: int, by: User | None) -> Draw:
    """Assign one university to all the seats of a company's order: one agreement, one contact.

    It is drawn among the least loaded like any other; the next draws then go to the others until they have caught up.
    Raises what `draw` does, and SessionFull when fewer seats are left: a batch is never split.
    """
    if seats < 1:
        raise ValueError("a batch has at least one seat")
    commitment, loads = _ready_to_draw(session, seats=seats)
    return _drawn(commitment, rules.RowKind.BATCH, order_key, loads, by, seats=seats)


@action
def release(drawn: Draw, *, by: User | None, seats: int | None = None) -> Draw:
    """Give the place of a cancelled order back; being least loaded, its university is the next to be refilled.

    Of a batch some `seats` may come back alone. Raises AlreadyReleased when the order no longer holds so many.
    """
    commitment = _locked(drawn.session)
    given_back = Draw.objects.filter(session=drawn.session, order_key=drawn.order_key, kind=rules.RowKind.RELEASED)
    held = drawn.seats - (given_back.aggregate(sum=Sum("seats"))["sum"] or 0)
    seats = seats or held
    if not 1 <= seats <= held:
        raise errors.AlreadyReleased(_("Cette place a déjà été rendue."))
    loads = loads_of(drawn.session)
    slug = drawn.university.slug
    return _append(commitment, rules.RowKind.RELEASED, drawn.order_key, loads, [], slug, by, seats=seats)


@action
def reveal(session: Session, *, by: User | None) -> Commitment:
    """Publish the seed, once sales have closed: from then on anyone can replay each choice. Once revealed, nothing changes."""
    commitment = _locked(session)
    if commitment.revealed_at:
        return commitment
    if is_on_sale(commitment.session) or commitment.session.status == SessionStatus.PLANNED:
        raise errors.RevealedTooEarly(_("La graine se révèle après la clôture des ventes."))
    commitment.revealed_seed = custody.open_secret(commitment.sealed_seed, _purpose(session)).hex()
    commitment.revealed_at = clock.now()
    commitment.save(update_fields=["revealed_seed", "revealed_at"])
    journal.write("allotment.revealed", commitment.session, by=by, seed=commitment.revealed_seed)
    return commitment


def hold_draws(session: Session) -> None:
    """Wait for the draw under way and keep others waiting until the caller's transaction ends: for who changes a session."""
    Commitment.objects.select_for_update().filter(session=session).first()


def _purpose(session: Session) -> str:
    return f"draw-seed:{session.code}"


def _locked(session: Session) -> Commitment:
    try:
        return Commitment.objects.select_for_update(of=("self",)).select_related("session").get(session=session)
    except Commitment.DoesNotExist:
        raise errors.NoCommitment(
            _("Aucune empreinte n’a été publiée pour cette session : rien ne peut être tiré au sort.")
        ) from None


def _ready_to_draw(session: Session, *, seats: int) -> tuple[Commitment, dict[str, int]]:
    commitment = _locked(session)
    _refuse_unless_on_sale(commitment)
    loads = loads_of(commitment.session)
    _refuse_other_participants(commitment.session, loads)
    left = commitment.session.capacity - sum(loads.values())
    if left < seats:
        raise errors.SessionFull(
            _("Toutes les places de cette session sont prises. Choisissez une autre session.")
            if left <= 0
            else _("Il ne reste que %(left)s places dans cette session : un groupe ne se partage pas.") % {"left": left}
        )
    return commitment, loads


def _drawn(
    commitment: Commitment,
    kind: rules.RowKind,
    order_key: str,
    loads: dict[str, int],
    by: User | None,
    *,
    seats: int = 1,
) -> Draw:
    session, candidates = commitment.session, rules.least_loaded(loads)
    last = _last_row(session)
    seed = custody.open_secret(commitment.sealed_seed, _purpose(session))
    chosen = candidates[rules.choose(seed, session.code, last.index + 1 if last else 0, candidates)]
    return _append(commitment, kind, order_key, loads, candidates, chosen, by, seats=seats, last=last)


def _last_row(session: Session) -> Draw | None:
    """The end of the ledger; under the lock of the commitment it stays so until the caller has written."""
    return Draw.objects.filter(session=session).order_by("-index").first()


def _refuse_unless_on_sale(commitment: Commitment) -> None:
    if commitment.revealed_at or not is_on_sale(commitment.session):
        raise errors.SalesClosed(_("Les inscriptions à cette session sont closes. Choisissez une autre session."))


def _refuse_other_participants(session: Session, loads: dict[str, int]) -> None:
    first = Draw.objects.filter(session=session, index=0).values_list("loads", flat=True).first()
    if first is not None and set(first) != set(loads):
        raise errors.ParticipantsChanged(
            _("Les universités participantes ont changé depuis le premier tirage : les inscriptions sont suspendues.")
        )


def _append(
    commitment: Commitment,
    kind: rules.RowKind,
    order_key: str,
    loads: dict[str, int],
    candidates: list[str],
    slug: str,
    by: User | None,
    *,
    seats: int = 1,
    last: Draw | None = None,
) -> Draw:
    session = commitment.session
    last = last or _last_row(session)
    row = Draw(
        session=session,
        index=last.index + 1 if last else 0,
        kind=kind,
        order_key=order_key,
        loads=loads,
        candidates=candidates,
        university=University.objects.get(slug=slug),
        seats=seats,
        # Two machines' clocks may differ by a hair: the ledger's order is the order of the lock.
        at=max(clock.now(), last.at) if last else clock.now(),
        previous=last.hash if last else opening_of(commitment, list(loads)),
    )
    row.hash = rules.row_hash(session.code, row_of(row, slug))
    row.save(force_insert=True)
    journal.write(f"allotment.{kind}", session, by=by, index=row.index, university=slug, hash=row.hash)
    return row
