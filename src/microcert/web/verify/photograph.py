"""The photograph or screenshot of a QR code: it leads to a permanent page of ours, or to a sentence that says why not."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from credseal.errors import CredentialError, LimitError
from credseal.photo import read_codes
from microcert.credentials.models import Credential
from microcert.credentials.queries import code_in_address, find_credential


def pictured(photograph: bytes) -> Credential | str:
    """The credential that a QR code on this picture leads to, or what to tell whoever sent it. No address is visited."""
    try:
        codes = read_codes(photograph)
    except LimitError:
        return _(
            "Cette image est trop grande pour être lue. Cadrez le code QR de plus près, ou recopiez le code imprimé."
        )
    except CredentialError:
        return _(
            "Cette image est endommagée ou n’en est pas une. Reprenez la photographie, ou recopiez le code imprimé."
        )
    if not codes:
        return _(
            "Aucun code QR n’a été lu sur cette image, et elle ne contient pas de badge signé. Reprenez la photographie de plus près, à plat et sans reflet, ou recopiez le code imprimé."
        )
    ours = [code for text in codes if "://" in text and (code := code_in_address(text)) is not None]
    found = next((credential for code in ours if (credential := find_credential(code)) is not None), None)
    return found or (_unknown() if ours else _elsewhere(codes[0]))


def _unknown() -> str:
    return _(
        "Aucun certificat ne porte l’adresse de ce code QR. S’il est imprimé sur un document, méfiez-vous de ce document."
    )


def _elsewhere(text: str) -> str:
    """Only the host is repeated: enough to recognise it, not enough to be lured to it."""
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        host = ""
    if not host:
        return _(
            "Le code QR de cette image n’est pas celui d’un certificat : il ne contient pas d’adresse de cette plateforme."
        )
    return _(
        "Le code QR de cette image mène à %(host)s, qui n’est pas cette plateforme ; nous ne consultons aucune autre adresse. Demandez le fichier du certificat, puis déposez-le ici."
    ) % {"host": host[:80]}
