"""An event's name is written in two places; a misspelt one would be followed by nothing, silently."""

from __future__ import annotations

import ast

from microcert.foundation.events import subscriptions

from .tree import ROOMS, nodes, place, python_files


def announced() -> dict[str, str]:
    names = {}
    for path in python_files(ROOMS):
        for node in nodes(path, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == "announce" and node.args and isinstance(node.args[0], ast.Constant):
                names[node.args[0].value] = place(path, node)
    return names


def test_every_announced_event_stands_in_the_table_of_contents():
    assert {name: where for name, where in announced().items() if name not in subscriptions()} == {}


def test_every_subscribed_event_is_announced_somewhere():
    assert set(subscriptions()) - set(announced()) == set()
