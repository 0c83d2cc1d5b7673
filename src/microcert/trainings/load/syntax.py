"""The text of a file as plain data, or where and why it cannot be read: the line, what stands there, what to do."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# How the two readers of the standard library begin what they say, and how we say it. The first that fits is taken.
WORDS: tuple[tuple[str, str], ...] = (
    ("Expected '='", gettext_noop("il manque le signe « = » après le nom de la clé")),
    ("Invalid value", gettext_noop("il manque une valeur, ou elle s’écrit autrement (un texte entre guillemets)")),
    ("Expecting value", gettext_noop("il manque une valeur, ou elle s’écrit autrement (un texte entre guillemets)")),
    ("Cannot overwrite", gettext_noop("cette clé figure deux fois")),
    ("Cannot declare", gettext_noop("cette table figure deux fois")),
    ("Unterminated string", gettext_noop("ce texte n’est pas fermé par un guillemet")),
    ("Unclosed", gettext_noop("cette liste ou cette table n’est pas fermée")),
    ("Expecting property name", gettext_noop("il manque une clé entre guillemets, ou une accolade fermante")),
    ("Expecting ','", gettext_noop("il manque une virgule, ou ce qui ferme la liste ou l’objet")),
    ("Expecting ':'", gettext_noop("il manque le signe « : » après la clé")),
    ("Extra data", gettext_noop("le fichier continue après la fin de l’objet")),
    ("Illegal character", gettext_noop("un caractère n’est pas permis ici")),
    ("Invalid control character", gettext_noop("un caractère n’est pas permis ici")),
    ("Expected newline", gettext_noop("il y a quelque chose de trop à la fin de la ligne")),
)
Faults = list[tuple[str, str]]


def parsed(content: bytes, *, is_json: bool) -> tuple[Any, Faults]:
    """(plain data, faults with their line). With a fault the data is not to be used. Raises nothing."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, [(_line(line), _("un caractère n’est pas en UTF-8 : enregistrez le fichier dans cet encodage."))]
    twice: list[str] = []
    try:
        if is_json:
            plain = json.loads(text, object_pairs_hook=lambda pairs: _object(pairs, twice))
        else:
            plain = tomllib.loads(text)
    # What nests without end, and numbers of thousands of digits, stop the readers without a line.
    except (ValueError, RecursionError) as error:
        return None, [_told(error, text, "JSON" if is_json else "TOML")]
    return plain, [(key[:80], _("cette clé figure deux fois dans le même objet.")) for key in dict.fromkeys(twice)]


def _object(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice.extend(key for key, times in Counter(key for key, _value in pairs).items() if times > 1)
    return found


def _told(error: Exception, text: str, what: str) -> tuple[str, str]:
    """Where the reader stopped and why, with the line itself: « ligne 3 », « il manque… : title = »."""
    lines = text.splitlines() or [""]
    at = re.search(r"line (\d+)", str(error))
    if at is None and "end of document" not in str(error):
        return "", _("ce n’est pas du %s qui se lise : imbrication ou nombre démesurés.") % what
    number = int(at[1]) if at else len(lines)
    said = str(error)
    words = next((_(words) for start, words in WORDS if said.startswith(start)), "")
    words = words or _("cette ligne n’est pas du %s") % what
    shown = lines[number - 1].strip()[:60] if number <= len(lines) else ""
    return _line(number), _("%(words)s : « %(line)s ».") % {"words": words, "line": shown} if shown else f"{words}."


def _line(number: int) -> str:
    return _("ligne %d") % number
