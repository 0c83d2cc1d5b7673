"""What the child that canonicalises documents of strangers does."""

from __future__ import annotations

import json
from typing import Any

from credseal.children import serve
from credseal.jsonld.canonical import canonicalize
from credseal.jsonld.pinned import VC_V2, pinned_context


def main() -> None:
    """Answer requests for canonical forms."""
    pinned_context(VC_V2)
    serve(_forms, memory=120_000_000)


def _forms(request: dict[str, Any], payload: bytes) -> dict[str, Any]:
    return {"forms": [canonicalize(document) for document in json.loads(payload)]}
