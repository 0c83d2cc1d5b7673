from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from microcert.credentials.queries.log import log_files


class Command(BaseCommand):
    help = "Write the public log of awards into a folder that `credseal log verify FOLDER` reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            for name, text in log_files():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, "utf-8")
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror or error}") from error
        self.stdout.write(f"Written: {folder}")
