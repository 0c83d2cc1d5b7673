"""The list of frameworks, one framework as a tree with what it lacks and its history, and what begins and ends one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from microcert.competencies import actions
from microcert.competencies.exchange import FORMATS
from microcert.competencies.models import CompetencyFramework
from microcert.competencies.permissions import AUTHORS
from microcert.competencies.queries import frameworks_by_university, history_of, shared_definition, tree_of
from microcert.competencies.rules import FrameworkStatus, Gap, Lack
from microcert.consortium.queries import universities_of, universities_within_reach
from microcert.web.access import SignedInRequest, admit

from .doors import STATES, framework_to_edit, framework_to_read
from .forms import BeginForm

GAP_WORDS = {
    Lack.LEVEL: gettext_lazy("Indiquez le niveau, de 1 à 8."),
    Lack.ACTIVITY: gettext_lazy("Décrivez au moins une activité de travail."),
    Lack.COMPETENCY: gettext_lazy("Décrivez au moins une compétence."),
    Lack.NO_ACTIVITY: gettext_lazy("Rattachez la compétence %(about)s à une activité."),
    Lack.NO_OUTCOME: gettext_lazy("Écrivez au moins un acquis pour la compétence %(about)s."),
    Lack.NO_CRITERION: gettext_lazy("Écrivez au moins un critère pour la compétence %(about)s."),
    Lack.NO_ALIGNMENT: gettext_lazy("Situez le référentiel dans %(about)s."),
    Lack.NO_CONTRIBUTION: gettext_lazy("Notez une contribution du secteur : organisme, date, apport."),
}
VERBS = {
    "framework_begun": gettext_lazy("Référentiel commencé"),
    "framework_described": gettext_lazy("Présentation modifiée"),
    "framework_in_force": gettext_lazy("Mis en vigueur par une publication"),
    "version_opened": gettext_lazy("Nouvelle version ouverte"),
    "part_added": gettext_lazy("Ajout"),
    "part_changed": gettext_lazy("Modification"),
    "part_moved": gettext_lazy("Déplacement"),
    "part_removed": gettext_lazy("Retrait"),
    "aligned": gettext_lazy("Référence ajoutée"),
    "unaligned": gettext_lazy("Référence retirée"),
    "imported": gettext_lazy("Fichier importé"),
}


def gap_words(gap: Gap) -> str:
    """The sentence that says what to add."""
    return str(GAP_WORDS[gap.lack]) % {"about": gap.about.upper() if gap.lack is Lack.NO_ALIGNMENT else gap.about}


def may_edit(request: SignedInRequest, framework: CompetencyFramework) -> bool:
    """Whether this person may change this framework, as far as its state allows."""
    return framework.status == FrameworkStatus.DRAFT and request.user.has_perm("competencies.edit_framework", framework)


def may_complete(request: SignedInRequest, framework: CompetencyFramework) -> bool:
    """Whether this person may write what nothing signed cites: contributions, and the answers that registration asks for."""
    return framework.status != FrameworkStatus.SUPERSEDED and request.user.has_perm(
        "competencies.edit_framework", framework
    )


@login_required
def index(request: SignedInRequest) -> HttpResponse:
    admit(request.user, request.user.has_perm("competencies.read_frameworks"))
    own = {university.pk for university in universities_within_reach(request.user, *AUTHORS)}
    rows = [(each, *STATES[FrameworkStatus(each.status)]) for each in frameworks_by_university()]
    context = {
        "own": [row for row in rows if row[0].university_id in own],
        "others": [row for row in rows if row[0].university_id not in own],
        "is_author": bool(own),
    }
    return render(request, "teacher/frameworks.html", context)


@login_required
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_to_read(request, pk)
    tree = tree_of(framework)
    context: dict[str, Any] = {
        "framework": framework,
        "tree": tree,
        "gaps": [gap_words(gap) for gap in tree.gaps],
        "definition": shared_definition(),
        "history": [(VERBS.get(change.verb, change.verb), change) for change in history_of(framework)],
        "state": STATES[FrameworkStatus(framework.status)],
        "may_edit": may_edit(request, framework),
        "may_complete": may_complete(request, framework),
        "is_author": request.user.has_perm("competencies.edit_framework", framework),
        "successor": CompetencyFramework.objects.filter(succeeds=framework).first(),
        "formats": list(FORMATS),
    }
    return render(request, "teacher/framework.html", context)


@login_required
def begin(request: SignedInRequest) -> HttpResponse:
    universities = universities_of(request.user, *AUTHORS)
    admit(request.user, bool(universities))
    form = BeginForm(universities, request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, title = form.cleaned_data["university"], form.cleaned_data["title"]
        framework = actions.begin_framework(at, title=title, by=request.user)
        messages.success(request, _("Le référentiel est commencé. Décrivez d’abord les activités de travail."))
        return redirect("competency-framework", framework.pk)
    return render(request, "teacher/framework_begin.html", {"form": form})


@login_required
@require_POST
def open_next(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = actions.open_next_version(framework_to_edit(request, pk), by=request.user)
    messages.success(request, _("La nouvelle version reprend tout ce que contient la précédente."))
    return redirect("competency-framework", draft.pk)


@login_required
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    framework = framework_to_edit(request, pk)
    if request.method != "POST":
        return render(request, "teacher/framework_remove.html", {"framework": framework, "what": framework.title})
    actions.remove_framework(framework, by=request.user)
    messages.success(request, _("Le référentiel « %s » est supprimé.") % framework.title)
    return redirect("competency-frameworks")


urlpatterns = [
    path("referentiels/", index, name="competency-frameworks"),
    path("referentiels/nouveau/", begin, name="framework-begin"),
    path("referentiels/<int:pk>/", show, name="competency-framework"),
    path("referentiels/<int:pk>/nouvelle-version/", open_next, name="framework-next"),
    path("referentiels/<int:pk>/supprimer/", remove, name="framework-remove"),
]
