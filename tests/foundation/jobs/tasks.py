"""Jobs that the tests enqueue. Each leaves rows of the ledger behind, so that what took place can be counted."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from microcert.foundation.jobs import deliver, once, task
from microcert.foundation.jobs.models import Effect
from microcert.foundation.refusals import Refusal


def note(text: str) -> None:
    Effect.objects.create(key=f"noted:{text}", at="2026-01-01T00:00:00Z")


@task
def greet(name: str) -> None:
    once(f"greeted:{name}", lambda: note(name))


@task
def fail(name: str) -> None:
    raise ValueError(f"no luck with {name}")


@task
def fail_until_allowed(name: str) -> None:
    if not Effect.objects.filter(key=f"allowed:{name}").exists():
        raise ValueError("not yet")
    note(name)


@task
def break_a_constraint(name: str) -> None:
    note(name)
    note(name)


@task
def refuse() -> None:
    raise Refusal("La session est complète.")


@task
def first_step(name: str) -> None:
    from microcert.foundation.jobs import enqueue

    enqueue(greet, name, key=f"greet:{name}")


@task
def append_line(folder: str, name: str) -> None:
    """An external effect: a file that nobody rolls back, which sorts out repeated keys as a good receiver does."""
    deliver(f"line:{name}", lambda key: (Path(folder) / key.replace(":", "-")).touch())


@task
def die_between_the_effects(folder: str, name: str) -> None:
    """Have one effect, die the first time as by `kill -9`, have another one."""
    once(f"before:{name}", lambda: note(f"before-{name}"))
    flag = Path(folder) / f"died-{name}"
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    once(f"after:{name}", lambda: note(f"after-{name}"))


@task
def die_inside_an_effect(folder: str, name: str) -> None:
    """Die the first time with the effect written and not committed."""

    def effect() -> None:
        note(name)
        flag = Path(folder) / f"died-{name}"
        if not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    once(f"inside:{name}", effect)


@task
def die_always() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@task
def slow_step(name: str) -> None:
    """Long enough to be killed from outside while it runs; the ledger holds each of its steps."""
    import time

    for step in range(4):
        once(f"{name}:{step}", lambda step=step: note(f"{name}-{step}"))
        time.sleep(0.02)
