# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is true of every file: its licence, no address of one machine or registry, no import that hides a cycle."""

import ast
import re

import pytest

from architecture.house import SOURCE, functions, name, python_files, tracked, tree

SPDX = "SPDX-License-Identifier: AGPL-3.0-or-later"
CODE = {".py", ".sh", ".css", ".js", ".mjs", ".toml"}
SCRIPTS = {"concejo", "run"}
FOLDERS = "work|root|home|Users|opt|tmp"
MACHINE_PATH = re.compile(rf"""(?<![\w.~$}})-])/(?:{FOLDERS})/(?!concejo\b)[\w.-]+""")
REGISTRIES = ["py" + "pi.org", "pythonhosted" + ".org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com"]
MAY_NAME_A_PATH = {
    # Recipes for the person who runs a town name the folders of a town's machine.
    "docs/run",
}
VAGUE = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc"}


def texts():
    """Files that people wrote; locks, catalogues and the licence are written by others."""
    for path in tracked():
        if path.name in {"package-lock.json", "LICENSE"} or path.suffix in {".txt", ".po", ".eml"}:
            continue
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_every_source_file_names_its_licence():
    wanting = [
        name(path)
        for path, text in texts()
        if (path.suffix in CODE or path.name in SCRIPTS)
        and "migrations" not in path.parts
        and SPDX not in text[:300]
        and text.strip()
    ]
    assert not wanting, wanting


def test_no_file_names_a_folder_of_one_machine():
    found = []
    for path, text in texts():
        if not any(name(path).startswith(folder) for folder in MAY_NAME_A_PATH):
            found += [f"{name(path)}: {hit[0]}" for hit in MACHINE_PATH.finditer(text)]
    assert not found, found


def test_no_file_names_a_registry():
    found = []
    for path in tracked():
        content = path.read_bytes().decode(errors="replace")
        found += [f"{name(path)}: {address}" for address in REGISTRIES if address in content]
        if path.name == "package-lock.json":
            assert '"resolved"' not in content
    assert not found, found


def test_no_lock_of_uv_is_kept():
    assert "uv.lock" not in {path.name for path in tracked()}


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_no_import_of_ours_inside_a_function(path):
    hidden = [
        f"line {node.lineno}"
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and "concejo" in ast.unparse(node)
    ]
    assert not hidden, f"{name(path)} hides an import: {hidden}"


def test_no_vague_names():
    vague = [name(path) for path in SOURCE.rglob("*") if path.stem in VAGUE and "node_modules" not in path.parts]
    assert not vague, vague


def test_no_model_signals():
    signals = {"django.db.models.signals", "django.dispatch"}
    users = [
        name(path)
        for path in python_files()
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and node.module in signals)
        or (isinstance(node, ast.Import) and any(alias.name in signals for alias in node.names))
    ]
    assert not users, users


def test_the_style_sheet_names_no_file():
    """Fonts are named by the build; anything else would be fetched from beside the built sheet, where it is not."""
    for path in (SOURCE / "ui" / "static" / "ui").glob("*.css"):
        named = re.findall(r"""url\(\s*["']?(?!data:|#)[^)]*\)""", path.read_text(encoding="utf-8"))
        assert not named, f"{name(path)}: {named}"
