# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files, functions and templates stay small enough to be read at one sitting."""

from architecture.house import ROOT, functions, name, python_files, templates

FILE, FUNCTION, TEMPLATE = 300, 40, 120
EXEMPT: dict[str, str] = {}
"""What may be longer, with the reason: `src/concejo/x.py`, `src/concejo/x.py::function`, a template's path."""


def length(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long():
    tools = [*sorted((ROOT / "tools").glob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
    for path in [*python_files(), *tools]:
        if length(path) > FILE:
            yield name(path), length(path), FILE
        for function in functions(path):
            lines = function.end_lineno - function.lineno + 1
            if lines > FUNCTION:
                yield f"{name(path)}::{function.name}", lines, FUNCTION
    for _, path in templates():
        if length(path) > TEMPLATE:
            yield name(path), length(path), TEMPLATE


def test_nothing_is_too_long():
    found = [f"{what}: {lines} lines, at most {limit}" for what, lines, limit in too_long() if what not in EXEMPT]
    assert not found, "\n".join(["", *found])


def test_exemptions_are_few_reasoned_and_needed():
    assert len(EXEMPT) <= 5
    assert all(EXEMPT.values())
    assert set(EXEMPT) <= {what for what, _, _ in too_long()}
