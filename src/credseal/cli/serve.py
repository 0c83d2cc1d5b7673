"""``credseal serve``: the VC API on this machine, for test suites and other languages."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from credseal.cli.keys import read_key
from credseal.cli.moments import this_moment
from credseal.cli.verify import status_snapshot, trust_list
from credseal.keys import Ed25519Key
from credseal.server import Api, serve


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser("serve", help="answer VC-API requests (issue, verify) over HTTP on this machine")
    command.add_argument(
        "--key", metavar="FILE", help="a key file made by new-key (default: a new key that is not kept)"
    )
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    command.add_argument("--port", type=int, default=8080, help="port to listen on; 0 takes a free one (default 8080)")
    command.add_argument("--issuers", metavar="FILE", help="issuers.json (default: $CREDSEAL_ISSUERS)")
    command.add_argument("--status", metavar="PATH", action="append", default=[], help="status lists, as for verify")
    command.add_argument("--json", action="store_true", help="print address and issuer as one line of JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted; the first line printed says where, and as whom it issues."""
    key = read_key(options.key) if options.key else Ed25519Key.generate()
    api = Api(
        clock=this_moment,
        signer=key, issuers=trust_list(options.issuers), status=status_snapshot(options.status),
    )  # fmt: skip
    with serve(api, options.host, options.port) as server:
        address, issuer = f"http://{options.host}:{server.server_port}", key.key_id.partition("#")[0]
        print(json.dumps({"url": address, "issuer": issuer}) if options.json else f"{address} ({issuer})")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
