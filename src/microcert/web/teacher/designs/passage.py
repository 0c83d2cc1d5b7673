"""The draft takes up its competency framework's next version: what changes is read first, then confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from microcert.competencies.rules import Difference, Expected, PartKind, Turn
from microcert.consortium.rules import Piece, compare
from microcert.trainings import actions
from microcert.trainings.errors import NotADraft, PictureChanged
from microcert.trainings.models import TrainingVersion
from microcert.trainings.passage import Passage, passage_of
from microcert.trainings.rules import VersionStatus
from microcert.web.access import SignedInRequest

from .doors import design_page, the_version
from .sections import ways

KIND_WORDS: dict[str, Promise] = {
    PartKind.ACTIVITY: gettext_lazy("Activité %(code)s"),
    PartKind.COMPETENCY: gettext_lazy("Compétence %(code)s"),
    Expected.OUTCOME: gettext_lazy("Acquis %(code)s, compétence %(competency)s"),
    Expected.CRITERION: gettext_lazy("Critère %(code)s, compétence %(competency)s"),
}


@dataclass(frozen=True)
class Shown:
    """One part on the page: what it is called, and its words with what goes and what comes."""

    label: str
    pieces: list[Piece]


def shown(change: Difference) -> Shown:
    part = change.latest
    label = str(KIND_WORDS[part.kind]) % {"code": part.code, "competency": part.competency_code}
    if change.before and change.after and change.before.code != change.after.code:
        label = _("%(now)s (avant : %(before)s)") % {"now": label, "before": change.before.code}
    old, new = (each.words if each else "" for each in (change.before, change.after))
    return Shown(label, [piece for clause in compare(old, new) for piece in clause.pieces])


@login_required
@require_http_methods(["GET", "POST"])
def framework(request: SignedInRequest, pk: int) -> HttpResponse:
    version = the_version(request, pk)
    if version.status != VersionStatus.DRAFT:
        raise NotADraft
    if request.method != "POST":
        return page(request, version)
    try:
        passage = actions.take_up_framework(version, seen=request.POST.get("seen", ""), by=request.user)
    except PictureChanged as refusal:
        return page(request, version, refusal)
    words = _("La fiche repose maintenant sur la version %s du référentiel. Voici ce qu’il reste à accorder.")
    messages.success(request, words % passage.after.number)
    return redirect("design", pk)


def page(request: SignedInRequest, version: TrainingVersion, refusal: PictureChanged | None = None) -> HttpResponse:
    passage = passage_of(version)
    context = {
        "at": "framework",
        "sections": ways(version),
        "passage": passage,
        "refusal": refusal,
        "groups": groups(passage) if passage else [],
    }
    return design_page(request, "framework", version, context, status=409 if refusal else 200)


def groups(passage: Passage) -> list[tuple[Turn, list[Shown]]]:
    return [(turn, rows) for turn in Turn if (rows := [shown(each) for each in passage.turned(turn)])]


urlpatterns = [path("formations/<int:pk>/referentiel/", framework, name="design-framework")]
