"""The house's own source, for the tests that judge it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
ROOMS = SOURCE / "microcert"


def python_files(*roots: Path) -> list[Path]:
    """Our Python, without migrations (Django wrote them)."""
    return sorted(
        path
        for root in roots or (SOURCE, ROOT / "tests")
        for path in root.rglob("*.py")
        if not {"migrations", "vendor", "node_modules", "__pycache__"} & set(path.parts)
    )


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def nodes(path: Path, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, kinds))


def place(path: Path, node: ast.AST | None = None) -> str:
    """`src/microcert/orders/actions.py:12`, as an editor understands it."""
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"
