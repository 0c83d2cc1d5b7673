"""Names every lock or configuration file that says where packages come from: that is the machine's business, not ours."""

import re
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
INDEX = re.compile(
    r"pypi\.org|pythonhosted|npmjs\.org|yarnpkg\.com|--(?:extra-)?index-url|--find-links|--trusted-host"
    r"|PIP_(?:EXTRA_)?INDEX_URL|^\s*(?:extra-)?index-url\s*=|^\s*registry\s*=|\"resolved\":\s*\"http",
    re.IGNORECASE | re.MULTILINE,
)
KINDS = {".lock", ".toml", ".cfg", ".ini", ".json", ".yml", ".yaml", ".txt", ".sh", ".npmrc"}


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=True)
    return [HOUSE / name for name in listed.stdout.split("\0") if name]


def is_ours_to_judge(path: Path) -> bool:
    configures = path.suffix in KINDS or path.name == ".npmrc" or path.parent in (HOUSE / "bin", HOUSE / ".ci")
    return configures and "vendor" not in path.parts and path.is_file()


def offenders() -> list[str]:
    """`file:line: text` for each address found."""
    found = []
    for path in filter(is_ours_to_judge, committed()):
        text = path.read_text(errors="replace")
        for match in INDEX.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{path.relative_to(HOUSE)}:{line}: {match.group().strip()}")
    return found


if __name__ == "__main__":
    found = offenders()
    print("\n".join(found))
    sys.exit(1 if found else 0)
