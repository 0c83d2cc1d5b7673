"""``credseal new-key``, and the key files that the other commands read."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from credseal.cli.moments import moment_of, this_moment
from credseal.errors import KeyFormatError
from credseal.keys import (
    Authority,
    EcdsaKey,
    Ed25519Key,
    KeyEntry,
    KeyHistory,
    PublicKey,
    RsaKey,
    SealMaterial,
    open_private_key,
    seal_private_key,
)
from credseal.strictjson import loads
from credseal.verify import Issuer, TrustList

PASSPHRASE_VARIABLE = "CREDSEAL_PASSPHRASE"  # noqa: S105  the name of a variable, not a secret
Key = Ed25519Key | EcdsaKey | RsaKey
_KINDS: Mapping[str, Any] = {"ed25519": Ed25519Key, "p256": EcdsaKey, "rsa": RsaKey}
_CLASSES: Mapping[str, type[Key]] = {"Ed25519": Ed25519Key, "P-256": EcdsaKey, "RSA": RsaKey}


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "new-key", help="make a signing key with its seal certificate, encrypted with a passphrase"
    )
    command.add_argument("--out", metavar="FILE", required=True, help="the key file to write (must not exist)")
    command.add_argument("--key-id", metavar="DID#KEY", help="its verification method (default: did:key)")
    command.add_argument(
        "--kind", choices=_KINDS, default="ed25519",
        help="ed25519 (default); p256 for hardware without it; rsa for Open Badges VC-JWT alone",
    )  # fmt: skip
    command.add_argument("--organisation", metavar="NAME", default="", help="who seals, as the certificate says it")
    command.add_argument("--country", metavar="CODE", default="FR", help="two letters (default FR)")
    command.add_argument(
        "--since", metavar="TIME", help="from when the key counts (default: the first of January of this year)"
    )
    command.add_argument("--issuers", metavar="FILE", help="also write the trust list that recognises this key alone")
    command.add_argument("--json", action="store_true", help="print the public part as JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the key file and print its public part."""
    now = this_moment()
    since = moment_of(options.since, "--since") if options.since else datetime(now.year, 1, 1, tzinfo=UTC)
    key: Key = _KINDS[options.kind].generate(options.key_id)
    name = options.organisation or key.key_id.partition("#")[0]
    seal = _new_seal(name, key.key_id.partition("#")[0], options.country, since)
    passphrase = _passphrase(confirm=True)
    public = {"id": key.key_id, "publicKeyMultibase": key.public.multibase}
    document: dict[str, Any] = public | {
        "sealedPrivateKey": loads(seal_private_key(_secret(key), passphrase, label=key.key_id)),
        "seal": {
            "certificate": seal.certificate.decode("ascii"),
            "chain": [item.decode("ascii") for item in seal.chain],
            "sealedPrivateKey": loads(seal_private_key(seal.private_pkcs8, passphrase, label=_seal_label(key.key_id))),
        },
    }
    _write_secret(Path(options.out), json.dumps(document, indent=1, sort_keys=True) + "\n")
    if options.issuers:
        Path(options.issuers).write_text(_trust(key, name, seal, since).to_json(), encoding="utf-8")
    print(json.dumps(public) if options.json else f"{options.out}: {key.key_id} ({key.public.multibase})")
    return 0


def read_key(path: str) -> Key:
    """The key in a file that ``new-key`` wrote; the passphrase comes from $CREDSEAL_PASSPHRASE or is asked for."""
    document = _document(path)
    key_id = document["id"]
    public = PublicKey.from_multibase(document.get("publicKeyMultibase"))
    kind = _CLASSES.get(public.kind.name)
    if kind is None:
        raise KeyFormatError(f"{path}: keys of the kind {public.kind.name} are not kept in files")
    sealed = json.dumps(document["sealedPrivateKey"]).encode()
    return kind(open_private_key(sealed, _passphrase(confirm=False), label=key_id), key_id)


def read_seal(path: str) -> SealMaterial | None:
    """The seal in the same file; None in files older than seals."""
    document = _document(path)
    if "seal" not in document:
        return None
    try:
        part = document["seal"]
        certificate, chain = part["certificate"].encode("ascii"), tuple(item.encode("ascii") for item in part["chain"])
        sealed = json.dumps(part["sealedPrivateKey"]).encode()
    except (KeyError, TypeError, AttributeError, UnicodeEncodeError):
        raise KeyFormatError(f"{path}: the seal of this key file is malformed") from None
    secret = open_private_key(sealed, _passphrase(confirm=False), label=_seal_label(document["id"]))
    return SealMaterial(certificate, chain, secret)


def _document(path: str) -> dict[str, Any]:
    document = loads(Path(path).read_bytes())
    if not isinstance(document, dict) or not isinstance(document.get("id"), str) or "sealedPrivateKey" not in document:
        raise KeyFormatError(f"{path} is not a key file of credseal")
    return document


def _new_seal(name: str, did: str, country: str, since: datetime) -> SealMaterial:
    """A seal under a root of its own, for issuers that belong to no authority; the root's key is not kept."""
    authority = Authority.create(name, country=country, valid_from=since)
    return authority.issue_seal(name, did, country=country, valid_from=since)


def _trust(key: Key, name: str, seal: SealMaterial, since: datetime) -> TrustList:
    entry = KeyEntry(key_id=key.key_id, public_multibase=key.public.multibase, valid_from=since)
    issuer = Issuer(did=key.key_id.partition("#")[0], name=name, history=KeyHistory([entry]))
    return TrustList.of([issuer], [seal.chain[-1]])


def _secret(key: Key) -> bytes:
    return key.private_pkcs8 if isinstance(key, RsaKey) else key.secret_seed


def _seal_label(key_id: str) -> str:
    return f"{key_id} seal"


def _passphrase(*, confirm: bool) -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise KeyFormatError(f"set {PASSPHRASE_VARIABLE}, the passphrase of the key")
    first = getpass.getpass("Passphrase: ")
    if confirm and getpass.getpass("Again: ") != first:
        raise KeyFormatError("the two passphrases differ")
    return first


def _write_secret(path: Path, text: str) -> None:
    """Create the file readable by its owner alone; never overwrite a key."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
