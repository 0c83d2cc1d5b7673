from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from microcert.credentials.actions import award
from microcert.credentials.errors import MinutesNotSealed
from microcert.credentials.models import Credential
from microcert.credentials.queries import credential_of_file
from microcert.credentials.queries.lists import Line, read_learners
from microcert.evaluation.models import Minutes
from microcert.evaluation.rules import JuryStatus
from microcert.foundation.refusals import Refusal


class Command(BaseCommand):
    help = """Award the learners of a list whom sealed jury minutes name as admitted.

The list is a CSV file in UTF-8 (comma or semicolon) whose first line names a column order_number or email. A wrong line
is reported with its number and its reason and keeps nobody else from their credential; running the command again awards
nobody twice. Exits 1 when a line was wrong."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--minutes", required=True, help="the minutes' number, such as PV-HTR-2026-000012, or their key"
        )
        parser.add_argument("file", type=Path, metavar="learners.csv")

    def handle(self, *args: Any, minutes: str, file: Path, **options: Any) -> None:
        sealed = self._minutes(minutes)
        try:
            lines = read_learners(file, sealed)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        awarded = standing = 0
        wrong: list[tuple[Line, str]] = []
        for place, line in enumerate(lines, start=1):
            self._show_progress(place, len(lines))
            before = line.file and credential_of_file(line.file)
            if reason := self._award(sealed, line):
                wrong.append((line, reason))
            elif before:
                standing += 1
            else:
                awarded += 1
        self._report(awarded, standing, wrong)

    def _minutes(self, key: str) -> Minutes:
        wanted = {"pk": int(key)} if key.isdecimal() and key.isascii() and len(key) < 18 else {"number": key}
        minutes = Minutes.objects.select_related("jury__session").filter(**wanted).first()
        if minutes is None:
            raise CommandError(_("Aucun procès-verbal ne porte le numéro « %(key)s ».") % {"key": key})
        if minutes.jury.status != JuryStatus.SEALED:
            raise CommandError(str(MinutesNotSealed()))
        return minutes

    def _award(self, minutes: Minutes, line: Line) -> str:
        """Award one line; the reason why it could not be, else nothing."""
        if line.file is None:
            return line.reason
        try:
            credential: Credential = award(minutes, line.file)
        except Refusal as refusal:
            return str(refusal)
        if self.verbosity_is_high:
            self.stdout.write(f"{line.number}: {credential.number}")
        return ""

    verbosity_is_high = False

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.verbosity_is_high = options["verbosity"] > 1
        return super().execute(*args, **options)

    def _show_progress(self, place: int, total: int) -> None:
        """A bar for people; nothing in a pipe or a log."""
        if not sys.stderr.isatty():
            return
        filled = 30 * place // total
        end = "\n" if place == total else ""
        sys.stderr.write(f"\r[{'█' * filled}{'·' * (30 - filled)}] {place}/{total}{end}")
        sys.stderr.flush()

    def _report(self, awarded: int, standing: int, wrong: list[tuple[Line, str]]) -> None:
        for line, reason in wrong:
            subject = f" ({line.key})" if line.key else ""
            self.stderr.write(
                _("Ligne %(line)s%(subject)s : %(reason)s")
                % {"line": line.number, "subject": subject, "reason": reason}
            )
        self.stdout.write(
            _("%(awarded)s délivré(s), %(standing)s déjà délivré(s), %(wrong)s ligne(s) refusée(s).")
            % {"awarded": awarded, "standing": standing, "wrong": len(wrong)}
        )
        if wrong:
            raise SystemExit(1)
