"""Several real processes order at the same moment: what only a server with row locks can be asked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from microcert.allotment.queries import balance, public_ledger
from microcert.allotment.rules import replay
from microcert.foundation import journal
from microcert.orders.models import Order
from tests.cast import assemble, person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R017", "R018")]
ROOT = Path(__file__).resolve().parents[2]


def address_of_the_test_database() -> str:
    given = connection.settings_dict
    return f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{connection.settings_dict['NAME']}"


def crowd(tmp_path: Path, code: str, *groups: list[str]) -> list[str]:
    """One process per group of addresses, all let go at once; their outcomes, in no order."""
    gate = tmp_path / "gate"
    environment = os.environ | {
        "DATABASE_URL": address_of_the_test_database(),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", settings.SETTINGS_MODULE),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.allotment.buyers", code, str(gate), *group],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for group in groups
    ]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    gate.touch()
    outcomes = []
    for process in processes:
        said, _nothing = process.communicate(timeout=120)
        assert process.returncode == 0
        outcomes += said.split()
    return outcomes


def test_four_processes_share_equally_and_sell_no_seat_twice(tmp_path):
    cast = assemble()
    cast.session.capacity = 22
    cast.session.save()
    session = cast.open_session()
    addresses = [person(f"p{number}", "Prénom", f"Nom {number}").email for number in range(24)]
    outcomes = crowd(tmp_path, session.code, *(addresses[start::4] for start in range(4)))
    assert Counter(outcome for outcome in outcomes if not outcome[0].isdigit()) == {"SessionFull": 2}
    numbers = sorted(Order.objects.values_list("number", flat=True))
    assert [int(number[-6:]) for number in numbers] == list(range(1, 23)), "numbers without gaps"
    assert (balance(session).contracts, balance(session).spread) == (22, 1)
    verdict = replay(public_ledger(session))
    assert verdict.holds and verdict.rows == 22
    assert journal.verify().holds


@pytest.mark.long
def test_two_hundred_buyers_in_eight_processes_never_differ_by_more_than_one_and_never_overbook(tmp_path):
    cast = assemble()
    cast.session.capacity = 190
    cast.session.save()
    session = cast.open_session()
    addresses = [person(f"p{number}", "Prénom", f"Nom {number}").email for number in range(200)]
    outcomes = crowd(tmp_path, session.code, *(addresses[start::8] for start in range(8)))
    assert Counter(outcome for outcome in outcomes if not outcome[0].isdigit()) == {"SessionFull": 10}
    ledger = public_ledger(session)
    for row in ledger["rows"]:
        assert max(row["loads"].values()) - min(row["loads"].values()) <= 1
    assert (balance(session).contracts, balance(session).spread) == (190, 1)
    verdict = replay(ledger)
    assert verdict.holds and verdict.rows == 190 and journal.verify().holds


def test_one_buyer_who_clicks_everywhere_at_once_gets_one_order(tmp_path):
    cast = assemble()
    session = cast.open_session()
    outcomes = crowd(tmp_path, session.code, *([cast.ines.email] * 2 for _ in range(4)))
    assert Counter(outcome for outcome in outcomes if not outcome[0].isdigit()) == {"AlreadyOrdered": 7}
    assert Order.objects.count() == session.draws.count() == 1
