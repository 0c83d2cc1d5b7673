"""The platform with the time of each request said in a header: what `bin/bench sales` has the web server run.

`Server-Timing: app;dur=…` counts milliseconds from the moment at which a thread of the server hands the request to Django until
the last byte of the answer is rendered; waiting for a lock, for the database and for the interpreter is within, waiting
for a free thread is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

django_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    began = time.perf_counter()
    said: list[Any] = []

    def keep(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
        said[:] = [status, headers]

    answer = django_application(environ, keep)
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    status, headers = said
    start_response(status, [*headers, ("Server-Timing", f"app;dur={(time.perf_counter() - began) * 1000:.2f}")])
    return [body]
