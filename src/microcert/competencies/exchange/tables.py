"""A framework as tables: one sheet per kind of part in a workbook, or all of them in one CSV whose first column names the sheet.

The heads are the format's own words: they are not translated, so that a file made in one language opens in the other.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from microcert.competencies.rules import Expected
from microcert.consortium.errors import Problem

from .content import (
    AlignmentLine,
    CompetencyLine,
    ContributionLine,
    ExpectationLine,
    FrameworkContent,
    Titled,
)

# Sheet → {head: attribute}, in the order of the columns.
FACTS = {
    "identifiant": "uuid",
    "révision": "revision",
    "intitulé": "title",
    "niveau": "eqf_level",
    "finalité": "purpose",
    "étude de marché": "market_study",
    "transitions": "transitions",
    "santé et sécurité": "safety",
    "handicap": "disability",
    "contraintes légales": "legal_constraints",
    "liens rncp": "registry_links",
}
TITLED = {"identifiant": "uuid", "code": "code", "intitulé": "title", "description": "description"}
SHEETS: dict[str, dict[str, str]] = {
    "Référentiel": FACTS,
    "Activités": TITLED,
    "Blocs": TITLED,
    "Compétences": {
        "identifiant": "uuid",
        "code": "code",
        "activité": "activity",
        "bloc": "block",
        "intitulé": "title",
        "énoncé": "statement",
        "niveau": "eqf_level",
    },
    "Acquis et critères": {
        "identifiant": "uuid",
        "compétence": "competency",
        "nature": "kind",
        "code": "code",
        "texte": "text",
        "modalité": "modality",
    },
    "Contributions": {
        "identifiant": "uuid",
        "organisme": "organisation",
        "date": "held_on",
        "nature": "nature",
        "texte": "text",
    },
    "Alignements": {"compétence": "competency", "référence": "scheme", "code": "code", "libellé": "label"},
}
KIND_WORDS = {Expected.OUTCOME: "acquis", Expected.CRITERION: "critère"}
# What a spreadsheet takes for the start of a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_ROWS = 3001

# A cell of a sheet, by its head; and the rows of each sheet with their place.
Cells = dict[str, str]
Rows = dict[str, list[tuple[str, Cells]]]


def harmless(text: str) -> str:
    """An apostrophe before what would run as a formula, and before what already begins so: `unharmed` takes it away."""
    return f"'{text}" if text.lstrip(" '").startswith(FORMULA_STARTS) else text


def unharmed(text: str) -> str:
    """The text as it was before `harmless`."""
    return text[1:] if text.startswith("'") and text.lstrip(" '").startswith(FORMULA_STARTS) else text


def rows_of(content: FrameworkContent) -> dict[str, list[list[str]]]:
    """The cells of every sheet, harmless, without the heads."""
    parts: dict[str, Iterable[Any]] = {
        "Référentiel": [content],
        "Activités": content.activities,
        "Blocs": content.blocks,
        "Compétences": content.competencies,
        "Acquis et critères": content.expectations,
        "Contributions": content.contributions,
        "Alignements": content.alignments,
    }
    return {
        sheet: [
            [harmless(_word(attribute, getattr(part, attribute))) for attribute in SHEETS[sheet].values()]
            for part in rows
        ]
        for sheet, rows in parts.items()
    }


def _word(attribute: str, value: Any) -> str:
    if value is None:
        return ""
    return KIND_WORDS[Expected(value)] if attribute == "kind" else str(value)


def write_csv(content: FrameworkContent) -> bytes:
    """UTF-8 with its mark, semicolons: what French spreadsheets open as it is."""
    heads = list(dict.fromkeys(head for columns in SHEETS.values() for head in columns))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["feuille", *heads])
    for sheet, rows in rows_of(content).items():
        for row in rows:
            cells = dict(zip(SHEETS[sheet], row, strict=True))
            writer.writerow([sheet, *(cells.get(head, "") for head in heads)])
    return out.getvalue().encode("utf-8-sig")


def read_csv(content: bytes, problems: list[Problem]) -> FrameworkContent:
    """The framework of a CSV file; commas are understood too."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(_("fichier"), "", _("enregistrez ce fichier en UTF-8 (« CSV UTF-8 »).")))
        return read_rows({}, problems)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows: Rows = {}
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        heads = [cell.strip().lower() for cell in next(reader, [])]
        _refuse_strange_heads(heads, problems)
        for row in reader:
            if reader.line_num > 20 * MOST_ROWS or sum(map(len, rows.values())) > MOST_ROWS:
                problems.append(Problem(_("fichier"), "", _("ce fichier compte trop de lignes.")))
                break
            if any(cell.strip() for cell in row):
                _take_row(dict(zip(heads, row, strict=False)), reader.line_num, rows, problems)
    except csv.Error as error:
        problems.append(Problem(_("fichier"), "", _("ce n’est pas un CSV lisible : %s") % error))
    return read_rows(rows, problems)


