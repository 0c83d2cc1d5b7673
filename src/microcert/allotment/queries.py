"""Reads of the draw: the public ledger, the loads, the balance between universities."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microcert.foundation import clock
from microcert.sessions.models import Session
from microcert.sessions.rules import SessionStatus

from .models import Commitment, Draw
from .rules import FORMAT, Fault, FaultKind, RowKind, head_of, opening_hash

MAX_LEDGER_BYTES = 2_000_000

FAULTS: dict[FaultKind, str | Promise] = {
    FaultKind.UNREADABLE: _("Le registre est illisible : %(found)s."),
    FaultKind.COMMITMENT: _("La graine ne correspond pas à l’empreinte publiée avant l’ouverture des ventes."),
    FaultKind.INDEX: _("Le rang de la ligne devrait être %(expected)s et non %(found)s."),
    FaultKind.PREVIOUS: _(
        "La ligne n’est pas reliée à celle qui la précède : son empreinte précédente ne concorde pas."
    ),
    FaultKind.HASH: _("La ligne a été modifiée : son empreinte ne correspond plus à son contenu."),
    FaultKind.KIND: _("La nature « %(found)s » n’existe pas."),
    FaultKind.ORDER_KEY: _("La clé de commande %(found)s ne peut pas figurer sur cette ligne."),
    FaultKind.LOADS: _("Les nombres de contrats devraient être %(expected)s et non %(found)s."),
    FaultKind.CANDIDATES: _("Les universités candidates devraient être %(expected)s et non %(found)s."),
    FaultKind.CHOICE: _("L’université désignée devrait être %(expected)s et non %(found)s."),
    FaultKind.SEATS: _("Le nombre de places devrait être %(expected)s et non %(found)s."),
    FaultKind.MOMENT: _("Le moment %(found)s précède ce qui vient avant lui, %(expected)s."),
    FaultKind.CAPACITY: _("La session a %(expected)s places : cette ligne en attribuerait %(found)s."),
    FaultKind.FIELDS: _("La ligne devrait porter les champs %(expected)s et non %(found)s."),
    FaultKind.NAMES: _("Les noms devraient être ceux des universités participantes, %(expected)s, et non %(found)s."),
    FaultKind.CLOSING: _("Le tirage du %(found)s est postérieur à la clôture des ventes, le %(expected)s."),
    FaultKind.AROUND: _(
        "Ce qui entoure les lignes (noms, dates, capacité, participantes) a été modifié : l’empreinte ne concorde plus."
    ),
    FaultKind.HEAD: _("La fin du registre ne concorde pas : des lignes manquent ou ont été ajoutées."),
}


def sentence_of(fault: Fault) -> str:
    """A fault in words, with the row that it is about."""
    said = str(FAULTS[fault.kind]) % {"expected": fault.expected, "found": fault.found}
    return str(_("Ligne %(row)s : %(said)s")) % {"row": fault.row, "said": said} if fault.row is not None else said


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC, microseconds, whatever the database gave back."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def is_on_sale(session: Session) -> bool:
    """Whether contracts may still be drawn: sales are open, and today is no later than their last day."""
    return session.status == SessionStatus.OPEN and clock.today() <= session.sales_close_on


def loads_of(session: Session) -> dict[str, int]:
    """Live contracts per university slug, every participant included: what was drawn minus what was released."""
    participants = session.participations.values_list("university__slug", flat=True)
    return _counted(participants, _seats_of(session))


def _seats_of(session: Session) -> Any:
    """Seats by university and kind of row: summed by the database, whatever the length of the ledger."""
    rows = Draw.objects.filter(session=session).order_by().values_list("university__slug", "kind")
    return rows.annotate(sum=Sum("seats"))


def loads_by_session(sessions: Collection[int] | None = None) -> dict[int, dict[str, int]]:
    """Live contracts per university slug, for every session (or these) by its key; who has none is left out. One query."""
    loads: dict[int, dict[str, int]] = {}
    rows = Draw.objects.all() if sessions is None else Draw.objects.filter(session__in=sessions)
    for session, slug, kind, seats in rows.values_list("session_id", "university__slug", "kind").annotate(
        sum=Sum("seats")
    ):
        counted = loads.setdefault(session, {})
        counted[slug] = counted.get(slug, 0) + (-seats if kind == RowKind.RELEASED else seats)
    return loads


def _counted(participants: Any, rows: Any) -> dict[str, int]:
    loads = dict.fromkeys(sorted(participants), 0)
    for slug, kind, seats in rows:
        loads[slug] = loads.get(slug, 0) + (-seats if kind == RowKind.RELEASED else seats)
    return loads


def row_of(draw: Draw, slug: str) -> dict[str, Any]:
    """A row as the public ledger shows it and as its hash is computed."""
    return {
        "index": draw.index,
        "kind": str(draw.kind),
        "order_key": draw.order_key,
        "loads": draw.loads,
        "candidates": draw.candidates,
        "university": slug,
        "seats": draw.seats,
        "at": stamp(draw.at),
        "previous": draw.previous,
        "hash": draw.hash,
    }


def opening_of(commitment: Commitment, participants: list[str]) -> str:
    """The hash that the first row of this session's ledger carries as its previous one."""
    return opening_hash(commitment.session.code, commitment.sha256, stamp(commitment.committed_at), participants)


