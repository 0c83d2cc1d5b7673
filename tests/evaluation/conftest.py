from __future__ import annotations

import pytest

from .gestures import Room


@pytest.fixture
def room(cast) -> Room:
    """The gestures of an assessment on the cast's session, with Ines's file open at Brocéliande."""
    return Room(cast)
