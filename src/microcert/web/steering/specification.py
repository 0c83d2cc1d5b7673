"""The next version of the course specification: opened for a reason, written article by article, compared, published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.consortium.rules import Change, Origin, TextStatus, compare_clauses, next_version
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.production import actions
from microcert.production.errors import PartChanged
from microcert.production.models import Specification, SpecificationDraft, SpecificationItem
from microcert.production.queries import clauses_in_force
from microcert.production.specification_parts import Part, clause_of, clauses_of, fingerprint
from microcert.web.access import SignedInRequest
from microcert.web.refusals import add_refusal

from .production_map import plans
from .specification_forms import MethodForm, PartForm, SpecificationOpeningForm
from .texts import ORIGINS


@login_required
@plans
def index(request: SignedInRequest) -> HttpResponse:
    versions = list(Specification.objects.defer("method"))
    proposed = next_version([each.version for each in versions], clock.today().year)
    form = SpecificationOpeningForm(request.POST or None, initial={"version": proposed})
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.open_specification(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La nouvelle version est ouverte, à partir du texte en vigueur."))
            return redirect("specification-draft", draft.pk)
    drafts = SpecificationDraft.objects.filter(status=TextStatus.DRAFT).only("pk", "version")
    context = {"versions": versions, "draft": drafts.first(), "form": form}
    return render(request, "steering/specification.html", context, status=422 if form.errors else 200)


def draft_page(request: SignedInRequest, draft: SpecificationDraft, refusal: Refusal | None = None) -> HttpResponse:
    parts = draft.listed()
    compared = compare_clauses(
        clauses_in_force(draft.based_on) if draft.based_on else [], clauses_of(draft.method, parts)
    )
    context = {
        "draft": draft,
        "origin": ORIGINS[Origin(draft.origin)],
        "is_open": draft.status == TextStatus.DRAFT,
        "is_published": draft.status == TextStatus.PUBLISHED,
        "sections": [
            (section.label, section.value, [each for each in parts if each.section == section])
            for section in SpecificationItem.Section
        ],
        "changed": [each for each in compared if each.change is not Change.SAME],
        "kept": sum(each.change is Change.SAME for each in compared),
        "refusal": refusal,
    }
    return render(request, "steering/specification_draft.html", context, status=refusal.status if refusal else 200)


@login_required
@plans
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the whole draft with what changes; publish it as it is read, or give it up."""
    draft = get_object_or_404(SpecificationDraft, pk=pk)
    if request.method != "POST":
        return draft_page(request, draft)
    try:
        if request.POST.get("do") == "abandon":
            actions.abandon_specification(draft, by=request.user)
            messages.success(request, _("Cette version est abandonnée. Le texte en vigueur le reste."))
        else:
            seen = request.POST.get("seen", "")
            actions.publish_specification(draft, seen=int(seen) if seen.isdecimal() else 0, by=request.user)
            messages.success(request, _("La version %s est publiée.") % draft.version)
    except Refusal as refusal:
        draft.refresh_from_db()
        return draft_page(request, draft, refusal)
    return redirect("specification-drafts")


def writing_page(
    request: SignedInRequest, draft: SpecificationDraft, form: Any, title: str, **more: Any
) -> HttpResponse:
    context = {"draft": draft, "form": form, "title": title, "is_open": draft.status == TextStatus.DRAFT, **more}
    status = 409 if more.get("conflict") is not None else 422 if form.errors else 200
    return render(request, "steering/specification_part.html", context, status=status)


