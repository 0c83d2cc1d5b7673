"""What the quality lead can show: updates due, the partners' standing, texts in force, and checks made on the spot."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from microcert.consortium.models import FrameworkVersion, University
from microcert.consortium.queries import texts_in_force
from microcert.documents.queries import INSPECTED_AT_MOST, altered
from microcert.foundation import journal
from microcert.trainings.queries import due_updates
from microcert.trainings.rules import UPDATE_NOTICE_DAYS, Update

assures = permission_required("consortium.assure_quality", raise_exception=True)

# Kind and words of a status, per state of an update.
UPDATE_WORDS: dict[Update, tuple[str, str | Promise]] = {
    Update.OVERDUE: ("stop", _("En retard")),
    Update.SOON: ("wait", _("À faire")),
    Update.UNPLANNED: ("stop", _("Aucune date prévue")),
}


def page(request: HttpRequest, **verdict: Any) -> HttpResponse:
    updates = due_updates()
    context = {
        "updates": [(each, *UPDATE_WORDS[each.state]) for each in updates],
        "overdue": sum(each.state is Update.OVERDUE for each in updates),
        "notice_days": UPDATE_NOTICE_DAYS,
        "inspected_at_most": INSPECTED_AT_MOST,
        "partners": University.objects.defer("logo").order_by("position"),
        "framework": FrameworkVersion.objects.defer("text").first(),
        "texts": texts_in_force(),
        **verdict,
    }
    return render(request, "quality/evidence.html", context)


@login_required
@assures
def show(request: HttpRequest) -> HttpResponse:
    return page(request)


@login_required
@assures
@require_POST
def verify_journal(request: HttpRequest) -> HttpResponse:
    return page(request, journal=journal.verify())


@login_required
@assures
@require_POST
def verify_documents(request: HttpRequest) -> HttpResponse:
    return page(request, documents=altered())


urlpatterns = [
    path("", show, name="quality"),
    path("journal/", verify_journal, name="quality-journal"),
    path("documents/", verify_documents, name="quality-documents"),
]
