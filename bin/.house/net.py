"""Ports and waiting, for shell scripts. `free`, `is-free PORT`, `wait URL PID SECONDS`."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5)  # noqa: S310
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def wait(url: str, pid: int, seconds: float) -> bool:
    """Whether `url` answers within `seconds`, as long as the process lives."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answers(url):
            return True
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return False


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["free"]:
            print(free())
        case ["is-free", port]:
            sys.exit(not is_free(int(port)))
        case ["wait", url, pid, seconds]:
            sys.exit(not wait(url, int(pid), float(seconds)))
        case _:
            sys.exit(__doc__)
