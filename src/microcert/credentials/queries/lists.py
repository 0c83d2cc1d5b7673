"""Lists of learners as an office keeps them in a spreadsheet: each line read, and matched with a learner's file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from microcert.credentials.errors import UnreadableList
from microcert.enrolment.models import LearnerFile
from microcert.evaluation.models import Minutes

COLUMNS = ("order_number", "email")
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Line:
    """One line of the list, numbered as a spreadsheet shows it; `file` is None when it was not found, `reason` says why."""

    number: int
    key: str
    file: LearnerFile | None
    reason: str = ""


def read_learners(path: Path, minutes: Minutes) -> list[Line]:
    """Every filled line of a CSV list (UTF-8; comma or semicolon; a column `order_number` or `email`).

    Lines are matched within the jury's session. Raises `UnreadableList` when the list as a whole cannot be read; a wrong
    line never hides the others.
    """
    rows = list(_rows(path))
    files = LearnerFile.objects.filter(session=minutes.jury.session).select_related("order", "learner")
    known = {file.order.number.casefold(): file for file in files} | {
        file.learner.email.casefold(): file for file in files
    }
    seen: dict[int, int] = {}
    return [_matched(number, key, known, seen) for number, key in rows]


def _matched(number: int, key: str, known: dict[str, LearnerFile], seen: dict[int, int]) -> Line:
    if not key:
        return Line(number, "", None, _("la ligne ne donne ni numéro de commande ni adresse électronique"))
    file = known.get(key.casefold())
    if file is None:
        return Line(number, key, None, _("aucun dossier de cette session ne correspond"))
    if file.pk in seen:
        return Line(number, key, None, _("cette personne figure déjà ligne %(line)s") % {"line": seen[file.pk]})
    seen[file.pk] = number
    return Line(number, key, file)


def _rows(path: Path) -> Iterator[tuple[int, str]]:
    """The number and the key of each line that is not blank."""
    reader = csv.reader(_text(path).splitlines(), delimiter=_delimiter(path))
    header = [cell.strip().casefold() for cell in next(reader, [])]
    places = [header.index(name) for name in COLUMNS if name in header]
    if not places:
        raise UnreadableList(_("donnez à la première ligne une colonne « order_number » ou « email »"))
    try:
        for row in reader:
            cells = [row[place].strip() for place in places if place < len(row)]
            if any(cell.strip() for cell in row):
                yield reader.line_num, next((cell for cell in cells if cell), "")
    except csv.Error as error:
        raise UnreadableList(_("la ligne %(line)s n’est pas du CSV") % {"line": reader.line_num}) from error


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableList(error.strerror or str(error)) from error
    if len(content) > MOST_BYTES:
        raise UnreadableList(_("il dépasse 5 Mo"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableList(_("enregistrez-le en UTF-8 (« CSV UTF-8 » dans un tableur)")) from error


def _delimiter(path: Path) -> str:
    first = _text(path).partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","
