"""How far a gesture about many things is: the same page for signatures, letters and archives."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from microcert.batches.models import Batch
from microcert.batches.queries import lines_of, progress_of
from microcert.batches.rules import Kind
from microcert.consortium.queries import universities_within_reach
from microcert.consortium.roles import Role
from microcert.enrolment.permissions import FOLLOWERS
from microcert.journeys.archive_papers import may_still_read
from microcert.web.access import SignedInRequest, admit
from microcert.web.files import private_upload

from .batch_lines import faces_of
from .batch_words import words_of

PAGE_SIZE = 100
# Who works with which gesture, and from which list.
ROLES: dict[Kind, tuple[Role, ...]] = {
    Kind.SIGNATURES: (Role.LEGAL_REPRESENTATIVE,),
    Kind.LETTERS: FOLLOWERS,
    Kind.ARCHIVE: FOLLOWERS,
}
LISTS: dict[Kind, tuple[str, str | Promise]] = {
    Kind.SIGNATURES: ("office-contracts", gettext_lazy("Contrats à signer")),
    Kind.LETTERS: ("office-files", gettext_lazy("Dossiers à suivre")),
    Kind.ARCHIVE: ("office-files", gettext_lazy("Dossiers à suivre")),
}


def the_batch(request: SignedInRequest, pk: int) -> tuple[Batch, list[Any]]:
    """One's own, while one's role lasts; anybody else's does not exist."""
    admit(request.user, bool(universities_within_reach(request.user, Role.LEGAL_REPRESENTATIVE, *FOLLOWERS)))
    batch = get_object_or_404(Batch, pk=pk, by=request.user)
    universities = universities_within_reach(request.user, *ROLES[Kind(batch.kind)])
    admit(request.user, bool(universities))
    return batch, universities


@login_required
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    batch, universities = the_batch(request, pk)
    progress = progress_of(batch)
    paginator = Paginator(lines_of(batch), PAGE_SIZE)
    paginator.count = progress.total
    page = paginator.get_page(request.GET.get("page"))
    faces = faces_of(Kind(batch.kind), list(page.object_list))
    list_name, list_label = LISTS[Kind(batch.kind)]
    context = {
        "universities": universities,
        "progress": progress,
        "words": words_of(progress),
        "page": page,
        "faces": faces,
        "asks_again": not progress.is_overdue and (not progress.is_over or any(face.is_pending for face in faces)),
        "list_name": list_name,
        "list_label": list_label,
        "role": _("Représentation légale") if batch.kind == Kind.SIGNATURES else _("Formation continue"),
    }
    return render(request, "office/batch.html", context)


@login_required
def archive(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What the batch made, for whoever asked, as long as it is offered and they still work where the papers are."""
    batch, _universities = the_batch(request, pk)
    if not progress_of(batch).offers_a_file or not may_still_read(batch):
        raise Http404
    return private_upload(batch.file.open(), f"pieces-{batch.pk}.zip", "application/zip")


urlpatterns = [
    path("lots/<int:pk>/", show, name="office-batch"),
    path("lots/<int:pk>/pieces.zip", archive, name="office-batch-file"),
]
