"""Translations. `compile` makes the .mo files (no gettext needed); `missing` lists what English lacks (gettext needed)."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parents[2] / "src" / "microcert"


def compile_all() -> None:
    for catalogue in SOURCE.rglob("locale/*/LC_MESSAGES/*.po"):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            polib.pofile(catalogue).save_as_mofile(compiled)


def missing() -> list[str]:
    """One line for each French sentence that has no English, or one that a machine guessed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "microcert"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "migrations", "static"))
        (copy / "locale").mkdir(exist_ok=True)
        # No settings: the command then looks at the folder and at nothing else.
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-wrap", "--verbosity", "0"],
            cwd=copy,
            env=environment,
            check=True,
        )
        catalogue = polib.pofile(copy / "locale" / "en" / "LC_MESSAGES" / "django.po")
        return [_complaint(entry) for entry in catalogue if not entry.obsolete and not entry.translated()]


def _complaint(entry: polib.POEntry) -> str:
    file, line = entry.occurrences[0] if entry.occurrences else ("?", "?")
    return f"{'fuzzy' if entry.fuzzy else 'missing'}: {file}:{line}: {entry.msgid!r}"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["compile"]:
            compile_all()
        case ["missing"]:
            complaints = missing()
            print("\n".join(complaints))
            sys.exit(f"{len(complaints)} sentences without English." if complaints else 0)
        case _:
            sys.exit(__doc__)
