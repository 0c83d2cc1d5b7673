"""``credseal bench``: how fast this machine makes and checks each form of a record."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from credseal.cli.keys import read_key, read_seal
from credseal.desk import Desk, Format, parse_formats
from credseal.errors import DocumentError
from credseal.keys import Authority, Ed25519Key, KeyEntry, KeyHistory, Signer
from credseal.record import AwardRecord
from credseal.verify import Issuer, StatusSnapshot, TrustList, verify

SAMPLE = Path(str(files("credseal") / "record" / "sample.json"))
_FORMATS = "ob,vc-jwt,sdjwt,edc,pdf"
_AT_ONCE = 5


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "bench", help="measure how fast this machine issues and verifies each form of a record",
        description="Counts this process's own processor time, so that other work on the machine changes little. "
        "Without --record, a sample record and a new key that is not kept.",
    )  # fmt: skip
    command.add_argument("--record", metavar="FILE", help=f"the record to issue (default: {SAMPLE})")
    command.add_argument("--key", metavar="FILE", help="key file whose key and seal sign, perhaps in a token")
    command.add_argument("--formats", metavar="LIST", default=_FORMATS, help=f"default {_FORMATS}")
    command.add_argument("--seconds", metavar="N", type=float, default=1.0, help="for each figure (default 1)")
    command.add_argument("--json", action="store_true", help="print the figures as JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one line per figure: what, a second, and milliseconds each."""
    record = AwardRecord.from_json(Path(options.record or SAMPLE).read_bytes())
    try:
        formats = parse_formats(options.formats)
    except ValueError as error:
        raise DocumentError(f"--formats: {error}; known are {', '.join(Format)}") from None
    desk = _desk(options.key, record)
    learners = list(islice(_learners(record), 200))
    found = {"sign": _rate(desk.signer.sign, [bytes([rank]) * 64 for rank in range(64)], options.seconds)}
    for form in formats:
        found[f"issue {form}"] = _rate(lambda item, form=form: desk.issue(item, [form]), learners, options.seconds)
    badges = [desk.issue(item, [Format.OB])[Format.OB] for item in learners]
    found["verify ob"] = _rate(_verifier(record, desk.signer), badges, options.seconds)
    if options.json:
        print(json.dumps({name: round(value, 2) for name, value in found.items()}))
        return 0
    for name, value in found.items():
        print(f"{name:16} {value:10.1f} a second {1_000 / value:10.3f} ms each")
    return 0


def _desk(path: str | None, record: AwardRecord) -> Desk:
    if path is not None:
        return Desk(signer=read_key(path), seal=read_seal(path))
    did, since = record.issuer.did, datetime(record.issued_at.year, 1, 1, tzinfo=UTC)
    authority = Authority.create("bench", country="FR", valid_from=since)
    seal = authority.issue_seal("bench", did, country="FR", valid_from=since)
    return Desk(signer=Ed25519Key.generate(f"{did}#bench"), seal=seal)


def _learners(record: AwardRecord) -> Iterator[AwardRecord]:
    """The same award, to one learner after the other."""
    for rank in count():
        learner = replace(record.learner, subject_id=f"urn:uuid:{UUID(int=rank)}", family_name=f"Martin {rank}")
        yield replace(
            record, learner=learner, credential_id=f"urn:uuid:{UUID(int=rank + 10**9)}", number=f"BENCH-{rank:06d}",
            supersedes=None,
        )  # fmt: skip


def _verifier(record: AwardRecord, signer: Signer) -> Callable[[bytes], object]:
    since = datetime(record.issued_at.year, 1, 1, tzinfo=UTC)
    entry = KeyEntry(key_id=signer.key_id, public_multibase=signer.public.multibase, valid_from=since)
    trust = TrustList.of([Issuer(did=record.issuer.did, name=record.issuer.name, history=KeyHistory([entry]))])
    status = StatusSnapshot.of()
    return lambda badge: verify(badge, issuers=trust, status=status, now=record.issued_at)


def _rate(work: Callable[..., object], material: Iterable[object], seconds: float) -> float:
    """Calls a second of processor time; the first ones, that prepare what is constant, are not counted."""
    items = cycle(material)
    for item in islice(items, _AT_ONCE):
        work(item)
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds or not done:
        for item in islice(items, _AT_ONCE):
            work(item)
        done += _AT_ONCE
    return done / max(spent, 1e-9)
