"""The trainings that one's university produces, and the door to a new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from microcert.consortium.models import University
from microcert.consortium.queries import universities_within_reach
from microcert.foundation import clock
from microcert.foundation.refusals import Refusal
from microcert.trainings import actions
from microcert.trainings.models import AIM_LABELS, Family, TrainingVersion
from microcert.trainings.permissions import AUTHORS
from microcert.trainings.rules import Aim, Update, VersionStatus, update_of
from microcert.web.access import SignedInRequest
from microcert.web.frame.forms import UniForm
from microcert.web.refusals import add_refusal

from .forms import prose

# Kind, icon and words of a version's state.
STATES = {
    VersionStatus.DRAFT: ("wait", "pencil", gettext_lazy("En conception")),
    VersionStatus.PUBLISHED: ("ok", "check-circle-fill", gettext_lazy("Publiée")),
    VersionStatus.RETIRED: ("", "archive", gettext_lazy("Retirée")),
}
# What the list says of a published version's yearly update; nothing where it is planned far enough ahead (R069).
UPDATES: dict[Update, tuple[str, Any]] = {
    Update.OVERDUE: ("stop", gettext_lazy("Mise à jour en retard")),
    Update.SOON: ("wait", gettext_lazy("Mise à jour proche")),
    Update.UNPLANNED: ("wait", gettext_lazy("Mise à jour à planifier")),
}


def universities_designing(request: SignedInRequest) -> list[University]:
    """Where the person designs trainings. Raises PermissionDenied when nowhere."""
    universities = universities_within_reach(request.user, *AUTHORS)
    if not universities:
        raise PermissionDenied
    return universities


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    universities = universities_designing(request)
    versions = (
        TrainingVersion.objects.filter(training__producer__in=universities)
        .select_related("training__producer")
        .order_by("title", "-number")
    )
    today = clock.today()
    rows = []
    for version in versions:
        is_published = version.status == VersionStatus.PUBLISHED
        update = UPDATES.get(update_of(version.update_due_on, today)) if is_published else None
        rows.append((version, *STATES[VersionStatus(version.status)], update))
    return render(request, "teacher/designs.html", {"universities": universities, "rows": rows})


class NewTraining(UniForm):
    """Where a new training starts from: the model, or all that another holds."""

    title = prose(
        gettext_lazy("Intitulé"),
        most=250,
        help_text=gettext_lazy("Il donne aussi son adresse à la fiche. Vous pourrez le préciser."),
    )
    producer = forms.TypedChoiceField(label=gettext_lazy("Université productrice"), coerce=int)
    family = forms.ChoiceField(label=gettext_lazy("Famille"), choices=Family.choices)
    aim = forms.ChoiceField(label=gettext_lazy("Visée"), choices=list(AIM_LABELS.items()))
    source = forms.TypedChoiceField(
        label=gettext_lazy("Partir de"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Une copie reprend tout, sauf l’équipe ; la formation copiée ne change pas."),
    )

    def __init__(self, universities: list[University], data: Any = None, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        own = Q(training__producer__in=universities)
        readable = TrainingVersion.objects.filter(own | Q(status=VersionStatus.PUBLISHED))
        sources = readable.order_by("title", "-number").values_list("pk", "title", "number")
        self._choose("producer", [(str(each.pk), each.name) for each in universities])
        self._choose(
            "source",
            [("", _("Le modèle du consortium : trois séquences et des règles d’évaluation prêtes à relire"))]
            + [(str(pk), _("Copie de « %(title)s », version %(n)s") % {"title": t, "n": n}) for pk, t, n in sources],
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@login_required
def create(request: SignedInRequest) -> HttpResponse:
    universities = universities_designing(request)
    form = NewTraining(universities, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draft = actions.create_training(
                next(each for each in universities if each.pk == given["producer"]),
                title=given["title"],
                family=given["family"],
                aim=Aim(given["aim"]),
                source=TrainingVersion.objects.filter(pk=given["source"]).first(),
                by=request.user,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La formation est en conception. Commencez par ses compétences et ses acquis."))
            return redirect("design", draft.pk)
    status = 422 if form.errors else 200
    return render(request, "teacher/design/new.html", {"universities": universities, "form": form}, status=status)


urlpatterns = [
    path("formations/", index, name="designs"),
    path("formations/nouvelle/", create, name="design-new"),
]
