"""Pure rules of assessment: sittings, juries, and the verdict."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class SittingStatus(StrEnum):
    OPEN = "open"
    IDENTITY_CHECKED = "identity_checked"
    SUBMITTED = "submitted"
    MARKED = "marked"
    JUDGED = "judged"
    NO_SHOW = "no_show"


SITTING_TRANSITIONS: dict[SittingStatus, frozenset[SittingStatus]] = {
    SittingStatus.OPEN: frozenset({SittingStatus.IDENTITY_CHECKED, SittingStatus.NO_SHOW}),
    SittingStatus.IDENTITY_CHECKED: frozenset({SittingStatus.SUBMITTED, SittingStatus.NO_SHOW}),
    SittingStatus.SUBMITTED: frozenset({SittingStatus.SUBMITTED, SittingStatus.MARKED}),
    # A work replaced before the deadline is marked again: the learner was promised that it can be.
    SittingStatus.MARKED: frozenset({SittingStatus.MARKED, SittingStatus.SUBMITTED, SittingStatus.JUDGED}),
    SittingStatus.JUDGED: frozenset(),
    SittingStatus.NO_SHOW: frozenset({SittingStatus.JUDGED}),
}


class JuryStatus(StrEnum):
    NAMED = "named"
    DELIBERATING = "deliberating"
    CLOSED = "closed"
    SEALED = "sealed"


JURY_TRANSITIONS: dict[JuryStatus, frozenset[JuryStatus]] = {
    JuryStatus.NAMED: frozenset({JuryStatus.DELIBERATING}),
    JuryStatus.DELIBERATING: frozenset({JuryStatus.CLOSED}),
    JuryStatus.CLOSED: frozenset({JuryStatus.SEALED, JuryStatus.DELIBERATING}),
    JuryStatus.SEALED: frozenset(),
}


class Outcome(StrEnum):
    """What a jury can decide for a candidate."""

    AWARD = "award"
    RESIT = "resit"
    NOT_AWARDED = "not_awarded"


def sitting_may_become(present: str, wanted: SittingStatus) -> bool:
    return wanted in SITTING_TRANSITIONS[SittingStatus(present)]


def jury_may_become(present: str, wanted: JuryStatus) -> bool:
    return wanted in JURY_TRANSITIONS[JuryStatus(present)]


class Required(StrEnum):
    """Which milestones must be reached before the assessment. A consortium decides; by default the jury only sees them."""

    NONE = "none"
    ALL = "all"


@dataclass(frozen=True)
class Admission:
    """Whether a learner may sit: `missing` names every milestone not reached, `blocking` those that are required."""

    missing: tuple[str, ...]
    blocking: tuple[str, ...]

    @property
    def is_granted(self) -> bool:
        return not self.blocking


def may_sit(milestones: Mapping[int, str], reached: Collection[int], required: Required = Required.NONE) -> Admission:
    """Judge admission from {milestone key: title} and the keys already reached (framework 6.1).

    Nothing is required unless the consortium says so: a missing milestone is named to the learner and to the jury.
    """
    missing = tuple(title for key, title in milestones.items() if key not in reached)
    return Admission(missing, missing if required is Required.ALL else ())


def mastery(ranks_per_criterion: Mapping[str, tuple[str, int]]) -> dict[str, int]:
    """The level proposed per competency: the lowest rank among its criteria.

    Takes {criterion code: (competency code, rank)}; gives {competency code: rank}. Without compensation a competency is
    no better than its weakest criterion (framework 6.1).
    """
    levels: dict[str, int] = {}
    for competency, rank in ranks_per_criterion.values():
        levels[competency] = min(rank, levels.get(competency, rank))
    return levels


def short_of_threshold(levels: Mapping[str, int], thresholds: Mapping[str, int]) -> list[str]:
    """The competencies that do not reach their threshold, in code order; one not judged falls short."""
    return sorted(code for code, needed in thresholds.items() if levels.get(code, 0) < needed)


def proposal(
    levels: Mapping[str, int], thresholds: Mapping[str, int], *, attempt: int = 1, is_no_show: bool = False
) -> Outcome:
    """What the marks suggest to the jury, which alone decides.

    Every threshold reached: award. Else one resit (first attempt), then none. An absence is unjustified until the jury
    says otherwise, with its reason.
    """
    if is_no_show:
        return Outcome.NOT_AWARDED
    if not short_of_threshold(levels, thresholds):
        return Outcome.AWARD
    return Outcome.RESIT if attempt == 1 else Outcome.NOT_AWARDED


@dataclass(frozen=True)
class Seat:
    """A member's place in a jury, as far as the rules care. `is_appointed`: holds a role at the producing university."""

    person: int
    is_president: bool
    is_appointed: bool = True


class SeatFault(StrEnum):
    TOO_FEW = "too_few"
    TWICE = "twice"
    PRESIDENT = "president"
    NOT_APPOINTED = "not_appointed"


def faults_of_composition(seats: Sequence[Seat], minimum: int) -> list[SeatFault]:
    """Why this jury cannot be named; empty when it can: enough different people, one president, all appointed."""
    people = [seat.person for seat in seats]
    faults = []
    if len(set(people)) < minimum:
        faults.append(SeatFault.TOO_FEW)
    if len(set(people)) < len(people):
        faults.append(SeatFault.TWICE)
    if sum(seat.is_president for seat in seats) != 1:
        faults.append(SeatFault.PRESIDENT)
    if not all(seat.is_appointed for seat in seats):
        faults.append(SeatFault.NOT_APPOINTED)
    return faults


def quorum(named: int, minimum: int) -> int:
    """How many must be present: the minimum of the rules, and more than half of those named."""
    return max(minimum, named // 2 + 1)


# A case that a member stays out of is still judged by more than one person.
JUDGES_PER_CASE = 2


def case_has_judges(present: Collection[int], recused: Collection[int]) -> bool:
    """Whether enough present members remain for one candidate once the recused ones have left."""
    return len(set(present) - set(recused)) >= JUDGES_PER_CASE


# What a work may be, told by its first bytes: extension → (signature, media type). Names and headers can lie.
SIGNATURES: dict[str, tuple[bytes, str]] = {
    "pdf": (b"%PDF-", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
}
ZIPPED: dict[str, tuple[str, str]] = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "odt": ("content.xml", "application/vnd.oasis.opendocument.text"),
}
MEDIA_TYPES = {
    **{extension: media for extension, (_, media) in SIGNATURES.items()},
    **{extension: media for extension, (_, media) in ZIPPED.items()},
    "txt": "text/plain; charset=utf-8",
}


def kind_of_file(content: bytes) -> str | None:
    """The extension that the bytes deserve (pdf, png, jpg, docx, odt, txt), whatever the file is called; else None."""
    for extension, (signature, _media) in SIGNATURES.items():
        if content.startswith(signature):
            return extension
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    return "txt" if _is_text(content) else None


def _kind_of_archive(content: bytes) -> str | None:
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if ZIPPED["docx"][0] in names and "[Content_Types].xml" in names:
                return "docx"
            is_odt = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            if is_odt and archive.read("mimetype").decode("ascii", "replace").strip() == ZIPPED["odt"][1]:
                return "odt"
    except (BadZipFile, ValueError, NotImplementedError, RuntimeError):
        return None
    return None


def _is_text(content: bytes) -> bool:
    if not content or b"\x00" in content:
        return False
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    head = text[:2000].lstrip("\ufeff \t\r\n").lower()
    # A web page is text as well, and would run in the reader's browser.
    return not head.startswith(("<!doctype", "<html", "<script", "<svg", "<?xml"))
