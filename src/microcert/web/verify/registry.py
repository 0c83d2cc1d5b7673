"""The public log of awards for people: the page that explains it, and what a verification says of it."""

from __future__ import annotations

import json

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credseal.verify import FindingCode, State, Verification
from microcert.credentials.models import Credential, LogEntry
from microcert.credentials.queries.log import log_standing
from microcert.web.frame.wording import long_date

from .answers import ICONS, Answer
from .merkle import proof_drawing


@require_safe
def registry(request: HttpRequest) -> HttpResponse:
    return render(request, "verify/registry.html", {"log": log_standing(), "drawing": proof_drawing()})


def answer_on_log(verification: Verification, original: Credential | None) -> Answer | None:
    """Whether the award stands in the public log; nothing is said of a document that is not authentically a member's."""
    signature, issuer = (verification.finding(code) for code in (FindingCode.SIGNATURE, FindingCode.ISSUER))
    if signature is None or signature.state is not State.OK or issuer is None or issuer.state is not State.OK:
        return None
    question = _("Figure-t-il au registre public ?")
    entry = _entry_of(original)
    if original is None or entry is None or not _is_what_was_entered(verification, original):
        detail = _("Aucune délivrance de ce registre ne lui correspond : demandez confirmation à l’organisme.")
        return Answer(question, _("Non, il n’y est pas inscrit"), detail, "wait", ICONS["wait"])
    day = long_date(timezone.localdate(entry.logged_at))
    detail = _("Inscrit au registre public le %(day)s (n° %(number)s).") % {"day": day, "number": entry.number}
    return Answer(question, _("Oui, il y est inscrit"), detail, "ok", ICONS["ok"])


def _entry_of(original: Credential | None) -> LogEntry | None:
    try:
        return original.log_entry if original is not None else None
    except ObjectDoesNotExist:
        return None


def _is_what_was_entered(verification: Verification, original: Credential) -> bool:
    """The log speaks of the badge: another badge under the same identifier is not in it. Tokens and seals name the award."""
    proof = (verification.credential or {}).get("proof")
    return proof is None or proof == json.loads(original.badge)["proof"]


urlpatterns: list[URLPattern] = [path("registre/", registry, name="registry")]
