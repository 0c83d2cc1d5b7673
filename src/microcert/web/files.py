"""Files that are one person's business: named, and kept by no cache."""

from __future__ import annotations

from typing import IO

from django.http import FileResponse, HttpResponse

PDF = "application/pdf"
_NOBODY_ELSE = "private, no-store"


def private_file(content: bytes, name: str, media_type: str = PDF, *, inline: bool = False) -> HttpResponse:
    """A file that we made, offered as a download, or opened in the browser if `inline`."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["Cache-Control"] = _NOBODY_ELSE
    return response


def private_upload(file: IO[bytes], name: str, media_type: str = "application/octet-stream") -> FileResponse:
    """A file that somebody gave us, always as a download: whatever it holds, it never runs within our pages."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    response["Cache-Control"] = _NOBODY_ELSE
    return response
