"""Make the README's pictures from the screenshots that the story's browser test keeps.

bin/test tests/browser/test_story.py && .venv/bin/python docs/pictures/take.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
ALBUM = HERE.parents[1] / "var" / "screenshots" / "unicamp"
# Our picture, and the page of the story that it shows.
PICTURES = {"catalogue": "catalogue", "learner": "course", "jury": "jury", "verify": "verified-by-link"}
HEIGHT = 900
LARGEST = 150_000  # bytes; a README should open at once


def take(name: str, page: str) -> str:
    source = next(ALBUM.glob(f"*-{page}-1280.png"), None)
    if source is None:
        sys.exit(f"{ALBUM} has no picture of “{page}”: run the story first.")
    shot = Image.open(source).convert("RGB")
    shot = shot.crop((0, 0, shot.width, min(shot.height, HEIGHT)))
    target = HERE / f"{name}.png"
    for colours in (128, 64, 32):
        shot.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size < LARGEST:
            break
    return f"{target.name}: {shot.width} × {shot.height}, {target.stat().st_size // 1000} kB"


if __name__ == "__main__":
    for name, page in PICTURES.items():
        print(take(name, page))
