"""The child process that canonicalises documents of strangers: it may be killed, and it may not grow.

Reads one JSON line per request (a list of documents), writes one JSON line per answer: ``{"forms": [text…]}`` or
``{"error": code, "message": text}``.
"""

from __future__ import annotations

import json
import resource
import sys

from credseal.errors import CredentialError
from credseal.jsonld.canonical import canonicalize
from credseal.jsonld.pinned import VC_V2, pinned_context

MEMORY = 120_000_000  # what the child may hold beyond its own 50 MB


def serve() -> None:
    """Answer until standard input ends."""
    pinned_context(VC_V2)
    _, limit = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _answer({"forms": []})
    for line in sys.stdin.buffer:
        try:
            _answer({"forms": [canonicalize(document) for document in json.loads(line)]})
        except CredentialError as error:
            _answer({"error": error.code, "message": str(error)})
        except (MemoryError, RecursionError):
            _answer({"error": "LIMIT_EXCEEDED", "message": "the document costs too much to be read"})


def _answer(content: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(content).encode() + b"\n")
    sys.stdout.buffer.flush()
