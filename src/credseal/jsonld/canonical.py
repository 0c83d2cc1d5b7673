"""RDF Dataset Canonicalization (RDFC-1.0) of JSON-LD documents, by pyoxigraph, with the pinned contexts inlined."""

from __future__ import annotations

import json
from collections import Counter
from math import factorial, prod
from typing import Any

import pyoxigraph as ox

from credseal.errors import DocumentError, LimitError
from credseal.jsonld.pinned import inline_contexts

MAX_QUADS = 20_000
_MAX_PERMUTATIONS = 50_000


def canonicalize(document: dict[str, Any]) -> str:
    """The canonical N-Quads of ``document``: sorted lines, each ended by a line feed.

    Raises DocumentError when the document is not JSON-LD, UnknownContextError for a context that is not pinned, and
    LimitError for a graph whose canonical form would take exponential time ("poison" graphs).
    """
    dataset = dataset_of(document)
    _refuse_tangles(dataset)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


def dataset_of(document: dict[str, Any]) -> ox.Dataset:
    """The statements that ``document`` makes, with the parser's own labels. Raises like ``canonicalize``."""
    dataset = _parsed(json.dumps(inline_contexts(document), ensure_ascii=False))
    if len(dataset) > MAX_QUADS:
        raise LimitError("the document holds too many statements")
    return dataset


def _parsed(text: str) -> ox.Dataset:
    try:
        return ox.Dataset(ox.parse(text, ox.RdfFormat.JSON_LD))
    except (SyntaxError, ValueError, OSError) as error:
        raise DocumentError(f"not a JSON-LD document: {error}") from error
    except BaseException as error:
        # A panic of the native parser is no Exception in Python; it must not end the process that verifies.
        if type(error).__name__ != "PanicException":
            raise
        raise DocumentError("not a JSON-LD document: the parser gave up") from error


def _refuse_tangles(dataset: ox.Dataset) -> None:
    """Refuse graphs with many blank nodes that look alike: only among those does RDFC-1.0 try permutations.

    Two blank nodes look alike when their statements are equal once every blank label is masked; this is coarser than
    the first-degree hash, so the guard refuses at least what is dangerous.
    """
    seen: dict[str, list[str]] = {}
    for quad in dataset:
        for blank in {node.value for node in (quad.subject, quad.object, quad.graph_name) if _is_blank(node)}:
            seen.setdefault(blank, []).append(" ".join(_masked(node, blank) for node in quad))
    looks = Counter("\n".join(sorted(statements)) for statements in seen.values())
    crowd = max(looks.values(), default=0)
    if crowd > 20 or prod(factorial(count) for count in looks.values()) > _MAX_PERMUTATIONS:
        raise LimitError("the document holds too many nameless parts that cannot be told apart")


def _is_blank(node: object) -> bool:
    return isinstance(node, ox.BlankNode)


def _masked(node: object, self_label: str) -> str:
    if isinstance(node, ox.BlankNode):
        return "_:a" if node.value == self_label else "_:z"
    return str(node)
