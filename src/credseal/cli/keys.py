"""``credseal new-key``, and the key files that the other commands read."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from pathlib import Path
from typing import Any

from credseal.errors import KeyFormatError
from credseal.keys import Ed25519Key, open_private_key, seal_private_key
from credseal.strictjson import loads

PASSPHRASE_VARIABLE = "CREDSEAL_PASSPHRASE"  # noqa: S105  the name of a variable, not a secret


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser("new-key", help="make an Ed25519 signing key, encrypted with a passphrase")
    command.add_argument("--out", metavar="FILE", required=True, help="the key file to write (must not exist)")
    command.add_argument("--key-id", metavar="DID#KEY", help="its verification method (default: did:key)")
    command.add_argument("--json", action="store_true", help="print the public part as JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the key file and print its public part."""
    key = Ed25519Key.generate(options.key_id)
    sealed = loads(seal_private_key(key.secret_seed, _passphrase(confirm=True), label=key.key_id))
    document = {"id": key.key_id, "publicKeyMultibase": key.public.multibase, "sealedPrivateKey": sealed}
    _write_secret(Path(options.out), json.dumps(document, indent=1, sort_keys=True) + "\n")
    public = {"id": key.key_id, "publicKeyMultibase": key.public.multibase}
    print(json.dumps(public) if options.json else f"{options.out}: {key.key_id} ({key.public.multibase})")
    return 0


def read_key(path: str) -> Ed25519Key:
    """The key in a file that ``new-key`` wrote; the passphrase comes from $CREDSEAL_PASSPHRASE or is asked for."""
    document = loads(Path(path).read_bytes())
    try:
        key_id, sealed = str(document["id"]), json.dumps(document["sealedPrivateKey"]).encode()
    except (KeyError, TypeError):
        raise KeyFormatError(f"{path} is not a key file of credseal") from None
    return Ed25519Key(open_private_key(sealed, _passphrase(confirm=False), label=key_id), key_id)


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
