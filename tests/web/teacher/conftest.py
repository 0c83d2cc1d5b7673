from __future__ import annotations

from tests.evaluation.conftest import room  # noqa: F401
