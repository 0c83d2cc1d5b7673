"""A month of sales: 19 universities, 200 sessions, 10,000 orders, one after the other; 16 buyers before the order page.

`bin/bench sales`, on a file of SQLite, or on the database of DATABASE_URL (`bin/postgres bin/bench sales`).

Part one, in this process, `--orders 10000` one after the other. Each is what the page does: the university drawn under lock, the
order, the journal, the job that will print its contract; papers and payments are not measured. Every thousand orders is a
segment of its own, by the wall's clock and by this process's processor time; growth is the time of the last over that of the
first: 1 is linear. On PostgreSQL the server's own processor time shows in the wall's clock only.

Part two, on the database so filled: `--buyers 16` clients at once over HTTP before granian (`--workers` processes of `--threads`
threads), each reading the order page, placing the order and reading its page, `--pages 800` orders in all. `server_ms` is
the application's own time (bench/counter/timed.py says from when to when), `client_ms` what the client waited, queue included. The
clients, the server and the database share this machine's cores.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
UNIVERSITIES, SESSIONS, WINDOW = 19, 200, 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000, help="a multiple of a thousand")
    parser.add_argument("--pages", type=int, default=800, help="orders over HTTP; 0 leaves that part out")
    parser.add_argument("--buyers", type=int, default=16)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="microcert-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        # Templates are compiled once and static files are served from memory, as in production.
        os.environ.setdefault("MICROCERT_VAR", folder)
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        sessions = a_consortium()
        figures = {"name": "sales", "unit": "orders per second", "database": connection.vendor}
        figures |= sell(sessions, asked.orders)
        if asked.pages:
            from bench.counter.buyers import measure

            print(f"{asked.buyers} buyers at once, {asked.pages} orders over HTTP …", file=sys.stderr)
            figures["pages"] = measure(
                [each.code for each in sessions],
                buyers=asked.buyers,
                orders=asked.pages,
                workers=asked.workers,
                threads=asked.threads,
            )
        figures |= proofs(sessions)
    print(json.dumps(figures))
    return 0


def a_consortium() -> list[Any]:
    """200 open sessions of one training, each sold by 19 universities."""
    from tests.cast import assemble, university

    from microcert.foundation import clock
    from microcert.journeys.open_session import open_session
    from microcert.sessions.actions import Participant, plan

    cast = assemble()
    members = [cast.hauterive, cast.valmere, cast.broceliande]
    for number in range(4, UNIVERSITIES + 1):
        members.append(university(f"u{number}", f"U{number}", f"Université de Lieu {number}", number))
    offers = [Participant(each, "Office", "Tutor", 600, has_committed=True) for each in members]
    starts_on = clock.today() + timedelta(days=60)
    print(f"{SESSIONS} sessions of {UNIVERSITIES} universities …", file=sys.stderr)
    return [
        open_session(
            plan(
                cast.version,
                code=f"S-{number}",
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=30),
                capacity=500,
                participants=offers,
                by=None,
            ),
            by=None,
        )
        for number in range(SESSIONS)
    ]


@dataclass(frozen=True)
class Mark:
    """Where the run stands after so many orders, counted from its beginning: seconds, processor seconds, megabytes."""

    orders: int
    wall: float
    processor: float
    memory_mb: int


def sell(sessions: list[Any], orders: int) -> dict[str, Any]:
    from microcert.journeys.place_order import place_order
    from microcert.people.models import User

    User.objects.bulk_create(
        User(
            email=f"b{number}@example.test",
            given_names="Prénom",
            family_name=f"Nom {number}",
            birth_date=date(1988, 3, 14),
            birth_place="Nantes",
            postal_address="3 rue des Lilas",
        )
        for number in range(orders)
    )
    marks = [Mark(0, 0.0, 0.0, memory())]
    begun, processor = time.perf_counter(), time.process_time()
    for sold, buyer in enumerate(User.objects.filter(email__startswith="b").order_by("pk").iterator(), start=1):
        place_order(buyer, sessions[sold % len(sessions)], "individual", "remote", by=buyer)
        if sold % WINDOW == 0:
            marks.append(Mark(sold, time.perf_counter() - begun, time.process_time() - processor, memory()))
            print(f"  {sold:>6} orders, {marks[-1].wall:.1f} s, {marks[-1].memory_mb} MB", file=sys.stderr)
    return growth(marks)


def growth(marks: list[Mark]) -> dict[str, Any]:
    segments = list(pairwise(marks))
    wall = [after.wall - before.wall for before, after in segments]
    processor = [after.processor - before.processor for before, after in segments]
    return {
        "orders": marks[-1].orders,
        "orders_per_second": round(marks[-1].orders / marks[-1].wall, 1),
        "orders_per_second_up_to": {each.orders: round(each.orders / each.wall, 1) for each in marks[1:]},
        "segments_wall_ms_per_order": [round(each * 1000 / WINDOW, 2) for each in wall],
        "segments_processor_ms_per_order": [round(each * 1000 / WINDOW, 2) for each in processor],
        "growth_wall": round(wall[-1] / wall[0], 2),
        "growth_processor": round(processor[-1] / processor[0], 2),
        "memory_mb_first_and_last": [marks[1].memory_mb, marks[-1].memory_mb],
    }


def proofs(sessions: list[Any]) -> dict[str, bool]:
    """What was sold holds: every ledger replays, the journal's chain is whole."""
    from microcert.allotment.queries import public_ledger
    from microcert.allotment.rules import replay
    from microcert.foundation import journal

    return {
        "ledgers_hold": all(replay(public_ledger(each)).holds for each in sessions),
        "journal_holds": journal.verify().holds,
    }


def memory() -> int:
    """The largest resident size so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    raise SystemExit(main())
