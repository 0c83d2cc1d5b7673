"""``credseal export``: one HTML file that verifies a credential in any browser, without network."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from credseal.cli.keys import read_key
from credseal.cli.moments import moment_of, this_moment
from credseal.cli.verify import status_snapshot, trust_list
from credseal.errors import DocumentError
from credseal.export import Dossier, export_html
from credseal.log import InclusionProof, LogFolder, credential_entry
from credseal.status.entry import companion_url, entries_of
from credseal.strictjson import loads
from credseal.verify import StatusSnapshot
from credseal.verify.signature import issuer_id


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser("export", help="make one HTML file that verifies a credential offline, for life")
    command.add_argument("file", metavar="FILE", help="a signed badge in JSON")
    command.add_argument("--out", metavar="FILE", required=True, help="the HTML file to write")
    command.add_argument("--issuers", metavar="FILE", help="issuers.json (default: $CREDSEAL_ISSUERS)")
    command.add_argument("--status", metavar="PATH", action="append", default=[], help="status lists, as for verify")
    command.add_argument("--log", metavar="DIR", help="the log in which the credential stands")
    command.add_argument("--key", metavar="FILE", help="a key of the issuer, to sign the file as a whole")
    command.add_argument("--lang", choices=("fr", "en"), default="fr", help="language of the page (default fr)")
    command.add_argument("--at", metavar="TIME", help="date of the export, ISO 8601 with zone (default: now)")
    command.add_argument("--json", action="store_true", help="print what was written as JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the page; refused when anything in it would not verify."""
    credential = loads(Path(options.file).read_bytes())
    named = issuer_id(credential) if isinstance(credential, dict) else None
    issuer = trust_list(options.issuers).find(named) if named is not None else None
    if issuer is None:
        raise DocumentError(f"{options.file}: its issuer is not in the list of issuers")
    log = LogFolder.open(Path(options.log)) if options.log else None
    inclusion: InclusionProof | None = None if log is None else log.prove(credential_entry(credential))
    dossier = Dossier(
        credential=credential,
        issuer=issuer,
        exported_at=moment_of(options.at, "--at") if options.at else this_moment(),
        status_lists=_lists(credential, status_snapshot(options.status)),
        inclusion=inclusion,
        log_keys=None if log is None else log.keys,
    )
    page = export_html(dossier, lang=options.lang, attest=read_key(options.key) if options.key else None)
    Path(options.out).write_text(page, "utf-8", newline="\n")
    content = {"out": options.out, "lists": len(dossier.status_lists), "log": inclusion is not None}
    print(json.dumps(content) if options.json else f"{options.out}: {credential.get('id')}")
    return 0


def _lists(credential: dict[str, Any], status: StatusSnapshot) -> tuple[dict[str, Any], ...]:
    """The lists that the credential names, and those of suspensions that go with them, as far as they are at hand."""
    addresses = [entry.list_url for entry in entries_of(credential)]
    addresses += [companion for address in list(addresses) if (companion := companion_url(address)) is not None]
    found = (status.status_list(address) for address in dict.fromkeys(addresses))
    return tuple(dict(listing) for listing in found if listing is not None)
