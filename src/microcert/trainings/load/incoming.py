"""A file that somebody hands in: TOML as `demo/trainings` has it, or JSON-LD; every problem comes back at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from microcert.consortium.errors import Problem
from microcert.consortium.models import Consortium, University
from microcert.consortium.sheet import Sheet, refuse_problems
from microcert.people.models import User
from microcert.trainings.queries import requirements_of
from microcert.trainings.training_file import Known, TrainingFile

from .elm_reading import faults_of_elm, from_elm
from .reading import read_sheet
from .syntax import parsed

M = TypeVar("M", bound=Model)

MOST_BYTES = 2_000_000
# Nothing of a training is nested deeper than a question's choices.
MOST_DEPTH = 40


class DraftSheet(Sheet):
    """A sheet that may be silent: what a draft lacks is for the gate to say."""

    def text(self, key: str, default: str | None = None) -> str:
        return super().text(key, "" if default is None else default)

    def choice(self, key: str, among: Iterable[str], default: str | None = None) -> str:
        words = [str(word) for word in among]
        return super().choice(key, words, words[0] if default is None and words else default)

    def check(self, row: M) -> M:
        """Judge what is there; what is blank is not wrong yet."""
        before = len(self.problems)
        super().check(row)
        blank = {field.name for field in row._meta.fields if getattr(row, field.attname, None) in ("", None)}
        self.problems[before:] = [each for each in self.problems[before:] if each.place.rsplit(".", 1)[-1] not in blank]
        return row

    def number(self, key: str, default: int | None = None, *, least: int = 0, most: int = 1_000_000) -> int:
        return super().number(key, least if default is None else default, least=least, most=most)

    def day(self, key: str, *, required: bool = True) -> Any:
        return super().day(key, required=False)

    def texts(self, key: str, default: list[str] | None = None) -> list[str]:
        return super().texts(key, [] if default is None else default)

    def table(self, key: str, *, required: bool = True) -> Sheet:
        return super().table(key, required=False)

    def tables(self, key: str, *, least: int = 0) -> list[Sheet]:
        return super().tables(key)

    def _inner(self, content: Mapping[str, Any], key: str) -> Sheet:
        place = f"{self.place}.{key}" if self.place else key
        return DraftSheet(content, file=self.file, problems=self.problems, place=place)


def known_for(universities: Collection[University]) -> Known:
    """What a file handed in may refer to: these universities, and the people that the consortium's own file names."""
    house = Consortium.objects.first()
    cast = house.settings.get("cast", []) if house else []
    names = {each.email: each.full_name for each in User.objects.filter(email__in=[row["email"] for row in cast])}
    people = {row["key"]: (names[row["email"]], row["title"] or "-") for row in cast if row["email"] in names}
    partners = University.objects.values_list("slug", flat=True)
    return Known({each.slug for each in universities}, people, requirements_of(house), frozenset(partners))


def read_incoming(name: str, content: bytes, known: Known) -> TrainingFile:
    """Read a file that was handed in. Raises `BadFiles` with every problem, each with its line or path; writes nothing."""
    problems: list[Problem] = []
    is_json = name.lower().endswith((".json", ".jsonld"))
    plain = _parsed(name, content, problems, is_json=is_json)
    refuse_problems(problems)
    problems.extend(Problem(name, place, words) for place, words in _unfit(plain))
    refuse_problems(problems)
    if is_json:
        problems.extend(Problem(name, place, words) for place, words in faults_of_elm(plain))
        refuse_problems(problems)
        plain, is_whole = from_elm(plain)
        kind = Sheet if is_whole else DraftSheet
    else:
        kind = Sheet
    read = read_sheet(kind(plain, file=name, problems=problems), known)
    refuse_problems(problems)
    return read


def _parsed(name: str, content: bytes, problems: list[Problem], *, is_json: bool) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        problems.append(Problem(name, "", _("ce fichier dépasse 2 Mo : retirez-en ce qui n’est pas du texte.")))
        return {}
    plain, faults = parsed(content, is_json=is_json)
    problems.extend(Problem(name, place, words) for place, words in faults)
    if not problems and not isinstance(plain, dict):
        problems.append(Problem(name, "", _("ce fichier doit contenir un objet, et non une liste ou une valeur.")))
    return plain if isinstance(plain, dict) else {}


def _unfit(plain: Any) -> list[tuple[str, str]]:
    """(place, words) of every text that no database keeps, and of what is nested too deep. Walked without recursion."""
    found, left = [], [("", plain, 0)]
    while left:
        place, value, depth = left.pop()
        if depth > MOST_DEPTH:
            return [(place[:80], _("ces données sont imbriquées trop profondément."))]
        if isinstance(value, str) and ("\x00" in value or any("\ud800" <= each <= "\udfff" for each in value)):
            found.append((place, _("ce texte contient un caractère qui ne s’écrit pas : retirez-le.")))
        elif isinstance(value, dict):
            left += [(f"{place}.{key}" if place else str(key), inner, depth + 1) for key, inner in value.items()]
        elif isinstance(value, list):
            left += [(f"{place}[{rank}]", inner, depth + 1) for rank, inner in enumerate(value, start=1)]
    return found
