"""Workers killed in earnest: real processes, `kill -9`, and each effect counted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@dataclass
class Workshop:
    """A database of its own, and the processes that work on it."""

    environment: dict[str, str]
    engine: str

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, check=check, timeout=120
        )

    def ask(self, statement: str) -> str:
        """Run Python with Django and the tests' tasks at hand; return what it printed."""
        return self.run("-c", f"{PREPARED}\n{statement}").stdout.strip()

    def effects(self) -> Counter[str]:
        return Counter(
            self.ask(
                "print(*Effect.objects.filter(key__startswith='noted:').values_list('key', flat=True), sep='\\n')"
            ).split()
        )

    def worker(self, *options: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "django", "run_worker", "--interval", "0.05", *options],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def work_until_idle(self) -> int:
        """The exit code of a worker: 0, or minus the signal that killed it."""
        if self.engine.startswith("procrastinate"):
            time.sleep(1.2)  # the engine believes a worker dead after a second of silence
        worker = self.worker("--until-idle")
        worker.communicate(timeout=60)
        return worker.returncode


PREPARED = """
import django; django.setup()
from microcert.foundation.jobs import enqueue
from microcert.foundation.jobs.models import Effect, Job
from tests.foundation.jobs import tasks
"""


def own_database(folder: Path) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder}/crash.sqlite3"
    name = f"crash_{os.getpid()}_{folder.name}".replace("-", "_")
    admin = connection.copy()
    try:
        admin.ensure_connection()
        admin.connection.autocommit = True
        admin.connection.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.connection.execute(f"CREATE DATABASE {name}")
    finally:
        admin.close()
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


ENGINES = ["embedded.EmbeddedBackend", pytest.param("procrastinate.ProcrastinateBackend", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def workshop(request, tmp_path):
    root = Path(__file__).parents[3]
    environment = {
        **os.environ,
        "PYTHONPATH": f"{root / 'src'}:{root}",
        "DJANGO_SETTINGS_MODULE": "tests.foundation.jobs.crash_settings",
        "CRASH_DATABASE_URL": own_database(tmp_path),
        "CRASH_ENGINE": request.param,
    }
    workshop = Workshop(environment, request.param)
    workshop.run("-m", "django", "migrate", "--run-syncdb", "--verbosity", "0")
    return workshop


def test_a_worker_killed_between_two_effects_repeats_neither(workshop, tmp_path):
    workshop.ask(f"enqueue(tasks.die_between_the_effects, {str(tmp_path)!r}, 'Ada')")
    assert workshop.work_until_idle() == -signal.SIGKILL
    assert workshop.effects() == {"noted:before-Ada": 1}

    assert workshop.work_until_idle() == 0
    assert workshop.effects() == {"noted:before-Ada": 1, "noted:after-Ada": 1}
    assert workshop.ask("print(Job.objects.get().starts)") == "2"


def test_a_worker_killed_inside_an_effect_leaves_nothing_of_it(workshop, tmp_path):
    workshop.ask(f"enqueue(tasks.die_inside_an_effect, {str(tmp_path)!r}, 'Ada')")
    assert workshop.work_until_idle() == -signal.SIGKILL
    assert workshop.effects() == {}

    assert workshop.work_until_idle() == 0
    assert workshop.effects() == {"noted:Ada": 1}


def test_a_job_that_keeps_killing_its_worker_is_stopped_and_others_go_on(workshop):
    workshop.ask("enqueue(tasks.die_always)")
    assert [workshop.work_until_idle() for _ in range(3)] == [-signal.SIGKILL] * 3
    workshop.ask("enqueue(tasks.greet, 'Grace')")
    assert workshop.work_until_idle() == 0
    assert workshop.effects() == {"noted:Grace": 1}
    cause = workshop.ask("print(Job.objects.get(failed_at__isnull=False).cause)")
    assert cause == "microcert.foundation.jobs.running.WorkerKiller: stopped after 3 workers died while they ran it"


def test_a_worker_asked_to_stop_finishes_the_job_in_hand(workshop):
    workshop.ask("enqueue(tasks.slow_step, 'Ada')")
    worker = workshop.worker()
    until = time.monotonic() + 20
    while not workshop.effects() and time.monotonic() < until:
        time.sleep(0.01)
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=20)
    assert worker.returncode == 0
    assert workshop.effects() == {f"noted:Ada-{step}": 1 for step in range(4)}
    assert workshop.ask("print(Job.objects.get().starts)") == "1"


def test_a_second_embedded_worker_is_sent_away(workshop):
    if workshop.engine.startswith("procrastinate"):
        return  # the production engine takes any number
    first = workshop.worker()
    assert "Worker ready" in first.stdout.readline()
    time.sleep(0.5)
    second = workshop.worker("--until-idle")
    complaint, _ = second.communicate(timeout=20)
    first.terminate()
    first.communicate(timeout=20)
    assert second.returncode == 1
    assert "Another worker serves this database" in complaint


@pytest.mark.long
def test_twenty_kills_at_any_moment_repeat_no_effect(workshop):
    """Jobs of four steps each under a worker that is killed again and again from outside."""
    workshop.environment["JOB_PATIENCE"] = "1"
    workshop.ask("[enqueue(tasks.slow_step, f'job{number}') for number in range(60)]")
    for kill in range(20):
        worker = workshop.worker()
        worker.stdout.readline()  # it is ready
        time.sleep(0.1 + 0.017 * kill)
        worker.kill()
        worker.communicate()
    assert workshop.work_until_idle() == 0
    expected = {f"noted:job{number}-{step}": 1 for number in range(60) for step in range(4)}
    assert workshop.effects() == expected
    assert workshop.ask("print(Job.objects.filter(finished_at__isnull=True).count())") == "0"
    # Else no kill hit a job at work, and nothing was proven.
    assert int(workshop.ask("print(sum(Job.objects.values_list('starts', flat=True)))")) > 60
