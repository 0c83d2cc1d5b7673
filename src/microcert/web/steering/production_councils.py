"""What each partner's academic council (CFVU) was told of the framework and of trainings (framework, 7.4)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from microcert.consortium.models import FrameworkVersion, University
from microcert.foundation.refusals import Refusal
from microcert.production import actions
from microcert.production.models import CouncilNotice
from microcert.trainings.models import TrainingVersion
from microcert.web.access import SignedInRequest
from microcert.web.refusals import add_refusal

from .production_forms import NoticeForm
from .production_map import plans

Row = tuple[University, list[tuple[CouncilNotice, str]], bool]


def rows_of(newest: FrameworkVersion | None) -> list[Row]:
    """Each partner with its notices, and whether its council knows the framework in force. Three queries."""
    titles = dict(TrainingVersion.objects.order_by("number").values_list("training_id", "title"))
    notices: dict[int, list[tuple[CouncilNotice, str]]] = {}
    for each in CouncilNotice.objects.select_related("framework_version"):
        notices.setdefault(each.university_id, []).append((each, titles.get(each.training_id or 0, "")))
    return [
        (
            university,
            notices.get(university.pk, []),
            any(newest and each.framework_version_id == newest.pk for each, _t in notices.get(university.pk, [])),
        )
        for university in University.objects.defer("logo")
    ]


@login_required
@plans
def councils(request: SignedInRequest) -> HttpResponse:
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        about = form.things[given.pop("subject")]
        try:
            actions.inform_council(given.pop("university"), about, by=request.user, **given)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("L’information de cette instance est enregistrée."))
            return redirect("production-councils")
    newest = FrameworkVersion.objects.defer("text").first()
    rows = rows_of(newest)
    context = {"form": form, "rows": rows, "newest": newest, "lacking": sum(not is_told for _u, _n, is_told in rows)}
    return render(request, "steering/production_councils.html", context, status=422 if form.errors else 200)


urlpatterns = [path("conseils/", councils, name="production-councils")]
