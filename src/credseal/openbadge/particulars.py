"""What differs from one learner to the next in the badges of one award: texts, ready to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from credseal.proof import moment_text
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry

Presence = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Particulars:
    """The texts of one badge that its award does not fix.

    ``levels`` are rank and label of each competency, ``indexes`` the places in the status lists.
    """

    credential_id: str
    url: str
    number: str
    subject_id: str
    given_names: str
    family_name: str
    issued: str
    birth_date: str | None
    birth_place: str | None
    expires: str | None
    jury_day: str | None
    levels: tuple[tuple[str, str], ...]
    indexes: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str], presence: Presence, competencies: int) -> Particulars:
        """The other way round: from the texts that ``texts_of`` gave (or from others in their places)."""
        waiting = iter(texts)
        always = [next(waiting) for _ in range(7)]
        optional = [next(waiting) if present else None for present in presence]
        levels = tuple((next(waiting), next(waiting)) for _ in range(competencies))
        return cls(*always, *optional, levels=levels, indexes=tuple(waiting))  # type: ignore[arg-type, misc]


def texts_of(record: AwardRecord, status: Sequence[StatusEntry]) -> tuple[list[str], Presence]:
    """All particulars in order, and which of the optional ones are there."""
    learner = record.learner
    optional = (
        None if learner.birth_date is None else learner.birth_date.isoformat(),
        learner.birth_place,
        None if record.expires_at is None else moment_text(record.expires_at),
        None if record.jury_date is None else record.jury_date.date().isoformat(),
    )
    texts = [
        record.credential_id,
        record.url,
        record.number,
        learner.subject_id,
        learner.given_names,
        learner.family_name,
        moment_text(record.issued_at),
        *[text for text in optional if text is not None],
    ]
    for competency in record.competencies:
        texts.append(str(competency.level.rank))
        texts.append(competency.level.label)
    texts.extend([str(entry.index) for entry in status])
    return texts, tuple([text is not None for text in optional])
