from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from microcert.consortium.models import University
from microcert.credentials.actions import rotate_issuer_key, rotate_log_key
from microcert.documents.models import IssuerKey


class Command(BaseCommand):
    help = """Give a university (or the log) a new key; the old one stays published with its dates, and its signatures stand.

Uses: credential (badges, tokens, status lists), seal (PDF pages, European credentials), token (Open Badges as JWT)."""

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("university", nargs="?", help="its short name in addresses, such as hauterive")
        whose.add_argument("--log", action="store_true", help="the key that signs the checkpoints of the log")
        parser.add_argument("--use", choices=[str(use) for use in IssuerKey.Use], default=str(IssuerKey.Use.CREDENTIAL))

    def handle(self, *args: Any, university: str | None, log: bool, use: str, **options: Any) -> None:
        if log:
            self.stdout.write(f"The log signs with {rotate_log_key().fragment} from now on.")
            return
        found = University.objects.filter(slug=university).first()
        if found is None:
            known = ", ".join(University.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"No university is called {university!r}. There are: {known}.")
        self.stdout.write(f"{found.name} signs with {rotate_issuer_key(found, use=use, by=None).fragment} from now on.")
