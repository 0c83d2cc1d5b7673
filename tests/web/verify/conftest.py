import pytest
from django.core.cache import cache

from tests.credentials.awarding import credential  # noqa: F401  # a fixture for this folder


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    """Verifications are counted per address, and every test has the same one."""
    cache.clear()
