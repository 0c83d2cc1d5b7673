"""Validity against 1EdTech's own JSON Schema of an AchievementCredential."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft201909Validator  # type: ignore[import-untyped,unused-ignore]
from jsonschema.exceptions import best_match  # type: ignore[import-untyped,unused-ignore]


@cache
def schema_document() -> dict[str, Any]:
    """The schema itself; not to be changed."""
    text = (files("credseal") / "schemas" / "ob-3.0-achievementcredential.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


@cache
def _validator() -> Draft201909Validator:
    return Draft201909Validator(schema_document())


def schema_errors(badge: dict[str, Any]) -> tuple[str, ...]:
    """The most telling departure from the Open Badges 3.0 schema, as ``path: message``; empty when there is none.

    A list of status entries is judged entry by entry: the VC Data Model 2.0 allows several, the badge schema forgot to.
    """
    status = badge.get("credentialStatus")
    variants = [badge | {"credentialStatus": entry} for entry in status] if isinstance(status, list) else [badge]
    for variant in variants or [badge]:
        error = best_match(_validator().iter_errors(variant))
        if error is not None:
            return (f"{error.json_path}: {error.message[:300]}",)
    return ()
