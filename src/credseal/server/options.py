"""The options of a request, each read strictly: nobody is given in silence another thing than was asked for."""

from __future__ import annotations

from typing import Any

from credseal.errors import DocumentError
from credseal.keys.pairs import Signer
from credseal.proof import proof_options
from credseal.verify.flaws import Asked
from credseal.verify.shape import members

_OF_ISSUE = ("created", "previousProof", "credentialId")


def read_object(body: dict[str, Any], name: str) -> dict[str, Any]:
    """The object under this name; DocumentError when there is none."""
    value = body.get(name)
    if not isinstance(value, dict) or not value:
        raise DocumentError(f"{name!r} must be an object")
    return value


def read_options(body: dict[str, Any]) -> dict[str, Any]:
    """The options of a request, without those that are null."""
    options = body.get("options")
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise DocumentError("'options' must be an object")
    return {name: value for name, value in options.items() if value is not None}


def asked_of(options: dict[str, Any]) -> Asked:
    """What the proof must have been made for."""
    domain = texts(options, "domain") if "domain" in options else None
    return Asked(_text(options, "challenge"), domain, _text(options, "expectedProofPurpose"))


def texts(options: dict[str, Any], name: str) -> list[str]:
    """The texts under this name, which may stand alone or in a list."""
    values = members(options.get(name, []))
    if name in options and (not values or not all(isinstance(value, str) for value in values)):
        raise DocumentError(f"{name!r} must be text, or several texts")
    return values


def require_possible(options: dict[str, Any], credential: dict[str, Any], signer: Signer) -> None:
    """DocumentError when another proof is asked for than the one that would be made, or what this server does not know."""
    made = proof_options(signer, "")
    for name, value in options.items():
        if name in _OF_ISSUE:
            continue
        if name not in made or name == "created":
            raise DocumentError(f"the option {name[:80]!r} is not known here, and nothing is issued without it")
        if value != made[name]:
            raise DocumentError(f"{name!r}: this server makes {made[name]} alone")
    if options.get("credentialId", credential.get("id")) != credential.get("id"):
        raise DocumentError("'credentialId' is another one than the id of the credential")


def _text(options: dict[str, Any], name: str) -> str | None:
    value = options.get(name)
    if value is not None and not isinstance(value, str):
        raise DocumentError(f"{name!r} must be text")
    return value
