"""Who wrote what in a draft, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from microcert.trainings import actions
from microcert.trainings.errors import NoSuchSection
from microcert.trainings.models import Revision, TrainingVersion
from microcert.trainings.sections import content_of, split
from microcert.web.access import SignedInRequest

from .doors import design_page, the_version
from .editor import SECTION_LABELS, Difference, SectionEditor, disagreements
from .sections import ways


@login_required
@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who wrote what, the latest first."""
    version = the_version(request, pk, "trainings.preview_version")
    revisions = version.revisions.select_related("author").defer("content")[:200]
    rows = [(each, SECTION_LABELS[split(each.section)[0]]) for each in revisions]
    return design_page(request, "history", version, {"at": "history", "rows": rows, "sections": ways(version)})


@login_required
def revision(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """An earlier state of a section beside what it says now, and a button that takes it up again."""
    version = the_version(request, pk)
    then = get_object_or_404(Revision.objects.select_related("version", "author"), pk=number, version=version)
    if request.method == "POST":
        actions.take_up(then, by=request.user)
        messages.success(request, _("Le texte d’avant est repris."))
        return redirect("design-history", pk)
    context = {
        "then": then,
        "label": SECTION_LABELS[split(then.section)[0]],
        "at": "history",
        "sections": ways(version),
    }
    return design_page(request, "revision", version, context | {"differences": differences_since(version, then)})


def differences_since(version: TrainingVersion, then: Revision) -> list[Difference]:
    """What an earlier state says otherwise than the section does now."""
    try:
        now = content_of(version, then.section)
    except NoSuchSection:
        now = {}
    editor = SectionEditor(version, then.section, then.content)
    return disagreements(editor, then.content, now, None)


urlpatterns = [
    path("formations/<int:pk>/historique/", history, name="design-history"),
    path("formations/<int:pk>/historique/<int:number>/", revision, name="design-revision"),
]
