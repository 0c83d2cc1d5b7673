from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from microcert.credentials.log_check import check_log


class Command(BaseCommand):
    help = "Recompute the public log of awards: entries, checkpoints, signatures, and the credentials they speak of."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            type=Path,
            metavar="CHECKPOINT",
            help="a checkpoint saved earlier: the log must still begin with it",
        )

    def handle(self, *args: Any, expect: Path | None = None, **options: Any) -> None:
        try:
            check = check_log(expect.read_text("utf-8") if expect else "")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{expect} cannot be read: {error}") from error
        if not check.holds:
            raise CommandError(f"The log does not hold: {check.reason}.")
        self.stdout.write(f"{check.entries} awards, {check.checkpoints} checkpoints, the log holds. Root: {check.root}")
