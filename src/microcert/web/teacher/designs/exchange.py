"""Whole trainings in and out: TOML as the consortium's files have it, and ELM JSON-LD."""

from __future__ import annotations

import json

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from microcert.consortium.errors import BadFiles
from microcert.consortium.models import University
from microcert.foundation.refusals import Refusal
from microcert.trainings.load import MOST_BYTES, import_training, known_for, plain, read_incoming, to_elm, written
from microcert.web.access import SignedInRequest
from microcert.web.files import private_file
from microcert.web.frame.forms import MaxFileSize, UniForm
from microcert.web.refusals import add_refusal

from .doors import the_version
from .listing import universities_designing

# A page names so many errors of a file; their number is said in any case.
MOST_SHOWN = 200


class ImportForm(UniForm):
    file = forms.FileField(
        label=gettext_lazy("Fichier de la formation"),
        validators=[MaxFileSize(MOST_BYTES)],
        help_text=gettext_lazy("TOML (.toml), ou fiche européenne ELM en JSON-LD (.jsonld, .json). 2 Mo au plus."),
    )
    producer = forms.TypedChoiceField(
        label=gettext_lazy("Université productrice"),
        coerce=int,
        help_text=gettext_lazy("Pour un fichier qui n’en nomme pas."),
    )

    def __init__(self, universities: list[University], *args: object) -> None:
        super().__init__(*args)
        field = self.fields["producer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), each.name) for each in universities]


@login_required
def bring_in(request: SignedInRequest) -> HttpResponse:
    """Read a file into a draft, or say all that is wrong with it; nothing is half imported."""
    universities = universities_designing(request)
    form = ImportForm(universities, *((request.POST, request.FILES) if request.method == "POST" else ()))
    bad = None
    if form.is_valid():
        file, by_key = form.cleaned_data["file"], {each.pk: each for each in universities}
        named = {each.slug: each for each in universities}
        try:
            read = read_incoming(file.name, file.read(), known_for(universities))
            producer = named.get(read.producer) or by_key[form.cleaned_data["producer"]]
            draft = import_training(read, producer, by=request.user)
        except BadFiles as refusal:
            bad = refusal
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La formation est importée en conception. La liste dit ce qui lui manque."))
            return redirect("design", draft.pk)
    context = {"universities": universities, "form": form, "problems": bad.problems[:MOST_SHOWN] if bad else ()}
    context["total"] = len(bad.problems) if bad else 0
    return render(request, "teacher/design/import.html", context, status=422 if bad or form.errors else 200)


@login_required
@require_safe
def as_toml(request: SignedInRequest, pk: int) -> HttpResponse:
    version = the_version(request, pk, "trainings.preview_version")
    return download(written(plain(version)), f"{version.training.slug}.toml", "application/toml")


@login_required
@require_safe
def as_elm(request: SignedInRequest, pk: int) -> HttpResponse:
    version = the_version(request, pk, "trainings.preview_version")
    text = json.dumps(to_elm(version), ensure_ascii=False, indent=2)
    return download(text, f"{version.training.slug}.jsonld", "application/ld+json")


def download(text: str, name: str, kind: str) -> HttpResponse:
    return private_file(text.encode(), name, f"{kind}; charset=utf-8")


urlpatterns = [
    path("formations/importer/", bring_in, name="design-import"),
    path("formations/<int:pk>/formation.toml", as_toml, name="design-toml"),
    path("formations/<int:pk>/formation.jsonld", as_elm, name="design-jsonld"),
]
