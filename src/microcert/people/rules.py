"""Pure rules of people: how a name is searched and sorted."""

from __future__ import annotations

import unicodedata


def bare(text: str) -> str:
    """Lower case without accents or ligatures: « Étape à l’œuvre » as `etape a l’oeuvre`."""
    lower = text.lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(sign for sign in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(sign))


def folded(*parts: str) -> str:
    """Lower case without accents or ligatures, one space between words: « Œuvrard, Zoé » is found as `oeuvrard zoe`."""
    text = bare(" ".join(parts))
    return " ".join("".join(sign if sign.isalnum() or sign in "@.-" else " " for sign in text).split())
