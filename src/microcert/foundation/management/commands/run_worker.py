from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from microcert.foundation.jobs.embedded import AnotherWorkerRuns
from microcert.foundation.jobs.enqueueing import engine


class Command(BaseCommand):
    help = "Run jobs as they fall due, until stopped. The embedded engine takes one worker, the production engine any number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks at an empty queue")
        parser.add_argument("--until-idle", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, interval: float, until_idle: bool, **options: Any) -> None:
        carrier = engine()
        self.stdout.write(f"Worker ready ({type(carrier).__name__}).")
        self.stdout.flush()
        try:
            carrier.work(interval=interval, until_idle=until_idle)
        except AnotherWorkerRuns as error:
            raise CommandError(str(error)) from error
