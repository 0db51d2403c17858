# SPDX-License-Identifier: AGPL-3.0-or-later
"""Examples for the guard, by hand: ``{kind:words}`` marks what is personal; a dash begins an innocent one."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "privacy" / "examples"
_MARK = re.compile(r"\{(\w+):([^}]*)\}")


def examples() -> list[tuple[str, str, list[tuple[int, int, str]]]]:
    """Language, text, and what is planted in it: start, end, kind."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for written in path.read_text(encoding="utf-8").splitlines():
            text, items, last = "", [], 0
            line = written.removeprefix("- ")
            for match in _MARK.finditer(line):
                text += line[last : match.start()]
                items.append((len(text), len(text) + len(match.group(2)), match.group(1)))
                text += match.group(2)
                last = match.end()
            found.append((path.stem, text + line[last:], items))
    return found
