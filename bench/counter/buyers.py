"""Sixteen buyers at once before the house's web server: the order page, the order placed, the page of the order.

Part two of `bin/bench sales`; see there what is measured.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
BOUND_MS = 80
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HIDDEN = re.compile(r'name="(terms_sha256|rules_sha256)" value="([^"]+)"')
DURATION = re.compile(r"app;dur=([\d.]+)")


@dataclass
class Times:
    """Milliseconds by step: the server's own, and what the client waited."""

    server: dict[str, list[float]] = field(default_factory=dict)
    client: dict[str, list[float]] = field(default_factory=dict)

    def add(self, step: str, server: float, client: float) -> None:
        self.server.setdefault(step, []).append(server)
        self.client.setdefault(step, []).append(client)


def measure(codes: list[str], *, buyers: int, orders: int, workers: int, threads: int) -> dict[str, Any]:
    """`orders` orders by `buyers` clients at once; each order is a person of its own, logged in beforehand."""
    cookies = logged_in(orders)
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.counter.served",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
    sizes = ["--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws"]
    server = subprocess.Popen(  # noqa: S603
        [*granian, *sizes, "--no-access-log", "--log-level", "error", "bench.counter.timed:application"],
        cwd=ROOT,
        env=environment,
    )
    times = Times()
    try:
        wait_for(port)
        warm_up(port, codes[0], cookies[0], times=workers * threads * 8)
        work = [(cookies[number::buyers], codes[number::buyers] or codes) for number in range(buyers)]
        with ThreadPoolExecutor(buyers) as crowd:
            begun = time.perf_counter()
            list(crowd.map(lambda part: walk(port, *part, times), work))
            took = time.perf_counter() - begun
    finally:
        server.terminate()
        server.wait(timeout=30)
    return figures(times, took, orders) | {"buyers": buyers, "workers": workers, "threads_per_worker": threads}


def figures(times: Times, took: float, orders: int) -> dict[str, Any]:
    page = p95(times.server["order page"])
    return {
        "server": "granian",
        "orders_placed": len(times.server["order placed"]),
        "orders_asked": orders,
        "orders_per_second_over_http": round(orders / took, 1),
        "order_page_p95_ms": page,
        "bound_ms": BOUND_MS,
        "holds": page <= BOUND_MS,
        "server_ms": {step: spread(found) for step, found in times.server.items()},
        "client_ms": {step: spread(found) for step, found in times.client.items()},
    }


def spread(found: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(found), 1), "p95": p95(found), "max": round(max(found), 1)}


def p95(found: list[float]) -> float:
    return round(sorted(found)[int(len(found) * 0.95)], 1)


def logged_in(count: int) -> list[str]:
    """People with an identity and a session of their own, as after the log-in page."""
    from datetime import date
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from microcert.people.models import User

    found = []
    for number in range(count):
        user = User.objects.create(
            email=f"http{number}@example.test",
            given_names="Prénom",
            family_name=f"Nom {number}",
            birth_date=date(1988, 3, 14),
            birth_place="Nantes",
            postal_address="3 rue des Lilas",
        )
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        found.append(str(session.session_key))
    return found


def walk(port: int, cookies: list[str], codes: list[str], times: Times) -> None:
    """One client: person after person reads the order page, orders, and reads the page of the order."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number, cookie in enumerate(cookies):
        address = f"/espace/inscription/{codes[number % len(codes)]}/"
        status, page, headers = ask(line, "GET", address, cookie, times, "order page")
        assert status == 200, (status, page[:500])
        token = TOKEN.search(page)
        assert token is not None
        csrf = next(value for name, value in headers if name.lower() == "set-cookie" and value.startswith("csrftoken="))
        answers = dict(HIDDEN.findall(page)) | {
            "csrfmiddlewaretoken": token[1],
            "tariff": "individual",
            "proctoring": "remote",
            "accepts_terms": "on",
            "accepts_rules": "on",
        }
        held = f"{cookie}; {csrf.partition(';')[0]}"
        status, page, headers = ask(line, "POST", address, held, times, "order placed", urlencode(answers))
        assert status == 302, (status, page[:500])
        order = next(value for name, value in headers if name.lower() == "location")
        status, page, _headers = ask(line, "GET", order, cookie, times, "page of the order")
        assert status == 200, (status, page[:500])


def ask(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    cookie: str,
    times: Times | None,
    step: str,
    body: str | None = None,
) -> tuple[int, str, list[tuple[str, str]]]:
    headers = {"Cookie": f"sessionid={cookie}"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    begun = time.perf_counter()
    line.request(method, path, body, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    took = (time.perf_counter() - begun) * 1000
    said = DURATION.search(answer.headers["Server-Timing"])
    assert said is not None
    if times is not None:
        times.add(step, float(said[1]), took)
    return answer.status, text, answer.getheaders()


def warm_up(port: int, code: str, cookie: str, *, times: int) -> None:
    """Templates compiled and connections opened in every worker: what a server does once in its life."""
    for _time in range(times):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        status, _page, _headers = ask(line, "GET", f"/espace/inscription/{code}/", cookie, None, "")
        assert status == 200
        line.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _try in range(240):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise SystemExit("the web server did not start")
