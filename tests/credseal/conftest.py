from __future__ import annotations

from typing import Any

import pytest

from .samples import World, make_world


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()


@pytest.fixture
def badge(world: World) -> dict[str, Any]:
    return world.badge()
