from __future__ import annotations

from tests.evaluation.conftest import room  # noqa: F401  # a fixture for this folder
