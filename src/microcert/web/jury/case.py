"""One candidate before the jury: the work, the marks, the levels that the jury holds, a member who stays out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from microcert.evaluation import actions
from microcert.evaluation.models import Jury
from microcert.evaluation.queries import Case, Deliberation, deliberation, marking_sheet
from microcert.evaluation.queries.marking import full_sitting
from microcert.evaluation.rules import JuryStatus
from microcert.foundation.refusals import Refusal
from microcert.web.access import SignedInRequest
from microcert.web.refusals import add_refusal

from .forms import OUTCOME_LABELS, CaseForm, RecusalForm
from .loading import the_jury


def the_case(jury: Jury, sitting: int) -> tuple[Deliberation, Case]:
    scene = deliberation(jury)
    for case in scene.cases:
        if case.sitting.pk == sitting:
            return scene, case
    raise Http404


@login_required
def show(request: SignedInRequest, pk: int, sitting: int) -> HttpResponse:
    jury = the_jury(request, pk)
    scene, case = the_case(jury, sitting)
    if request.user.pk in case.recused:
        # Staying out of a case means not reading it either.
        raise PermissionDenied
    form = CaseForm(scene, case, request.POST or None)
    if request.method == "POST" and form.is_valid() and decide(request, jury, case, form):
        messages.success(request, _("La décision pour %(name)s est enregistrée.") % {"name": case.name})
        return redirect("jury", pk)
    return page(request, jury, case, form=form, recusal=RecusalForm())


def decide(request: SignedInRequest, jury: Jury, case: Case, form: CaseForm) -> bool:
    given = form.cleaned_data
    try:
        actions.decide(
            jury, case.sitting, outcome=given["outcome"], reason=given["reason"], levels=form.levels, by=request.user
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


def page(request: SignedInRequest, jury: Jury, case: Case, *, form: CaseForm, recusal: RecusalForm) -> HttpResponse:
    whole = full_sitting(case.sitting.pk)
    if whole is None:
        raise Http404
    present = {member.person_id for member in jury.members.all() if member.present_at}
    context = {
        "jury": jury,
        "case": case,
        "proposal": OUTCOME_LABELS[case.proposal],
        "sheet": marking_sheet(whole),
        "decision": form,
        "recusal": recusal,
        "form": recusal if recusal.errors else form,
        "is_open": jury.status == JuryStatus.DELIBERATING and request.user.pk in present and case.is_judgeable,
        "may_recuse": jury.status in (JuryStatus.NAMED, JuryStatus.DELIBERATING) and case.decision is None,
    }
    refused = form.errors or recusal.errors
    return render(request, "jury/case.html", context, status=422 if refused else 200)


@login_required
@require_POST
def recuse(request: SignedInRequest, pk: int, sitting: int) -> HttpResponse:
    jury = the_jury(request, pk)
    scene, case = the_case(jury, sitting)
    form = RecusalForm(request.POST)
    if form.is_valid():
        try:
            actions.recuse(jury, case.sitting.file, reason=form.cleaned_data["reason"], by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Vous vous êtes retiré du dossier de %(name)s.") % {"name": case.name})
            return redirect("jury", pk)
    return page(request, jury, case, form=CaseForm(scene, case), recusal=form)


urlpatterns = [
    path("<int:pk>/dossiers/<int:sitting>/", show, name="jury-case"),
    path("<int:pk>/dossiers/<int:sitting>/retrait/", recuse, name="jury-recuse"),
]
