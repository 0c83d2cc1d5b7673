"""Checks of single values: what a name, an address or an identifier must look like before anybody signs it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from credseal.errors import RecordError

MAX_LINE = 500
MAX_PARAGRAPH = 10_000

# Bidirectional overrides and zero-width marks let a printed name differ from the signed one (Unicode TR 36).
# ZWNJ and ZWJ (U+200C, U+200D) stay allowed: Persian and Indic names need them.
_DECEPTIVE = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f]+\Z", re.IGNORECASE)
_UUID_URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?\Z")


def line(value: object, field: str, *, limit: int = MAX_LINE) -> str:
    """One line of NFC text, trimmed, not empty; control and deceptive characters are refused."""
    text = _text(value, field, limit, allowed="")
    if not text:
        raise RecordError(field, "Renseignez ce champ, il est obligatoire.")
    return text


def optional_line(value: object, field: str, *, limit: int = MAX_LINE) -> str | None:
    """Like ``line``, but None and blank text give None."""
    if value is None:
        return None
    return _text(value, field, limit, allowed="") or None


def paragraph(value: object, field: str, *, limit: int = MAX_PARAGRAPH) -> str:
    """NFC text that may hold line breaks; not empty."""
    text = _text(value, field, limit, allowed="\n")
    if not text:
        raise RecordError(field, "Renseignez ce champ, il est obligatoire.")
    return text


def optional_paragraph(value: object, field: str, *, limit: int = MAX_PARAGRAPH) -> str | None:
    """Like ``paragraph``, but None and blank text give None."""
    if value is None:
        return None
    return _text(value, field, limit, allowed="\n") or None


def _text(value: object, field: str, limit: int, *, allowed: str) -> str:
    if not isinstance(value, str):
        raise RecordError(field, "Un texte est attendu.")
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n") if allowed else value).strip(" \u00a0\n")
    for character in text:
        if character in allowed:
            continue
        if (
            unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co")
            or character in _DECEPTIVE
            or character in "\u2028\u2029"
        ):
            raise RecordError(field, f"Retirez le caractère invisible ou interdit U+{ord(character):04X}.")
    if len(text) > limit:
        raise RecordError(field, f"Ce texte compte {len(text)} caractères ; {limit} au plus sont acceptés.")
    return text


def iri(value: object, field: str) -> str:
    """An absolute IRI (RFC 3987) without characters that N-Quads would have to escape."""
    if not isinstance(value, str) or not _IRI.match(value) or len(value) > 2_000:
        raise RecordError(field, "Une adresse ou un identifiant absolu est attendu, par exemple « urn:uuid:… ».")
    return unicodedata.normalize("NFC", value)


def https_url(value: object, field: str) -> str:
    """An absolute https address with a host; http is taken on this very machine only (W3C Secure Contexts, 3.1)."""
    text = iri(value, field)
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  an invalid port is found only when it is read
    except ValueError:
        parts = urlsplit("")
    is_trustworthy = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
    if not is_trustworthy or not parts.hostname or parts.username is not None:
        raise RecordError(field, "Une adresse complète commençant par « https:// » est attendue.")
    return text


def uuid_urn(value: object, field: str) -> str:
    """An opaque identifier ``urn:uuid:…`` in lower case."""
    if not isinstance(value, str) or not _UUID_URN.match(value):
        raise RecordError(field, "Un identifiant « urn:uuid: » en minuscules est attendu.")
    return value


def did(value: object, field: str) -> str:
    """A decentralised identifier without fragment, path or query."""
    text = iri(value, field)
    if not re.match(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+\Z", text):
        raise RecordError(field, "Un identifiant « did: » est attendu, par exemple « did:web:exemple.fr:u:htr ».")
    return text


def country_code(value: object, field: str) -> str:
    """ISO 3166-1 alpha-2, upper case."""
    if not isinstance(value, str) or not re.match(r"[A-Z]{2}\Z", value):
        raise RecordError(field, "Un code de pays à deux lettres majuscules est attendu, par exemple « FR ».")
    return value


def language(value: object, field: str) -> str:
    """A BCP 47 tag of the simple kind that Open Badges accepts: ``fr`` or ``fr-FR``."""
    if not isinstance(value, str) or not _LANGUAGE.match(value):
        raise RecordError(field, "Un code de langue est attendu, par exemple « fr ».")
    return value


def aware_moment(value: object, field: str) -> datetime:
    """A datetime with a time zone, cut to the second (what a signed document shows)."""
    if not isinstance(value, datetime) or value.tzinfo is None or value.utcoffset() is None:
        raise RecordError(field, "Une date avec heure et fuseau horaire est attendue.")
    return value.replace(microsecond=0)


def optional_moment(value: object, field: str) -> datetime | None:
    """Like ``aware_moment``, or None."""
    return None if value is None else aware_moment(value, field)


def optional_day(value: object, field: str) -> date | None:
    """A calendar date or None."""
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise RecordError(field, "Une date est attendue.")
    return value


def amount(value: object, field: str, *, least: str, most: str) -> Decimal:
    """A decimal number with at most two decimals, given as int, Decimal or text (floats lie)."""
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise RecordError(field, "Un nombre est attendu.")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise RecordError(field, "Un nombre est attendu.") from None
    if not number.is_finite() or not Decimal(least) <= number <= Decimal(most):
        raise RecordError(field, f"Un nombre entre {least} et {most} est attendu.")
    if number != number.quantize(Decimal("0.01")):
        raise RecordError(field, "Deux décimales au plus sont acceptées.")
    return number


def plain_number(number: Decimal) -> str:
    """The shortest decimal notation without exponent: ``14``, ``0.5``."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def whole(value: object, field: str, *, least: int, most: int) -> int:
    """An integer within bounds."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise RecordError(field, f"Un nombre entier entre {least} et {most} est attendu.")
    return value
