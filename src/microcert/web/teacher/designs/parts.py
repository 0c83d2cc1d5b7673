"""The course and the rubric as lists: parts are added, moved by buttons, taken out after a question, put back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from microcert.consortium.models import Consortium
from microcert.trainings import actions
from microcert.trainings.errors import NoSuchSection
from microcert.trainings.models import ACTIVITY_LABELS, Activity, Criterion, TrainingVersion
from microcert.trainings.queries import requirements_of
from microcert.trainings.rules import ActivityKind, hours_fit
from microcert.trainings.sections import content_of, split
from microcert.web.access import SignedInRequest
from microcert.web.frame.forms import UniForm

from .doors import design_page, the_version
from .forms import prose
from .sections import ways


class UnitToAdd(UniForm):
    title = prose(gettext_lazy("Titre de la séquence"), most=250)


class ActivityToAdd(UniForm):
    unit = forms.TypedChoiceField(label=gettext_lazy("Séquence"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=list(ACTIVITY_LABELS.items()))
    title = prose(gettext_lazy("Titre de l’activité"), most=250)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=6000, initial=30)

    def __init__(self, version: TrainingVersion, data: Any = None) -> None:
        super().__init__(data, prefix="activity")
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), each.title) for each in version.units.all()]


class CriterionToAdd(UniForm):
    title = prose(gettext_lazy("Critère observable"), most=250)
    outcome = forms.TypedChoiceField(label=gettext_lazy("Acquis évalué"), coerce=int)

    def __init__(self, version: TrainingVersion, data: Any = None, outcome: str = "") -> None:
        super().__init__(data, prefix="criterion", initial={"outcome": outcome})
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), str(each)) for each in version.outcomes.all()]


@login_required
@require_safe
def course(request: SignedInRequest, pk: int) -> HttpResponse:
    return course_page(request, the_version(request, pk))


def course_page(request: SignedInRequest, version: TrainingVersion, **refused: Any) -> HttpResponse:
    activities = Activity.objects.order_by("position").prefetch_related("outcomes")
    wanted = requirements_of(Consortium.objects.first())
    context = {
        "at": "course",
        "sections": ways(version),
        "units": version.units.prefetch_related(Prefetch("activities", activities)),
        "unit_form": UnitToAdd(prefix="unit"),
        "activity_form": ActivityToAdd(version),
        "wanted": wanted,
        "fits": hours_fit(version.minutes, hours_min=wanted.hours_min, hours_max=wanted.hours_max),
    }
    return design_page(request, "course", version, context | refused, status=422 if refused else 200)


@login_required
@require_safe
def rubric(request: SignedInRequest, pk: int) -> HttpResponse:
    return rubric_page(request, the_version(request, pk))


def rubric_page(request: SignedInRequest, version: TrainingVersion, **refused: Any) -> HttpResponse:
    criteria = Criterion.objects.filter(task__version=version).select_related("outcome", "competency")
    context = {
        "at": "rubric",
        "sections": ways(version),
        "criteria": criteria.prefetch_related("levels"),
        # The gate sends whoever has an outcome to judge here, with that outcome chosen.
        "criterion_form": CriterionToAdd(version, outcome=request.GET.get("acquis", "")),
    }
    return design_page(request, "rubric", version, context | refused, status=422 if refused else 200)


@login_required
@require_POST
def add(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """Add a unit, an activity or a criterion; the next page is the one that describes it."""
    version = the_version(request, pk)
    if what == "unit":
        unit = UnitToAdd(request.POST, prefix="unit")
        if not unit.is_valid():
            return course_page(request, version, unit_form=unit)
        actions.add_unit(version, title=unit.cleaned_data["title"], by=request.user)
        messages.success(request, _("La séquence est ajoutée à la fin du parcours."))
        return redirect("design-course", pk)
    if what == "activity":
        activity = ActivityToAdd(version, request.POST)
        if not activity.is_valid():
            return course_page(request, version, activity_form=activity)
        given = activity.cleaned_data | {"kind": ActivityKind(activity.cleaned_data["kind"])}
        return redirect("design-section", pk, actions.add_activity(version, **given, by=request.user))
    criterion = CriterionToAdd(version, request.POST)
    if not criterion.is_valid():
        return rubric_page(request, version, criterion_form=criterion)
    return redirect("design-section", pk, actions.add_criterion(version, **criterion.cleaned_data, by=request.user))


@login_required
@require_POST
def move(request: SignedInRequest, pk: int, section: str) -> HttpResponse:
    version = the_version(request, pk)
    actions.move_part(version, section, is_up=request.POST.get("to") == "up", by=request.user)
    address = list_of(version, section)
    return redirect(f"{address}#{section}")


@login_required
def remove(request: SignedInRequest, pk: int, section: str) -> HttpResponse:
    """Ask first, then take out; the message that follows offers to put it back."""
    version = the_version(request, pk)
    try:
        content = content_of(version, section)
    except NoSuchSection:
        raise Http404 from None
    if request.method == "POST":
        removed = actions.remove_part(version, section, by=request.user)
        words = _("« %s » est retiré de la fiche. L’historique permet de le rétablir.") % content.get("title", "")
        link = reverse("design-revision", args=[pk, removed.pk])
        messages.success(request, format_html('{} <a href="{}">{}</a>', words, link, _("Rétablir")))
        return redirect(list_of(version, section))
    return render(
        request,
        "frame/confirm.html",
        {
            "title": _("Retirer « %s » ?") % content.get("title", ""),
            "consequences": [
                _("Cette partie disparaît de la fiche et de la matrice d’alignement."),
                _("Vous pourrez la rétablir depuis l’historique tant que la version est en conception."),
            ],
            "confirm_label": _("Retirer"),
            "cancel_url": list_of(version, section),
        },
    )


def list_of(version: TrainingVersion, section: str) -> str:
    """The page that lists the parts of this kind."""
    return reverse("design-rubric" if split(section)[0] == "criterion" else "design-course", args=[version.pk])


urlpatterns = [
    path("formations/<int:pk>/parcours/", course, name="design-course"),
    path("formations/<int:pk>/grille/", rubric, name="design-rubric"),
    path("formations/<int:pk>/ajouter/<str:what>/", add, name="design-add"),
    path("formations/<int:pk>/deplacer/<str:section>/", move, name="design-move"),
    path("formations/<int:pk>/retirer/<str:section>/", remove, name="design-remove"),
]
