"""The one place where a refusal of the domain becomes a page for a person; `foundation.problems` says it to a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from microcert.foundation.problems import problem_response
from microcert.foundation.refusals import Refusal

Respond = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Turns a `Refusal` that no view caught into an answer: a page that says why and offers the way back."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if wants_json(request):
            return problem_response(exception)
        return render(request, "frame/refusal.html", {"refusal": exception}, status=exception.status)


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.get_preferred_type(["text/html", "application/json"]) == (
        "application/json"
    )


def add_refusal(form: Any, refusal: Refusal) -> None:
    """Show a refusal as an error of the form: at its field when it names one, else at the top."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "frame/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "frame/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _(
        "Votre page est restée ouverte trop longtemps. Rechargez-la, puis recommencez : rien n’a été perdu ailleurs."
    )
    return render(request, "frame/403.html", {"message": message}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if wants_json(request):
        return problem_response(_not_found(exception))
    return render(request, "frame/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Without the request: what failed may be what the context processors would ask the database for.
    return HttpResponse(render_to_string("frame/500.html"), status=500)


def _not_found(exception: Exception | None) -> Refusal:
    refusal = Refusal(str(exception) if isinstance(exception, Http404) else _("Cette adresse ne mène à rien."))
    refusal.status = 404  # type: ignore[misc]
    return refusal