def public_ledger(session: Session) -> dict[str, Any]:
    """All that anyone needs to replay the draws of a session; opaque keys only. Raises Commitment.DoesNotExist.

    `seed` is None until sales have closed. Three queries.
    """
    commitment = Commitment.objects.select_related("session").get(session=session)
    universities = list(session.participations.values_list("university__slug", "university__short_name"))
    participants = sorted(slug for slug, name in universities)
    rows = [row_of(draw, draw.university.slug) for draw in session.draws.select_related("university").order_by("index")]
    ledger = {
        "format": FORMAT,
        "session": session.code,
        "capacity": session.capacity,
        "participants": participants,
        "names": dict(universities),
        "commitment": {"sha256": commitment.sha256, "committed_at": stamp(commitment.committed_at)},
        "sales_opened_at": stamp(session.opened_at) if session.opened_at else None,
        "sales_close_on": session.sales_close_on.isoformat(),
        "seed": commitment.revealed_seed or None,
        "rows": rows,
    }
    last = rows[-1]["hash"] if rows else opening_of(commitment, participants)
    return ledger | {"head": head_of(ledger, last)}


@dataclass(frozen=True)
class Load:
    """One bar of the balance; `is_yours` marks the reader's university."""

    label: str
    count: int
    is_yours: bool = False


@dataclass(frozen=True)
class Balance:
    """How evenly the contracts are shared. `spread` is the difference between the fullest and the emptiest."""

    rows: list[Load]
    contracts: int
    spread: int

    @property
    def bars(self) -> list[tuple[str, int, bool]]:
        """What the frame's counters of bricks draw."""
        return [(row.label, row.count, row.is_yours) for row in self.rows]


def balance(session: Session, yours: str = "") -> Balance:
    """The counters of a session, producer first; `yours` is the slug to mark. Two queries."""
    universities = list(session.participations.values_list("university__slug", "university__short_name"))
    return _balanced(_counted([slug for slug, _name in universities], _seats_of(session)), universities, yours)


def balance_of(ledger: Mapping[str, Any]) -> Balance:
    """The same counters out of a public ledger, without a query."""
    rows = [(row["university"], row["kind"], row["seats"]) for row in ledger["rows"]]
    return _balanced(_counted(ledger["participants"], rows), list(ledger["names"].items()))


def _balanced(loads: dict[str, int], universities: list[tuple[str, str]], yours: str = "") -> Balance:
    bars = [Load(name, loads[slug], slug == yours) for slug, name in universities]
    spread = max(loads.values()) - min(loads.values()) if loads else 0
    return Balance(bars, sum(loads.values()), spread)


def read_ledger(text: bytes | str) -> Any:
    """A ledger out of a file; whatever is not JSON comes back as None, which `replay` calls unreadable."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
