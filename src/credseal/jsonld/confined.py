"""Canonical forms of documents of strangers, made in child processes that are killed when they take too long.

RDFC-1.0 and the native parser are the one place where a small hostile document could cost without bound; the guards of
``canonical`` refuse what is known to be dangerous, and this bounds what is not known.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from credseal.errors import CredentialError, DocumentError, LimitError, UnknownContextError

SECONDS = 1.5  # for the canonical forms; reading and judging take the rest of the two seconds promised
_START_SECONDS = 20
_MOST_IDLE = 2
# The package's own __init__ imports everything; the child needs the canonical form alone, and soon.
_PROGRAM = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("credseal", sys.argv[1] + "/__init__.py", submodule_search_locations=sys.argv[1:])
sys.modules["credseal"] = importlib.util.module_from_spec(spec)
from credseal.jsonld.worker import serve
serve()
"""


def canonicalize_confined(documents: Sequence[dict[str, Any]], *, seconds: float = SECONDS) -> list[str]:
    """The canonical N-Quads of each document; raises what ``canonicalize`` raises.

    LimitError when they take longer than ``seconds`` together or more memory than the child may have.
    """
    child = _POOL.take()
    try:
        answer = child.ask(documents, seconds)
    except BaseException:
        child.kill()
        raise
    _POOL.give(child)
    if "forms" in answer:
        return list(answer["forms"])
    raise _error(answer["error"], answer["message"])


def _error(code: str, message: str) -> CredentialError:
    if code == UnknownContextError.code:
        return UnknownContextError(message.partition("'")[2].rstrip("'"))
    kind = LimitError if code == LimitError.code else DocumentError
    return kind(message)


class Allowance:
    """The time that the canonical forms of one document, its proofs included, may take together."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._until = monotonic() + seconds

    def canonicalize(self, documents: Sequence[dict[str, Any]]) -> list[str]:
        """``canonicalize_confined`` within what is left."""
        return canonicalize_confined(documents, seconds=self._until - monotonic())


class _Child:
    """One process, for one request at a time."""

    def __init__(self) -> None:
        package = str(Path(__file__).resolve().parent.parent)
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and our own program
            [sys.executable, "-c", _PROGRAM, package],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip
        self._read(monotonic() + _START_SECONDS)

    def ask(self, documents: Sequence[dict[str, Any]], seconds: float) -> dict[str, Any]:
        until = monotonic() + seconds
        assert self._process.stdin is not None
        try:
            waiting = memoryview(json.dumps(documents).encode() + b"\n")
            while waiting:
                self._wait(until, writing=True)
                waiting = waiting[os.write(self._process.stdin.fileno(), waiting[:4096]) :]
        except OSError as error:
            raise LimitError("the document costs too much to be read") from error
        answer: dict[str, Any] = json.loads(self._read(until))
        return answer

    def _read(self, until: float) -> bytes:
        assert self._process.stdout is not None
        content = bytearray()
        while not content.endswith(b"\n"):
            self._wait(until, writing=False)
            piece = os.read(self._process.stdout.fileno(), 65_536)
            if not piece:
                raise LimitError("the document costs too much to be read")
            content += piece
        return bytes(content)

    def _wait(self, until: float, *, writing: bool) -> None:
        """Wait until the pipe is ready; LimitError at the time ``until``."""
        poll = select.poll()
        stream = self._process.stdin if writing else self._process.stdout
        assert stream is not None
        poll.register(stream, select.POLLOUT if writing else select.POLLIN)
        if not poll.poll(max(0, until - monotonic()) * 1000):
            raise LimitError("the document takes too long to be read")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


class _Pool:
    """Idle children of this very process: those of a parent that forked are not ours."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._idle: list[_Child] = []

    def take(self) -> _Child:
        with self._lock:
            if self._owner != os.getpid():
                self._owner, self._idle = os.getpid(), []
            if self._idle:
                return self._idle.pop()
        return _Child()

    def give(self, child: _Child) -> None:
        with self._lock:
            if len(self._idle) < _MOST_IDLE:
                self._idle.append(child)
                return
        child.kill()

    def close(self) -> None:
        if self._owner == os.getpid():
            while self._idle:
                self._idle.pop().kill()


_POOL = _Pool()
atexit.register(_POOL.close)
