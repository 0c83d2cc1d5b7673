"""A state changes in an action, where the rule is asked and the journal written, and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

from .tree import ROOMS, nodes, place, python_files

# Where a `status` is no lifecycle of ours: HTTP's, and the engine's own row.
ELSEWHERE = {"web", "api", "settings", "foundation"}


def is_actions(path: Path) -> bool:
    room_parts = path.relative_to(ROOMS).parts
    return "actions.py" in room_parts or "actions" in room_parts


def changes_a_status(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
        case ast.AugAssign(target=ast.Attribute(attr="status")) | ast.AnnAssign(target=ast.Attribute(attr="status")):
            return True
        case ast.Call(func=ast.Attribute(attr="update" | "aupdate" | "bulk_update"), keywords=keywords):
            return any(keyword.arg == "status" for keyword in keywords)
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="status"), *_]):
            return True
    return False


def test_only_actions_change_a_status():
    strays = [
        place(path, node)
        for path in python_files(ROOMS)
        if not is_actions(path) and path.relative_to(ROOMS).parts[0] not in ELSEWHERE
        for node in nodes(path, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Call)
        if changes_a_status(node)
    ]
    assert strays == []
