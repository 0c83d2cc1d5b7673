"""The public log of awards for programs: checkpoint, proofs, keys, and the whole of it. It says nothing about anyone."""

from __future__ import annotations

import base64
import io
import json
import zipfile

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credseal.errors import LogError
from credseal.keys import did_web_document
from microcert.credentials.models import LogCheckpoint
from microcert.credentials.queries import credential_by_code
from microcert.credentials.queries.log import (
    consistency,
    inclusion_of,
    latest_checkpoint,
    log_description,
    log_did,
    log_files,
    log_keys,
)
from microcert.credentials.rules import read_code

from .publishing import HOUR, MINUTE, YEAR, is_known, marked, published

TEXT = "text/plain; charset=utf-8"


@require_safe
def checkpoint(request: HttpRequest, size: int | None = None) -> HttpResponseBase:
    """The newest signed checkpoint, or the one of a size: a C2SP signed note. One that was given never changes."""
    point = latest_checkpoint() if size is None else LogCheckpoint.objects.filter(size=size).first()
    if point is None:
        raise Http404(_("Aucun point de contrôle n’a cette taille."))
    if size is None:
        return published(request, point.note, TEXT, MINUTE)
    return published(request, point.note, TEXT, YEAR, is_final=True)


@require_safe
def description(request: HttpRequest) -> HttpResponseBase:
    """Name and dated keys of the log: what `credseal log verify --keys` reads."""
    return published(request, log_description(), "application/json", HOUR)


@require_safe
def did_json(request: HttpRequest) -> HttpResponseBase:
    """The did:web document of the log: every key that ever signed a checkpoint."""
    document = json.dumps(did_web_document(log_did(), log_keys()), indent=1)
    return published(request, document, "application/did+json", HOUR)


@require_safe
def inclusion(request: HttpRequest, code: str) -> HttpResponseBase:
    """The proof that a credential stands in the log (credseal-inclusion/1), under the newest checkpoint."""
    found = credential_by_code(read_code(code) or "")
    proof = found and inclusion_of(found)
    if not proof:
        raise Http404(_("Aucun point de contrôle ne couvre ce certificat pour le moment."))
    return published(request, str(proof), "application/json", MINUTE)


@require_safe
def consistency_proof(request: HttpRequest, first: int, second: int) -> HttpResponseBase:
    """The proof that one checkpoint's log begins with another's (RFC 6962, 2.1.2), with both roots."""
    points = {point.size: point for point in LogCheckpoint.objects.filter(size__in={first, second})}
    try:
        path_between = consistency(first, second)
    except LogError as error:
        return JsonResponse({"error": str(error)}, status=404)
    if not {first, second} <= points.keys():
        raise Http404(_("Donnez les tailles de deux points de contrôle, la plus petite d’abord."))
    content = {
        "format": "credseal-consistency/1",
        "first": first,
        "firstRoot": points[first].root,
        "second": second,
        "secondRoot": points[second].root,
        "path": [base64.b64encode(step).decode("ascii") for step in path_between],
    }
    return published(request, json.dumps(content, indent=1), "application/json", YEAR, is_final=True)


@require_safe
def whole(request: HttpRequest) -> HttpResponseBase:
    """The whole log in one archive, as `credseal log verify` reads it once unpacked."""
    point = latest_checkpoint()
    etag = f'"log-{point.size if point else 0}"'
    if is_known(request, etag):
        return marked(HttpResponseNotModified(), etag, MINUTE)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in log_files():
            folder.writestr(name, text)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="log.zip"'
    return marked(response, etag, MINUTE)


urlpatterns: list[URLPattern] = [
    path("log/checkpoint", checkpoint, name="log-checkpoint"),
    path("log/checkpoint/<int:size>", checkpoint, name="log-checkpoint-of"),
    path("log/log.json", description, name="log-description"),
    path("log/did.json", did_json, name="log-did"),
    path("log/proof/<str:code>", inclusion, name="log-proof"),
    path("log/consistency/<int:first>/<int:second>", consistency_proof, name="log-consistency"),
    path("log/log.zip", whole, name="log-archive"),
]
