"""``credseal new-key``, and the key files that the other commands read."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from credseal.cli.moments import moment_of, this_moment
from credseal.errors import KeyFormatError, TokenError
from credseal.keys import (
    Authority,
    EcdsaKey,
    Ed25519Key,
    HardwareKey,
    HardwareSeal,
    KeyEntry,
    KeyHistory,
    PublicKey,
    RsaKey,
    SealMaterial,
    SealSigner,
    Signer,
    Token,
    open_private_key,
    seal_private_key,
)
from credseal.keys.pairs import ED25519, P256, RSA, KeyKind
from credseal.strictjson import loads
from credseal.verify import Issuer, TrustList

PASSPHRASE_VARIABLE = "CREDSEAL_PASSPHRASE"  # noqa: S105  the name of a variable, not a secret
PIN_VARIABLE = "CREDSEAL_PIN"
Key = Ed25519Key | EcdsaKey | RsaKey
_KINDS: Mapping[str, Any] = {"ed25519": Ed25519Key, "p256": EcdsaKey, "rsa": RsaKey}
_TOKEN_KINDS: Mapping[str, KeyKind] = {"ed25519": ED25519, "p256": P256, "rsa": RSA}
_CLASSES: Mapping[str, type[Key]] = {"Ed25519": Ed25519Key, "P-256": EcdsaKey, "RSA": RsaKey}


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "new-key", help="make a signing key with its seal certificate, encrypted with a passphrase"
    )
    command.add_argument("--out", metavar="FILE", required=True, help="the key file to write (must not exist)")
    command.add_argument("--key-id", metavar="DID#KEY", help="its verification method (default: did:key)")
    command.add_argument(
        "--kind", choices=_KINDS,
        help="ed25519 (default, also of tokens that have it); p256 for hardware without it; rsa for VC-JWT alone",
    )  # fmt: skip
    command.add_argument("--pkcs11", metavar="LIBRARY", help="make the keys in a hardware token, by this library")
    command.add_argument("--token", metavar="LABEL", help=f"the token; its PIN is asked for, or ${PIN_VARIABLE}")
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
    make = _in_file if options.pkcs11 is None else _in_token
    key, seal, secrets = make(options, since)
    public = {"id": key.key_id, "publicKeyMultibase": key.public.multibase}
    _write_secret(Path(options.out), json.dumps(public | secrets, indent=1, sort_keys=True) + "\n")
    if options.issuers:
        Path(options.issuers).write_text(_trust(key, _name(options, key), seal, since).to_json(), encoding="utf-8")
    print(json.dumps(public) if options.json else f"{options.out}: {key.key_id} ({key.public.multibase})")
    return 0


def _in_file(options: argparse.Namespace, since: datetime) -> tuple[Signer, SealSigner, dict[str, Any]]:
    key: Key = _KINDS[options.kind or "ed25519"].generate(options.key_id)
    # A seal under a root of its own, for issuers that belong to no authority; the root's key is not kept.
    authority = Authority.create(_name(options, key), country=options.country, valid_from=since)
    seal = authority.issue_seal(_name(options, key), _did(key), country=options.country, valid_from=since)
    passphrase = _passphrase(confirm=True)
    sealed = loads(seal_private_key(_secret(key), passphrase, label=key.key_id))
    seal_sealed = loads(seal_private_key(seal.private_pkcs8, passphrase, label=_seal_label(key.key_id)))
    return key, seal, {"sealedPrivateKey": sealed, "seal": _certificates(seal) | {"sealedPrivateKey": seal_sealed}}


def _in_token(options: argparse.Namespace, since: datetime) -> tuple[Signer, SealSigner, dict[str, Any]]:
    if options.token is None:
        raise TokenError("--pkcs11 needs --token, the label of the token")
    token = Token(options.pkcs11, options.token, _pin())
    kind = _TOKEN_KINDS[options.kind] if options.kind else token.best_kind()
    name = options.key_id or f"credseal {since.date()} {Path(options.out).stem}"
    token.make(name, kind)
    token.make(_seal_label(name), P256)
    key = HardwareKey(token, name, options.key_id)
    authority = Authority.create(_name(options, key), country=options.country, valid_from=since)
    certificate = authority.certify(
        token.public(_seal_label(name)).point(), _name(options, key), _did(key),
        country=options.country, valid_from=since,
    )  # fmt: skip
    seal = HardwareSeal(token, _seal_label(name), certificate, (authority.certificate,))
    place = {"library": options.pkcs11, "token": options.token, "key": name}
    return key, seal, {"hardware": place, "seal": _certificates(seal)}


def _certificates(seal: SealSigner) -> dict[str, Any]:
    return {"certificate": seal.certificate.decode("ascii"), "chain": [item.decode("ascii") for item in seal.chain]}


def read_key(path: str) -> Signer:
    """The key in a file that ``new-key`` wrote.

    Its passphrase comes from $CREDSEAL_PASSPHRASE, the PIN of a token from $CREDSEAL_PIN, or they are asked for.
    """
    document = _document(path)
    key_id = document["id"]
    public = PublicKey.from_multibase(document.get("publicKeyMultibase"))
    if "hardware" in document:
        key = HardwareKey(*_place(document["hardware"], path), key_id)
        if key.public != public:
            raise TokenError(f"{path}: the key in the token is another one")
        return key
    kind = _CLASSES.get(public.kind.name)
    if kind is None:
        raise KeyFormatError(f"{path}: keys of the kind {public.kind.name} are not kept in files")
    sealed = json.dumps(document["sealedPrivateKey"]).encode()
    return kind(open_private_key(sealed, _passphrase(confirm=False), label=key_id), key_id)


def read_seal(path: str) -> SealSigner | None:
    """The seal in the same file; None in files older than seals."""
    document = _document(path)
    if "seal" not in document:
        return None
    try:
        part = document["seal"]
        certificate, chain = part["certificate"].encode("ascii"), tuple(item.encode("ascii") for item in part["chain"])
        if "hardware" in document:
            token, name = _place(document["hardware"], path)
            return HardwareSeal(token, _seal_label(name), certificate, chain)
        sealed = json.dumps(part["sealedPrivateKey"]).encode()
    except (KeyError, TypeError, AttributeError, UnicodeEncodeError):
        raise KeyFormatError(f"{path}: the seal of this key file is malformed") from None
    secret = open_private_key(sealed, _passphrase(confirm=False), label=_seal_label(document["id"]))
    return SealMaterial(certificate, chain, secret)


def _document(path: str) -> dict[str, Any]:
    document = loads(Path(path).read_bytes())
    named = isinstance(document, dict) and isinstance(document.get("id"), str)
    if not named or not {"sealedPrivateKey", "hardware"} & set(document):
        raise KeyFormatError(f"{path} is not a key file of credseal")
    return dict(document)


def _place(hardware: Any, path: str) -> tuple[Token, str]:
    """Token and name of a key that a file only points to."""
    names = ("library", "token", "key")
    if not isinstance(hardware, dict) or not all(isinstance(hardware.get(name), str) for name in names):
        raise KeyFormatError(f"{path}: the place of the key in its token is malformed")
    return _token(hardware["library"], hardware["token"]), hardware["key"]


@cache
def _token(library: str, label: str) -> Token:
    """One session for key and seal, and the PIN asked for once."""
    return Token(library, label, _pin())


def _name(options: argparse.Namespace, key: Signer) -> str:
    return str(options.organisation) or _did(key)


def _did(key: Signer) -> str:
    return key.key_id.partition("#")[0]


def _trust(key: Signer, name: str, seal: SealSigner, since: datetime) -> TrustList:
    entry = KeyEntry(key_id=key.key_id, public_multibase=key.public.multibase, valid_from=since)
    return TrustList.of([Issuer(did=_did(key), name=name, history=KeyHistory([entry]))], [seal.chain[-1]])


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


def _pin() -> str:
    given = os.environ.get(PIN_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise KeyFormatError(f"set {PIN_VARIABLE}, the PIN of the token")
    return getpass.getpass("PIN: ")


def _write_secret(path: Path, text: str) -> None:
    """Create the file readable by its owner alone; never overwrite a key."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
