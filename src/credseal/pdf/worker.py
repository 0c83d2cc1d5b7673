"""What the child that reads PDFs of strangers does."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from credseal.children import serve
from credseal.errors import SealError
from credseal.pdf.attachments import attached_files, keywords_of
from credseal.pdf.judge import judge_pdf


def main() -> None:
    """Answer requests to read a PDF."""
    serve(_reading, memory=190_000_000)


def _reading(request: dict[str, Any], payload: bytes) -> dict[str, Any]:
    files = {name: base64.b64encode(content).decode() for name, content in attached_files(payload).items()}
    answer: dict[str, Any] = {"files": files, "keywords": keywords_of(payload)}
    try:
        roots = [root.encode() for root in request["roots"]]
        judgement = judge_pdf(payload, roots, now=datetime.fromisoformat(request["now"]))
        answer["seals"] = [_seal(seal) for seal in judgement.seals]
    except SealError as error:
        answer["unreadable"] = str(error)
    return answer


def _seal(seal: Any) -> dict[str, Any]:
    return {
        "signer": seal.signer,
        "dids": seal.dids,
        "signed_at": None if seal.signed_at is None else seal.signed_at.isoformat(),
        "intact": seal.intact,
        "trusted": seal.trusted,
        "bottom_line": seal.bottom_line,
        "covers_end": seal.covers_end,
        "stamped_at": None if seal.stamped_at is None else seal.stamped_at.isoformat(),
    }
