"""A whole platform of its own: a throwaway database, the web server's process and the worker's, on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import LiteralString, Self
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds for the web server to answer


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


class ThrowawayDatabase:
    """A database of this run alone: a file in its folder, or one beside what DATABASE_URL names on PostgreSQL's server."""

    def __init__(self, folder: Path, copied_from: ThrowawayDatabase | None = None) -> None:
        address = os.environ.get("DATABASE_URL", "")
        self.server = address if address.startswith("postgres") else ""
        self.name = f"browser_{uuid.uuid4().hex[:12]}"
        self.file = folder / "browser.sqlite3"
        self.model = copied_from
        self.url = (
            urlsplit(self.server)._replace(path="/" + self.name).geturl() if self.server else f"sqlite:///{self.file}"
        )

    def _tell_the_server(self, sentence: LiteralString) -> None:
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.server, autocommit=True) as connection:
            model = sql.Identifier(self.model.name if self.model else "template1")
            connection.execute(sql.SQL(sentence).format(name=sql.Identifier(self.name), model=model))

    def __enter__(self) -> Self:
        if self.server:
            self._tell_the_server("CREATE DATABASE {name} TEMPLATE {model}")
        elif self.model:
            shutil.copy(self.model.file, self.file)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.server:
            self._tell_the_server("DROP DATABASE {name} WITH (FORCE)")


def manage(environment: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"


def environment_of(folder: Path, database: ThrowawayDatabase, address: str = "") -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "microcert.settings.demo",
        "PYTHONPATH": str(ROOT / "src"),
        "MICROCERT_VAR": str(folder),
        "DATABASE_URL": database.url,
        "SITE_URL": address,
    }


@contextmanager
def migrated_database(folder: Path) -> Iterator[ThrowawayDatabase]:
    """Empty, with every table: made once, copied for each platform."""
    with ThrowawayDatabase(folder) as database:
        manage(environment_of(folder, database), "migrate", "--verbosity", "0")
        yield database


@dataclass
class Platform:
    """Where it answers, and what its two processes wrote."""

    address: str
    folder: Path

    def log(self) -> str:
        return "".join((self.folder / f"{name}.log").read_text() for name in ("web", "worker"))


class RunningPlatform:
    """`with RunningPlatform(consortium, folder) as platform:` starts what `bin/demo` starts, and leaves nothing running."""

    def __init__(self, consortium: Path, folder: Path, model: ThrowawayDatabase) -> None:
        self.consortium, self.folder, self.model = consortium, folder, model
        self.address = f"http://localhost:{free_port()}"
        self._ends = ExitStack()

    def __enter__(self) -> Platform:
        with ExitStack() as ends:
            database = ends.enter_context(ThrowawayDatabase(self.folder, copied_from=self.model))
            self.environment = environment_of(self.folder, database, self.address)
            manage(self.environment, "collectstatic", "--noinput", "--verbosity", "0")
            manage(self.environment, "load_demo", "--consortium", str(self.consortium))
            granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--no-access-log"]
            where = ["--host", "127.0.0.1", "--port", self.address.rsplit(":", 1)[1], "--workers", "1"]
            web = self._run(
                ends, "web", *granian, *where, "--blocking-threads", "4", "microcert.settings.wsgi:application"
            )
            self._run(ends, "worker", sys.executable, "-m", "django", "run_worker", "--interval", "0.3")
            self._await(web)
            self._ends = ends.pop_all()
        return Platform(self.address, self.folder)

    def __exit__(self, *what: object) -> None:
        self._ends.close()

    def _run(self, ends: ExitStack, name: str, *words: str) -> subprocess.Popen[bytes]:
        log = ends.enter_context((self.folder / f"{name}.log").open("wb"))
        process = subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT)
        ends.callback(end, process)
        return process

    def _await(self, web: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and web.poll() is None:
            try:
                urlopen(self.address + "/robots.txt", timeout=5).close()
                return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"the web server did not start: {(self.folder / 'web.log').read_text()}")


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
