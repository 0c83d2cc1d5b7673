"""The requirements, as `docs/requirements.md` lists them."""

from __future__ import annotations

import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "requirements.md"
ROW = re.compile(r"^\| (?P<first>[RN]\d+)(?:-(?P<last>[RN]\d+))? \| (?P<text>.+?) \|", re.MULTILINE)


def known() -> dict[str, str]:
    """Every id with its text; a row that stands for several (`R045-R052`) counts once for each."""
    texts = {}
    for row in ROW.finditer(DOCUMENT.read_text()):
        first, last = row["first"], row["last"] or row["first"]
        for number in range(int(first[1:]), int(last[1:]) + 1):
            texts[f"{first[0]}{number:0{len(first) - 1}}"] = row["text"]
    return texts
