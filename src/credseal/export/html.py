"""The one HTML file that outlives the platform: dossier, verifier and words, readable from disk without any network."""

from __future__ import annotations

import base64
import json
import re
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from credseal.errors import CredentialError, KeyFormatError
from credseal.export.dossier import Dossier
from credseal.keys.did import did_web_location
from credseal.keys.pairs import ED25519, Signer

_PAGE = files("credseal") / "export" / "page"
_PLACE = re.compile(r"\{([a-z_]+)\}")


def export_html(dossier: Dossier, *, lang: str = "fr", attest: Signer | None = None) -> str:
    """The page, in French or English. ``attest`` (a key of the issuer) signs the dossier as a whole, so that a changed
    date of a key shows as well as a changed word of the credential."""
    words: dict[str, Any] = json.loads((_PAGE / "words.json").read_text("utf-8"))
    if lang not in words:
        raise CredentialError(f"the page exists in {' and '.join(words)}")
    if attest is not None:
        _require_own_key(dossier, attest)
    text = _in_script(dossier.to_json(attested_by=None if attest is None else attest.key_id))
    script = "\n" + "\n".join((_PAGE / name).read_text("utf-8") for name in ("statements.js", "checks.js", "show.js"))
    style = "\n" + (_PAGE / "page.css").read_text("utf-8")
    own = words[lang]["page"]
    values = {name: escape(value) for name, value in own.items() if isinstance(value, str)} | {
        "lang": lang,
        "title": escape(_title(dossier)),
        "policy": f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'",
        "keys_advice": escape(
            own["keys_advice"].format(did=dossier.issuer.did, location=_location(dossier.issuer.did))
        ),
        "key_columns": "".join(f'<th scope="col">{escape(column)}</th>' for column in own["key_columns"]),
        "words": _in_script(json.dumps({lang: words[lang]}, ensure_ascii=False)),
        "dossier": text,
        "attestation": "" if attest is None else attest.sign(text.encode()).hex(),
        "style": style,
        "script": script,
    }
    return _PLACE.sub(lambda found: values[found[1]], (_PAGE / "page.html").read_text("utf-8"))


def _require_own_key(dossier: Dossier, attest: Signer) -> None:
    entry = dossier.issuer.history.find(attest.key_id)
    if entry is None or entry.public != attest.public or attest.public.kind is not ED25519:
        raise KeyFormatError("a dossier is attested by an Ed25519 key of its issuer")


def _in_script(text: str) -> str:
    """JSON that no HTML parser can mistake for the end of a script."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()


def _title(dossier: Dossier) -> str:
    name = dossier.credential.get("name")
    return name if isinstance(name, str) else str(dossier.credential.get("id", "credential"))


def _location(did: str) -> str:
    return did_web_location(did) if did.startswith("did:web:") else did