@login_required
@plans
def method(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(SpecificationDraft, pk=pk)
    title = _("Méthode de production")
    form = MethodForm(request.POST or None, initial={"method": draft.method, "seen": fingerprint(draft.method)})
    if request.method != "POST" or not form.is_valid():
        return writing_page(request, draft, form, title)
    given = form.cleaned_data
    try:
        actions.write_method(draft, method=given["method"], seen=given["seen"], by=request.user)
    except PartChanged as refusal:
        draft.refresh_from_db()
        found = compare_clauses(clauses_of(draft.method, []), clauses_of(given["method"], []))
        return again(request, draft, form, title, refusal, found, fingerprint(draft.method))
    except Refusal as refusal:
        add_refusal(form, refusal)
        return writing_page(request, draft, form, title)
    messages.success(request, _("Le texte est enregistré."))
    return redirect("specification-draft", pk)


def again(
    request: SignedInRequest, draft: SpecificationDraft, form: Any, title: str, refusal: Refusal, found: Any, seen: str
) -> HttpResponse:
    """What was typed stays in its fields, beside what was saved meanwhile; the next saving knows of both."""
    add_refusal(form, refusal)
    conflict = [each for each in found if each.change is not Change.SAME]
    return writing_page(request, draft, form, title, conflict=conflict, seen=seen, part=form.data.get("code"))


@login_required
@plans
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(SpecificationDraft, pk=pk)
    form = PartForm(request.POST or None, initial={"section": request.GET.get("section", "")})
    title = _("Nouvel article")
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_part(draft, form.as_part(), seen="", by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("L’article %s est ajouté.") % form.cleaned_data["code"])
            return redirect("specification-draft", pk)
    return writing_page(request, draft, form, title)


def the_part(draft: SpecificationDraft, code: str) -> Part | None:
    return next((each for each in draft.listed() if each.code == code), None)


@login_required
@plans
def write(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Write an article, move it or take it away; what two people write at the same time is shown to the second."""
    draft = get_object_or_404(SpecificationDraft, pk=pk)
    part = the_part(draft, code)
    if part is None and request.method != "POST":
        raise Http404(_("Cet article ne figure plus dans la version en préparation."))
    start = {**part.stated(), "seen": fingerprint(part)} if part else {}
    form = PartForm(request.POST or None, initial=start)
    if request.method != "POST":
        return writing_page(request, draft, form, code, part=code)
    wish = request.POST.get("do", "")
    if wish in ("up", "down", "remove"):
        return gesture(request, draft, code, wish)
    if not form.is_valid():
        return writing_page(request, draft, form, code, part=code)
    try:
        seen = form.cleaned_data["seen"]
        actions.write_part(draft, form.as_part(), instead_of=code, seen=seen, by=request.user)
    except PartChanged as refusal:
        draft.refresh_from_db()
        return conflict_page(request, draft, form, code, refusal)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return writing_page(request, draft, form, code, part=code)
    messages.success(request, _("L’article %s est enregistré.") % form.cleaned_data["code"])
    return redirect("specification-draft", pk)


def conflict_page(
    request: SignedInRequest, draft: SpecificationDraft, form: PartForm, code: str, refusal: Refusal
) -> HttpResponse:
    """When the article was taken away meanwhile, the page adds it anew."""
    present = the_part(draft, code)
    found = compare_clauses([clause_of(present)] if present else [], [clause_of(form.as_part())])
    if present is None:
        add_refusal(form, refusal)
        changed = [each for each in found if each.change is not Change.SAME]
        return writing_page(request, draft, form, code, conflict=changed, is_gone=True)
    return again(request, draft, form, code, refusal, found, fingerprint(present))


def gesture(request: SignedInRequest, draft: SpecificationDraft, code: str, wish: str) -> HttpResponse:
    try:
        if wish == "remove":
            actions.remove_part(draft, code, seen=request.POST.get("seen", ""), by=request.user)
            messages.success(request, _("L’article %s est retiré.") % code)
        else:
            actions.move_part(draft, code, up=wish == "up", by=request.user)
    except Refusal as refusal:
        draft.refresh_from_db()
        return draft_page(request, draft, refusal)
    return redirect("specification-draft", draft.pk)


urlpatterns = [
    path("cahier-des-charges/", index, name="specification-drafts"),
    path("cahier-des-charges/<int:pk>/", show, name="specification-draft"),
    path("cahier-des-charges/<int:pk>/methode/", method, name="specification-draft-method"),
    path("cahier-des-charges/<int:pk>/nouvel-article/", add, name="specification-draft-add"),
    path("cahier-des-charges/<int:pk>/articles/<slug:code>/", write, name="specification-draft-part"),
]
