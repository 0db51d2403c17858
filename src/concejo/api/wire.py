# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open311's two formats. XML as the specification has it; JSON by its rule ("Spark"): no root, lists as arrays.

What is handed in is a tree of dicts, lists and plain values; a list under a name has its children's name in `CHILDREN`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from concejo.api.wrong import Wrong

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
CHILDREN = {
    "services": "service", "attributes": "attribute", "values": "value", "service_requests": "request",
    "errors": "error", "endpoints": "endpoint", "formats": "format", "service_request_updates": "request_update",
    "groups": "group", "photos": "photo", "notes": "note", "media_urls": "media_url",
}  # fmt: skip
Tree = Mapping[str, Any] | Sequence[Any] | str | int | float | bool | None


def write(root: str, tree: Tree, how: str) -> bytes:
    """A document in that format (`xml` or `json`)."""
    if how == "json":
        return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + _element(root, tree).encode()


def errors(wrong: Wrong, how: str) -> bytes:
    """What was wrong, in that format."""
    return write("errors", [{"code": one.code, "description": one.description} for one in wrong.errors], how)


def _element(name: str, tree: Tree) -> str:
    if tree is None or tree == "":
        return f"<{name}/>"
    return f"<{name}>{_inside(name, tree)}</{name}>"


def _inside(name: str, tree: Tree) -> str:
    if isinstance(tree, str):
        return escape(_allowed(tree))
    if isinstance(tree, Mapping):
        return "".join([_element(key, value) for key, value in tree.items()])
    if isinstance(tree, list | tuple):
        return "".join([_element(CHILDREN[name], one) for one in tree])
    return ("true" if tree else "false") if isinstance(tree, bool) else str(tree)


def _allowed(words: str) -> str:
    """Without the signs that XML 1.0 cannot hold (section 2.2)."""
    if words.isprintable():
        return words
    return "".join(one for one in words if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff"))
