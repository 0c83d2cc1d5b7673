"""Everything that happens by itself: which jobs follow which event. The table of contents of the program's reactions."""

from __future__ import annotations

from typing import Any

SUBSCRIPTIONS: dict[str, tuple[Any, ...]] = {}
