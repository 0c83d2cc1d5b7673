from __future__ import annotations

from tests.credentials.awarding import credential  # noqa: F401  # fixtures for this folder
from tests.evaluation.conftest import room  # noqa: F401
