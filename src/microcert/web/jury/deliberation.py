"""The deliberation of one jury: presence, table of candidates, decisions, closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from microcert.evaluation import actions
from microcert.evaluation.errors import DeliberationIncomplete, ReasonMissing
from microcert.evaluation.models import Jury
from microcert.evaluation.queries import Deliberation, deliberation
from microcert.evaluation.rules import JuryStatus
from microcert.foundation.refusals import Refusal
from microcert.web.access import SignedInRequest

from .forms import OUTCOME_LABELS, DecisionsForm, ObservationsForm
from .loading import the_jury

TABS = ("tous", "a-discuter", "sans-reserve")


def shown(request: SignedInRequest, scene: Deliberation) -> tuple[str, list[Any]]:
    """(tab, cases of that tab)."""
    tab = request.GET.get("onglet", "tous")
    cases = {"a-discuter": scene.to_discuss, "sans-reserve": scene.unreserved}.get(tab, scene.cases)
    return (tab if tab in TABS else "tous"), cases


def page(
    request: SignedInRequest,
    jury: Jury,
    *,
    form: DecisionsForm | None = None,
    blocked: list[Any] | None = None,
    message: str = "",
) -> HttpResponse:
    """The page; what was refused comes back beside what was typed, and blockers are named with links to their rows."""
    scene = deliberation(jury)
    tab, cases = shown(request, scene)
    form = form or DecisionsForm(cases)
    seat = next(member for member in scene.members if member.person_id == request.user.pk)
    context = {
        "jury": jury,
        "scene": scene,
        "session": jury.session,
        "version": jury.session.version,
        "form": form,
        "rows": list(form.rows()),
        "tab": tab,
        "tabs": list(zip(TABS, _tab_labels(), (scene.cases, scene.to_discuss, scene.unreserved), strict=True)),
        "tally": [(label, scene.tally[outcome]) for outcome, label in OUTCOME_LABELS.items()],
        "seat": seat,
        "observations": ObservationsForm(initial={"observations": jury.observations}),
        "outcomes": OUTCOME_LABELS,
        "minutes": getattr(jury, "minutes", None),
        "is_open": jury.status == JuryStatus.DELIBERATING and seat.present_at is not None,
        "blocked": blocked,
        "blocked_message": message,
    }
    return render(request, "jury/deliberation.html", context, status=422 if blocked is not None or form.errors else 200)


def _tab_labels() -> tuple[str, str, str]:
    return _("Tous"), _("À discuter"), _("Proposition sans réserve")


@login_required
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    return page(request, the_jury(request, pk))


@login_required
@require_POST
def open_(request: SignedInRequest, pk: int) -> HttpResponse:
    jury = the_jury(request, pk)
    present = [
        member.person for member in jury.members.select_related("person") if f"present-{member.pk}" in request.POST
    ]
    try:
        actions.open_deliberation(jury, present=present, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("La délibération est ouverte."))
    return redirect("jury", pk)


@login_required
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every row that was filled in; those that a rule refuses come back with its sentence, the others are kept."""
    jury = the_jury(request, pk)
    _tab, cases = shown(request, deliberation(jury))
    form = DecisionsForm(cases, request.POST)
    if not form.is_valid():
        return page(request, jury, form=form)
    kept = 0
    for case, outcome, reason in list(form.changed()):
        held = {level.code: level.rank for level in case.levels if level.rank} if case.decision else None
        try:
            actions.decide(jury, case.sitting, outcome=outcome, reason=reason, levels=held, by=request.user)
            kept += 1
        except ReasonMissing as refusal:
            form.add_error(f"reason-{case.sitting.pk}", refusal.message)
        except Refusal as refusal:
            form.add_error(f"outcome-{case.sitting.pk}", refusal.message)
    if kept:
        words = ngettext("%(n)d décision enregistrée.", "%(n)d décisions enregistrées.", kept)
        messages.success(request, words % {"n": kept})
    if form.errors:
        return page(request, jury, form=form)
    return back(request, jury)


def back(request: SignedInRequest, jury: Jury) -> HttpResponse:
    """To the jury's page, in the tab where the person was."""
    response = redirect("jury", jury.pk)
    if request.GET.get("onglet") in TABS:
        response["Location"] += f"?onglet={request.GET['onglet']}"
    return response


@login_required
@require_POST
def adopt(request: SignedInRequest, pk: int) -> HttpResponse:
    jury = the_jury(request, pk)
    adopted = actions.adopt_unreserved(jury, by=request.user)
    words = ngettext("%(n)d proposition adoptée.", "%(n)d propositions adoptées.", len(adopted))
    messages.success(request, words % {"n": len(adopted)})
    return back(request, jury)


@login_required
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close, or only keep the observations; what blocks the closing is named, each with a link to its row."""
    jury = the_jury(request, pk)
    observations = request.POST.get("observations", "")[:5_000]
    if request.POST.get("do") == "keep":
        actions.note_observations(jury, observations=observations, by=request.user)
        messages.success(request, _("Les observations sont enregistrées."))
        return redirect("jury", pk)
    try:
        actions.close_deliberation(jury, observations=observations, by=request.user)
    except DeliberationIncomplete as refusal:
        actions.note_observations(jury, observations=observations, by=request.user)
        jury.observations = observations
        undecided = deliberation(jury).undecided
        return page(request, jury, blocked=undecided, message=refusal.message)
    messages.success(request, _("La délibération est close. Le procès-verbal attend les signatures."))
    return redirect("jury", pk)


@login_required
@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    jury = the_jury(request, pk)
    actions.reopen_deliberation(jury, by=request.user)
    messages.warning(request, _("La délibération est rouverte. Les signatures déjà données sont à redonner."))
    return redirect("jury", pk)


urlpatterns = [
    path("<int:pk>/", show, name="jury"),
    path("<int:pk>/ouvrir/", open_, name="jury-open"),
    path("<int:pk>/decisions/", decide, name="jury-decide"),
    path("<int:pk>/adopter/", adopt, name="jury-adopt"),
    path("<int:pk>/clore/", close, name="jury-close"),
    path("<int:pk>/rouvrir/", reopen, name="jury-reopen"),
]
