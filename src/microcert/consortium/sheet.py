"""Reading a TOML file as a person would correct it: every problem noted with its place, none raised before the end.

A `Sheet` is one table of the file. Asking it for a value that is absent or of the wrong kind notes a `Problem` and gives a
neutral value back, so that reading goes on; `refuse_problems()` raises them all together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import JSONField, Model
from django.utils.translation import gettext as _

from .errors import BadFiles, Problem

M = TypeVar("M", bound=Model)


class Sheet:
    def __init__(self, content: Mapping[str, Any], *, file: str, problems: list[Problem], place: str = "") -> None:
        self.content, self.file, self.problems, self.place = content, file, problems, place
        self._read: set[str] = set()

    @classmethod
    def open(cls, path: Path, problems: list[Problem]) -> Sheet:
        """The whole file as one sheet; a file that is missing or not TOML is a problem like any other."""
        content: Mapping[str, Any] = {}
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            problems.append(Problem(str(path), "", _("ce fichier n’existe pas.")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), "", _("ce n’est pas du TOML en UTF-8 : %s") % error))
        return cls(content, file=str(path), problems=problems)

    def refuse(self, key: str, message: str) -> None:
        """Note a problem with the value under `key` (or with the table itself when `key` is empty)."""
        self.problems.append(Problem(self.file, ".".join(part for part in (self.place, key) if part), message))

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required and not blank unless a default is given."""
        value = self._take(key, str, _("indiquez un texte entre guillemets"), default)
        if default is None and isinstance(value, str) and key in self.content and not value.strip():
            self.refuse(key, _("ce texte ne peut pas être vide."))
        return value if value is not None else ""

    def number(self, key: str, default: int | None = None, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number between `least` and `most`, both included; a refused one is not kept, lest a column choke on it."""
        value = self._take(key, int, _("indiquez un nombre entier"), default)
        if value is None:
            return least
        if not least <= value <= most:
            self.refuse(key, _("indiquez un nombre de %(least)s à %(most)s (lu : %(value)s).") % locals())
            return least
        return value

    def truth(self, key: str, default: bool | None = None) -> bool:
        return bool(self._take(key, bool, _("indiquez true ou false"), default))

    def day(self, key: str, *, required: bool = True) -> Any:
        """A date; None when it is absent (which is a problem if it is required)."""
        if not required and key not in self.content:
            self._read.add(key)
            return None
        return self._take(key, date, _("indiquez une date, par exemple 2026-11-02"), None)

    def hour(self, key: str) -> str:
        """A time of day written « 12:30 »."""
        value = self.text(key)
        try:
            time.fromisoformat(value)
        except ValueError:
            if value:
                self.refuse(key, _("indiquez une heure au format « 12:30 » (lu : %s).") % value)
        return value

    def choice(self, key: str, among: Iterable[str], default: str | None = None) -> str:
        """One of the words of `among`."""
        value, words = self.text(key, default), [str(word) for word in among if str(word)]
        if value and value not in words:
            self.refuse(
                key,
                _("« %(value)s » est inconnu. Choisissez parmi : %(words)s.")
                % {"value": value, "words": ", ".join(words)},
            )
        return value

    def texts(self, key: str, default: list[str] | None = None) -> list[str]:
        """A list of texts."""
        values = self._take(key, list, _("indiquez une liste de textes"), default) or []
        if any(not isinstance(value, str) for value in values):
            self.refuse(key, _("cette liste ne doit contenir que des textes."))
            return []
        return values

    def table(self, key: str, *, required: bool = True) -> Sheet:
        """The table under `key`."""
        value = self._take(key, dict, _("ajoutez la table [%s]") % key, None if required else {})
        return self._inner(value or {}, key)

    def tables(self, key: str, *, least: int = 0) -> list[Sheet]:
        """The tables `[[key]]`."""
        values = self._take(key, list, _("ajoutez des tables [[%s]]") % key, None if least else []) or []
        if any(not isinstance(value, dict) for value in values):
            self.refuse(key, _("cette liste ne doit contenir que des tables."))
            return []
        if key in self.content and len(values) < least:
            self.refuse(key, _("il en faut au moins %s.") % least)
        return [self._inner(value, f"{key}[{number}]") for number, value in enumerate(values, start=1)]

    def leave(self, *keys: str) -> None:
        """Say that these keys are read by another room."""
        self._read.update(keys)

    def check(self, row: M) -> M:
        """Judge the fields of an unsaved row by its model: lengths, addresses, choices. Relations and JSON are not looked at."""
        left_out = [
            field.name
            for field in row._meta.fields
            if field.is_relation or field.primary_key or isinstance(field, JSONField)
        ]
        try:
            row.clean_fields(exclude=left_out)
        except ValidationError as errors:
            for key, messages in errors.message_dict.items():
                if key in self._read and self._is_noted(key):
                    continue
                self.refuse(key, " ".join(messages))
        return row

    def finish(self) -> None:
        """Note every key that nobody asked for: most often a misspelt one."""
        for key in self.content:
            if key not in self._read:
                self.refuse(key, _("cette clé est inconnue ; corrigez-la ou retirez-la."))

    def _is_noted(self, key: str) -> bool:
        place = f"{self.place}.{key}" if self.place else key
        return any(problem.file == self.file and problem.place == place for problem in self.problems)

    def _inner(self, content: Mapping[str, Any], key: str) -> Sheet:
        place = f"{self.place}.{key}" if self.place else key
        return Sheet(content, file=self.file, problems=self.problems, place=place)

    def _take(self, key: str, kind: type, remedy: str, default: Any) -> Any:
        self._read.add(key)
        if key not in self.content:
            if default is None:
                self.refuse(key, _("%(remedy)s : cette clé manque.") % {"remedy": remedy})
            return default
        value = self.content[key]
        # In Python True is a number, and a moment is a day: neither is meant here.
        if type(value) is not kind:
            self.refuse(key, _("%(remedy)s (lu : %(value)r).") % {"remedy": remedy, "value": value})
            return default
        return value


def refuse_problems(problems: list[Problem]) -> None:
    """Raise `BadFiles` with all that was noted, if anything was."""
    if problems:
        raise BadFiles(problems)
