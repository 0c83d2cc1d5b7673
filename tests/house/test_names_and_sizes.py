from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest

from .tree import ROOT, SOURCE, nodes, place, python_files

# Names that say nothing of what is inside. Django asks for a folder `management`, which is another word.
EMPTY_WORDS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "misc",
    "manager",
    "managers",
    "data",
    "process",
    "handle",
}
SIGNALS = re.compile(r"django\.(?:db\.models\.signals|dispatch|core\.signals|contrib\.auth\.signals)")


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_module_hides_behind_an_empty_word():
    assert [place(path) for path in python_files() if {path.stem, path.parent.name} & EMPTY_WORDS] == []


def test_no_function_or_class_is_called_by_an_empty_word():
    strays = [
        place(path, node)
        for path in python_files(SOURCE)
        for node in nodes(path, ast.FunctionDef, ast.ClassDef)
        # Django's own commands are a method of that name.
        if node.name.lower() in EMPTY_WORDS and "commands" not in path.parts
    ]
    assert strays == []


@pytest.mark.parametrize(("root", "hard"), [(SOURCE, 400), (ROOT / "tests", 600)])
def test_no_file_outgrows_itself(root, hard):
    """A longer one becomes a folder, split by noun."""
    assert [f"{place(path)}: {lines(path)} lines" for path in python_files(root) if lines(path) > hard] == []


def test_most_files_are_short():
    sizes = [size for path in python_files(SOURCE) if (size := lines(path)) > 3]
    assert statistics.median(sizes) < 80


def test_nothing_follows_by_signal():
    """What follows what stands in journeys/subscriptions.py, not in receivers that nobody finds."""
    imports = [
        (path, node)
        for path in python_files(SOURCE)
        for node in nodes(path, ast.ImportFrom)
        if SIGNALS.match(node.module or "")
    ]
    assert [place(path, node) for path, node in imports] == []


def test_every_room_says_what_it_is():
    rooms = [folder for folder in (SOURCE / "microcert").iterdir() if (folder / "models.py").exists()]
    assert [place(room) for room in sorted(rooms) if not (room / "README.md").exists()] == []
