"""What any verifier in the world needs, and nothing that tells whom it asks about: keys, status lists, the trust list.

Plain addresses without a version: they are frozen into credentials. Public, cacheable, readable from any origin.
"""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from microcert.consortium.models import University
from microcert.credentials.actions import current_list
from microcert.credentials.models import StatusList
from microcert.credentials.verification import trust_list as members
from microcert.documents.custody import did_document, key_history, trust_roots

from .publishing import HOUR, MINUTE, published


@require_safe
def did_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The did:web document of a university: every key ever used, since none is ever removed."""
    university = get_object_or_404(University, slug=slug)
    document = json.dumps(did_document(university), ensure_ascii=False, indent=1)
    return published(request, document, "application/did+json", HOUR)


@require_safe
def key_history_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same keys with their dates: a credential counts when its key was valid at the time of signing."""
    university = get_object_or_404(University, slug=slug)
    return published(request, json.dumps(key_history(university).to_json(), indent=1), "application/json", HOUR)


@require_safe
def status_list(request: HttpRequest, slug: str, purpose: str) -> HttpResponseBase:
    """The signed Bitstring Status List; a verifier downloads the whole list, so that nobody learns whom it checks."""
    university = get_object_or_404(University, slug=slug)
    if purpose not in StatusList.Purpose or not university.keys.exists():
        raise Http404
    # Short, because a revocation must show: the list itself says how long a copy may be relied upon at most.
    return published(request, current_list(university, purpose).signed, "application/vc", 5 * MINUTE)


@require_safe
def trust_list(request: HttpRequest) -> HttpResponseBase:
    """All members with their keys and the roots of their seals: the file that `credseal verify --issuers` reads."""
    return published(request, members().to_json(), "application/json", HOUR)


@require_safe
def root_certificates(request: HttpRequest) -> HttpResponseBase:
    """The consortium's root certificates, for whoever wants their PDF reader to recognise the universities' seals."""
    roots = trust_roots()
    if not roots:
        raise Http404
    response = published(request, b"".join(roots).decode("ascii"), "application/x-pem-file", HOUR)
    response["Content-Disposition"] = 'attachment; filename="issuers-root.pem"'
    return response


urlpatterns: list[URLPattern] = [
    path("issuers/index.json", trust_list, name="trust-list"),
    path("issuers/root.pem", root_certificates, name="root-certificates"),
    path("issuers/<slug:slug>/did.json", did_json, name="did-document"),
    path("issuers/<slug:slug>/keys.json", key_history_json, name="key-history"),
    # The number of the list within its purpose; there is one of each so far.
    path("issuers/<slug:slug>/status/<str:purpose>/1", status_list, name="status-list"),
]
