"""Copies of a document with other texts in its slots, made by a function that is compiled once."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from types import CodeType, FunctionType
from typing import Any


def copier(document: dict[str, Any], marks: Sequence[str]) -> Callable[[Sequence[str]], dict[str, Any]]:
    """A function from the values of the slots to a fresh document: ``document`` with values where the ``marks`` stand.

    Nothing is shared among the results, so that whoever gets one may change it. The function is one dictionary
    display, which is some ten times faster than ``copy.deepcopy`` and has no code in it but names of slots.
    """
    cut = re.compile(f"({'|'.join(map(re.escape, marks))})")
    body = _display(document, cut, {mark: rank for rank, mark in enumerate(marks)})
    arguments = ast.arguments(posonlyargs=[], args=[ast.arg("values")], kwonlyargs=[], kw_defaults=[], defaults=[])
    module = ast.fix_missing_locations(ast.Expression(ast.Lambda(arguments, body)))
    outer = compile(module, "<document>", "eval")
    code = next(constant for constant in outer.co_consts if isinstance(constant, CodeType))
    return FunctionType(code, {})


def _display(value: Any, cut: re.Pattern[str], positions: dict[str, int]) -> ast.expr:
    if isinstance(value, dict):
        keys: list[ast.expr | None] = [ast.Constant(key) for key in value]
        return ast.Dict(keys, [_display(member, cut, positions) for member in value.values()])
    if isinstance(value, list):
        return ast.List([_display(member, cut, positions) for member in value], ast.Load())
    if not isinstance(value, str):
        return ast.Constant(value)
    parts = cut.split(value)
    pieces = [_slot(positions[part]) if rank % 2 else ast.Constant(part) for rank, part in enumerate(parts) if part]
    if len(pieces) == 1:
        return pieces[0]
    shown = [piece if isinstance(piece, ast.Constant) else ast.FormattedValue(piece, -1) for piece in pieces]
    return ast.JoinedStr(list(shown)) if shown else ast.Constant("")


def _slot(position: int) -> ast.expr:
    return ast.Subscript(ast.Name("values", ast.Load()), ast.Constant(position), ast.Load())
