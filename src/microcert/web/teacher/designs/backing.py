"""What the universities bring behind a training: what its authors may count on, and what its page says to candidates."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from microcert.consortium.models import University
from microcert.consortium.queries import backing_of
from microcert.trainings.models import TrainingVersion
from microcert.web.access import SignedInRequest

from .doors import design_page, the_version
from .sections import ways


@login_required
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    version = the_version(request, pk, "trainings.preview_version")
    partners = partners_of(version)
    context = {
        "at": "backing",
        "sections": ways(version),
        "backing": backing_of([version.training.producer, *partners]),
        "producer": version.training.producer,
        "are_known": bool(partners),
    }
    return design_page(request, "backing", version, context)


def partners_of(version: TrainingVersion) -> list[University]:
    """Those that take part in the sessions of this training; none while it has no session."""
    taking_part = University.objects.filter(participations__session__version__training=version.training)
    return list(taking_part.exclude(pk=version.training.producer_id).distinct())


urlpatterns = [path("formations/<int:pk>/appuis/", show, name="design-backing")]
