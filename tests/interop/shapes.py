"""The Commission's SHACL shapes for European Digital Credentials, run by pyshacl on what JSON-LD makes of a document."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
from rdflib import OWL, Graph

from credseal.jsonld import canonicalize

FOLDER = Path(__file__).parents[1] / "vectors" / "elm"


@cache
def shapes() -> Graph:
    """Generic profile and its controlled vocabularies, without the imports that would fetch them from the network."""
    graph = Graph()
    for name in ("EDC-generic-no-cv.ttl", "EDC-generic-full.ttl"):
        graph.parse(FOLDER / name)
    graph.remove((None, OWL.imports, None))
    return graph


def violations(credential: dict[str, Any]) -> str:
    """Empty when the credential conforms, else the report."""
    graph = Graph().parse(data=canonicalize(credential), format="nt")
    assert len(graph) > 100
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes())
    return "" if conforms else str(report)
