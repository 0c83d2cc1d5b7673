"""The course specification: what teams conform to, and the forms that they fill in. Open to everybody, like the framework."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from microcert.production.models import Specification, SpecificationItem
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
    path("cahier-des-charges/<str:version>/<slug:code>.docx", form, {"kind": "docx"}, name="specification-word"),
    path("cahier-des-charges/<str:version>/<slug:code>.md", form, {"kind": "md"}, name="specification-markdown"),
]
