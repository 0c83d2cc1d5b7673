"""Where an external signature provider tells that an envelope has changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Router

from microcert.contracts.signature import BUILT_IN
from microcert.journeys.after_signature import after_signature

from .payments import Problem, Received

router = Router(tags=["signatures"])


@router.post(
    "events",
    response={200: Received, 401: Problem, 404: Problem, 422: Problem, 503: Problem},
    operation_id="receive_signature_notice",
    url_name="receive_signature_notice",
    summary="A notification of the signature provider",
)
def receive(request: HttpRequest) -> Any:
    """The raw body is signed (HMAC-SHA-256, hexadecimal) in `X-Signature-SHA256`. 503 asks to send it again later."""
    if settings.SIGNATURE == BUILT_IN:
        # Without a provider there is nobody whose word could be checked.
        raise Http404
    return {"outcome": after_signature(request.body, request.headers)}
