"""The public verification: server time and statements of the permanent page, of each kind of file, and of an award.

Awards some credentials on a throwaway SQLite database, then asks the pages through Django's test client, so that what is
measured is the server and neither the network nor a browser. Best and median of the tries, in milliseconds. The house's bound is
50 ms for the permanent page, and its number of statements may not grow with the number of awards. `--awards N`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

BOUND_MS, TRIES = 50.0, 20


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--awards", type=int, default=30)
    given = options.parse_args()
    import django

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        figures = measure(given.awards)
    finally:
        teardown_databases(kept, verbosity=0)
    print(json.dumps({"bench": "verify", "unit": "ms", "awards": given.awards, "bound_ms": BOUND_MS, **figures}))
    return 0 if figures["holds"] else 1


def measure(awards: int) -> dict[str, Any]:
    from django.core.cache import cache
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from tests.cast import assemble, person
    from tests.credentials.awarding import awarded, sealed_minutes

    from microcert.credentials.actions import award, sign_checkpoint
    from microcert.documents.queries import content

    cast, client = assemble(), Client()
    first = awarded(cast)
    page = f"/v/{first.code}"
    alone = statements(lambda: client.get(page))
    files = [cast.learner_file(person(f"learner{rank}", "Alix", f"Moreau {rank}")) for rank in range(awards)]
    minutes = sealed_minutes(cast, dict.fromkeys(files, "award"), "PV-HTR-2026-000002")
    times = [timed(lambda file=file: award(minutes, file)) for file in files]
    sign_checkpoint()
    print(f"awarded {awards}", flush=True)

    def upload(name: str, file: bytes) -> Any:
        cache.clear()
        return client.post("/verifier/", {"file": SimpleUploadedFile(name, file)})

    forms = {"ob": first.badge.encode(), "pdf": content(first.certificate)}
    forms |= {form.form: bytes(form.content) for form in first.forms.all()}
    figures: dict[str, Any] = {"award": summary(times), "page": repeated(lambda: client.get(page))}
    for name, file in forms.items():
        figures[f"file_{name}"] = repeated(lambda name=name, file=file: upload(name, file))
        print(name, figures[f"file_{name}"], flush=True)
    figures |= {"statements": statements(lambda: client.get(page)), "statements_alone": alone}
    figures["holds"] = figures["page"]["best"] <= BOUND_MS and figures["statements"] == alone
    return figures


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def repeated(work: Callable[[], Any]) -> dict[str, float]:
    if work().status_code != 200:
        raise SystemExit("a page did not answer")
    return summary([timed(work) for _try in range(TRIES)])


def summary(times: list[float]) -> dict[str, float]:
    return {"best": round(min(times), 1), "median": round(statistics.median(times), 1)}


def statements(work: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


if __name__ == "__main__":
    sys.exit(main())
