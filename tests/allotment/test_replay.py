from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcert.allotment import rules
from microcert.allotment.rules import FaultKind, replay

from .simulation import SimulatedSession

pytestmark = pytest.mark.requirement("R018", "N01")


@pytest.fixture
def session() -> SimulatedSession:
    session = SimulatedSession(["hauterive", "valmere", "broceliande"], seed=bytes(range(32)), capacity=20)
    for number in range(7):
        session.draw(f"k{number}")
    session.release("k2")
    session.draw("k7", returning="valmere")
    session.draw("k8")
    return session


def rechained(session: SimulatedSession, ledger: dict[str, Any]) -> dict[str, Any]:
    """The ledger as a forger would leave it: every hash made right again after a change."""
    commitment = ledger["commitment"]
    last = rules.opening_hash(
        ledger["session"], commitment["sha256"], commitment["committed_at"], ledger["participants"]
    )
    for row in ledger["rows"]:
        row["previous"] = last
        row["hash"] = last = rules.row_hash(ledger["session"], row)
    ledger["head"] = rules.head_of(ledger, last)
    return ledger


def test_an_untouched_ledger_holds_and_every_choice_was_replayed(session):
    verdict = replay(session.ledger())
    assert verdict.holds and verdict.is_revealed
    assert (verdict.rows, verdict.choices) == (10, 8)
    assert verdict.loads == session.loads


def test_before_the_seed_is_known_the_chain_can_be_checked_already(session):
    verdict = replay(session.ledger(is_revealed=False))
    assert verdict.holds and not verdict.is_revealed and verdict.choices == 0


ALTERATIONS = {
    "index": 9,
    "kind": "batch",
    "order_key": "someone-else",
    "loads": {"hauterive": 9, "valmere": 9, "broceliande": 9},
    "candidates": ["valmere"],
    "university": "nobody",
    "seats": 2,
    "at": "2026-11-02T09:00:00.000000+00:00",
    "previous": "f" * 64,
    "hash": "f" * 64,
}


@pytest.mark.parametrize("field", ALTERATIONS)
@pytest.mark.parametrize("place", range(12))
def test_any_altered_field_of_any_row_is_noticed_and_the_row_named(session, place, field):
    session.batch("company", 4)
    session.release("company", 3)
    ledger = copy.deepcopy(session.ledger())
    row, unlike = ledger["rows"][place], {"index": 99, "kind": "returning", "candidates": []}
    row[field] = ALTERATIONS[field] if row[field] != ALTERATIONS[field] else unlike[field]
    faults = replay(ledger).faults
    assert faults and faults[0].row == place
    assert {fault.kind for fault in faults} & {FaultKind.HASH, FaultKind.PREVIOUS, FaultKind.INDEX}


@pytest.mark.parametrize("is_revealed", [True, False])
@pytest.mark.parametrize(
    ("row", "field", "value", "kind"),
    [
        (10, "seats", 5, FaultKind.LOADS),
        (10, "seats", 0, FaultKind.SEATS),
        (11, "seats", 5, FaultKind.SEATS),
        (11, "university", "", FaultKind.CHOICE),
        (5, "at", "2020-01-01T00:00:00.000000+00:00", FaultKind.MOMENT),
    ],
)
def test_what_a_forger_makes_right_again_still_breaks_a_rule(session, row, field, value, kind, is_revealed):
    session.batch("company", 4)
    session.release("company", 3)
    session.draw("after")
    ledger = copy.deepcopy(session.ledger(is_revealed=is_revealed))
    others = [slug for slug in ledger["participants"] if slug != ledger["rows"][row]["university"]]
    ledger["rows"][row][field] = value or (others[0] if field == "university" else 0)
    assert kind in {fault.kind for fault in replay(rechained(session, ledger)).faults}


def test_a_batch_and_its_parts_given_back_hold(session):
    session.batch("company", 4)
    session.release("company", 3)
    session.release("company", 1)
    assert replay(session.ledger()).holds


def test_rows_before_the_sales_opened_are_noticed(session):
    ledger = rechained(session, session.ledger() | {"sales_opened_at": "2026-11-02T09:00:00.000000+00:00"})
    assert {fault.kind for fault in replay(ledger).faults} == {FaultKind.MOMENT}
    ledger = rechained(session, ledger | {"sales_opened_at": "2026-11-01T09:00:00.000000+00:00"})
    assert {fault.kind for fault in replay(ledger).faults} == {FaultKind.MOMENT}, "opened before the commitment"


def test_draws_after_the_sales_closed_are_noticed_places_given_back_are_not(session):
    ledger = rechained(session, session.ledger() | {"sales_close_on": "2026-11-02"})
    assert replay(ledger).holds, "the last day counts"
    verdict = replay(rechained(session, ledger | {"sales_close_on": "2026-11-01"}))
    assert [(fault.kind, fault.row) for fault in verdict.faults] == [
        (FaultKind.CLOSING, row["index"]) for row in ledger["rows"] if row["kind"] != "released"
    ]


