from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from microcert.foundation import clock


class MovedClockMiddleware:
    """Every request of a demonstration follows the clock that its visitors moved."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with clock.following_the_demonstration():
            return self.get_response(request)
