"""Server time of every page that the story's people can reach by links, on the demonstration's data.

Starts a demonstration of its own, walks the story up to the credential, then lets each of the cast crawl the links of their
pages. A page counts with the best of five requests, so that what is measured is the page and not the machine's other work.
The last line is JSON: milliseconds per page, and the slowest ones. The house's bound is 50 ms.
"""

from __future__ import annotations

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "demo"))

from smoke import STEPS, Walk  # noqa: E402

from browser import Browser, Page  # noqa: E402

BOUND_MS, TRIES, MOST_PAGES = 50, 5, 60
NOT_PAGES = re.compile(
    r"\.(pdf|json|ics|xml|txt|pem|csv|zip)$|/export/|/issuers/|/log/|/fichiers/|dossier\.html$|/logout|mailto:|/static/"
)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="microcert-bench-") as var:
        base = f"http://localhost:{free_port()}"
        port = base.rsplit(":", 1)[1]
        demo = subprocess.Popen(  # noqa: S603
            [ROOT / "bin" / "demo"], env=os.environ | {"PORT": port, "MICROCERT_VAR": var}, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(base)
            walk = Walk(base)
            for words, step in STEPS[:12]:
                print(words, flush=True)
                step(walk)
            figures = measure(walk)
        finally:
            demo.terminate()
            demo.wait(timeout=30)
    slowest = sorted(figures.items(), key=lambda row: -row[1])[:5]
    result = {
        "bench": "pages",
        "pages": len(figures),
        "median_ms": round(statistics.median(figures.values()), 1),
        "max_ms": round(slowest[0][1], 1),
        "bound_ms": BOUND_MS,
        "slowest": {path: round(ms, 1) for path, ms in slowest},
    }
    print(json.dumps(result))
    return 0 if result["max_ms"] <= BOUND_MS else 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def wait_for(base: str) -> None:
    for _try in range(240):
        try:
            Browser(base).get("/demonstration/distribution.json")
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("the demonstration did not start")


def measure(walk: Walk) -> dict[str, float]:
    """Milliseconds per address, the identifiers in it left as they are; each person crawls from the desk."""
    figures: dict[str, float] = {}
    visitors = {"visitor": walk.visitor} | {
        player["email"]: walk.as_(player["email"]) for player in walk.cast if player["is_featured"]
    }
    for who, browser in visitors.items():
        waiting, seen = ["/", "/bureaux/"], set[str]()
        while waiting and len(seen) < MOST_PAGES:
            path = waiting.pop(0)
            if path in seen:
                continue
            seen.add(path)
            page = browser.get(path)
            if page.status == 200 and "html" in page.kind:
                landed = urlsplit(page.url).path
                figures[landed] = min(figures.get(landed, 1e9), best_of(browser, page.url))
                waiting += links_of(page)
        print(f"{who}: {len(seen)} addresses", flush=True)
    return figures


def links_of(page: Page) -> list[str]:
    parts = [urlsplit(address) for address, _words in page.links_to("/")]
    return [part.path for part in parts if part.path and not NOT_PAGES.search(part.path)]


def best_of(browser: Browser, url: str) -> float:
    times = []
    for _try in range(TRIES):
        began = time.perf_counter()
        browser.get(url)
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
