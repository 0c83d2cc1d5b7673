"""One production beside its rubric: identity first, then levels and comments, a draft, the transmission to the jury."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from microcert.evaluation import actions
from microcert.evaluation.errors import MarkingIncomplete
from microcert.evaluation.models import Sitting
from microcert.evaluation.permissions import producer_of
from microcert.evaluation.queries import marking_sheet
from microcert.evaluation.queries.marking import full_sitting, neighbours
from microcert.evaluation.rules import SittingStatus
from microcert.foundation.refusals import Refusal
from microcert.web.access import SignedInRequest, require
from microcert.web.refusals import add_refusal

from .forms import IdentityForm, MarkingForm

OPEN_TO_MARKS = (SittingStatus.SUBMITTED, SittingStatus.MARKED)


def the_sitting(request: SignedInRequest, pk: int) -> Sitting:
    """The sitting, if this person assesses it."""
    sitting = full_sitting(pk)
    if sitting is None:
        raise Http404
    require(request.user, "evaluation.mark_sitting", sitting, at=producer_of(sitting.file.session))
    return sitting


def page(
    request: SignedInRequest,
    sitting: Sitting,
    *,
    form: MarkingForm | None = None,
    identity: IdentityForm | None = None,
) -> HttpResponse:
    """The page; a refused form comes back with what was typed, and names what blocks."""
    sheet = marking_sheet(sitting)
    marking = form or MarkingForm(sheet)
    context = {
        "sitting": sitting,
        "sheet": sheet,
        # The frame says in the title that something is to be corrected when `form` has errors.
        "form": identity or marking,
        "marking": marking,
        "rows": list(marking.rows()),
        "thresholds": [(code, sheet.scale.get(rank, "")) for code, rank in sheet.thresholds.items()],
        "identity": identity or IdentityForm(),
        "is_editable": sitting.status in OPEN_TO_MARKS and not sitting.decisions.exists(),
        "is_late": sheet.submission is not None and sheet.submission.submitted_at > sitting.due_at,
        "place": neighbours(sitting),
    }
    return render(request, "teacher/marking.html", context, status=422 if form or identity else 200)


@login_required
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = the_sitting(request, pk)
    if request.method != "POST":
        return page(request, sitting)
    form = MarkingForm(marking_sheet(sitting), request.POST)
    transmits = request.POST.get("do") == "transmit"
    if not form.is_valid() or not keep(request, sitting, form, transmits=transmits):
        return page(request, sitting, form=form)
    if transmits:
        messages.success(request, _("L’évaluation est transmise au jury, qui seul décide de la délivrance."))
    else:
        messages.success(request, _("Votre brouillon est enregistré."))
    return redirect("marking", pk)


def keep(request: SignedInRequest, sitting: Sitting, form: MarkingForm, *, transmits: bool) -> bool:
    """Save what was marked, or say in the form why not. A draft is kept even when the transmission is refused."""
    given = {
        "ranks": form.ranks,
        "comments": form.comments,
        "feedback": form.cleaned_data["feedback"],
        "by": request.user,
    }
    try:
        if transmits:
            actions.mark(sitting, **given)
        else:
            actions.save_draft(sitting, **given)
    except MarkingIncomplete as refusal:
        for code in refusal.missing:
            words = _("Critère %(code)s : choisissez un niveau pour pouvoir transmettre cette évaluation au jury.")
            form.add_error(f"rank-{code}", words % {"code": code})
        if sitting.status == SittingStatus.SUBMITTED:
            actions.save_draft(sitting, **given)
        return False
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


@login_required
@require_POST
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Saving by itself, while the evaluator writes: only the state of the save comes back."""
    sitting = the_sitting(request, pk)
    form = MarkingForm(marking_sheet(sitting), request.POST)
    is_kept = (
        form.is_valid() and sitting.status == SittingStatus.SUBMITTED and keep(request, sitting, form, transmits=False)
    )
    sitting.refresh_from_db(fields=["draft_saved_at"])
    return render(request, "teacher/save_state.html", {"sitting": sitting, "is_kept": is_kept})


@login_required
@require_POST
def check_identity(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = the_sitting(request, pk)
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return page(request, sitting, identity=form)
    actions.check_identity(sitting, method=form.cleaned_data["method"], by=request.user)
    messages.success(request, _("L’identité est vérifiée : la personne peut déposer sa production."))
    return redirect("marking", pk)


urlpatterns = [
    path("<int:pk>/", show, name="marking"),
    path("<int:pk>/brouillon/", draft, name="marking-draft"),
    path("<int:pk>/identite/", check_identity, name="marking-identity"),
]
