"""The little of JSON-LD that signing needs: pinned contexts, proof that nothing is dropped, RDFC-1.0 canonical form."""

from credseal.jsonld.canonical import canonicalize
from credseal.jsonld.lossless import require_lossless
from credseal.jsonld.pinned import KNOWN_CONTEXTS, inline_contexts

__all__ = ["KNOWN_CONTEXTS", "canonicalize", "inline_contexts", "require_lossless"]
