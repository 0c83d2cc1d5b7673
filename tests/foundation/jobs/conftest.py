from __future__ import annotations

import pytest

ENGINES = {
    "embedded": "microcert.foundation.jobs.embedded.EmbeddedBackend",
    "procrastinate": "microcert.foundation.jobs.procrastinate.ProcrastinateBackend",
}


@pytest.fixture(params=["embedded", pytest.param("procrastinate", marks=pytest.mark.postgres)])
def engine(request, settings, db):
    """Each test that asks for it runs under both engines: they keep one contract."""
    settings.TASKS = {"default": {"BACKEND": ENGINES[request.param]}}
    settings.CLOCK_MAY_MOVE = True
    return request.param
