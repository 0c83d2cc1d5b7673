"""The map of competencies as CSV: read whole, every problem with its line, nothing written before all of it is good."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from microcert.consortium.errors import BadFiles, Problem

from .models import Need
from .rules import LEAST_PRIORITY, MOST_PRIORITY

COLUMNS = ("code", "domaine", "competence", "metiers", "transition", "priorite", "source", "date")
FIELD_OF = {
    "code": "code",
    "domain": "domaine",
    "title": "competence",
    "profession": "metiers",
    "transition": "transition",
    "source": "source",
}
Refuse = Callable[[str, str], None]
MOST_BYTES, MOST_ROWS = 1_000_000, 2_000


def read_map(content: bytes, name: str = "cartographie.csv") -> list[Need]:
    """The rows of a map, not saved yet. Raises `BadFiles` with every problem, by line and column."""
    problems: list[Problem] = []
    needs = list(_needs(content, name, problems))
    codes = [need.code for need in needs]
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        problems.append(Problem(name, "", _("le code « %s » y figure deux fois.") % code))
    if not problems and not needs:
        problems.append(Problem(name, "", _("ce fichier ne contient aucune ligne sous ses titres de colonnes.")))
    if problems:
        raise BadFiles(problems)
    return needs


def _needs(content: bytes, name: str, problems: list[Problem]) -> Iterator[Need]:
    text = _text(content, name, problems)
    if text is None:
        return
    first = text.split("\n", 1)[0]
    separator = max((";", ",", "\t"), key=first.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=separator, strict=True)
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        problems.append(Problem(name, _("ligne 1"), _("il manque ces colonnes : %s.") % ", ".join(missing)))
        return
    try:
        for number, row in enumerate(rows, start=2):
            if number > MOST_ROWS + 1:
                problems.append(Problem(name, _("ligne %d") % number, _("ce fichier dépasse %d lignes.") % MOST_ROWS))
                return
            if any((value or "").strip() for value in row.values() if isinstance(value, str)):
                yield _need({key: (row[key] or "").strip() for key in COLUMNS}, name, number, problems)
    except csv.Error as error:
        problems.append(Problem(name, "", _("ce n’est pas un tableau CSV lisible : %s") % error))


def _text(content: bytes, name: str, problems: list[Problem]) -> str | None:
    if len(content) > MOST_BYTES:
        problems.append(Problem(name, "", _("ce fichier dépasse 1 Mo.")))
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\x00", "")
    except UnicodeDecodeError:
        problems.append(Problem(name, "", _("enregistrez ce fichier en CSV UTF-8.")))
        return None


def _need(row: dict[str, str], name: str, number: int, problems: list[Problem]) -> Need:
    def refuse(column: str, message: str) -> None:
        problems.append(Problem(name, _("ligne %(n)d, %(column)s") % {"n": number, "column": column}, message))

    need = Need(**{field: row[column] for field, column in FIELD_OF.items()})
    need.priority = _priority(row["priorite"], refuse)
    need.noted_on = _day(row["date"], refuse)
    try:
        need.clean_fields(exclude=["id", "priority", "noted_on"])
    except ValidationError as errors:
        for field, messages in errors.message_dict.items():
            words = " ".join(messages)
            if field == "transition":
                words = _("choisissez parmi : %s.") % ", ".join(Need.Transition.values)
            refuse(FIELD_OF[field], words)
    return need


def _priority(value: str, refuse: Refuse) -> int:
    if value.isascii() and value.isdigit() and LEAST_PRIORITY <= int(value[:3]) <= MOST_PRIORITY:
        return int(value)
    refuse("priorite", _("indiquez un nombre de 1 à 4."))
    return LEAST_PRIORITY


def _day(value: str, refuse: Refuse) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007  # a day, not a moment
        except ValueError:
            continue
    refuse("date", _("indiquez une date, par exemple 14/03/2026."))
    return date.min
