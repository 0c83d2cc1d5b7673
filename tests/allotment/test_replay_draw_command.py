from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from .simulation import SimulatedSession

pytestmark = pytest.mark.requirement("N01")


@pytest.fixture
def ledger():
    session = SimulatedSession(["a", "b", "c"], seed=bytes(range(32)))
    for number in range(5):
        session.draw(f"k{number}")
    return session


def run(path) -> str:
    out = StringIO()
    call_command("replay_draw", str(path), stdout=out)
    return out.getvalue()


def test_a_ledger_that_holds(ledger, tmp_path):
    file = tmp_path / "tirages.json"
    file.write_text(json.dumps(ledger.ledger()))
    assert "5 lignes, 5 tirages rejoués, tout concorde" in run(file)
    file.write_text(json.dumps(ledger.ledger(is_revealed=False)))
    assert "pas encore révélée" in run(file)


def test_a_ledger_downloaded_before_the_seed_was_revealed_is_replayed_with_it(ledger, tmp_path):
    file = tmp_path / "tirages.json"
    file.write_text(json.dumps(ledger.ledger(is_revealed=False)))
    out = StringIO()
    call_command("replay_draw", str(file), seed=ledger.seed.hex(), stdout=out)
    assert "5 tirages rejoués, tout concorde" in out.getvalue()
    for seed in ("00" * 32, "not hexadecimal"):
        with pytest.raises(CommandError):
            call_command("replay_draw", str(file), seed=seed, stdout=out)


def test_an_altered_ledger_names_the_row_and_fails(ledger, tmp_path):
    content = ledger.ledger()
    content["rows"][3]["order_key"] = "someone-else"
    file = tmp_path / "tirages.json"
    file.write_text(json.dumps(content))
    out = StringIO()
    with pytest.raises(CommandError, match="ne concorde(nt)? pas") as refused:
        call_command("replay_draw", str(file), stdout=out)
    assert refused.value.returncode == 1
    assert "Ligne 3 : La ligne a été modifiée" in out.getvalue()


def test_a_file_that_is_missing_or_no_ledger_fails_in_words(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "absent.json")
    nonsense = tmp_path / "nonsense.json"
    nonsense.write_bytes(b"\xff\x00 not json")
    with pytest.raises(CommandError, match="ne concorde(nt)? pas"):
        run(nonsense)
