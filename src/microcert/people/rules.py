"""Pure rules of people: how a name is searched and sorted."""

from __future__ import annotations

import unicodedata


def folded(*parts: str) -> str:
    """Lower case without accents or ligatures, one space between words: « Œuvrard, Zoé » is found as `oeuvrard zoe`."""
    text = " ".join(parts).lower().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() or sign in "@.-" else " " for sign in bare).split())
