"""Baked badges: a signed credential carried inside a picture, PNG or SVG (Open Badges 3.0, 5.3)."""

from importlib.resources import files

from credseal.baking.png import bake_png, credential_in_png
from credseal.baking.svg import bake_svg, credential_in_svg

MEDAL_PNG: bytes = (files("credseal") / "baking" / "medal.png").read_bytes()
MEDAL_SVG: bytes = (files("credseal") / "baking" / "medal.svg").read_bytes()
"""A plain medal, for issuers that give no picture of their own."""

__all__ = ["MEDAL_PNG", "MEDAL_SVG", "bake_png", "bake_svg", "credential_in_png", "credential_in_svg"]
