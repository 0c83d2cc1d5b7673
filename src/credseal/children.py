"""Child processes for what strangers wrote: killed when they take too long, unable to grow, kept between requests.

A request is a JSON line with the length of the bytes that follow it; an answer is a JSON line. The module that a child
runs calls ``serve``; whoever asks holds a ``Children``.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from time import monotonic, process_time
from typing import Any

from credseal.errors import CredentialError, DocumentError, LimitError, SealError, UnknownContextError

_START_SECONDS = 20
_MOST_IDLE = 2
_KINDS = {kind.code: kind for kind in (DocumentError, LimitError, SealError)}
# The packages' own __init__ import everything; a child needs one module, and soon.
_PROGRAM = """
import importlib, importlib.util, os, sys
folder, module = sys.argv[1:]
parts = module.split(".")
for depth in range(1, len(parts)):
    name, place = ".".join(parts[:depth]), os.path.join(folder, *parts[:depth])
    spec = importlib.util.spec_from_file_location(name, place + "/__init__.py", submodule_search_locations=[place])
    sys.modules[name] = importlib.util.module_from_spec(spec)
importlib.import_module(module).main()
"""

# Limits count the processor's time: on an idle machine that is the clock's, and a busy one refuses nobody for it.
_PATIENCE = 2  # a child that gets no processor, or sleeps, is given this many times as long

_LEFT: ContextVar[list[float]] = ContextVar("credseal_seconds_left")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that children are asked inside may take ``seconds`` together; the innermost allowance counts."""
    token = _LEFT.set([seconds])
    try:
        yield
    finally:
        _LEFT.reset(token)


class Children:
    """The children that run one module, for this very process: those of a parent that forked are not ours."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._idle: list[_Child] = []
        atexit.register(self._close)

    def ask(self, request: Mapping[str, Any], payload: bytes, *, seconds: float) -> dict[str, Any]:
        """The answer to one request; raises what the child raised.

        LimitError when it takes longer than ``seconds`` (see also ``within``) or more memory than the child may have.
        The answer's ``spent`` are the seconds that it took.
        """
        left = _LEFT.get([seconds])
        allowed = min(seconds, left[0])
        if allowed <= 0:
            raise LimitError("the document takes too long to be read")
        child = self._take()
        try:
            answer = child.ask(request, payload, allowed)
        except BaseException:
            child.kill()
            raise
        self._give(child)
        left[0] -= answer["spent"]
        if "error" in answer:
            raise _error(answer["error"], answer["message"])
        return answer

    def _take(self) -> _Child:
        with self._lock:
            if self._owner != os.getpid():
                self._owner, self._idle = os.getpid(), []
            if self._idle:
                return self._idle.pop()
        return _Child(self._module)

    def _give(self, child: _Child) -> None:
        with self._lock:
            if len(self._idle) < _MOST_IDLE:
                self._idle.append(child)
                return
        child.kill()

    def _close(self) -> None:
        if self._owner == os.getpid():
            while self._idle:
                self._idle.pop().kill()


def _error(code: str, message: str) -> CredentialError:
    if code == UnknownContextError.code:
        return UnknownContextError(message)
    return _KINDS.get(code, DocumentError)(message)


class _Child:
    """One process, for one request at a time."""

    def __init__(self, module: str) -> None:
        folder = str(Path(__file__).resolve().parent.parent)
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and our own program
            [sys.executable, "-c", _PROGRAM, folder, module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip
        try:
            self._read(monotonic() + _START_SECONDS)
        except BaseException:
            self.kill()
            raise

    def ask(self, request: Mapping[str, Any], payload: bytes, seconds: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        until = monotonic() + seconds * _PATIENCE
        header = json.dumps({**request, "length": len(payload), "seconds": seconds}).encode() + b"\n"
        try:
            waiting = memoryview(header + payload)
            while waiting:
                self._wait(until, writing=True)
                # A pipe that is ready takes this much without blocking (POSIX: PIPE_BUF).
                waiting = waiting[os.write(self._process.stdin.fileno(), waiting[: select.PIPE_BUF]) :]
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


def serve(operation: Callable[[dict[str, Any], bytes], Mapping[str, Any]], *, memory: int) -> None:
    """In the child: answer until standard input ends, with at most ``memory`` bytes of data."""
    _, limit = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _answer({})
    for line in sys.stdin.buffer:
        started = process_time()
        try:
            request = json.loads(line)
            # The default action of this timer's signal ends the process, whatever native code it is in.
            signal.setitimer(signal.ITIMER_PROF, request["seconds"])
            answer = operation(request, sys.stdin.buffer.read(request["length"]))
            signal.setitimer(signal.ITIMER_PROF, 0)
            _answer({**answer, "spent": process_time() - started})
        except UnknownContextError as error:
            _refuse(error.code, error.address, started)
        except CredentialError as error:
            _refuse(error.code, str(error), started)
        except (MemoryError, RecursionError):
            _refuse(LimitError.code, "the document costs too much to be read", started)


def _refuse(code: str, message: str, started: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)
    _answer({"error": code, "message": message, "spent": process_time() - started})


def _answer(content: Mapping[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(content).encode() + b"\n")
    sys.stdout.buffer.flush()
