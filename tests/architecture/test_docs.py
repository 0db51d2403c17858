# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documents name what there is, and only that: settings, commands, channels, stories, files."""

import re

import pytest

from architecture.house import PYPROJECT, ROOT, name, tracked
from concejo.config.commands import COMMANDS
from concejo.config.options import OPTIONS

SETTINGS = ROOT / "docs" / "run" / "settings.md"
COMMANDS_PAGE = ROOT / "docs" / "run" / "commands.md"
CHANNELS = ROOT / "docs" / "use" / "channels.md"
README = ROOT / "README.md"
BESIDE_OPTIONS = {"CONCEJO_SCREENS", "CONCEJO_CI", "CONCEJO_CONFIG", "CONCEJO_PYTHON"}
"""Read before there are settings: by .ci/run, by the reader of concejo.toml, by the script ./concejo."""


def pages():
    return [path for path in tracked() if path.suffix == ".md"]


def text(path):
    assert path.exists(), f"{name(path)} is missing"
    return path.read_text(encoding="utf-8")


def rows(path):
    """First cells of the tables of a page, without their backticks."""
    return set(re.findall(r"^\| *`([^`]+)` *\|", text(path), re.MULTILINE))


def of_the_script():
    """Commands that the script ./concejo answers itself."""
    return set(re.findall(r"^    (\w+)\) shift", text(ROOT / "concejo"), re.MULTILINE))


def commands():
    return set(COMMANDS) | of_the_script()


def test_every_setting_is_documented_and_every_documented_one_exists():
    assert rows(SETTINGS) == {option.name for option in OPTIONS}


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_a_setting_is_documented_with_its_variable_and_its_sentence(option):
    line = next(line for line in text(SETTINGS).splitlines() if line.startswith(f"| `{option.name}`"))
    assert f"`{option.env}`" in line
    assert option.help.rstrip(".") in line


def test_every_command_is_documented_and_every_documented_one_exists():
    assert {row.split()[0] for row in rows(COMMANDS_PAGE)} == commands()


@pytest.mark.parametrize("path", pages(), ids=name)
def test_commands_that_a_page_names_exist(path):
    named = set(re.findall(r"(?:^|[`\s(])\./concejo ([a-z][\w-]*)", text(path)))
    assert named <= commands(), f"{name(path)}: {sorted(named - commands())}"


@pytest.mark.parametrize("path", pages(), ids=name)
def test_variables_that_a_page_names_exist(path):
    there = {option.env for option in OPTIONS} | BESIDE_OPTIONS
    named = {word.removesuffix("_FILE") for word in re.findall(r"\bCONCEJO_[A-Z][A-Z_]*\b", text(path))}
    assert {word for word in named if word not in there and f"{word}_FILE" not in there} == set()


def test_every_channel_is_documented_and_every_documented_one_exists():
    assert rows(CHANNELS) == set(PYPROJECT["project"]["entry-points"]["concejo.channels"])


def test_every_channel_has_its_driver():
    for target in PYPROJECT["project"]["entry-points"]["concejo.channels"].values():
        module = target.partition(":")[0].replace(".", "/")
        assert (ROOT / "src" / f"{module}.py").exists(), target


def test_every_story_is_told_in_the_documents_and_every_told_one_exists():
    stories = {name(path) for path in (ROOT / "tests" / "stories").glob("test_*.py")}
    told = {found for path in pages() for found in re.findall(r"tests/stories/test_\w+\.py", text(path))}
    assert told == stories


@pytest.mark.parametrize("path", pages(), ids=name)
def test_files_that_a_page_links_to_exist(path):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text(path))
    wanting = [link for link in links if not (path.parent / link).exists()]
    assert not wanting, f"{name(path)}: {wanting}"


def test_every_test_that_a_page_names_as_a_proof_exists():
    named = {found for path in pages() for found in re.findall(r"(tests/[\w/]+\.py)::(test_\w+)", text(path))}
    assert len(named) > 30
    wanting = [f"{file}::{test}" for file, test in named if f"def {test}(" not in text(ROOT / file)]
    assert not wanting, wanting
