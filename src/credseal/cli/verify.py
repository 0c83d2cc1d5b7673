"""``credseal verify``: the findings about a file, as sentences or JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from credseal.cli.moments import moment_of
from credseal.errors import DocumentError
from credseal.pdf.judge import MAX_PDF_BYTES
from credseal.strictjson import loads
from credseal.verify import State, StatusSnapshot, TrustList, Verification, verify

_SIGNS = {State.OK: "✓", State.WARN: "!", State.FAIL: "✗", State.UNKNOWN: "?"}
_ALSO = {"fr": "Signé aussi par", "en": "Also signed by"}
_VERDICT = {
    "fr": {True: "Certificat intact, reconnu, en vigueur.", False: "Ce certificat ne peut pas être accepté tel quel."},
    "en": {True: "Credential intact, recognised and in force.", False: "This credential cannot be accepted as it is."},
}


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "verify", help="say what a credential file proves (PDF, JSON, JWT, SD-JWT, EDC, PNG, SVG)"
    )
    command.add_argument("file", metavar="FILE", help="the file to verify; - reads standard input")
    command.add_argument("--json", action="store_true", help="print the findings as JSON")
    command.add_argument("--lang", choices=("fr", "en"), default="fr", help="language of the sentences (default fr)")
    command.add_argument("--issuers", metavar="FILE", help="issuers.json (default: $CREDSEAL_ISSUERS)")
    command.add_argument(
        "--status", metavar="PATH", action="append", default=[],
        help="a status list as JSON, or a folder of them; may be repeated (default: $CREDSEAL_STATUS)",
    )  # fmt: skip
    command.add_argument("--at", metavar="TIME", help="judge as of this ISO 8601 time with zone (default: now)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code 0 only when intact, known and in force; 1 otherwise."""
    content = _content(options.file)
    result = verify(
        content,
        issuers=trust_list(options.issuers),
        status=status_snapshot(options.status),
        now=moment_of(options.at),
    )
    if options.json:
        print(json.dumps(result.to_json(), ensure_ascii=False, indent=1))
    else:
        _print(result, options.lang)
    return 0 if result.ok else 1


def trust_list(path: str | None) -> TrustList:
    """The trust list from the option, else the environment; empty (nobody is known) when neither is given."""
    path = path or os.environ.get("CREDSEAL_ISSUERS")
    return TrustList.from_json(Path(path).read_bytes()) if path else TrustList.of([])


def status_snapshot(paths: Iterable[str]) -> StatusSnapshot:
    """Lists and replacements from files and folders; ``{"replacements": {old id: new id}}`` names replacements."""
    given = list(paths) or [path for path in os.environ.get("CREDSEAL_STATUS", "").split(os.pathsep) if path]
    lists: list[Mapping[str, Any]] = []
    replacements: dict[str, str] = {}
    for path in (Path(item) for item in given):
        for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
            document = loads(file.read_bytes())
            if not isinstance(document, dict):
                raise DocumentError(f"{file} is not a status list")
            if isinstance(document.get("replacements"), dict):
                replacements |= document["replacements"]
            else:
                lists.append(document)
    return StatusSnapshot.of(lists, replacements)


def _content(name: str) -> bytes:
    # One byte beyond the limit is enough to be refused for it.
    if name == "-":
        return sys.stdin.buffer.read(MAX_PDF_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(MAX_PDF_BYTES + 1)


def _print(result: Verification, lang: str) -> None:
    for finding in result.findings:
        sentence, advice = (
            (finding.french, finding.advice_french) if lang == "fr" else (finding.english, finding.advice_english)
        )
        print(f"{_SIGNS[finding.state]} {sentence}")
        if advice and finding.state is not State.OK:
            print(f"    {advice}")
        if finding.detail:
            print(f"    ({finding.detail})")
    if result.co_signers:
        print(f"{_ALSO[lang]} : {', '.join(signer.name for signer in result.co_signers)}")
    print(_VERDICT[lang][result.ok])
