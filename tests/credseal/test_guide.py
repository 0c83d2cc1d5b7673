"""The guide for strangers, followed to the letter: each of its commands does what the guide says."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from credseal import AwardRecord
from credseal.cli import main
from credseal.cli.bench import SAMPLE

from .samples import body

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "credseal.md"


def commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), re.S)
    return [shlex.split(line, comments=False) for block in blocks for line in block.splitlines()]


def test_every_command_of_the_guide_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CREDSEAL_ISSUERS", "CREDSEAL_STATUS"):
        monkeypatch.delenv(name, raising=False)
    shutil.copy(SAMPLE, "sample.json")
    sample = AwardRecord.from_json(SAMPLE.read_bytes())
    valmont = body(name="Université de Valmont", did="did:web:valmont.example", url="https://valmont.example")
    Path("joint.json").write_text(replace(sample, bodies=(*sample.bodies, valmont)).to_json(), "utf-8")
    lines = [replace(sample, number=f"MC-HTR-2026-00000{rank}").to_json() for rank in range(3)]
    Path("year.jsonl").write_text("\n".join(lines), "utf-8")
    seen = set()
    for command in commands():
        if command[0] == "export":
            monkeypatch.setenv(*command[1].split("=", 1))
            continue
        expected = int(command[-1]) if "#" in command else 0
        arguments = command[1 : command.index("#")] if "#" in command else command[1:]
        if arguments[0] in ("verify", "export"):
            arguments += ["--at", "2026-12-31T00:00:00Z"]  # the day on which a reader may well try
        if arguments[0] == "revoke":
            arguments += ["--at", "2026-12-30T00:00:00Z"]
        assert main(arguments) == expected, (command, capsys.readouterr())
        seen.add(arguments[0])
    assert seen == {"new-key", "issue", "verify", "revoke", "log", "export", "bench"}
    badge = json.loads(Path(f"joint/{sample.number}.ob.json").read_text("utf-8"))
    assert len(badge["proof"]) == 2