def test_names_are_those_of_the_participants(session):
    ledger = copy.deepcopy(session.ledger())
    ledger["names"]["inconnue"] = ledger["names"].pop("valmere")
    assert {fault.kind for fault in replay(rechained(session, ledger)).faults} == {FaultKind.NAMES}


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        (("seed",), "00" * 32, FaultKind.COMMITMENT),
        (("commitment", "sha256"), "f" * 64, FaultKind.COMMITMENT),
        (("commitment", "committed_at"), "2025-01-01T00:00:00.000000+00:00", FaultKind.PREVIOUS),
        (("session",), "another", FaultKind.COMMITMENT),
        (("participants",), ["hauterive", "valmere"], FaultKind.PREVIOUS),
        (("capacity",), 3, FaultKind.CAPACITY),
        (("head", "rows"), 11, FaultKind.HEAD),
        (("head", "hash"), "f" * 64, FaultKind.HEAD),
        (("head", "around"), "f" * 64, FaultKind.AROUND),
        (("names", "valmere"), "Broceliande", FaultKind.AROUND),
        (("sales_close_on",), "2026-11-21", FaultKind.AROUND),
        (("sales_opened_at",), None, FaultKind.AROUND),
        (("capacity",), 21, FaultKind.AROUND),
        (("participants",), ["valmere", "hauterive", "broceliande"], FaultKind.AROUND),
        (("added",), "unknown", FaultKind.AROUND),
        (("commitment", "added"), "unknown", FaultKind.AROUND),
        (("head", "added"), "unknown", FaultKind.HEAD),
        (("format",), "another/1", FaultKind.UNREADABLE),
    ],
)
def test_what_stands_around_the_rows_is_checked_too(session, path, value, kind):
    ledger = copy.deepcopy(session.ledger())
    target = ledger
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert kind in {fault.kind for fault in replay(ledger).faults}


def test_a_draw_made_again_is_noticed_even_when_every_hash_was_made_right(session):
    ledger = copy.deepcopy(session.ledger())
    row = ledger["rows"][0]
    row["university"] = next(slug for slug in row["candidates"] if slug != row["university"])
    verdict = replay(rechained(session, ledger))
    assert (FaultKind.CHOICE, 0) in {(fault.kind, fault.row) for fault in verdict.faults}


def test_a_draw_among_others_than_the_least_loaded_is_noticed(session):
    ledger = copy.deepcopy(session.ledger())
    ledger["rows"][1]["candidates"] = sorted(ledger["participants"])
    verdict = replay(rechained(session, ledger))
    assert (FaultKind.CANDIDATES, 1) in {(fault.kind, fault.row) for fault in verdict.faults}


def test_a_release_of_what_nobody_held_is_noticed(session):
    ledger = copy.deepcopy(session.ledger())
    ledger["rows"][7]["order_key"] = "k99"
    assert FaultKind.ORDER_KEY in {fault.kind for fault in replay(rechained(session, ledger)).faults}


def test_rows_left_out_of_the_middle_or_the_end_are_noticed(session):
    middle, end = copy.deepcopy(session.ledger()), copy.deepcopy(session.ledger())
    del middle["rows"][3]
    del end["rows"][-1]
    assert not replay(middle).holds
    assert [fault.kind for fault in replay(end).faults] == [FaultKind.HEAD]


def test_one_false_row_is_named_alone(session):
    ledger = copy.deepcopy(session.ledger())
    ledger["rows"][4]["order_key"] = "someone-else"
    assert {fault.row for fault in replay(ledger).faults} == {4}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(content=JSON)
def test_whatever_is_not_a_ledger_is_called_unreadable_and_breaks_nothing(content):
    verdict = replay(content)
    assert not verdict.holds and verdict.faults[0].kind == FaultKind.UNREADABLE


@given(field=st.sampled_from([*ALTERATIONS, "rows"]), value=JSON, place=st.integers(0, 9))
def test_any_nonsense_in_a_row_is_a_fault_not_a_crash(field, value, place):
    session = SimulatedSession(["a", "b"], seed=bytes(32))
    for number in range(10):
        session.draw(f"k{number}")
    ledger = copy.deepcopy(session.ledger())
    if field == "rows":
        ledger["rows"] = value
    elif json.dumps(ledger["rows"][place][field]) == json.dumps(value):
        return
    else:
        ledger["rows"][place][field] = value
    assert not replay(ledger).holds


def places(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a document: each field of it, and of what stands in it."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [place for key, value in inner for place in [(*path, key), *places(value, (*path, key))]]


def sold() -> SimulatedSession:
    session = SimulatedSession(["a", "b", "c"], seed=bytes(range(32)), capacity=20)
    session.draw("k0")
    session.batch("company", 4)
    session.release("company", 3)
    session.draw("k1", returning="b")
    return session


@given(content=st.data(), value=JSON)
def test_whatever_is_altered_removed_or_added_anywhere_in_the_file_is_a_fault(content, value):
    """The one thing that may go is the seed: without it the ledger is the one published before the seed was revealed."""
    ledger = copy.deepcopy(sold().ledger())
    path = content.draw(st.sampled_from(places(ledger)))
    target = ledger
    for step in path[:-1]:
        target = target[step]
    how = content.draw(st.sampled_from(["altered", "removed", "added"]))
    if how == "removed":
        del target[path[-1]]
    elif how == "added" and isinstance(target[path[-1]], dict):
        target[path[-1]]["added"] = value
    elif (
        json.dumps(target[path[-1]], sort_keys=True) == json.dumps(value, sort_keys=True)
        or path == ("seed",)
        and value is None
    ):
        return
    else:
        target[path[-1]] = value
    assert not replay(ledger).holds


def test_the_rules_run_without_the_platform(session, tmp_path):
    """A stranger copies rules.py alone and replays the file with a bare Python."""
    (tmp_path / "ledger.json").write_text(json.dumps(session.ledger()))
    script = (
        "import sys, json, pathlib; sys.path.insert(0, '.'); import rules;"
        "print(rules.replay(json.loads(pathlib.Path('ledger.json').read_text())).holds)"
    )
    shutil.copy(rules.__file__, tmp_path / "rules.py")
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "True", done.stderr
