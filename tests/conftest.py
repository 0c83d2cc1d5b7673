"""What every test may count on. The cast and the rooms' own fixtures stand beside the tests that use them."""

from __future__ import annotations

import pytest

from .cast import cast  # noqa: F401  # a fixture for all


@pytest.fixture
def drain_jobs():
    """Run every job that is due, and those that they ask for, through the engine's own rows. `drain_jobs()` returns how many."""
    from microcert.foundation.jobs import drain_jobs

    return drain_jobs
