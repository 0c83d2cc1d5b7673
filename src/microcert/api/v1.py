"""The REST interface, version 1: the same actions as the pages, errors as RFC 9457 problems."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from microcert.foundation.problems import problem_response
from microcert.foundation.refusals import Invalid, Refusal

from .payments import router as payments
from .rate import AskedTooOften
from .signatures import router as signatures
from .trainings import router as trainings

api = NinjaAPI(
    title="microcert",
    version="1",
    description="Programs' door to the platform. Errors are problems (RFC 9457).",
    urls_namespace="api-v1",
    # The interactive page would load scripts from elsewhere; the description itself is enough for any tool.
    docs_url=None,
)
api.add_router("payments/", payments)
api.add_router("signatures/", signatures)
api.add_router("trainings/", trainings)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem_response(refusal)


@api.exception_handler(AskedTooOften)
def too_often(request: HttpRequest, refusal: AskedTooOften) -> HttpResponse:
    response = problem_response(refusal)
    response["Retry-After"] = str(refusal.wait)
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    return problem_response(Invalid(str(first["msg"]), field=".".join(str(part) for part in first["loc"])))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    refusal = Refusal(_("Cette adresse ne mène à rien."))
    refusal.status = 404  # type: ignore[misc]
    return problem_response(refusal)
