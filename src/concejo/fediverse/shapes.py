# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON of other servers, in whatever shape it comes: one thing, a list, a link, a map of languages. Pure."""

import json
from typing import Any
from urllib.parse import urlsplit

from concejo.channels.contract import Unreadable

DEEPEST = 40
LONGEST_LINK = 2000


def document(body: bytes) -> Any:
    """JSON that can be kept: no NUL signs, no halves of letters, not nested without end; raises `Unreadable`."""
    try:
        found = json.loads(body)
        if b"\\u" in body:
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Unreadable("no JSON") from error
    if b"\\u0000" in body:
        raise Unreadable("a NUL sign in it")
    if body.count(b"{") + body.count(b"[") > DEEPEST and _deep(found):
        raise Unreadable("nested without end")
    return found


def who(thing: Any) -> str:
    """The id of something that stands there whole or by its id."""
    if isinstance(thing, list):
        thing = thing[0] if thing else None
    if isinstance(thing, dict):
        thing = thing.get("id")
    return thing if isinstance(thing, str) else ""


def several(thing: Any) -> list[Any]:
    """A list, one thing, or nothing."""
    return thing if isinstance(thing, list) else [] if thing is None else [thing]


def kinds(thing: Any) -> list[str]:
    """What something says that it is; most say it once."""
    told = thing.get("type") if isinstance(thing, dict) else None
    return [one for one in several(told)[:10] if isinstance(one, str)]


def link_of(thing: Any) -> str:
    """The address of a page among links (`Link`, a list, a plain address): only http and https, HTML before others."""
    found = []
    for one in several(thing)[:20]:
        address = (one.get("href") or one.get("url")) if isinstance(one, dict) else one
        if isinstance(address, str) and is_link(address):
            page = isinstance(one, dict) and one.get("mediaType") == "text/html"
            found.append((not page, address))
    return min(found, key=lambda one: one[0])[1] if found else ""


def is_link(address: str) -> bool:
    """Something that a reader can follow without harm."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = len(address) <= LONGEST_LINK and address.isprintable() and " " not in address
    return plain and parts.scheme in {"http", "https"} and bool(parts.hostname)


def host_of(url: str) -> str:
    """The server that an address names, with its port; nothing for what is no address."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _deep(thing: Any, left: int = DEEPEST) -> bool:
    if left == 0:
        return True
    inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    return any(_deep(one, left - 1) for one in inner)
