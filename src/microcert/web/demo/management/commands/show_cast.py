"""Print who can log in to the demonstration, as what, and what there is to see."""

from __future__ import annotations

from argparse import ArgumentParser
from textwrap import fill
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from microcert.web.demo.queries import Player, cast

from .load_demo import PASSWORD


class Command(BaseCommand):
    help = "Print the demonstration's cast: who can log in as what."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="not only the people to begin with")

    def handle(self, *args: Any, **options: Any) -> None:
        players = cast()
        if not players:
            raise CommandError("Nobody is here yet: run load_demo first.")
        shown = [player for player in players if options["all"] or player.is_featured]
        for player in shown:
            self._show(player)
        if len(shown) < len(players):
            self.stdout.write(f"… et {len(players) - len(shown)} autres personnes (show-cast --all).")
        self.stdout.write(f"Mot de passe de toutes et de tous : {PASSWORD}")

    def _show(self, player: Player) -> None:
        self.stdout.write(f"{player.name} <{player.email}>")
        self.stdout.write(f"    {' ; '.join(player.roles) or 'stagiaire'}")
        if player.shows:
            self.stdout.write(fill(player.shows, 100, initial_indent="    ", subsequent_indent="    "))
