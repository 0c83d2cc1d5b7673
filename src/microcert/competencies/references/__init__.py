"""Public references of jobs and skills that a competency can be aligned with."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path


@cache
def rome() -> dict[str, str]:
    """ROME codes and their French labels (France Travail, Licence Ouverte)."""
    with (Path(__file__).parent / "rome.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["label"] for row in csv.DictReader(file)}


def rome_label(code: str) -> str | None:
    """The label of a ROME code, None when there is no such code."""
    return rome().get(code)
