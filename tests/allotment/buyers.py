"""A process that orders seats while others do the same: `python -m tests.allotment.buyers SESSION GATE EMAIL…`.

It waits until the file GATE exists, then places one order per address, in turn, and prints one outcome a line.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import django


def main(code: str, gate: str, *emails: str) -> None:
    django.setup()
    from microcert.foundation.refusals import Refusal
    from microcert.journeys.place_order import place_order
    from microcert.people.models import User
    from microcert.sessions.models import Session

    session = Session.objects.select_related("version").get(code=code)
    buyers = [User.objects.get(email=email) for email in emails]
    print("ready", flush=True)
    while not Path(gate).exists():
        time.sleep(0.01)
    for buyer in buyers:
        try:
            print(place_order(buyer, session, "individual", "remote", by=buyer).number, flush=True)
        except Refusal as refusal:
            print(refusal.code, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
