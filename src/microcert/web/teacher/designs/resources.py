"""The resources of a version and what shows that they are accessible: read by the platform, looked at by people (R023)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.validators import FileExtensionValidator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from microcert.foundation.refusals import Refusal
from microcert.trainings import actions
from microcert.trainings.models import (
    KIND_LABELS,
    POINT_LABELS,
    READING_LABELS,
    AccessibilityCheck,
    Resource,
    TrainingVersion,
)
from microcert.trainings.rules import WANTED_POINTS, Point, Reading, ResourceKind
from microcert.web.access import SignedInRequest
from microcert.web.files import private_upload
from microcert.web.frame.forms import MaxFileSize, UniForm
from microcert.web.refusals import add_refusal

from .doors import design_page, the_version
from .forms import prose
from .sections import ways

EXTENSIONS = (
    *("pdf", "html", "htm", "mp4", "webm", "mp3", "ogg", "png", "jpg", "jpeg", "vtt", "txt"),
    *("docx", "odt", "pptx", "odp", "xlsx", "ods"),
)
LOOKS = {Reading.PASSES: "ok", Reading.FAILS: "stop", Reading.NOT_CONCERNED: "info"}


class NewResource(UniForm):
    title = prose(gettext_lazy("Titre de la ressource"), most=250)
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=list(KIND_LABELS.items()))
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        required=False,
        validators=[MaxFileSize(settings.SUBMISSION_MAX_BYTES), FileExtensionValidator(EXTENSIONS)],
        help_text=gettext_lazy("20 Mo au plus. Un PDF ou une page HTML sont contrôlés dès leur dépôt."),
    )
    url = forms.URLField(label=gettext_lazy("Ou adresse"), required=False, max_length=500, assume_scheme="https")
    activity_id = forms.TypedChoiceField(
        label=gettext_lazy("Activité qui l’utilise"), coerce=int, required=False, empty_value=None
    )
    alternative = prose(
        gettext_lazy("Autre version proposée"),
        lines=2,
        most=2000,
        required=False,
        help_text=gettext_lazy("Où trouver le même contenu sous une autre forme."),
    )

    def __init__(self, version: TrainingVersion, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["file"].error_messages["invalid_extension"] = gettext_lazy(
            "Ce type de fichier n’est pas accepté. Déposez un PDF, une page HTML, une vidéo, un son, une image ou un document."
        )
        field = self.fields["activity_id"]
        assert isinstance(field, forms.ChoiceField)
        choices = [(str(each.pk), each.title) for each in version.activities.all()]
        field.choices = [("", _("Aucune en particulier")), *choices]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("url"):
            self.add_error("file", _("Déposez un fichier ou indiquez une adresse."))
        return given


class CheckForm(UniForm):
    """What a person saw, one choice per point that the resource's kind asks for."""

    says_what_is_required = False

    def __init__(self, resource: Resource, data: Any = None) -> None:
        super().__init__(data, prefix=f"check-{resource.pk}")
        self.points = WANTED_POINTS[ResourceKind(resource.kind)]
        for point in self.points:
            self.fields[point] = forms.ChoiceField(
                label=POINT_LABELS[point],
                choices=[("", gettext_lazy("Pas regardé cette fois")), *READING_LABELS.items()],
                required=False,
            )
        self.fields["note"] = prose(gettext_lazy("Ce que vous avez vu"), lines=2, most=500, required=False)
        self.fields["alternative"] = prose(gettext_lazy("Autre version proposée"), lines=2, most=2000, required=False)
        self.initial["alternative"] = resource.alternative

    @property
    def readings(self) -> dict[Point, Reading]:
        given = self.cleaned_data
        return {point: Reading(given[point]) for point in self.points if given.get(point)}


@dataclass(frozen=True)
class Shown:
    """A resource on the page, with the last check of each point it asks for (None where nobody looked)."""

    resource: Resource
    points: list[tuple[Any, str, AccessibilityCheck | None]]
    form: CheckForm


@login_required
def resources(request: SignedInRequest, pk: int) -> HttpResponse:
    version = the_version(request, pk)
    if request.method != "POST":
        return resources_page(request, version, NewResource(version))
    form = NewResource(version, request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_resource(version, **given | {"kind": ResourceKind(given["kind"])}, by=request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, _("La ressource est ajoutée. Complétez les points que la plateforme ne peut pas voir.")
            )
            return redirect("design-resources", pk)
    return resources_page(request, version, form)


def resources_page(
    request: SignedInRequest, version: TrainingVersion, form: NewResource, refused: dict[int, CheckForm] | None = None
) -> HttpResponse:
    rows = version.resources.select_related("activity").prefetch_related("checks__checked_by")
    context = {
        "at": "resources",
        "sections": ways(version),
        "form": form,
        "shown": [seen(each, (refused or {}).get(each.pk) or CheckForm(each)) for each in rows],
        # The gate sends here with the resource to look at: its form stands open.
        "opened": request.GET.get("voir", ""),
    }
    return design_page(request, "resources", version, context, status=422 if form.errors or refused else 200)


def seen(resource: Resource, form: CheckForm) -> Shown:
    last = {check.point: check for check in resource.checks.all()}
    points = []
    for point in WANTED_POINTS[ResourceKind(resource.kind)]:
        check = last.get(point)
        points.append((POINT_LABELS[point], LOOKS[Reading(check.reading)] if check else "wait", check))
    return Shown(resource, points, form)


def the_resource(request: SignedInRequest, pk: int, number: int, permission: str) -> Resource:
    version = the_version(request, pk, permission)
    return get_object_or_404(Resource.objects.select_related("version"), pk=number, version=version)


@login_required
@require_POST
def check(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Keep what a person saw, or take the resource out."""
    resource = the_resource(request, pk, number, "trainings.edit_version")
    if request.POST.get("do") == "remove":
        actions.remove_resource(resource, by=request.user)
        messages.success(request, _("« %s » est retiré de la fiche.") % resource.title)
        return redirect("design-resources", pk)
    form = CheckForm(resource, request.POST)
    if not form.is_valid():
        return resources_page(request, resource.version, NewResource(resource.version), {resource.pk: form})
    given = form.cleaned_data
    actions.note_checks(resource, form.readings, note=given["note"], alternative=given["alternative"], by=request.user)
    messages.success(request, _("Votre contrôle est noté, avec la date et votre nom."))
    return redirect("design-resources", pk)


@login_required
@require_safe
def download(request: SignedInRequest, pk: int, number: int) -> FileResponse:
    resource = the_resource(request, pk, number, "trainings.preview_version")
    if not resource.file:
        raise Http404
    return private_upload(resource.file.open(), PurePath(resource.file_name).name)


urlpatterns = [
    path("formations/<int:pk>/ressources/", resources, name="design-resources"),
    path("formations/<int:pk>/ressources/<int:number>/", check, name="design-check"),
    path("formations/<int:pk>/ressources/<int:number>/fichier/", download, name="design-file"),
]
