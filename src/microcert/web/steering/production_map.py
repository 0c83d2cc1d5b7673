"""The map of competencies: picture and table, import and export, one competency with what serves it and what was learnt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from microcert.consortium.errors import BadFiles
from microcert.credentials.models import Credential
from microcert.credentials.rules import CredentialStatus
from microcert.evaluation.models import Sitting
from microcert.evaluation.rules import SittingStatus
from microcert.foundation.refusals import Refusal
from microcert.production import actions
from microcert.production.mapfile import COLUMNS, read_map
from microcert.production.models import Need
from microcert.production.queries import competency_map, line_of
from microcert.production.rules import Cover, EvaluationFigures
from microcert.trainings.models import Training
from microcert.trainings.queries import published
from microcert.web.access import SignedInRequest
from microcert.web.export import csv_file, table_as_csv
from microcert.web.refusals import add_refusal

from .production_drawings import map_picture
from .production_forms import CoverForm, FindingForm, MapForm
from .production_words import COVERS

reads = permission_required("production.read_plan", raise_exception=True)
plans = permission_required("production.plan", raise_exception=True)


def map_page(request: SignedInRequest, form: MapForm | None = None, problems: Any = ()) -> HttpResponse:
    domains = competency_map()
    counts = {cover: sum(domain.number(cover) for domain in domains) for cover in Cover}
    words = ", ".join(f"{COVERS[cover][2]} : {number}" for cover, number in counts.items())
    context = {
        "domains": domains,
        "counts": [(COVERS[cover], number) for cover, number in counts.items()],
        "total": sum(counts.values()),
        "served": counts[Cover.COVERED],
        "picture": map_picture(domains, _("Compétences par domaine, et ce qui y répond"), words),
        "covers": {cover.value: badge for cover, badge in COVERS.items()},
        "form": form or MapForm(),
        "problems": problems,
        "may_plan": request.user.has_perm("production.plan"),
    }
    return render(
        request, "steering/production_map.html", context, status=422 if problems or (form and form.errors) else 200
    )


@login_required
@reads
def show(request: SignedInRequest) -> HttpResponse:
    return map_page(request)


@login_required
@plans
@require_POST
def bring_in(request: SignedInRequest) -> HttpResponse:
    form = MapForm(request.POST, request.FILES)
    if not form.is_valid():
        return map_page(request, form)
    file = form.cleaned_data["file"]
    try:
        done = actions.import_map(read_map(file.read(), file.name[:80]), by=request.user)
    except BadFiles as refused:
        return map_page(request, form, refused.problems)
    messages.success(
        request,
        _("Cartographie importée : %(new)d compétences nouvelles, %(changed)d mises à jour.")
        % {"new": done.new, "changed": done.changed},
    )
    return redirect("production-map")


@login_required
@reads
def export(request: SignedInRequest) -> HttpResponse:
    """The map in the columns in which it is imported."""
    rows = (
        (n.code, n.domain, n.title, n.profession, n.transition, n.priority, n.source, n.noted_on.isoformat())
        for n in Need.objects.all()
    )
    return csv_file(table_as_csv(COLUMNS, rows), "cartographie")


def figures_of(training: Training) -> EvaluationFigures:
    """What assessment and credentials say of a training. Counts only; two queries."""
    assessed = Sitting.objects.filter(file__session__version__training=training, status=SittingStatus.JUDGED)
    awarded = Credential.objects.filter(
        file__session__version__training=training, status__in=[CredentialStatus.VALID, CredentialStatus.SUSPENDED]
    )
    return EvaluationFigures(
        training=training.slug,
        assessed=assessed.values("file").distinct().count(),
        awarded=awarded.values("file").distinct().count(),
    )


def need_page(request: SignedInRequest, need: Need, **forms: Any) -> HttpResponse:
    line = line_of(need)
    titles = {each.training_id: each.title for each in published().order_by("title")}
    context = {
        "need": need,
        "line": line,
        "cover": COVERS[line.cover],
        "figures": [(titles.get(each.pk, each.slug), each, figures_of(each)) for each in need.trainings.all()],
        "findings": [(each, EvaluationFigures(**each.figures)) for each in need.findings.select_related("training")],
        "titles": titles,
        "may_plan": request.user.has_perm("production.plan"),
        "cover_form": CoverForm(titles=titles, initial={"trainings": [each.pk for each in need.trainings.all()]}),
        "finding_form": FindingForm(initial={"priority": need.priority}),
        **forms,
    }
    return render(request, "steering/production_need.html", context, status=422 if forms else 200)


@login_required
@reads
def one(request: SignedInRequest, code: str) -> HttpResponse:
    return need_page(request, get_object_or_404(Need, code=code))


@login_required
@plans
@require_POST
def cover(request: SignedInRequest, code: str) -> HttpResponse:
    need = get_object_or_404(Need, code=code)
    titles = {each.training_id: each.title for each in published()}
    form = CoverForm(request.POST, titles=titles)
    if not form.is_valid():
        return need_page(request, need, cover_form=form)
    actions.cover(need, form.cleaned_data["trainings"], by=request.user)
    messages.success(request, _("Les formations qui couvrent cette compétence sont enregistrées."))
    return redirect("production-need", code)


@login_required
@plans
@require_POST
def learn(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """Evaluation results fed back: the figures of the moment, what the committee concludes, the priority from now on."""
    need = get_object_or_404(Need, code=code)
    training = get_object_or_404(need.trainings, slug=slug)
    form = FindingForm(request.POST)
    if form.is_valid():
        try:
            actions.feed_back(need, training, figures=figures_of(training), by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Ces résultats sont portés à la cartographie."))
            return redirect("production-need", code)
    return need_page(request, need, finding_form=form)


urlpatterns = [
    path("cartographie/", show, name="production-map"),
    path("cartographie/importer/", bring_in, name="production-map-import"),
    path("cartographie/cartographie.csv", export, name="production-map-export"),
    path("cartographie/<str:code>/", one, name="production-need"),
    path("cartographie/<str:code>/formations/", cover, name="production-need-cover"),
    path("cartographie/<str:code>/resultats/<slug:slug>/", learn, name="production-need-learn"),
]
