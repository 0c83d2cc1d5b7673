"""The learners whom a motivational tutor accompanies: how far they have come, and who has fallen silent."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from microcert.learning.queries import accompanied_by
from microcert.learning.rules import SILENCE_DAYS
from microcert.web.access import SignedInRequest, admit

CLOSED = "clos"


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    admit(request.user, request.user.has_perm("learning.accompany"))
    learners = accompanied_by(request.user)
    open_files = [each for each in learners if not each.is_closed]
    closed = sorted((each for each in learners if each.is_closed), key=lambda each: each.name)
    tab = CLOSED if request.GET.get("onglet") == CLOSED else ""
    context = {
        "rows": closed if tab else open_files,
        "tab": tab,
        "open_count": len(open_files),
        "closed_count": len(closed),
        "silent_count": sum(each.is_silent for each in open_files),
        "silence_days": SILENCE_DAYS,
        "universities": list(dict.fromkeys(each.university for each in learners)),
    }
    return render(request, "office/tutoring.html", context)


urlpatterns = [path("accompagnement/", show, name="tutor-learners")]
