"""``credseal issue``: from records in JSON to signed credentials in any of their forms."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from credseal.baking import MEDAL_PNG, MEDAL_SVG
from credseal.cli.keys import read_key, read_seal
from credseal.cli.moments import moment_of
from credseal.desk import PLAIN_LOOK, Desk, Format, Partner, parse_formats
from credseal.errors import DocumentError, RecordError, StatusError
from credseal.log.timestamp import HttpAuthority
from credseal.openbadge import issue_open_badge
from credseal.pdf import CertificateLook
from credseal.record import AwardRecord
from credseal.status.entry import StatusEntry
from credseal.strictjson import loads

_MAX_LINE = 2_000_000
_BAR = 30


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "issue", help="sign the credentials that records describe",
        description="Without --formats: one Open Badge as JSON, to --out or standard output. "
        "With --formats: one file per record and format in the folder --out, named by the record's number.",
    )  # fmt: skip
    command.add_argument(
        "--record", metavar="FILE", required=True, help="an award record as JSON; with --formats also JSON Lines"
    )
    command.add_argument("--key", metavar="FILE", required=True, help="a key file made by new-key")
    command.add_argument("--formats", metavar="LIST", help=f"any of {','.join(Format)}")
    command.add_argument("--out", metavar="PATH", help="the file, or with --formats the folder, to write")
    command.add_argument("--status-list", metavar="URL", help="address of its revocation list")
    command.add_argument("--status-index", metavar="N", type=int, help="its index in that list")
    command.add_argument("--at", metavar="TIME", help="time of signing (default: each record's time of issue)")
    command.add_argument("--look", metavar="FILE", help="letterhead of the PDF: a CertificateLook as JSON")
    command.add_argument("--png", metavar="FILE", help="picture of the badge (default: a plain medal)")
    command.add_argument("--svg", metavar="FILE", help="the same as SVG")
    command.add_argument(
        "--joint", metavar="FILE", action="append", default=[],
        help="key file of another awarding body of joint awards, which signs too; may be repeated",
    )  # fmt: skip
    command.add_argument("--tsa", metavar="URL", help="RFC 3161 authority that time-stamps the seals of EDC and PDF")
    command.add_argument(
        "--crl", metavar="FILE", action="append", default=[],
        help="revocation list of the seal authority, kept in the PDF for later validation (B-LT); may be repeated",
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help="print one line of JSON per record: number, id and files")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the signed credentials."""
    status = _status(options)
    if options.formats is None:
        _one_badge(options, status)
        return 0
    if options.out is None:
        raise DocumentError("--formats needs --out, the folder to write")
    try:
        formats = parse_formats(options.formats)
    except ValueError as error:
        raise DocumentError(f"--formats: {error}; known are {', '.join(Format)}") from None
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    desk, at = _desk(options), moment_of(options.at) if options.at else None
    for record in _with_progress(options, _records(Path(options.record), several=not status)):
        files = []
        for form, content in desk.issue(record, formats, sealed_at=at, status=status).items():
            path = folder / f"{record.number}{form.suffix}"
            path.write_bytes(content)
            files.append(str(path))
        if options.json:
            print(json.dumps({"number": record.number, "id": record.credential_id, "files": files}))
    return 0


def _one_badge(options: argparse.Namespace, status: list[StatusEntry]) -> None:
    record = AwardRecord.from_json(Path(options.record).read_bytes())
    created = moment_of(options.at) if options.at else None
    partners = [read_key(path) for path in options.joint]
    badge = issue_open_badge(record, read_key(options.key), status=status, created=created, partners=partners)
    text = json.dumps(badge, ensure_ascii=False, indent=1) + "\n"
    if options.out is None:
        sys.stdout.write(text)
    else:
        Path(options.out).write_text(text, encoding="utf-8")


def _status(options: argparse.Namespace) -> list[StatusEntry]:
    if (options.status_list is None) != (options.status_index is None):
        raise StatusError("--status-list and --status-index go together")
    if options.status_list is None:
        return []
    return [StatusEntry(list_url=options.status_list, index=options.status_index)]


def _desk(options: argparse.Namespace) -> Desk:
    return Desk(
        signer=read_key(options.key),
        seal=read_seal(options.key),
        look=PLAIN_LOOK if options.look is None else _look(Path(options.look)),
        png=MEDAL_PNG if options.png is None else Path(options.png).read_bytes(),
        svg=MEDAL_SVG if options.svg is None else Path(options.svg).read_bytes(),
        partners=[Partner(read_key(path), read_seal(path)) for path in options.joint],
        time_stamps=None if options.tsa is None else HttpAuthority(options.tsa),
        revocations=[Path(path).read_bytes() for path in options.crl],
    )


def _look(path: Path) -> CertificateLook:
    document = loads(path.read_bytes())
    try:
        return CertificateLook(**document)
    except TypeError as error:
        raise DocumentError(f"{path} is not the look of a certificate: {error}") from None


def _records(path: Path, *, several: bool) -> Iterator[AwardRecord]:
    """The record in a JSON file, or one by one those of a JSON Lines file, never all in memory."""
    with path.open("rb") as file:
        first = file.readline(_MAX_LINE)
        is_lines = path.suffix == ".jsonl" or (first.startswith(b"{") and first.rstrip().endswith(b"}"))
        if not is_lines:
            yield AwardRecord.from_json(first + file.read(_MAX_LINE))
            return
        number = 0
        while first:
            number += 1
            if first.strip():
                if number > 1 and not several:
                    raise StatusError("one status index cannot serve several records")
                yield _record_of_line(first, number)
            first = file.readline(_MAX_LINE)


def _record_of_line(line: bytes, number: int) -> AwardRecord:
    try:
        return AwardRecord.from_json(line)
    except RecordError as error:
        raise RecordError(f"line {number}: {error.field}", error.reason) from error


def _with_progress(options: argparse.Namespace, records: Iterator[AwardRecord]) -> Iterator[AwardRecord]:
    """The same records, with a bar on a terminal's standard error; its length is the size of the file read."""
    if options.json or not sys.stderr.isatty():
        yield from records
        return
    total, done, count = max(Path(options.record).stat().st_size, 1), 0, 0
    for record in records:
        yield record
        count += 1
        done = min(total, done + len(record.to_json().encode()) + 1)
        filled = _BAR * done // total
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {count}")
        sys.stderr.flush()
    sys.stderr.write("\n")
