"""The file that a candidate attached, for the candidate, the evaluators and the jury."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import path

from microcert.evaluation.models import Submission
from microcert.evaluation.permissions import producer_of
from microcert.evaluation.rules import MEDIA_TYPES
from microcert.web.access import SignedInRequest, require
from microcert.web.files import private_upload


@login_required
def attachment(request: SignedInRequest, pk: int) -> FileResponse:
    submission = get_object_or_404(
        Submission.objects.select_related("sitting__file__session__version__training__producer"), pk=pk
    )
    require(
        request.user,
        "evaluation.view_work",
        submission.sitting,
        at=producer_of(submission.sitting.file.session),
    )
    if not submission.attachment:
        raise Http404
    kind = PurePath(str(submission.attachment.name)).suffix.lstrip(".")
    return private_upload(
        submission.attachment.open(), submission.attachment_name, MEDIA_TYPES.get(kind, "application/octet-stream")
    )


urlpatterns = [path("fichiers/<int:pk>/", attachment, name="work-attachment")]
