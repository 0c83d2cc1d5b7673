from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from microcert.consortium.models import University
from microcert.foundation.refusals import Refusal
from microcert.trainings.load import import_training, known_for, read_incoming


class Command(BaseCommand):
    help = "Read a training from TOML or ELM JSON-LD into a draft. Every error comes at once; nothing is half imported."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--for", dest="producer", default="", help="the university of a file that names none (slug)"
        )

    def handle(self, *args: Any, file: Path, producer: str, **options: Any) -> None:
        universities = {each.slug: each for each in University.objects.all()}
        if producer and producer not in universities:
            raise CommandError(f"No university is called “{producer}”.")
        try:
            read = read_incoming(file.name, file.read_bytes(), known_for(universities.values()))
            where = universities.get(read.producer or producer)
            if where is None:
                raise CommandError("The file names no university: say which with --for.")
            draft = import_training(read, where, by=None)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from error
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"{draft.training.slug}, version {draft.number}: a draft.")
