"""``credseal issue``: from a record in JSON to a signed Open Badge."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from credseal.cli.keys import read_key
from credseal.errors import StatusError
from credseal.openbadge import issue_open_badge
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser("issue", help="sign the credential that a record describes")
    command.add_argument("--record", metavar="FILE", required=True, help="an award record as JSON")
    command.add_argument("--key", metavar="FILE", required=True, help="a key file made by new-key")
    command.add_argument("--out", metavar="FILE", help="where to write the credential (default: standard output)")
    command.add_argument("--status-list", metavar="URL", help="address of its revocation list")
    command.add_argument("--status-index", metavar="N", type=int, help="its index in that list")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the signed credential."""
    record = AwardRecord.from_json(Path(options.record).read_bytes())
    if (options.status_list is None) != (options.status_index is None):
        raise StatusError("--status-list and --status-index go together")
    status = []
    if options.status_list is not None:
        status.append(StatusEntry(list_url=options.status_list, index=options.status_index))
    badge = issue_open_badge(record, read_key(options.key), status=status)
    text = json.dumps(badge, ensure_ascii=False, indent=1) + "\n"
    if options.out is None:
        sys.stdout.write(text)
    else:
        Path(options.out).write_text(text, encoding="utf-8")
    return 0
