"""Canonical forms of documents of strangers, made in child processes that are killed when they take too long.

RDFC-1.0 and the native parser are the one place where a small hostile document could cost without bound; the guards of
``canonical`` refuse what is known to be dangerous, and this bounds what is not known.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from credseal.children import Children

SECONDS = 1.0  # a badge needs a hundredth of it
_CHILDREN = Children("credseal.jsonld.worker")


def canonicalize_confined(documents: Sequence[dict[str, Any]], *, seconds: float = SECONDS) -> list[str]:
    """The canonical N-Quads of each document; raises what ``canonicalize`` raises.

    LimitError when they take longer than ``seconds`` together or more memory than the child may have.
    """
    return Allowance(seconds).canonicalize(documents)


class Allowance:
    """The time that the canonical forms of one document, its proofs included, may take together."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._left = seconds

    def canonicalize(self, documents: Sequence[dict[str, Any]]) -> list[str]:
        """``canonicalize_confined`` within what is left."""
        answer = _CHILDREN.ask({}, json.dumps(documents).encode(), seconds=self._left)
        self._left -= answer["spent"]
        return list(answer["forms"])
