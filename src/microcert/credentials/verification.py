"""Judge any file against the issuers of this consortium and their lists: the front door of `credseal.verify` here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from credseal.keys import KeyHistory
from credseal.verify import Issuer, TrustList, Verification
from credseal.verify import verify as judge_bytes
from microcert.consortium.models import University
from microcert.documents.custody import SIGNING, did_of, key_entry, trust_roots
from microcert.documents.models import IssuerKey
from microcert.foundation import clock

from .actions import current_list
from .models import Credential, StatusList
from .queries import status_list_address


def judge(content: bytes) -> Verification:
    """All findings about a file or a stored badge. Never raises for what the bytes are, never fetches an address."""
    universities = list(University.objects.all())
    return judge_bytes(content, issuers=trust_list(universities), status=Register(universities), now=clock.now())


def trust_list(universities: Iterable[University] | None = None) -> TrustList:
    """The member universities with every key that they ever had, and the roots of their seals. Three queries at most."""
    keys: dict[int, list[IssuerKey]] = {}
    for key in IssuerKey.objects.filter(use__in=SIGNING).order_by("valid_from", "pk"):
        keys.setdefault(key.university_id, []).append(key)
    members = [
        Issuer(
            did=did_of(university),
            name=university.name,
            history=KeyHistory(key_entry(university, key) for key in keys[university.pk]),
            url=university.website or None,
        )
        for university in (University.objects.all() if universities is None else universities)
        if university.pk in keys
    ]
    return TrustList.of(members, trust_roots())


class Register:
    """What this platform knows of revocation (credseal's StatusSource): its own lists, no others."""

    def __init__(self, universities: Iterable[University]) -> None:
        self._universities = {university.slug: university for university in universities}

    def status_list(self, url: str) -> Mapping[str, Any] | None:
        """The list that we serve at `url`; None for any address that is not ours: a stranger's is never fetched."""
        slug, _, rest = url.removeprefix(f"{settings.SITE_URL.rstrip('/')}/issuers/").partition("/")
        purpose = rest.removeprefix("status/").partition("/")[0]
        university = self._universities.get(slug)
        if university is None or purpose not in StatusList.Purpose or url != status_list_address(university, purpose):
            return None
        listed: dict[str, Any] = json.loads(current_list(university, purpose).signed)
        return listed

    def superseded_by(self, credential_id: str) -> str | None:
        try:
            public_id = UUID(credential_id.removeprefix("urn:uuid:"))
        except ValueError:
            return None
        replacing = (
            Credential.objects.filter(supersedes__public_id=public_id).values_list("public_id", flat=True).first()
        )
        return replacing.urn if replacing else None
