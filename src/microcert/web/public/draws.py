"""The public page of a session's draws: the ledger, what it proves, and its replay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.allotment.models import Commitment
from microcert.allotment.queries import MAX_LEDGER_BYTES, balance_of, public_ledger, read_ledger, sentence_of
from microcert.allotment.rules import Replay, replay
from microcert.sessions.models import Session


def the_ledger(code: str) -> tuple[Session, dict[str, Any]]:
    session = get_object_or_404(Session.objects.select_related("version"), code=code)
    try:
        return session, public_ledger(session)
    except Commitment.DoesNotExist:
        raise Http404 from None


def show(request: HttpRequest, code: str) -> HttpResponse:
    session, ledger = the_ledger(code)
    names = ledger["names"]
    rows = [
        row
        | {
            "name": names.get(row["university"], row["university"]),
            "among": [names.get(slug, slug) for slug in row["candidates"]],
            "moment": datetime.fromisoformat(row["at"]),
        }
        for row in ledger["rows"]
    ]
    context = {
        "session": session,
        "ledger": ledger,
        "committed_at": datetime.fromisoformat(ledger["commitment"]["committed_at"]),
        "rows": rows,
        "balance": balance_of(ledger),
    }
    return render(request, "public/draws.html", context)


def as_json(request: HttpRequest, code: str) -> HttpResponse:
    session, ledger = the_ledger(code)
    response = JsonResponse(ledger, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="tirages-{session.code}.json"'
    return response


def again(request: HttpRequest, code: str) -> HttpResponse:
    """Replay the ledger published now, or (POST) a file that someone kept."""
    session, ledger = the_ledger(code)
    verdict, complaint = replay(ledger), ""
    if request.method == "POST":
        file = request.FILES.get("ledger")
        if file is None:
            complaint = _("Choisissez le fichier JSON d’un registre.")
        elif (file.size or 0) > MAX_LEDGER_BYTES:
            complaint = _("Ce fichier dépasse 2 Mo : ce n’est pas un registre de tirages.")
        else:
            verdict = replay(read_ledger(file.read()))
    context = {
        "session": session,
        "verdict": verdict,
        "sentences": [sentence_of(fault) for fault in verdict.faults[:20]],
        "complaint": complaint,
        "is_a_file": request.method == "POST" and not complaint,
        "names_another": is_of_another_session(verdict, session),
    }
    return render(request, "public/draws_replay.html", context, status=422 if complaint else 200)


def is_of_another_session(verdict: Replay, session: Session) -> bool:
    return bool(verdict.session) and verdict.session != session.code


urlpatterns = [
    path("tirages/<str:code>.json", as_json, name="draws-json"),
    path("tirages/<str:code>/", show, name="draws"),
    path("tirages/<str:code>/rejouer/", again, name="draws-replay"),
]
