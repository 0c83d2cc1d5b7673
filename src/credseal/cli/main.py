"""Arguments and exit codes of ``credseal``.

Exit codes, stable: 0 = done (for ``verify``: intact, issuer known, in force); 1 = a verification found something else;
2 = wrong usage of the command; 3 = a file given could not be read, or what it holds was refused.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from credseal.cli import bench, export, issue, keys, log, revoke, serve, verify
from credseal.errors import CredentialError

DONE, NOT_GOOD, USAGE, REFUSED = 0, 1, 2, 3

_EPILOG = """\
exit codes:
  0  done; for verify: the credential is intact, its issuer known, and it is in force
  1  verify, or log verify, found anything else
  2  wrong usage
  3  a file could not be read, or its content was refused

trust and status come from files, never from the network:
  issuers.json   who is trusted, with dated keys (exported by the platform); --issuers or $CREDSEAL_ISSUERS
  status lists   signed list credentials as JSON files, or folders of them; --status or $CREDSEAL_STATUS
"""


def parser() -> argparse.ArgumentParser:
    """The command line as argparse sees it."""
    result = argparse.ArgumentParser(
        prog="credseal",
        description="Issue and verify the credentials of a consortium of universities.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = result.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (verify, issue, keys, revoke, export, log, bench, serve):
        module.add_to(commands)
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.run
    try:
        return command(options)
    except CredentialError as error:
        print(f"credseal: {error.code}: {error}", file=sys.stderr)
    except OSError as error:
        print(f"credseal: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
    return REFUSED