def _refuse_strange_heads(heads: list[str], problems: list[Problem]) -> None:
    known = {"feuille", *(head for columns in SHEETS.values() for head in columns)}
    place = _("ligne %d") % 1
    if "feuille" not in heads:
        problems.append(Problem(place, "", _("la première ligne doit nommer les colonnes, dont « feuille ».")))
    for head in heads:
        if head and head not in known:
            problems.append(Problem(place, "", _("la colonne « %s » est inconnue ; corrigez-la ou retirez-la.") % head))


def _take_row(cells: Cells, line: int, rows: Rows, problems: list[Problem]) -> None:
    place, sheet = _("ligne %d") % line, cells.get("feuille", "").strip()
    if sheet not in SHEETS:
        if "feuille" in cells:
            problems.append(
                Problem(
                    place,
                    "",
                    _("feuille « %(sheet)s » inconnue. Choisissez parmi : %(words)s.")
                    % {"sheet": sheet, "words": ", ".join(SHEETS)},
                )
            )
        return
    rows.setdefault(sheet, []).append((place, {head: unharmed(cells.get(head, "")) for head in SHEETS[sheet]}))


def read_rows(rows: Mapping[str, list[tuple[str, Cells]]], problems: list[Problem]) -> FrameworkContent:
    """The framework that the rows of the sheets describe; what a cell cannot mean is noted with its place."""

    def lines(sheet: str) -> list[tuple[str, dict[str, Any]]]:
        return [(place, _values(sheet, place, cells, problems)) for place, cells in rows.get(sheet, [])]

    facts = lines("Référentiel")
    if len(facts) != 1 and not problems:
        problems.append(Problem("Référentiel", "", _("cette feuille doit avoir une ligne et une seule.")))
    place, said = facts[0] if facts else ("Référentiel", {"uuid": uuid.uuid4(), "title": "-"})
    return FrameworkContent(
        **said,
        activities=tuple(Titled(**values, place=place) for place, values in lines("Activités")),
        blocks=tuple(Titled(**values, place=place) for place, values in lines("Blocs")),
        competencies=tuple(CompetencyLine(**values, place=place) for place, values in lines("Compétences")),
        expectations=tuple(ExpectationLine(**values, place=place) for place, values in lines("Acquis et critères")),
        contributions=tuple(ContributionLine(**values, place=place) for place, values in lines("Contributions")),
        alignments=tuple(AlignmentLine(**values, place=place) for place, values in lines("Alignements")),
        place=place,
    )


def _values(sheet: str, place: str, cells: Cells, problems: list[Problem]) -> dict[str, Any]:
    """The cells of a row as values."""
    read: dict[str, Any] = {}
    for head, attribute in SHEETS[sheet].items():
        text = cells.get(head, "").replace("\r\n", "\n")
        try:
            read[attribute] = _value(attribute, text)
        except ValueError:
            read[attribute] = uuid.uuid4() if attribute == "uuid" else ("" if attribute == "kind" else None)
            problems.append(
                Problem(place, "", _REMEDIES[attribute]() % {"head": head, "value": text[:60]}),
            )
    return read


_REMEDIES = {
    "uuid": lambda: _("« %(value)s » n’est pas un identifiant. Videz la cellule : la plateforme en donnera un."),
    "revision": lambda: _("« %(head)s » : laissez le nombre de l’export (lu : %(value)s)."),
    "eqf_level": lambda: _("« %(head)s » : indiquez un nombre de 1 à 8 (lu : %(value)s)."),
    "held_on": lambda: _("« %(head)s » : indiquez une date, par exemple 2026-11-02 (lu : %(value)s)."),
    "kind": lambda: _("« %(head)s » : écrivez acquis ou critère (lu : %(value)s)."),
}


def _value(attribute: str, text: str) -> Any:
    word = text.strip()
    match attribute:
        case "uuid":
            return uuid.UUID(word) if word else uuid.uuid4()
        case "revision" | "eqf_level":
            return _whole(word) if word else None
        case "held_on":
            return _day(word) if word else None
        case "kind":
            return str(next((kind for kind, said in KIND_WORDS.items() if said == word.lower()), "") or _no_kind())
    # Codes and what refers to them carry no space around; texts are left as they are written.
    return text if attribute in _TEXTS else word


_TEXTS = {"title", "description", "statement", "text", "modality", "organisation", "label", *FACTS.values()}


def _whole(word: str) -> int:
    # A spreadsheet may give 5 back as 5.0.
    number = float(word)
    if number != int(number):
        raise ValueError(word)
    return int(number)


def _day(word: str) -> date:
    if "/" in word:
        return datetime.strptime(word, "%d/%m/%Y").date()  # noqa: DTZ007  # a day has no zone
    return date.fromisoformat(word[:10])


def _no_kind() -> str:
    raise ValueError
