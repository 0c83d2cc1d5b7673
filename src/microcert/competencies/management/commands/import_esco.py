from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from microcert.competencies.actions.references import import_esco
from microcert.competencies.errors import BadFile


class Command(BaseCommand):
    help = "Import the labels of ESCO's skills from its official CSV export (conceptUri, preferredLabel, altLabels, description)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = import_esco(options["file"])
        except OSError as error:
            raise CommandError(str(error)) from error
        except BadFile as bad:
            raise CommandError("\n".join([bad.message, *(str(problem) for problem in bad.problems)])) from bad
        self.stdout.write(f"{count} skills.")
