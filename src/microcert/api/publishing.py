"""Public answers for programs: cacheable, readable from any origin, cheap to ask again."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags

MINUTE, HOUR = 60, 3600
YEAR = 365 * 24 * HOUR


def published(
    request: HttpRequest, text: str | bytes, content_type: str, max_age: int, *, is_final: bool = False
) -> HttpResponseBase:
    """A public answer with a strong ETag: asked again with `If-None-Match`, an unchanged text costs a few bytes."""
    content = text.encode() if isinstance(text, str) else text
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response: HttpResponseBase = (
        HttpResponseNotModified() if is_known(request, etag) else HttpResponse(content, content_type=content_type)
    )
    return marked(response, etag, max_age, is_final=is_final)


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the asker has this very text already."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return etag in known or f"W/{etag}" in known or "*" in known


def marked(response: HttpResponseBase, etag: str, max_age: int, *, is_final: bool = False) -> HttpResponseBase:
    """The headers of a public answer; one that is final never changes."""
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={max_age}" + (", immutable" if is_final else "")
    response["Access-Control-Allow-Origin"] = "*"
    return response
