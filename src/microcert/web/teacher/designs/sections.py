"""Writing one section: saved as one types or by a button; two people's words are set side by side, never lost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.foundation.refusals import Refusal
from microcert.trainings import actions
from microcert.trainings.errors import ChangedMeanwhile, NoSuchSection, NotADraft
from microcert.trainings.models import Revision, TrainingVersion
from microcert.trainings.rules import VersionStatus
from microcert.trainings.sections import content_of, latest_revision
from microcert.web.access import SignedInRequest
from microcert.web.refusals import add_refusal

from .doors import design_page, the_version
from .editor import SECTION_LABELS, SectionEditor, disagreements, merged

TAKE_THEIRS = "take-"


@login_required
def edit(request: SignedInRequest, pk: int, section: str) -> HttpResponse:
    version = the_version(request, pk)
    if version.status != VersionStatus.DRAFT:
        raise NotADraft
    try:
        content = content_of(version, section)
    except NoSuchSection:
        raise Http404 from None
    editor = SectionEditor(version, section, content, request.POST if request.method == "POST" else None)
    latest = latest_revision(version, section)
    if request.method != "POST":
        return page(request, editor, latest)
    if not editor.is_valid():
        return refused(request, editor, latest)
    return save(request, editor, latest)


def save(request: SignedInRequest, editor: SectionEditor, latest: Revision | None) -> HttpResponse:
    """Keep what was written, put two people's fields together, or show where they disagree."""
    number = request.POST.get("based_on", "")
    based_on = int(number) if number.isdecimal() and len(number) < 10 else 0
    content = editor.content()
    for name in request.POST:
        key = name.removeprefix(TAKE_THEIRS)
        if name.startswith(TAKE_THEIRS) and key in content:
            content[key] = editor.stored[key]
    try:
        kept = actions.save_section(editor.version, editor.section, content, based_on=based_on, by=request.user)
    except ChangedMeanwhile as refusal:
        return reconcile(request, editor, refusal.latest, based_on)
    except NotADraft:
        raise
    except Refusal as refusal:
        add_refusal(editor.form, refusal)
        return refused(request, editor, latest)
    return saved(request, editor, kept)


def saved(request: SignedInRequest, editor: SectionEditor, kept: Revision | None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "teacher/design/save_state.html", {"state": "kept", "latest": kept})
    messages.success(request, _("« %s » est enregistré.") % SECTION_LABELS[editor.name])
    return redirect("design-section", editor.version.pk, editor.section)


def refused(request: SignedInRequest, editor: SectionEditor, latest: Revision | None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "teacher/design/save_state.html", {"state": "refused"})
    return page(request, editor, latest, based_on=request.POST.get("based_on", "0"), status=422)


def reconcile(request: SignedInRequest, editor: SectionEditor, latest: Revision, based_on: int) -> HttpResponse:
    """Somebody else saved meanwhile. What does not clash is put together; what does is shown twice, for the writer to choose."""
    base = Revision.objects.filter(version=editor.version, section=editor.section, number=based_on).first()
    before, theirs, mine = base.content if base else None, latest.content, editor.content()
    clashes = disagreements(editor, mine, theirs, before)
    together = merged(mine, theirs, before)
    if not clashes and not latest.is_removed:
        kept = actions.save_section(editor.version, editor.section, together, based_on=latest.number, by=request.user)
        if not request.headers.get("HX-Request"):
            messages.info(request, _("D’autres champs ont été modifiés entre-temps : les deux textes sont réunis."))
            return saved(request, editor, kept)
    if request.headers.get("HX-Request"):
        return render(
            request, "teacher/design/save_state.html", {"state": "clash" if clashes else "united", "latest": latest}
        )
    again = SectionEditor(editor.version, editor.section, together)
    return page(request, again, latest, clashes=clashes, status=409)


def page(
    request: SignedInRequest, editor: SectionEditor, latest: Revision | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "editor": editor,
        "form": editor.form,
        "section": editor.section,
        "label": SECTION_LABELS[editor.name],
        "at": editor.name,
        "latest": latest,
        "based_on": latest.number if latest else 0,
        "sections": ways(editor.version),
    }
    return design_page(request, "section", editor.version, context | more, status=status)


def ways(version: TrainingVersion) -> list[tuple[str, Any]]:
    """The version's own sections, for the list beside the form."""
    return [(name, SECTION_LABELS[name]) for name in SECTION_LABELS if not _is_part(name)]


def _is_part(name: str) -> bool:
    return name in ("unit", "activity", "criterion")


urlpatterns = [path("formations/<int:pk>/rubriques/<str:section>/", edit, name="design-section")]
