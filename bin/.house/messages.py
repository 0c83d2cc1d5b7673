"""Translations: one catalogue, src/microcert/locale. See docs/decisions/0005.

`compile` makes the .mo file (no gettext needed); `gather` takes new French sentences into the catalogue and drops those that
nobody writes any more; `missing` lists what is not in order, and changes nothing. The last two need the gettext tools.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parents[2] / "src" / "microcert"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+")
# French puts a narrow or unbreakable space before these signs, and its own quotation marks around words; English does not.
FRENCH_TYPOGRAPHY = re.compile("[\u00a0\u202f ][:;?!]|[«»]")


def compile_all() -> None:
    for catalogue in SOURCE.rglob("locale/*/LC_MESSAGES/*.po"):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            polib.pofile(catalogue).save_as_mofile(compiled)


def written() -> polib.POFile:
    """Every French sentence of the templates and of the code, with the places where it is written."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "microcert"
        unwanted = shutil.ignore_patterns("__pycache__", "locale", "migrations", "static")
        shutil.copytree(SOURCE, copy, ignore=unwanted)
        (copy / "locale").mkdir()
        # No settings: the command then looks at the folder and at nothing else.
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-wrap", "--verbosity", "0"],
            cwd=copy,
            env=environment,
            check=True,
        )
        return polib.pofile(copy / "locale" / "en" / "LC_MESSAGES" / "django.po")


def gather() -> None:
    """Write the catalogue anew: the sentences written today, in the order of their files, with the English they had."""
    known = {_key(entry): entry for entry in polib.pofile(CATALOGUE) if not entry.obsolete}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = polib.pofile(CATALOGUE).metadata
    for entry in written():
        before = known.get(_key(entry))
        if before:
            entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
        # The line numbers would change the catalogue at every change of a page.
        entry.occurrences = [(file, "") for file in sorted({file for file, _line in entry.occurrences})]
        entry.comment = ""
        catalogue.append(entry)
    catalogue.sort(key=lambda entry: (entry.occurrences, entry.msgid))
    catalogue.save(str(CATALOGUE))


def missing() -> list[str]:
    """One line for each sentence without English, each one that is not sure or not used, and each that breaks a rule."""
    complaints = [f"a second catalogue: {found}" for found in SOURCE.rglob("*.po") if found != CATALOGUE]
    known = {_key(entry): entry for entry in polib.pofile(CATALOGUE)}
    sentences = written()
    for sentence in sentences:
        entry = known.pop(_key(sentence), None)
        file, line = sentence.occurrences[0]
        if entry is None or not (entry.translated() or entry.fuzzy):
            complaints.append(f"missing: {file}:{line}: {sentence.msgid!r}")
        elif fault := _fault(entry):
            complaints.append(f"{fault}: {file}:{line}: {entry.msgid!r}")
    return complaints + [f"obsolete: {entry.msgid!r}" for entry in known.values()]


def _key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def _fault(entry: polib.POEntry) -> str | None:
    """What is wrong with a translation, in a word; None when nothing is."""
    if entry.fuzzy or entry.obsolete:
        return "fuzzy" if entry.fuzzy else "obsolete"
    many = entry.msgstr_plural.get(1, "") if entry.msgid_plural else entry.msgstr
    expected = sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    if sorted(PLACEHOLDER.findall(many)) != expected:
        return "placeholders differ"
    one = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
    # The singular may write the number in words.
    if not set(PLACEHOLDER.findall(one)) <= set(expected):
        return "placeholders differ"
    return "French typography" if FRENCH_TYPOGRAPHY.search(one + many) else None


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["compile"]:
            compile_all()
        case ["gather"]:
            gather()
        case ["missing"]:
            found = missing()
            print("\n".join(found))
            sys.exit(f"{len(found)} sentences whose English is not in order." if found else 0)
        case _:
            sys.exit(__doc__)
