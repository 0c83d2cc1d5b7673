"""A refusal as an RFC 9457 problem, for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

from .refusals import Refusal


def problem(refusal: Refusal) -> dict[str, Any]:
    """The refusal as an RFC 9457 problem: type, title, status, detail, and the field and clause that it names."""
    content: dict[str, Any] = {
        "type": f"urn:microcert:refusal:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": str(refusal.message),
    }
    if refusal.field:
        content["field"] = refusal.field
    if refusal.cited:
        content["clause"] = str(refusal.cited)
    return content


def problem_response(refusal: Refusal) -> JsonResponse:
    return JsonResponse(
        problem(refusal),
        status=refusal.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
