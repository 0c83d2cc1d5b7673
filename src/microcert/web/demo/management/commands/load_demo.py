"""Load a demonstration: a consortium's file, the trainings beside it, and accounts whose password everybody knows."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from microcert.foundation.refusals import Refusal
from microcert.journeys.load_house import load_house, read_house
from microcert.web.demo.scenarios import keep_scenarios

# Known to everybody: it opens fictional accounts only.
PASSWORD = "demonstration"  # noqa: S105


class Command(BaseCommand):
    help = "Load a demonstration consortium; running it again adds what is new and changes nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--consortium",
            type=Path,
            default=settings.ROOT / "demo" / "consortium.toml",
            help="the consortium's file; its trainings stand in the folder trainings/ beside it",
        )

    def handle(self, *args: Any, consortium: Path, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("The cast's password is public: this command belongs to a demonstration only.")
        try:
            done = load_house(read_house(consortium), password=PASSWORD, tell=self._tell)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        keep_scenarios()
        self.stdout.write(
            f"{done.universities} universities, {done.people} people, {done.new_trainings} new trainings, "
            f"{done.new_sessions} new sessions"
        )

    def _tell(self, what: str, done: int, whole: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r  {what:<10} {done:>3}/{whole}", ending="\n" if done == whole else "")
