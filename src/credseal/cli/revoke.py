"""``credseal revoke``: set or clear bits of a status list, and sign it again."""

from __future__ import annotations

import argparse
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from credseal.cli.keys import read_key
from credseal.cli.moments import moment_of, this_moment
from credseal.cli.verify import trust_list
from credseal.errors import StatusError
from credseal.keys import Signer
from credseal.proof import split_proofs
from credseal.status import BitList, StatusList, issue_status_list, read_status_list
from credseal.status.entry import entries_of
from credseal.strictjson import loads
from credseal.verify import State, TrustList
from credseal.verify.signature import signature_findings


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser("revoke", help="revoke (or suspend) credentials in a status list, and sign it again")
    command.add_argument("list", metavar="LIST", help="the signed status list in JSON, written in place")
    command.add_argument("files", metavar="FILE", nargs="*", help="the credentials to revoke")
    command.add_argument("--index", metavar="N", type=int, action="append", default=[], help="an index to revoke")
    command.add_argument("--key", metavar="FILE", required=True, help="the issuer's key, made by new-key")
    command.add_argument("--undo", action="store_true", help="clear the bits instead of setting them")
    command.add_argument(
        "--days", metavar="N", type=int, default=7, help="how long the list may be relied upon (default 7)"
    )
    command.add_argument("--new", metavar="URL", help="begin a list to be served at this address (LIST must not exist)")
    command.add_argument(
        "--purpose",
        choices=("revocation", "suspension"),
        default="revocation",
        help="of a new list (default revocation)",
    )
    command.add_argument("--issuers", metavar="FILE", help="issuers.json, when another key signed the list before")
    command.add_argument("--at", metavar="TIME", help="date of the signature, ISO 8601 with zone (default: now)")
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the list again with its bits changed; StatusError when it is not the issuer's own."""
    key, path = read_key(options.key), Path(options.list)
    now = moment_of(options.at, "--at") if options.at else this_moment()
    listing = _begun(options, key) if options.new else _own(path, key, trust_list(options.issuers), now)
    indexes = [*options.index, *(_index(Path(name), listing) for name in options.files)]
    for index in indexes:
        listing.bits.put(index, not options.undo)
    signed = issue_status_list(
        listing.url, listing.issuer, listing.bits, key,
        purpose=listing.purposes[0], valid_from=now, valid_until=now + timedelta(days=options.days),
    )  # fmt: skip
    _write(path, json.dumps(signed, ensure_ascii=False, indent=1) + "\n", new=bool(options.new))
    content = {"list": listing.url, "purpose": listing.purposes[0], "indexes": indexes, "set": not options.undo}
    print(json.dumps(content) if options.json else f"{path}: {', '.join(map(str, indexes)) or 'signed again'}")
    return 0


def _begun(options: argparse.Namespace, key: Signer) -> StatusList:
    return StatusList(options.new, key.key_id.partition("#")[0], (options.purpose,), BitList(), None, None)


def _own(path: Path, key: Signer, issuers: TrustList, now: datetime) -> StatusList:
    document = loads(path.read_bytes())
    if not isinstance(document, dict):
        raise StatusError(f"{path} is not a status list")
    listing = read_status_list(document)
    if listing.issuer != key.key_id.partition("#")[0] or len(listing.purposes) != 1:
        raise StatusError(f"{path} is a list of {listing.issuer}, not of the owner of this key")
    unsecured, (proof, *_) = split_proofs(document)
    if not proof.covers(unsecured, key.public):
        finding, _, _ = signature_findings(document, issuers, now)
        if finding.state is not State.OK:
            raise StatusError(f"{path} was altered, or signed by a key that is not known here: nothing is built on it")
    return listing


def _index(path: Path, listing: StatusList) -> int:
    document = loads(path.read_bytes())
    entries = entries_of(document) if isinstance(document, dict) else ()
    for entry in entries:
        # A badge has room for its revocation list alone; the list of suspensions beside it has the same indexes.
        if entry.list_url in (listing.url, listing.url.replace("/suspension/", "/revocation/")):
            return entry.index
    raise StatusError(f"{path} does not name the list {listing.url}")


def _write(path: Path, text: str, *, new: bool) -> None:
    """Replace the list in one step: whoever reads it meanwhile sees the old one or the new one."""
    if new and path.exists():
        raise StatusError(f"{path} exists already")
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, "utf-8")
    os.replace(draft, path)
