"""The texts that bind everybody, version by version: open the next one for a reason, write it, preview it, publish it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.consortium import actions
from microcert.consortium.errors import DraftChanged
from microcert.consortium.models import TextDraft
from microcert.consortium.queries import published_versions
from microcert.consortium.rules import Change, Origin, TextStatus, compare, next_version, title_of
from microcert.documents.binding import render_binding_text
from microcert.documents.specimen import render_specimen
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.web.access import SignedInRequest
from microcert.web.files import private_file
from microcert.web.frame.forms import UniForm
from microcert.web.refusals import add_refusal

from .overview import steers

MOST_CHARACTERS = 200_000
ORIGINS = {
    Origin.CORRECTIVE_ACTION: gettext_lazy("Action corrective"),
    Origin.LAW: gettext_lazy("Évolution de la loi"),
    Origin.COMMITTEE: gettext_lazy("Décision du comité de pilotage"),
    Origin.OTHER: gettext_lazy("Autre raison"),
}
VISA_USES = ("framework", "contract", "credential")


class OpeningForm(UniForm):
    kind = forms.ChoiceField(label=gettext_lazy("Texte"), choices=TextDraft.KINDS)
    version = forms.CharField(
        label=gettext_lazy("Numéro de la nouvelle version"), max_length=9, help_text=gettext_lazy("Par exemple 2027-1")
    )
    origin = forms.ChoiceField(label=gettext_lazy("Ce qui l’appelle"), choices=list(ORIGINS.items()))
    reference = forms.CharField(
        label=gettext_lazy("Référence"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Celle de l’action corrective (il la faut alors), du texte de loi ou du procès-verbal."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Ce qui doit changer, et pourquoi"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WritingForm(UniForm):
    says_what_is_required = False
    text = forms.CharField(
        label=gettext_lazy("Texte"),
        help_text=gettext_lazy("Markdown : « # Titre », « ## 1. Section », « **1.1.** article »."),
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "true"}),
    )
    visas = forms.CharField(
        label=gettext_lazy("Visas"),
        help_text=gettext_lazy(
            "Un par ligne : nature | référence | titre | emplois (framework, contract, credential)."
        ),
        max_length=30_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, draft: TextDraft, data: Any = None) -> None:
        super().__init__(data, initial={"text": draft.text, "visas": as_lines(draft.visas), "seen": draft.revision})
        if draft.kind != TextDraft.FRAMEWORK:
            del self.fields["visas"]

    def clean_visas(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for number, line in enumerate(filter(str.strip, self.cleaned_data["visas"].splitlines()), start=1):
            parts = [part.strip() for part in line.split("|")]
            uses = [use.strip() for use in parts[-1].split(",")]
            if (
                len(parts) != 4
                or not all(parts)
                or len(parts[0]) > 30
                or len(parts[1]) > 200
                or set(uses) - {*VISA_USES}
            ):
                raise forms.ValidationError(
                    _("Ligne %(number)d : écrivez nature | référence | titre | emplois."), params={"number": number}
                )
            found.append({"kind": parts[0], "reference": parts[1], "title": parts[2], "applies_to": uses})
        return found


def as_lines(visas: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{each['kind']} | {each['reference']} | {each['title']} | {', '.join(each['applies_to'])}" for each in visas
    )


@login_required
@steers
def index(request: SignedInRequest) -> HttpResponse:
    published = {kind: published_versions(kind) for kind, _label in TextDraft.KINDS}
    # A number that no text bears yet: whichever text is chosen, it may be opened under it.
    taken = [each.version for versions in published.values() for each in versions]
    form = OpeningForm(request.POST or None, initial={"version": next_version(taken, clock.today().year)})
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.open_draft(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La nouvelle version est ouverte, à partir du texte en vigueur."))
            return redirect("text-draft", draft.pk)
    drafts = {each.kind: each for each in TextDraft.objects.filter(status=TextStatus.DRAFT)}
    rows = [(kind, kind.replace("_", "-"), label, published[kind], drafts.get(kind)) for kind, label in TextDraft.KINDS]
    context = {"rows": rows, "form": form, "framework": TextDraft.FRAMEWORK}
    return render(request, "steering/texts.html", context, status=422 if form.errors else 200)


def draft_page(
    request: SignedInRequest, draft: TextDraft, form: WritingForm | None = None, conflict: bool = False, seen: int = 0
) -> HttpResponse:
    versions: list[Any] = list(published_versions(draft.kind))
    base = next((each for each in versions if each.version == draft.based_on), None)
    compared = compare(base.text if base else "", draft.text)
    typed = form.data.get("text", "").replace("\r\n", "\n") if form and conflict else ""
    context = {
        "draft": draft,
        "origin": ORIGINS[Origin(draft.origin)],
        "form": form or WritingForm(draft),
        # Which revision the person has before their eyes; after a conflict they have been shown the newest.
        "seen": draft.revision if conflict else seen or (form.data.get("seen", "") if form else draft.revision),
        "is_open": draft.status == TextStatus.DRAFT,
        "changed": [each for each in compared if each.change is not Change.SAME],
        "kept": sum(each.change is Change.SAME for each in compared),
        "conflict": [each for each in compare(draft.text, typed) if each.change is not Change.SAME]
        if conflict
        else None,
    }
    status = 409 if conflict else 422 if form and form.errors else 200
    return render(request, "steering/text_draft.html", context, status=status)


def save(request: SignedInRequest, draft: TextDraft, form: WritingForm) -> str:
    given = form.cleaned_data
    actions.write_draft(draft, text=given["text"], visas=given.get("visas"), seen=given["seen"], by=request.user)
    return _("Le texte est enregistré.")


def publish(request: SignedInRequest, draft: TextDraft, form: WritingForm) -> str:
    """What stands on the page is kept first, so that what is published is what the person reads."""
    save(request, draft, form)
    published = actions.publish_draft(draft, by=request.user)
    return _("La version %s est publiée.") % published.version


def abandon(request: SignedInRequest, draft: TextDraft, form: WritingForm) -> str:
    actions.abandon_draft(draft, by=request.user)
    return _("Cette version est abandonnée. Le texte en vigueur le reste.")


ACTS: dict[str, Callable[[SignedInRequest, TextDraft, WritingForm], str]] = {"publish": publish, "abandon": abandon}


@login_required
@steers
def write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read and write a draft; words typed while somebody else saved are never lost (a page shows both)."""
    draft = get_object_or_404(TextDraft, pk=pk)
    if request.method != "POST":
        return draft_page(request, draft)
    form = WritingForm(draft, request.POST)
    if not form.is_valid():
        return draft_page(request, draft, form)
    wish = request.POST.get("do", "")
    try:
        messages.success(request, ACTS.get(wish, save)(request, draft, form))
    except DraftChanged as refusal:
        add_refusal(form, refusal)
        draft.refresh_from_db()
        return draft_page(request, draft, form, conflict=True)
    except Refusal as refusal:
        add_refusal(form, refusal)
        draft.refresh_from_db()
        return draft_page(request, draft, form, seen=draft.revision)
    return redirect("texts") if wish in ACTS else redirect("text-draft", pk)


@login_required
@steers
def specimen(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft as it would print: the text itself, or for the mentions a document with sample data that bears them."""
    draft = get_object_or_404(TextDraft, pk=pk)
    if draft.kind == "document_mentions":
        pdf = render_specimen(draft.text)
    else:
        visas = [(str(each["reference"]), str(each["title"])) for each in draft.visas]
        title = title_of(draft.text) or draft.get_kind_display()
        pdf = render_binding_text(draft.text, title=title, version=draft.version, published_on=None, visas=visas)
    return private_file(pdf, f"specimen-{draft.version}.pdf", inline=True)


urlpatterns = [
    path("textes/", index, name="texts"),
    path("textes/<int:pk>/", write, name="text-draft"),
    path("textes/<int:pk>/specimen.pdf", specimen, name="text-specimen"),
]
