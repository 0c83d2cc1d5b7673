"""Who enters, and the frameworks and parts that an address names."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from microcert.competencies.actions.parts import MODELS
from microcert.competencies.freezing import PartOfFramework
from microcert.competencies.models import CompetencyFramework
from microcert.competencies.rules import FrameworkStatus, PartKind
from microcert.web.access import SignedInRequest, admit, require

# The address of each kind of part, and what adding, changing and removing one is called.
KINDS: dict[str, PartKind] = {
    "activites": PartKind.ACTIVITY,
    "blocs": PartKind.BLOCK,
    "competences": PartKind.COMPETENCY,
    "attendus": PartKind.EXPECTATION,
    "contributions": PartKind.CONTRIBUTION,
}
NEW_TITLES = {
    PartKind.ACTIVITY: _("Ajouter une activité"),
    PartKind.BLOCK: _("Ajouter un bloc de compétences"),
    PartKind.COMPETENCY: _("Ajouter une compétence"),
    PartKind.EXPECTATION: _("Ajouter un acquis ou un critère"),
    PartKind.CONTRIBUTION: _("Ajouter une contribution du secteur"),
}
# Kind, icon and words of a framework's state.
STATES = {
    FrameworkStatus.DRAFT: ("wait", "pencil", _("En rédaction")),
    FrameworkStatus.IN_FORCE: ("ok", "lock-fill", _("En vigueur")),
    FrameworkStatus.SUPERSEDED: ("", "archive", _("Remplacé")),
}


def framework_to_read(request: SignedInRequest, pk: int) -> CompetencyFramework:
    """A framework, for whoever reads the consortium's frameworks."""
    admit(request.user, request.user.has_perm("competencies.read_frameworks"))
    return get_object_or_404(CompetencyFramework.objects.select_related("university", "succeeds"), pk=pk)


def framework_to_edit(request: SignedInRequest, pk: int) -> CompetencyFramework:
    """A framework, for the authors of its university."""
    framework = framework_to_read(request, pk)
    require(request.user, "competencies.edit_framework", framework, at=framework.university)
    return framework


def kind_called(word: str) -> PartKind:
    """The kind that an address names."""
    if word not in KINDS:
        raise Http404
    return KINDS[word]


def part_of(framework: CompetencyFramework, kind: PartKind, pk: int) -> PartOfFramework:
    """A part of this framework."""
    model: Any = MODELS[kind]
    found: PartOfFramework = get_object_or_404(model, pk=pk, **{model.framework_path: framework})
    return found
