"""PDFs of strangers, read in child processes: a file of some kilobytes may unpack to gigabytes, or never end."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credseal.children import Children
from credseal.errors import LimitError
from credseal.pdf.judge import MAX_PDF_BYTES, PdfJudgement, SealJudgement

SECONDS = 1.0  # a sealed certificate needs a tenth of it
_CHILDREN = Children("credseal.pdf.worker")


@dataclass(frozen=True, slots=True)
class PdfReading:
    """The files attached to a PDF, its keywords, and its seals; ``unreadable`` says why those could not be judged."""

    files: Mapping[str, bytes]
    keywords: str
    judgement: PdfJudgement
    unreadable: str | None


def read_pdf_confined(
    pdf: bytes, trust_roots: Iterable[bytes], *, now: datetime, seconds: float = SECONDS
) -> PdfReading:
    """Read and judge ``pdf``. SealError when it is none, LimitError when it is too large or costs too much."""
    if len(pdf) > MAX_PDF_BYTES:
        raise LimitError(f"the PDF has {len(pdf)} bytes, at most {MAX_PDF_BYTES} are read")
    request = {"roots": [root.decode("ascii") for root in trust_roots], "now": now.isoformat()}
    answer = _CHILDREN.ask(request, pdf, seconds=seconds)
    return PdfReading(
        files={name: base64.b64decode(content) for name, content in answer["files"].items()},
        keywords=answer["keywords"],
        judgement=PdfJudgement(tuple(_seal(seal) for seal in answer.get("seals", []))),
        unreadable=answer.get("unreadable"),
    )


def _seal(seal: dict[str, Any]) -> SealJudgement:
    moments = {name: seal[name] and datetime.fromisoformat(seal[name]) for name in ("signed_at", "stamped_at")}
    return SealJudgement(**seal | moments | {"dids": tuple(seal["dids"])})
