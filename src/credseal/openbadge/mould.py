"""A badge of one award cast once, with marks where the learners differ: its canonical form and its JSON, to be filled."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from credseal.compiled import CompiledForm, UnfitSlot, copier, marks_for
from credseal.jsonld import canonicalize, require_lossless
from credseal.openbadge.build import badge_of, open_badge
from credseal.openbadge.particulars import Particulars, Presence, texts_of
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry

_PARTICULAR = {
    "credential_id", "url", "number", "learner", "issued_at", "expires_at", "jury_date", "competencies",
}  # fmt: skip
_award_of = attrgetter(*(name for name in AwardRecord.__dataclass_fields__ if name not in _PARTICULAR))


@dataclass(frozen=True, slots=True)
class BadgeMould:
    """``form`` and ``copy`` take the texts of a learner, in the order of ``texts_of``."""

    form: CompiledForm
    copy: Callable[[Sequence[str]], dict[str, Any]]


def award_key(record: AwardRecord, status: Sequence[StatusEntry], presence: Presence) -> Hashable:
    """Equal for two badges that differ in their particulars alone: everything else that a record says is in it."""
    competencies = [(item.code, item.title, item.statement, item.alignments) for item in record.competencies]
    lists = [(entry.list_url, entry.purpose) for entry in status]
    return presence, _award_of(record), tuple(competencies), tuple(lists)


def badge_mould(record: AwardRecord, status: Sequence[StatusEntry]) -> BadgeMould | None:
    """The mould of this record's award; None when its badges cannot be compiled.

    Raises DataLossError when JSON-LD would drop a part of the badge.
    """
    badge = open_badge(record, status)
    require_lossless(badge)
    texts, presence = texts_of(record, status)
    marks = marks_for(texts)
    marked = badge_of(record, status, Particulars.of(marks, presence, len(record.competencies)))
    try:
        mould = BadgeMould(CompiledForm(marked, marks), copier(marked, marks))
    except UnfitSlot:
        return None
    # Whatever could go wrong in theory is caught here: the first badge is made in both ways.
    proven = mould.copy(texts) == badge and mould.form.fill(texts) == canonicalize(badge).encode()
    return mould if proven else None
