"""What a consortium's `production.toml` says of its production before the platform: read whole, judged whole, then written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from microcert.consortium.errors import Problem
from microcert.consortium.sheet import Sheet
from microcert.trainings.models import Training

from .actions import record_earlier_decision

NAME = "production.toml"


@dataclass(frozen=True)
class ProductionFile:
    """The file, read and found good. `decided_on` is None when no minutes older than the platform are named."""

    decided_on: date | None = None
    reference: str = ""


def read_production(path: Path, problems: list[Problem]) -> ProductionFile:
    """Read the file beside a consortium's; a consortium without one has nothing to say here."""
    if not path.is_file():
        return ProductionFile()
    sheet = Sheet.open(path, problems)
    earlier = sheet.table("earlier_decisions", required=False)
    read = ProductionFile(decided_on=earlier.day("decided_on", required=False), reference=earlier.text("reference", ""))
    earlier.finish()
    sheet.finish()
    return read


def record_earlier(training: Training, read: ProductionFile) -> None:
    """The committee had let this training be produced before the platform held its minutes."""
    if read.decided_on is not None:
        record_earlier_decision(training, decided_on=read.decided_on, reference=read.reference, by=None)
