"""Writing a framework: its presentation and each of its parts on a page of its own, saved as one types, compared when two write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from microcert.competencies import actions
from microcert.competencies.actions.frameworks import FACTS
from microcert.competencies.actions.parts import label_of
from microcert.competencies.errors import ChangedMeanwhile
from microcert.competencies.freezing import PartOfFramework
from microcert.competencies.models import CompetencyFramework, UnsavedWords
from microcert.competencies.rules import Expected, FrameworkStatus, PartKind, next_code
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.web.access import SignedInRequest
from microcert.web.refusals import add_refusal

from .doors import NEW_TITLES, framework_to_edit, kind_called, part_of
from .forms import FactsForm, WrittenTogether, part_form
from .reading import may_complete, may_edit

PREFIXES = {PartKind.ACTIVITY: "AT", PartKind.BLOCK: "B", PartKind.COMPETENCY: "C"}


def page(
    request: SignedInRequest, framework: CompetencyFramework, form: WrittenTogether, place: str, title: str, **more: Any
) -> HttpResponse:
    """The form, with what waits unsaved, or with both texts when somebody else wrote meanwhile."""
    allows = may_complete if place == "facts" or place.startswith(PartKind.CONTRIBUTION) else may_edit
    if not allows(request, framework):
        return redirect("competency-framework", framework.pk)
    context = {"framework": framework, "form": form, "place": place, "title": title, **more}
    status = 409 if more.get("conflict") else 422 if form.errors else 200
    return render(request, "teacher/framework_part.html", context, status=status)


def waiting(request: SignedInRequest, framework: CompetencyFramework, place: str) -> UnsavedWords | None:
    """What this person typed here and did not save."""
    return UnsavedWords.objects.filter(person=request.user, framework=framework, place=place).first()


def compared(form: WrittenTogether, refusal: ChangedMeanwhile) -> list[tuple[str, str, str]]:
    """(field, what is saved now, what you wrote) of the fields that differ."""
    shown = [(name, str(refusal.now[name] or ""), str(refusal.yours[name] or "")) for name in refusal.yours]
    return [(str(form.fields[name].label), now, yours) for name, now, yours in shown if now != yours]


def saved(form: WrittenTogether, save: Any) -> tuple[bool, list[tuple[str, str, str]]]:
    """Whether it was saved, else the texts to compare; another refusal stands in the form."""
    try:
        save()
    except ChangedMeanwhile as refusal:
        # Sent again, the form rests on what the page now shows: both texts were seen.
        form.data = {**form.data.dict(), "revision": str(refusal.revision)}  # type: ignore[attr-defined]
        return False, compared(form, refusal)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False, []
    return True, []


@login_required
def facts(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_to_edit(request, pk)
    title = _("Présentation du référentiel")
    conflict: list[tuple[str, str, str]] = []
    kept = waiting(request, framework, "facts")
    if request.method == "POST":
        form = FactsForm(request.POST, answers_only=framework.status != FrameworkStatus.DRAFT)
        if form.is_valid():
            revision = form.cleaned_data["revision"] or 0
            done, conflict = saved(
                form,
                lambda: actions.describe_framework(framework, form.values, revision=revision, by=request.user),
            )
            if done:
                messages.success(request, _("La présentation est enregistrée."))
                return redirect("competency-framework", pk)
        return page(request, framework, form, "facts", title, conflict=conflict)
    initial = {name: getattr(framework, name) for name in (*FACTS, "revision")}
    form = FactsForm(
        initial=initial | (kept.content if kept else {}), answers_only=framework.status != FrameworkStatus.DRAFT
    )
    return page(request, framework, form, "facts", title, kept=kept)


@login_required
def add(request: SignedInRequest, pk: int, word: str) -> HttpResponse:
    framework, kind = framework_to_edit(request, pk), kind_called(word)
    place, title = f"{kind}:new", str(NEW_TITLES[kind])
    kept = waiting(request, framework, place)
    if request.method == "POST":
        form = part_form(kind, framework, request.POST)
        if form.is_valid() and saved(form, lambda: actions.add_part(framework, kind, form.values, by=request.user))[0]:
            messages.success(request, _("C’est ajouté."))
            return redirect("competency-framework", pk)
        return page(request, framework, form, place, title)
    form = part_form(kind, framework, initial=kept.content if kept else suggested(request, framework, kind))
    return page(request, framework, form, place, title, kept=kept)


def suggested(request: SignedInRequest, framework: CompetencyFramework, kind: PartKind) -> dict[str, Any]:
    """What is known beforehand: the next code, the competency and the nature that the link named."""
    if kind is PartKind.EXPECTATION:
        nature = request.GET.get("nature", "")
        nature = nature if nature in tuple(Expected) else Expected.OUTCOME
        wanted = request.GET.get("competence", "")
        rows = framework.competencies.filter(pk=int(wanted)) if wanted.isdecimal() and len(wanted) < 15 else None
        competency = rows.first() if rows is not None else None
        taken = competency.expectations.filter(kind=nature).values_list("code", flat=True) if competency else ()
        code = next_code("A" if nature == Expected.OUTCOME else "K", taken)
        return {"competency": competency, "kind": nature, "code": code}
    if kind not in PREFIXES:
        return {}
    codes = getattr(framework, {"AT": "activities", "B": "blocks", "C": "competencies"}[PREFIXES[kind]])
    return {"code": next_code(PREFIXES[kind], codes.values_list("code", flat=True))}


@login_required
def edit(request: SignedInRequest, pk: int, word: str, part_pk: int) -> HttpResponse:
    framework, kind = framework_to_edit(request, pk), kind_called(word)
    part = part_of(framework, kind, part_pk)
    place, title = f"{kind}:{part_pk}", _("Modifier %s") % label_of(part)
    if request.method == "POST":
        form = part_form(kind, framework, request.POST)
        conflict: list[tuple[str, str, str]] = []
        if form.is_valid():
            revision = form.cleaned_data["revision"] or 0
            done, conflict = saved(
                form, lambda: actions.change_part(part, form.values, revision=revision, by=request.user)
            )
            if done:
                messages.success(request, _("« %s » est enregistré.") % label_of(part))
                return redirect("competency-framework", pk)
        return page(request, framework, form, place, title, conflict=conflict, part=part, word=word)
    kept = waiting(request, framework, place)
    form = part_form(kind, framework, initial=written(part, kind, framework) | (kept.content if kept else {}))
    return page(request, framework, form, place, title, kept=kept, part=part, word=word)


def written(part: PartOfFramework, kind: PartKind, framework: CompetencyFramework) -> dict[str, Any]:
    """What a part says, as its form shows it."""
    return {name: getattr(part, name) for name in part_form(kind, framework).fields}


@login_required
def remove(request: SignedInRequest, pk: int, word: str, part_pk: int) -> HttpResponse:
    framework, kind = framework_to_edit(request, pk), kind_called(word)
    part = part_of(framework, kind, part_pk)
    if request.method != "POST":
        return render(
            request, "teacher/framework_remove.html", {"framework": framework, "part": part, "what": str(part)}
        )
    actions.remove_part(part, by=request.user)
    messages.success(request, _("« %s » est retiré. L’historique garde son texte.") % label_of(part))
    return redirect("competency-framework", pk)


@login_required
@require_POST
def move(request: SignedInRequest, pk: int, word: str, part_pk: int) -> HttpResponse:
    framework, kind = framework_to_edit(request, pk), kind_called(word)
    actions.move_part(part_of(framework, kind, part_pk), up=request.POST.get("vers") == "haut", by=request.user)
    return redirect(f"{reverse('competency-framework', args=[pk])}#{kind}-{part_pk}")


@login_required
@require_POST
def keep(request: SignedInRequest, pk: int, place: str) -> HttpResponse:
    """Saving by itself while one writes; or throwing away what was kept."""
    framework = framework_to_edit(request, pk)
    kind, _colon, _key = place.partition(":")
    if place != "facts" and kind not in tuple(PartKind):
        raise Http404
    if request.POST.get("do") == "forget":
        actions.forget_words(framework, place, by=request.user)
        return redirect("competency-framework", pk)
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    is_kept = may_complete(request, framework) and actions.keep_words(
        framework, place, {name: str(value) for name, value in typed.items()}, by=request.user
    )
    return render(request, "teacher/framework_save_state.html", {"is_kept": is_kept, "now": clock.now()})


urlpatterns = [
    path("referentiels/<int:pk>/presentation/", facts, name="framework-facts"),
    path("referentiels/<int:pk>/brouillon/<str:place>/", keep, name="framework-keep"),
    path("referentiels/<int:pk>/<slug:word>/ajouter/", add, name="framework-add"),
    path("referentiels/<int:pk>/<slug:word>/<int:part_pk>/", edit, name="framework-part"),
    path("referentiels/<int:pk>/<slug:word>/<int:part_pk>/retirer/", remove, name="framework-part-remove"),
    path("referentiels/<int:pk>/<slug:word>/<int:part_pk>/deplacer/", move, name="framework-part-move"),
]
