"""The productions that wait for an evaluator."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from microcert.consortium.models import University
from microcert.consortium.queries import universities_of
from microcert.evaluation.permissions import ASSESSORS
from microcert.evaluation.queries import WorkTab, sittings_to_mark
from microcert.web.access import SignedInRequest

TAB_LABELS = {
    WorkTab.TO_MARK: _("À évaluer"),
    WorkTab.IDENTITY: _("Identité à vérifier"),
    WorkTab.WAITING: _("Production attendue"),
    WorkTab.TRANSMITTED: _("Transmises au jury"),
}


def evaluators_universities(request: SignedInRequest) -> list[University]:
    """The universities whose productions the person assesses. Raises PermissionDenied when there is none."""
    universities = universities_of(request.user, *ASSESSORS)
    if not universities:
        raise PermissionDenied
    return universities


@login_required
def show(request: SignedInRequest) -> HttpResponse:
    universities = evaluators_universities(request)
    wanted = request.GET.get("onglet", "")
    tab = WorkTab(wanted) if wanted in tuple(WorkTab) else None
    session, text = request.GET.get("session", ""), request.GET.get("q", "")[:100]
    found = sittings_to_mark(universities, tab=tab, session=session, text=text)
    context = {
        "universities": universities,
        "found": found,
        "tab": found.tab,
        "tabs": [(each, label, found.counts[each]) for each, label in TAB_LABELS.items()],
        "session": session,
        "text": text,
    }
    return render(request, "teacher/worklist.html", context)


urlpatterns = [path("", show, name="marking-list")]
