# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors to the network that import-linter cannot name, because they are parts of packages with harmless parts."""

import ast

import pytest

from architecture.house import SOURCE, name, python_files, tree

DOORS = {
    "asyncio.open_connection",
    "asyncio.open_unix_connection",
    "asyncio.start_server",
    "django.core.mail",
    "http.client",
    "http.server",
    "multiprocessing.connection",
    "urllib.request",
    "xmlrpc.client",
    "xmlrpc.server",
}
ALLOWED = ("core/http", "core/many", "channels/kinds/", "config/")


def opened(code: ast.Module) -> set[str]:
    """The doors that a module names, however it imports them."""
    named = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute):
            named.add(ast.unparse(node))
    return {door for door in DOORS if any(word == door or word.startswith(f"{door}.") for word in named)}


@pytest.mark.parametrize(
    "code",
    [
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "from http import client",
        "import asyncio\nasyncio.open_connection('a', 1)",
        "from django.core import mail",
        "from django.core.mail import send_mail",
    ],
)
def test_a_door_is_found_however_it_is_imported(code):
    assert opened(ast.parse(code))


@pytest.mark.parametrize("code", ["from urllib.parse import quote", "from http import HTTPStatus", "import asyncio"])
def test_harmless_parts_are_not_doors(code):
    assert not opened(ast.parse(code))


def test_only_core_http_drivers_and_the_set_up_open_doors():
    found = []
    for path in python_files():
        place = str(path.relative_to(SOURCE))
        if not place.startswith(ALLOWED):
            found += [f"{name(path)}: {door}" for door in sorted(opened(tree(path)))]
    assert not found, found
