"""A month of orders: 19 universities, 200 sessions, 10,000 orders one after the other; speed, growth and memory.

`bin/bench sales [--orders 10000]`, on a file of SQLite, or on the database of DATABASE_URL (`bin/postgres bin/bench sales`). Each
order is the page's own: the university drawn under lock, the order, the journal, the job that will print its contract; papers and
payments are not measured here. Growth is the time of the last thousand orders over that of the first: 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
UNIVERSITIES, SESSIONS, WINDOW = 19, 200, 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000, help="a multiple of a thousand")
    orders = parser.parse_args().orders
    with tempfile.TemporaryDirectory(prefix="microcert-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        sessions = a_consortium()
        figures = {"name": "sales", "unit": "orders per second", "database": connection.vendor} | sell(sessions, orders)
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


def sell(sessions: list[Any], orders: int) -> dict[str, Any]:
    from microcert.allotment.queries import public_ledger
    from microcert.allotment.rules import replay
    from microcert.foundation import journal
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
    windows: list[tuple[float, int]] = []
    begun = time.perf_counter()
    for sold, buyer in enumerate(User.objects.filter(email__startswith="b").order_by("pk").iterator(), start=1):
        place_order(buyer, sessions[sold % len(sessions)], "individual", "remote", by=buyer)
        if sold % WINDOW == 0:
            windows.append((time.perf_counter() - begun, memory()))
            print(f"  {sold:>6} orders, {windows[-1][0]:.1f} s, {windows[-1][1]} MB", file=sys.stderr)
    times = [seconds for seconds, _mb in windows]
    spent = [after - before for before, after in zip([0.0, *times], times, strict=False)]
    return {
        "orders": orders,
        "orders_per_second": round(orders / windows[-1][0], 1),
        "growth_first_to_last_thousand": round(spent[-1] / spent[0], 2),
        "memory_mb_first_and_last": [windows[0][1], windows[-1][1]],
        "ledgers_hold": all(replay(public_ledger(each)).holds for each in sessions),
        "journal_holds": journal.verify().holds,
    }


def memory() -> int:
    """The largest resident size so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    raise SystemExit(main())
