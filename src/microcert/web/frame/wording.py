"""How amounts, durations, dates and sizes are written, in the active language. Plain strings, no HTML.

French spaces are U+00A0 throughout: the typeface has no U+202F, so a narrow space would fall back to another font.
"""

from __future__ import annotations

import datetime as dt
import re

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import get_language

NB = "\u00a0"
#: The press's abbreviations (Lexique de l'Imprimerie nationale); Django's own French list differs from them.
SHORT_MONTHS_FR = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
SHORT_MONTHS_EN = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def is_french() -> bool:
    """True unless another language is active: French is the language of reference."""
    return (get_language() or "fr").startswith("fr")


def euros(cents: int) -> str:
    """Write an amount of integer cents: ``42000`` → « 420 € » or « €420 »; cents appear only if there are some."""
    sign = "−" if cents < 0 else ""
    units, rest = divmod(abs(int(cents)), 100)
    whole = f"{units:,}"
    if is_french():
        fraction = f",{rest:02d}" if rest else ""
        return f"{sign}{whole.replace(',', NB)}{fraction}{NB}€"
    fraction = f".{rest:02d}" if rest else ""
    return f"{sign}€{whole}{fraction}"


def hours(minutes: int) -> str:
    """Write a duration given in minutes: 120 → « 2 h », 90 → « 1 h 30 », 45 → « 45 min »."""
    whole, rest = divmod(int(minutes), 60)
    if not rest:
        return f"{whole}{NB}h"
    if not whole:
        return f"{rest}{NB}min"
    return f"{whole}{NB}h{NB}{rest:02d}" if is_french() else f"{whole}{NB}h{NB}{rest}{NB}min"


def day_number(day: dt.date) -> str:
    """« 1er » for the first of the month in French, a bare number otherwise."""
    return "1er" if day.day == 1 and is_french() else str(day.day)


def long_date(day: dt.date, *, weekday: bool = False) -> str:
    """« 1er février 2027 », « lundi 1er février 2027 », or "1 February 2027"."""
    written = NB.join((day_number(day), str(MONTHS[day.month]), str(day.year)))
    return f"{WEEKDAYS[day.weekday()]} {written}" if weekday else written


def short_month(day: dt.date) -> str:
    """« févr. » or "Feb."."""
    return (SHORT_MONTHS_FR if is_french() else SHORT_MONTHS_EN)[day.month - 1]


def short_date(day: dt.date) -> str:
    """« 1er févr. 2027 », for tables."""
    return NB.join((day_number(day), short_month(day), str(day.year)))


def clock_time(moment: dt.time | dt.datetime) -> str:
    """« 23 h 59 », « 9 h » or "23:59"."""
    if not is_french():
        return f"{moment.hour}:{moment.minute:02d}"
    return f"{moment.hour}{NB}h{NB}{moment.minute:02d}" if moment.minute else f"{moment.hour}{NB}h"


def datetime_long(moment: dt.datetime) -> str:
    """« jeudi 26 novembre 2026, 23 h 59 ». The moment must already be in the time zone of the reader."""
    return f"{long_date(moment, weekday=True)}, {clock_time(moment)}"


def filesize(octets: int) -> str:
    """« 184 Ko », « 1,2 Mo »; decimal units, as file managers and the French usage have them."""
    french = is_french()
    units = ("octets", "Ko", "Mo", "Go") if french else ("bytes", "KB", "MB", "GB")
    size, rank = float(octets), 0
    while round(size) >= 1000 and rank < len(units) - 1:
        size, rank = size / 1000, rank + 1
    # One decimal where it still tells something: from a megabyte up, below ten.
    written = f"{size:.1f}" if rank > 1 and size < 9.95 else f"{size:.0f}"
    if written.endswith(".0"):
        written = written[:-2]
    return f"{written.replace('.', ',') if french else written}{NB}{units[rank]}"


MONTH_NAMES = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
#: What is left alone: elements whose text is code or is edited, comments, tags. It begins with one letter, so that the engine leaps
#: from one to the next.
VERBATIM = re.compile(
    r"(<(?:(script|style|textarea|pre|code|kbd|samp|svg)\b.*?</\2>|!--.*?-->|[^>]+>))",
    re.DOTALL,
)
#: What is set in the text between. All begin with one of five letters, and what stands before a space is looked at last: a page is
#: mostly neither.
SET_IN_TYPE = re.compile(
    r"'|&#x27;|&#39;"
    r"|«[ \u00a0]?"
    r"|[ \u00a0]?»"
    r"| (?=[;:!?%€](?![a-z0-9]))"
    rf"| (?=(?:h|min|Ko|Mo|ans?|{MONTH_NAMES})\b)(?<=\d )"
    r"| (?=\d)(?:(?<=§ )|(?<=\bn° )|(?<=\bp\. )|(?<=\bart\. )|(?=\d\d\b)(?<=\bh ))"
)


def typography(html: str) -> str:
    """Set French spaces and apostrophes in the text of some HTML (or in plain text), never inside tags or code."""
    pieces = VERBATIM.split(html)
    del pieces[2::3]
    pieces[::2] = [SET_IN_TYPE.sub(_set_in_type, text) if text and not text.isspace() else text for text in pieces[::2]]
    return "".join(pieces)


def _set_in_type(found: re.Match[str]) -> str:
    words = found[0]
    if words == " ":
        return NB
    if "«" in words:
        return f"«{NB}"
    return f"{NB}»" if "»" in words else "’"
