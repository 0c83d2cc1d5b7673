"""Writing one section: saved as one types or by a button; two people's words are set side by side, never lost."""

from __future__ import annotations

import json
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
from .editor import (
    SECTION_LABELS,
    Fingerprints,
    SectionEditor,
    brought_forward,
    disagreements,
    fingerprints,
    fingerprints_in,
    merged,
)

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
        return reconcile(request, editor, refusal.latest)
    except NotADraft:
        raise
    except Refusal as refusal:
        add_refusal(editor.form, refusal)
        return refused(request, editor, latest)
    return saved(request, editor, kept)


def saved(request: SignedInRequest, editor: SectionEditor, kept: Revision | None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        base = json.dumps(fingerprints(editor.content()))
        return render(request, "teacher/design/save_state.html", {"state": "kept", "latest": kept, "base": base})
    messages.success(request, _("« %s » est enregistré.") % SECTION_LABELS[editor.name])
    return redirect("design-section", editor.version.pk, editor.section)


def refused(request: SignedInRequest, editor: SectionEditor, latest: Revision | None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "teacher/design/save_state.html", {"state": "refused"})
    read = {"based_on": request.POST.get("based_on", "0"), "base": request.POST.get("base", "")}
    return page(request, editor, latest, **read, status=422)


def reconcile(request: SignedInRequest, editor: SectionEditor, latest: Revision) -> HttpResponse:
    """Somebody else saved meanwhile. What does not clash is put together; what does is shown twice, for the writer to choose."""
    before, theirs, mine = fingerprints_in(request.POST.get("base", "")), latest.content, editor.content()
    clashes = disagreements(editor, mine, theirs, before)
    together = merged(mine, theirs, before)
    is_by_itself = bool(request.headers.get("HX-Request"))
    if not clashes and not latest.is_removed:
        try:
            kept = actions.save_section(
                editor.version, editor.section, together, based_on=latest.number, by=request.user
            )
        except NotADraft:
            raise
        except Refusal as refusal:
            # A code that is taken, say, or a third hand meanwhile: what was written stays in the form.
            add_refusal(editor.form, refusal)
            return refused(request, editor, latest)
        if not is_by_itself:
            messages.info(request, _("D’autres champs ont été modifiés entre-temps : les deux textes sont réunis."))
            return saved(request, editor, kept)
    if is_by_itself:
        return beside(request, editor, latest, brought_forward(mine, before) if not clashes else None)
    again = SectionEditor(editor.version, editor.section, together)
    return page(request, again, latest, clashes=clashes, theirs=the_others(request, editor, latest), status=409)


def beside(
    request: SignedInRequest, editor: SectionEditor, latest: Revision, base: Fingerprints | None
) -> HttpResponse:
    """The state of a page that saves by itself: its words stand beside another's (`base` says which are its own), or clash.

    The page keeps the number that it read: it still shows the other's fields as they were.
    """
    context = {
        "state": "clash" if base is None else "united",
        "latest": the_others(request, editor, latest),
        "base": json.dumps(base),
    }
    return render(request, "teacher/design/save_state.html", context)


def the_others(request: SignedInRequest, editor: SectionEditor, latest: Revision) -> Revision:
    """The latest save by somebody else: one's own page may have saved its other fields since."""
    rows = editor.version.revisions.filter(section=editor.section, author__isnull=False).exclude(author=request.user)
    return rows.select_related("author").order_by("-number").first() or latest


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
        "base": json.dumps(fingerprints(latest.content if latest and status == 409 else editor.stored)),
        "sections": ways(editor.version),
    }
    return design_page(request, "section", editor.version, context | more, status=status)


def ways(version: TrainingVersion) -> list[tuple[str, Any]]:
    """The version's own sections, for the list beside the form."""
    return [(name, SECTION_LABELS[name]) for name in SECTION_LABELS if not _is_part(name)]


def _is_part(name: str) -> bool:
    return name in ("unit", "activity", "criterion")


urlpatterns = [path("formations/<int:pk>/rubriques/<str:section>/", edit, name="design-section")]
