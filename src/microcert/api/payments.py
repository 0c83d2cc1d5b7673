"""Where the payment provider tells what happened (Standard Webhooks)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from microcert.journeys.after_payment import after_payment

router = Router(tags=["payments"])


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    field: str = ""
    clause: str = ""


class Received(Schema):
    """What the notification led to; a repetition says `repeated`, and nothing is done twice."""

    outcome: str


@router.post(
    "events",
    response={200: Received, 401: Problem, 422: Problem},
    operation_id="receive_payment_event",
    summary="A notification of the payment provider",
)
def receive(request: HttpRequest) -> Any:
    """Body and headers as standardwebhooks.com describes; the signature is verified over the raw body before it is read.

    Answers 200 as soon as the event is recorded, even when it names an unknown reference: sending it again would not help.
    """
    return {"outcome": str(after_payment(request.body, request.headers))}
