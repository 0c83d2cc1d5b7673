"""What a holder takes away for life: one page that verifies itself offline, and an archive of every file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from credseal import Format
from credseal.export import Dossier, export_html
from credseal.keys import KeyHistory
from credseal.verify import Issuer
from microcert.documents.custody import credential_signer, did_of, key_history
from microcert.documents.queries import content
from microcert.foundation import clock

from .actions import current_list, sign_checkpoint
from .models import Credential, StatusList
from .queries.log import inclusion_of, log_keys

SELF_CONTAINED = ".verifiable.html"
_ED25519_MULTIKEY = "z6Mk"


def self_contained(credential: Credential) -> bytes:
    """The credential with its keys, its lists of today and its place in the log, in one HTML file that checks all of it.

    An award that no checkpoint covers yet is covered first. Raises credseal's CredentialError when something stored
    would not verify: nothing false is handed out.
    """
    issuer = credential.issuer
    inclusion = inclusion_of(credential)
    if inclusion is None:
        sign_checkpoint()
        inclusion = inclusion_of(credential)
    # The page verifies Ed25519 proofs; the key of the tokens would be a line that nobody needs there.
    proving = KeyHistory(
        entry for entry in key_history(issuer).entries if entry.public_multibase.startswith(_ED25519_MULTIKEY)
    )
    dossier = Dossier(
        credential=_under_the_issuer(json.loads(credential.badge)),
        issuer=Issuer(did=did_of(issuer), name=issuer.name, history=proving, url=issuer.website or None),
        exported_at=clock.now(),
        status_lists=tuple(json.loads(current_list(issuer, purpose).signed) for purpose in StatusList.Purpose),
        inclusion=inclusion,
        log_keys=log_keys(),
    )
    lang = "en" if (get_language() or "").startswith("en") else "fr"
    return export_html(dossier, lang=lang, attest=credential_signer(issuer)).encode()


def _under_the_issuer(badge: dict[str, Any]) -> dict[str, Any]:
    """A joint award bears one proof a body, each over the same content; the page verifies one, the issuer's, which is first."""
    proof = badge["proof"]
    return badge | {"proof": proof[0] if isinstance(proof, list) else proof}


def files_of(credential: Credential) -> dict[str, bytes]:
    """Every sealed file of a credential under the name that it is handed out with."""
    files = {Format.OB: credential.badge.encode(), Format.PDF: content(credential.certificate)}
    files |= {Format(form.form): bytes(form.content) for form in credential.forms.all()}
    return {file_name(credential.number, form): files[form] for form in Format if form in files}


def file_name(number: str, form: Format) -> str:
    """`MC-HTR-2026-000431.pdf`, `MC-HTR-2026-000431.edc.json`…"""
    return number + form.suffix


def archive(credentials: Iterable[Credential], explanation: str) -> bytes:
    """A ZIP of all files of these credentials, one folder each, with a text that says what they are for."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("LISEZ-MOI.txt", explanation)
        for credential in credentials:
            pages = {credential.number + SELF_CONTAINED: self_contained(credential)}
            for name, file in (files_of(credential) | pages).items():
                folder.writestr(f"{credential.number}/{name}", file)
    return packed.getvalue()
