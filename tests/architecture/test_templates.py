# SPDX-License-Identifier: AGPL-3.0-or-later
"""What import-linter cannot see: a page names templates and addresses of its own room and of lower ones only."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from architecture.house import HEIGHT, SOURCE, may_know, name, python_files, templates, tree

TEMPLATE = re.compile(r"""{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")
ADDRESS = re.compile(r"""{%-?\s*url\s+["']([^"']+)["']""")
LIBRARY = re.compile(r"""{%-?\s*load\s+([^%]+?)\s*-?%}""")
CALLS = {
    "reverse": ADDRESS,
    "reverse_lazy": ADDRESS,
    "redirect": ADDRESS,
    "resolve_url": ADDRESS,
    "render": TEMPLATE,
    "render_to_string": TEMPLATE,
    "get_template": TEMPLATE,
    "TemplateResponse": TEMPLATE,
}


def room_of_template(path: str) -> str | None:
    room, separator, _ = path.partition("/")
    return room if separator and room in HEIGHT else None


def room_of_address(address: str) -> str | None:
    room, separator, _ = address.partition(":")
    return room if separator and room in HEIGHT else None


def libraries() -> dict[str, str]:
    """Tag libraries of the house, each with its room."""
    return {path.stem: path.relative_to(SOURCE).parts[0] for path in SOURCE.glob("*/templatetags/*.py")}


def named_in_templates() -> Iterator[tuple[str, str, str, str | None]]:
    """(file, its room, what it names, the room of that)."""
    rooms = libraries()
    for room, path in templates():
        text = path.read_text(encoding="utf-8")
        for target in TEMPLATE.findall(text):
            yield name(path), room, target, room_of_template(target)
        for target in ADDRESS.findall(text):
            yield name(path), room, target, room_of_address(target)
        for load in LIBRARY.findall(text):
            for library in load.partition(" from ")[2].split() or load.split():
                yield name(path), room, library, rooms.get(library)


def named_in_code() -> Iterator[tuple[str, str, str, str | None]]:
    for path in python_files():
        room = path.relative_to(SOURCE).parts[0]
        if room not in HEIGHT:
            continue
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for argument in node.args if called in CALLS else []:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    find = room_of_address if CALLS[called] is ADDRESS else room_of_template
                    yield name(path), room, argument.value, find(argument.value)


def names_in_use(resolver: URLResolver, prefix: str = "") -> set[str]:
    """Every name under which an address can be asked for."""
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.add(f"{prefix}{pattern.name}")
        else:
            found |= names_in_use(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
    return found


def test_pages_name_only_their_own_room_and_lower_ones():
    everything = [*named_in_templates(), *named_in_code()]
    uphill = [f"{file} names {what}" for file, room, what, other in everything if other and not may_know(room, other)]
    assert not uphill, uphill


def test_a_template_lies_in_a_folder_of_its_room():
    astray = [
        name(path)
        for room, path in templates()
        if (place := path.relative_to(SOURCE / room / "templates").parts[0]) in HEIGHT and place != room
    ]
    assert not astray, astray


def test_every_template_that_is_named_exists():
    there = {str(path.relative_to(SOURCE / room / "templates")) for room, path in templates()}
    named = [(file, what) for file, _, what, room in [*named_in_templates(), *named_in_code()] if room and "/" in what]
    wanting = [f"{file} names {what}" for file, what in named if what.partition(":")[1] == "" and what not in there]
    assert not wanting, wanting


def test_every_address_that_is_named_exists():
    there = names_in_use(get_resolver())
    named = [(file, what) for file, _, what, room in [*named_in_templates(), *named_in_code()] if room and ":" in what]
    wanting = [f"{file} names {what}" for file, what in named if what not in there]
    assert not wanting, wanting


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (TEMPLATE, "{% extends 'web/base.html' %}", ["web/base.html"]),
        (TEMPLATE, '{% include "ui/part/card.html" with x=1 %}', ["ui/part/card.html"]),
        (ADDRESS, '<a href="{% url "square:post" post.id %}">', ["square:post"]),
        (ADDRESS, "{% url 'web:home' as home %}", ["web:home"]),
    ],
)
def test_references_are_seen(pattern, text, found):
    assert pattern.findall(text) == found
