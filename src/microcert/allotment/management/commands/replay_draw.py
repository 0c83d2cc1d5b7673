from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from microcert.allotment.queries import read_ledger, sentence_of
from microcert.allotment.rules import replay


class Command(BaseCommand):
    help = "Replay the public ledger of a session's draws (the JSON file of its page). Exit code 0 when every row holds, else 1."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the ledger downloaded from the page of the draws")

        parser.add_argument(
            "--seed", default="", help="the revealed seed (hexadecimal), for a ledger downloaded before it was"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} : {error.strerror}") from None
        ledger = read_ledger(text)
        if options["seed"] and isinstance(ledger, dict):
            ledger["seed"] = options["seed"]
        verdict = replay(ledger)
        for fault in verdict.faults:
            self.stdout.write(sentence_of(fault))
        faults = len(verdict.faults)
        told = {
            "n": faults,
            "session": verdict.session or "?",
            "rows": verdict.rows,
            "choices": verdict.choices,
        }
        if not verdict.holds:
            raise CommandError(
                ngettext(
                    "%(n)s point ne concorde pas dans le registre de %(session)s.",
                    "%(n)s points ne concordent pas dans le registre de %(session)s.",
                    faults,
                )
                % told
            )
        if verdict.is_revealed:
            self.stdout.write(_("%(session)s : %(rows)s lignes, %(choices)s tirages rejoués, tout concorde.") % told)
        else:
            said = _(
                "%(session)s : %(rows)s lignes, la chaîne concorde. La graine n’est pas encore révélée : "
                "les choix pourront être rejoués après la clôture des ventes."
            )
            self.stdout.write(said % told)
