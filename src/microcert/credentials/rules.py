"""Pure rules of an awarded credential: its states, its code, and who the jury admitted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class CredentialStatus(StrEnum):
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


TRANSITIONS: dict[CredentialStatus, frozenset[CredentialStatus]] = {
    CredentialStatus.VALID: frozenset(
        {CredentialStatus.SUSPENDED, CredentialStatus.REVOKED, CredentialStatus.SUPERSEDED}
    ),
    CredentialStatus.SUSPENDED: frozenset({CredentialStatus.VALID, CredentialStatus.REVOKED}),
    CredentialStatus.REVOKED: frozenset(),
    CredentialStatus.SUPERSEDED: frozenset(),
}


def may_become(present: str, wanted: CredentialStatus) -> bool:
    """Whether a credential in one state may pass into another."""
    return wanted in TRANSITIONS[CredentialStatus(present)]


class SealedAs(StrEnum):
    """The forms of a credential kept beside its badge (JSON) and its page (PDF); the words are credseal's own."""

    EUROPEAN = "edc"
    WALLET = "sdjwt"
    WEB = "vc-jwt"
    BADGE_WEB = "ob-jwt"
    PICTURE = "png"
    DRAWING = "svg"


# --- Codes and numbers, as people copy them from paper ---------------------------------------------------------------

# Crockford's base 32: no I, L, O nor U, so that nothing on paper can be read as something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BITS = 40
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NOISE = re.compile(r"[\s\u00a0\u2010-\u2015-]+")
_NUMBER = re.compile(r"(?P<mark>[A-Z]{1,10})-?(?P<code>[A-Z]{2,5})-?(?P<year>\d{4})-?(?P<rank>\d{6})\Z")


def code_of(bits: int) -> str:
    """Forty bits as the short code of a permanent address: `7KQ4-M2XD`. Raises ValueError outside 0 … 2⁴⁰-1."""
    if not 0 <= bits < 1 << CODE_BITS:
        raise ValueError("a code holds forty bits")
    symbols = [ALPHABET[bits >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5)]
    return f"{''.join(symbols[:4])}-{''.join(symbols[4:])}"


def read_code(text: str) -> str | None:
    """The code that somebody typed, forgiving case, spaces and misread letters; None when it cannot be one."""
    letters = _NOISE.sub("", text).upper().translate(_MISREAD)
    if len(letters) != CODE_BITS // 5 or any(letter not in ALPHABET for letter in letters):
        return None
    return f"{letters[:4]}-{letters[4:]}"


def number_of(mark: str, university_code: str, year: int, rank: int) -> str:
    """The number of a credential, such as `MC-HTR-2026-000431`."""
    return f"{mark}-{university_code}-{year}-{rank:06d}"


def read_number(text: str) -> str | None:
    """The number that somebody typed, forgiving case and spaces; None when it cannot be one."""
    found = _NUMBER.match(_NOISE.sub("-", text.strip()).upper())
    return "-".join(found.group("mark", "code", "year", "rank")) if found else None


# --- What the jury decided ------------------------------------------------------------------------------------------

AWARD = "award"


@dataclass(frozen=True)
class Verdict:
    """One candidate's case in sealed minutes: the outcome, and the level (rank, label) held per competency code."""

    outcome: str
    levels: dict[str, tuple[int, str]]

    @property
    def is_admitted(self) -> bool:
        return self.outcome == AWARD


def verdict_on(file: int, decisions: Iterable[Mapping[str, Any]]) -> Verdict | None:
    """What the minutes say of a learner's file (its key), or None when they do not name it."""
    for decision in decisions:
        if decision["file"] == file:
            levels = {code: (int(level["rank"]), str(level["label"])) for code, level in decision["levels"].items()}
            return Verdict(str(decision["outcome"]), levels)
    return None


# --- Colours on paper ------------------------------------------------------------------------------------------------

LEAST_CONTRAST = 4.5


def is_legible_on_white(colour: str) -> bool:
    """Whether text of this colour (#rrggbb) stands out on white at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    found = re.fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", colour)
    if not found:
        return False
    shares = [int(part, 16) / 255 for part in found.groups()]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05) >= LEAST_CONTRAST
