"""``credseal log``: keep the append-only log of awards, and prove or verify what stands in it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from credseal.cli.keys import read_key
from credseal.cli.moments import this_moment
from credseal.errors import DocumentError, LogError
from credseal.keys import KeyEntry, KeyHistory
from credseal.log import Checkpoint, HttpAuthority, InclusionProof, LogFolder, file_entry
from credseal.strictjson import loads


def add_to(commands: Any) -> None:
    """Declare the command and its four actions."""
    command = commands.add_parser("log", help="keep and verify the append-only log of awards")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = actions.add_parser("new", help="begin a log in a folder")
    new.add_argument("folder", metavar="DIR")
    new.add_argument(
        "--origin", metavar="NAME", required=True, help="its public name, for example campus.example/journal"
    )
    append = actions.add_parser("append", help="enter files and sign a checkpoint")
    append.add_argument("folder", metavar="DIR")
    append.add_argument("files", metavar="FILE", nargs="+", help="credentials in JSON, or any files")
    append.add_argument("--tsa", metavar="URL", help="time-stamp the checkpoint at this RFC 3161 authority")
    for action in (new, append):
        action.add_argument("--key", metavar="FILE", required=True, help="the key of the log, made by new-key")
    prove = actions.add_parser("prove", help="the proof that a file stands in the log, to be kept beside it")
    prove.add_argument("folder", metavar="DIR")
    prove.add_argument("file", metavar="FILE")
    prove.add_argument("--out", metavar="FILE", help="where to write the proof (default: standard output)")
    verify = actions.add_parser("verify", help="a whole log, or one file with its proof")
    verify.add_argument("path", metavar="DIR|FILE", help="the folder of a log; or a file, with --proof and --keys")
    verify.add_argument("--proof", metavar="FILE", help="the proof of the file, made by prove")
    verify.add_argument("--keys", metavar="FILE", help="log.json from a place you trust (default: the folder's own)")
    verify.add_argument(
        "--since", metavar="FILE", help="a checkpoint kept from before, which the log must still extend"
    )
    verify.add_argument("--stamp-root", metavar="FILE", action="append", default=[], help="certificate of a time-stamp authority")  # fmt: skip
    for action, run in ((new, _new), (append, _append), (prove, _prove), (verify, _verify)):
        action.add_argument("--json", action="store_true", help="print the result as JSON")
        action.set_defaults(run=run)


def _new(options: argparse.Namespace) -> int:
    key = read_key(options.key)
    entry = KeyEntry(
        key_id=key.key_id, public_multibase=key.public.multibase, valid_from=this_moment().replace(microsecond=0)
    )
    log = LogFolder.create(Path(options.folder), options.origin, KeyHistory([entry]))
    _say(options, {"origin": log.origin, "key": key.public.multibase}, f"{log.folder}: {log.origin}")
    return 0


def _append(options: argparse.Namespace) -> int:
    log = LogFolder.open(Path(options.folder))
    entries = [file_entry(Path(name).read_bytes()) for name in options.files]
    authority = HttpAuthority(options.tsa) if options.tsa else None
    _say_point(
        options,
        log.append(entries, read_key(options.key), time=this_moment().replace(microsecond=0), authority=authority),
    )
    return 0


def _prove(options: argparse.Namespace) -> int:
    proof = LogFolder.open(Path(options.folder)).prove(file_entry(Path(options.file).read_bytes()))
    if options.out is None:
        sys.stdout.write(str(proof))
    else:
        Path(options.out).write_text(str(proof), "utf-8")
        _say(options, {"out": options.out, "index": proof.index}, f"{options.out}: entry {proof.index}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    """0 when everything holds; 1 when something contradicts, which is then named."""
    path = Path(options.path)
    keys = _keys(options.keys)
    try:
        if path.is_dir():
            log = LogFolder.open(path)
            point = log.verify(keys=keys, stamp_roots=[Path(name).read_bytes() for name in options.stamp_root])
            if options.since is not None:
                log.require_extends(Checkpoint.parse(Path(options.since).read_text("utf-8")), keys=keys)
        else:
            if options.proof is None or keys is None:
                raise DocumentError("a file is verified with --proof and --keys")
            proof = InclusionProof.from_json(Path(options.proof).read_bytes())
            proof.require(file_entry(path.read_bytes()), keys)
            point = proof.checkpoint
    except LogError as error:
        _say(options, {"ok": False, "reason": str(error)}, f"✗ {error}")
        return 1
    _say_point(options, point)
    return 0


def _keys(path: str | None) -> KeyHistory | None:
    if path is None:
        return None
    document = loads(Path(path).read_bytes())
    if not isinstance(document, dict):
        raise DocumentError(f"{path} is not the log.json of a log")
    return KeyHistory.from_json(document.get("keys"))


def _say_point(options: argparse.Namespace, point: Checkpoint) -> None:
    content = {"ok": True, "origin": point.origin, "size": point.size, "root": point.root.hex()}
    _say(options, content, f"✓ {point.origin}: {point.size} entries, {point.root.hex()}")


def _say(options: argparse.Namespace, content: dict[str, Any], sentence: str) -> None:
    print(json.dumps(content, ensure_ascii=False) if options.json else sentence)
