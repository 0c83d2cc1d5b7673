"""The course specification: what teams conform to, and the forms that they fill in. Open to everybody, like the framework."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from microcert.consortium.rules import Change, compare_clauses
from microcert.production.models import Specification, SpecificationItem
from microcert.production.queries import clauses_in_force
from microcert.production.specification import form_as_word

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def show(request: HttpRequest, version: str = "") -> HttpResponse:
    versions = list(Specification.objects.defer("method"))
    shown = next((each for each in versions if each.version == version or not version), None)
    if shown is None:
        raise Http404(_("Le cahier des charges n’est pas publié."))
    items = list(shown.items.all())
    sections = [
        (section.label, section.value, [item for item in items if item.section == section])
        for section in SpecificationItem.Section
    ]
    context = {"shown": shown, "versions": versions, "sections": [each for each in sections if each[2]]}
    return render(request, "public/specification.html", context)


@require_safe
def changes(request: HttpRequest, version: str) -> HttpResponse:
    """What a version changes, beside the one before or another that is asked for."""
    versions = list(Specification.objects.defer("method"))
    place = next((place for place, each in enumerate(versions) if each.version == version), None)
    if place is None:
        raise Http404(_("Le cahier des charges n’est pas publié."))
    shown, others = versions[place], [*versions[place + 1 :], *versions[:place]]
    older = next((each for each in others if each.version == request.GET.get("avec")), None)
    older = older or (others[0] if place + 1 < len(versions) else None)
    compared = compare_clauses(clauses_in_force(older.version), clauses_in_force(version)) if older else []
    context = {
        "shown": shown,
        "older": older,
        "others": others,
        "changed": [each for each in compared if each.change is not Change.SAME],
        "kept": sum(each.change is Change.SAME for each in compared),
        "title": _("Cahier des charges des formations"),
        "why": {"reason": shown.reason} if shown.reason else None,
        "is_specification": True,
    }
    return render(request, "public/changes.html", context)


@require_safe
def form(request: HttpRequest, version: str, code: str, kind: str) -> HttpResponse:
    """The form of a deliverable to fill in, as a word file or as Markdown."""
    item = get_object_or_404(SpecificationItem.objects.exclude(form=""), specification__version=version, code=code)
    is_word = kind == "docx"
    content = form_as_word(item) if is_word else item.form.encode()
    response = HttpResponse(content, content_type=WORD if is_word else "text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{item.code}.{"docx" if is_word else "md"}"'
    return response


urlpatterns = [
    path("cahier-des-charges/", show, name="specification"),
    path("cahier-des-charges/<str:version>/", show, name="specification-version"),
    path("cahier-des-charges/<str:version>/differences/", changes, name="specification-changes"),
    path("cahier-des-charges/<str:version>/<slug:code>.docx", form, {"kind": "docx"}, name="specification-word"),
    path("cahier-des-charges/<str:version>/<slug:code>.md", form, {"kind": "md"}, name="specification-markdown"),
]
