"""The limit on verifications counts once for all processes, where they share a cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from microcert.web.verify.rate import MOST
from tests.foundation.jobs.test_killed_workers import own_database

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
ASK = f"""
import django; django.setup()
from microcert.foundation.pace import busy_until
from microcert.web.verify.rate import WINDOW
print(sum(busy_until("verify:somebody", most={MOST}, window=WINDOW) is None for _question in range({MOST})))
"""


def test_two_processes_that_share_the_cache_let_through_what_one_would(tmp_path):
    environment = os.environ | {
        "CACHE": "database",
        "DATABASE_URL": own_database(tmp_path),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "microcert.settings.test",
    }
    subprocess.run([sys.executable, "-m", "django", "createcachetable"], env=environment, check=True)
    askers = [
        subprocess.Popen([sys.executable, "-c", ASK], env=environment, stdout=subprocess.PIPE, text=True)
        for _process in range(2)
    ]
    let_through = [int(each.communicate(timeout=60)[0]) for each in askers]
    assert sum(let_through) == MOST
