"""The parts of a course specification while it is written: what each says, how it is compared, what bars its publication."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from microcert.consortium.rules import Clause

MOST_PARTS = 200
METHOD = ""


@dataclass(frozen=True)
class Part:
    """One requirement or deliverable, named by its code."""

    section: str
    code: str
    title: str
    text: str
    clause: str = ""
    form: str = ""

    def stated(self) -> dict[str, str]:
        return asdict(self)


def parts_from(stated: Sequence[Mapping[str, str]]) -> list[Part]:
    return [Part(**each) for each in stated]


def fingerprint(part: Part | str | None) -> str:
    """What a person has seen of a part: whoever saves says it, so that nobody writes over words they have not read."""
    if part is None:
        return ""
    seen = part if isinstance(part, str) else json.dumps(part.stated(), sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def clauses_of(method: str, parts: Sequence[Part]) -> list[Clause]:
    """The specification as numbered clauses, the method first without a number, for comparing two versions."""
    return [Clause(METHOD, _flat(method)), *(clause_of(each) for each in parts)]


def clause_of(part: Part) -> Clause:
    cited = f"(§ {part.clause})" if part.clause else ""
    return Clause(part.code, _flat(f"{part.title}. {part.text} {cited} {part.form}"))


def _flat(words: str) -> str:
    return " ".join(words.replace("**", "").split())


class SpecificationFault(StrEnum):
    NO_METHOD = "no_method"
    NO_PART = "no_part"
    UNCHANGED = "unchanged"


def faults_of(method: str, parts: Sequence[Part], before: Sequence[Clause]) -> list[SpecificationFault]:
    """Why a specification cannot be published: it needs a method, requirements, and a difference with the one in force."""
    faults = [] if method.strip() else [SpecificationFault.NO_METHOD]
    if not parts:
        faults.append(SpecificationFault.NO_PART)
    if clauses_of(method, parts) == list(before):
        faults.append(SpecificationFault.UNCHANGED)
    return faults


def with_part(parts: Sequence[Part], part: Part, *, instead_of: str = "") -> list[Part]:
    """The parts with one more at the end, or one in the place of another."""
    if not instead_of:
        return [*parts, part]
    return [part if each.code == instead_of else each for each in parts]


def moved(parts: Sequence[Part], code: str, *, up: bool) -> list[Part]:
    """The parts with one of them before or after its neighbour of the same section; at the end of its section it stays."""
    found = list(parts)
    at = next(place for place, each in enumerate(found) if each.code == code)
    places = range(at - 1, -1, -1) if up else range(at + 1, len(found))
    other = next((place for place in places if found[place].section == found[at].section), at)
    found[at], found[other] = found[other], found[at]
    return found
