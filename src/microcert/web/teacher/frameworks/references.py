"""Where a framework stands in the ROME and in ESCO: a search that forgives slips, then one click."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.competencies import actions
from microcert.competencies.models import Alignment, Competency, CompetencyFramework, EscoSkill
from microcert.competencies.references.search import LONGEST_QUERY, search_esco, search_rome
from microcert.web.access import SignedInRequest
from microcert.web.frame.forms import UniForm

from .doors import framework_to_edit


class AlignForm(UniForm):
    """One reference that was chosen."""

    scheme = forms.ChoiceField(choices=Alignment.Scheme.choices)
    code = forms.CharField(max_length=200)
    label = forms.CharField(label=gettext_lazy("Libellé"), max_length=250, required=False)
    competency = forms.ModelChoiceField(Competency.objects.none(), required=False)

    def __init__(self, framework: CompetencyFramework, data: object) -> None:
        super().__init__(data)
        field = self.fields["competency"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = framework.competencies.all()


@login_required
def search(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_to_edit(request, pk)
    text = request.GET.get("q", "")[:LONGEST_QUERY].replace("\x00", "")
    scheme = "rome" if request.GET.get("dans") == "rome" else "esco"
    wanted = request.GET.get("competence", "")
    context = {
        "framework": framework,
        "text": text,
        "scheme": scheme,
        "competencies": list(framework.competencies.all()),
        "wanted": int(wanted) if wanted.isdecimal() and len(wanted) < 15 else None,
        "found": (search_rome if scheme == "rome" else search_esco)(text) if text.strip() else [],
        "chosen": list(framework.alignments.select_related("competency")),
        "is_bundled": not EscoSkill.objects.exists(),
    }
    return render(request, "teacher/framework_references.html", context)


@login_required
@require_POST
def align(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_to_edit(request, pk)
    form = AlignForm(framework, request.POST)
    back = redirect("competency-framework", pk)
    if not form.is_valid() or not (form.cleaned_data["label"] or form.cleaned_data["scheme"] == "rome"):
        messages.error(request, _("Choisissez une ligne de la liste et donnez-lui un libellé."))
        return redirect("framework-references", pk)
    actions.align(framework, **form.cleaned_data, by=request.user)
    messages.success(request, _("La référence est ajoutée."))
    return back


@login_required
@require_POST
def unalign(request: SignedInRequest, pk: int, alignment_pk: int) -> HttpResponse:
    framework = framework_to_edit(request, pk)
    actions.unalign(get_object_or_404(Alignment, pk=alignment_pk, framework=framework), by=request.user)
    messages.success(request, _("La référence est retirée."))
    return redirect("framework-references", pk)


urlpatterns = [
    path("referentiels/<int:pk>/references/", search, name="framework-references"),
    path("referentiels/<int:pk>/references/ajouter/", align, name="framework-align"),
    path("referentiels/<int:pk>/references/<int:alignment_pk>/retirer/", unalign, name="framework-unalign"),
]
