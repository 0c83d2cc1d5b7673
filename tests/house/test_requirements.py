from __future__ import annotations

import ast

from .requirements import known
from .tree import ROOT, nodes, place, python_files


def named_by_tests() -> dict[str, str]:
    """Every requirement that some test's marker names, with a place where it does."""
    named = {}
    for path in python_files(ROOT / "tests"):
        for node in nodes(path, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr == "requirement":
                for argument in node.args:
                    if isinstance(argument, ast.Constant):
                        named.setdefault(str(argument.value), place(path, node))
    return named


def test_the_document_lists_every_requirement_once():
    ids = known()
    assert len(ids) == 112 + 12
    assert [name for name in ids if name.startswith("R")] and "N12" in ids


def test_no_test_proves_what_nobody_requires():
    assert {name: where for name, where in named_by_tests().items() if name not in known()} == {}


def test_which_requirements_have_a_test(capsys):
    """Prints the list; what counts as proven is what passes (`bin/test --requirements`)."""
    ids, named = known(), named_by_tests()
    with capsys.disabled():
        print(f"\n{len(named)} of {len(ids)} requirements have a test: {' '.join(sorted(named))}")
    assert set(named) <= set(ids)
