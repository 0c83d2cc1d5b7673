"""Whole consortia loaded from the demonstration's files, once per module that asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from microcert.journeys.load_house import House, load_house, read_house

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "demo" / "consortium.toml"
TINY = ROOT / "demo" / "tiny" / "consortium.toml"


def loaded(path: Path, blocker: object) -> Iterator[House]:
    """Load within a transaction around the module's tests; each test still rolls back its own changes."""
    with blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        house = read_house(path)
        load_house(house, password="demonstration")
        with blocker.block():  # type: ignore[attr-defined]
            yield house
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo_house(django_db_setup: None, django_db_blocker: object) -> Iterator[House]:
    yield from loaded(DEMO, django_db_blocker)


@pytest.fixture(scope="module")
def tiny_house(django_db_setup: None, django_db_blocker: object) -> Iterator[House]:
    yield from loaded(TINY, django_db_blocker)
