from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from microcert.foundation import journal


class Command(BaseCommand):
    help = "Walk the journal's hash chain and name the first entry that was edited, removed or added."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            default="",
            help="the head printed by an earlier run and kept elsewhere: it must still be in the chain",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from microcert.foundation.models import JournalEntry

        check = journal.verify()
        if not check.holds:
            raise CommandError(f"Broken at entry {check.broken_at}: {check.reason}.")
        if options["expect"] and not JournalEntry.objects.filter(hash=options["expect"]).exists():
            raise CommandError("The chain holds, but the expected head is not in it: the journal was rewritten.")
        self.stdout.write(f"{check.entries} entries, the chain holds. Head: {check.head}")
