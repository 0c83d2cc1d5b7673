from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from microcert.trainings.load import plain, to_elm, written
from microcert.trainings.models import TrainingVersion


class Command(BaseCommand):
    help = "Write the latest version of a training as TOML, or as an ELM learning opportunity in JSON-LD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--as", dest="form", choices=["toml", "jsonld"], default="toml")
        parser.add_argument("--to", type=Path, help="the file to write; the screen without it")

    def handle(self, *args: Any, slug: str, form: str, to: Path | None, **options: Any) -> None:
        version = TrainingVersion.objects.filter(training__slug=slug).order_by("-number").first()
        if version is None:
            raise CommandError(f"No training is called “{slug}”.")
        text = written(plain(version)) if form == "toml" else json.dumps(to_elm(version), ensure_ascii=False, indent=2)
        if to is None:
            self.stdout.write(text)
            return
        try:
            to.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{to}: {error.strerror or error}") from error
        self.stdout.write(f"Written: {to}")
