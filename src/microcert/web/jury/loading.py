"""The jury of a page, for those who sit on it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from microcert.evaluation.models import Jury
from microcert.evaluation.permissions import producer_of
from microcert.web.access import SignedInRequest, require


def the_jury(request: SignedInRequest, pk: int) -> Jury:
    """The jury, if this person sits on it: it deliberates behind closed doors."""
    jury = get_object_or_404(
        Jury.objects.select_related(
            "session__version__training__producer", "session__version__rules", "framework_version", "minutes__document"
        ).prefetch_related("members"),
        pk=pk,
    )
    require(request.user, "evaluation.deliberate", jury, at=producer_of(jury.session))
    return jury
