from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from microcert.allotment.queries import read_ledger, sentence_of
from microcert.allotment.rules import replay


class Command(BaseCommand):
    help = "Replay the public ledger of a session's draws (the JSON file of its page). Exit code 0 when every row holds, else 1."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the ledger downloaded from the page of the draws")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} : {error.strerror}") from None
        verdict = replay(read_ledger(text))
        for fault in verdict.faults:
            self.stdout.write(sentence_of(fault))
        if not verdict.holds:
            raise CommandError(
                f"{len(verdict.faults)} point(s) ne concordent pas dans le registre de {verdict.session or '?'}."
            )
        if verdict.is_revealed:
            self.stdout.write(
                f"{verdict.session} : {verdict.rows} lignes, {verdict.choices} tirages rejoués, tout concorde."
            )
        else:
            self.stdout.write(
                f"{verdict.session} : {verdict.rows} lignes, la chaîne concorde. La graine n’est pas encore révélée : "
                "les choix pourront être rejoués après la clôture des ventes."
            )
