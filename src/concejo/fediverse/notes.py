# SPDX-License-Identifier: AGPL-3.0-or-later
"""What something written elsewhere says: its words, language, links and pictures, whatever kind it is. Pure."""

import re
from typing import Any

from concejo.channels.contract import Picture
from concejo.fediverse.names import PUBLIC_NAMES
from concejo.fediverse.plain import LONGEST, line_of, text_of
from concejo.fediverse.shapes import is_link, kinds, link_of, several, who

Json = dict[str, Any]
WRITTEN = frozenset({"Note", "Article", "Page", "Question", "Image", "Audio", "Video", "Event"})
MOST_TAGS, MOST_PICTURES, MOST_ANSWERED = 100, 4, 3
_TONGUE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_QUOTES = ("quote", "quoteUri", "quoteUrl", "quoteURL", "_misskey_quote")
"""FEP-044f, Fedibird, Misskey and the others: what each calls the post that is quoted."""
_PICTURE = re.compile(r"\.(jpe?g|png|webp|gif|avif)\Z", re.IGNORECASE)


def is_written(said: Any) -> bool:
    """Words, as other servers write them."""
    return not WRITTEN.isdisjoint(kinds(said))


def is_vote(said: Json) -> bool:
    """A choice in a poll, which is no answer."""
    return bool(said.get("name") and not said.get("content") and said.get("inReplyTo"))


def is_public(*things: Json) -> bool:
    """Everybody may read it: the public collection stands in `to` or `cc`."""
    seen = {who(one) for thing in things for name in ("to", "cc") for one in several(thing.get(name))}
    return bool(seen & PUBLIC_NAMES)


def words(said: Json) -> str:
    """Content warning, title, text, choices, and the links of what is no plain note; as plain words."""
    note = "Note" in kinds(said)
    parts = [_plain(said, "summary")] + ([] if note else [_plain(said, "name")])
    parts.append(text_of(_html(said)))
    choices = [one for name in ("oneOf", "anyOf") for one in several(said.get(name)) if isinstance(one, dict)]
    parts += [f"- {line_of(one['name'])}" for one in choices[:20] if isinstance(one.get("name"), str)]
    if not note:
        parts.append(_page(said))
    parts += [one for one in (_quoted(said), *_enclosed(said)) if one and not any(one in part for part in parts)]
    return "\n\n".join(part for part in dict.fromkeys(parts) if part)[:LONGEST]


def language(said: Json) -> str | None:
    """The language of the words that were taken, if it is said."""
    versions = said.get("contentMap")
    if not isinstance(versions, dict) or not versions:
        return None
    taken = _html(said)
    tongue = next((one for one, text in versions.items() if text == taken), "")
    if not tongue and len(versions) == 1:
        tongue = next(iter(versions))
    return tongue[:2] if isinstance(tongue, str) and _TONGUE.fullmatch(tongue) else None


def answered(said: Json) -> list[str]:
    """The names of what it answers: a name, a whole note, a link to it."""
    found = []
    for one in several(said.get("inReplyTo"))[:MOST_ANSWERED]:
        name = who(one) or (one.get("href") if isinstance(one, dict) else "")
        if isinstance(name, str) and name:
            found.append(name)
    return found


def pictures(said: Json) -> tuple[Picture, ...]:
    """Where its pictures are, with what they show in words."""
    found = []
    for one in several(said.get("attachment"))[:MOST_TAGS]:
        address = link_of(one.get("url") or one.get("href")) if isinstance(one, dict) else ""
        if address and _is_picture(one, address):
            alt = one.get("name") or one.get("summary")
            found.append(Picture(url=address, alt=line_of(alt, most=300) if isinstance(alt, str) else ""))
    return tuple(found[:MOST_PICTURES])


def _is_picture(one: Json, address: str) -> bool:
    kind = one.get("mediaType")
    if not isinstance(kind, str):
        links = [two for two in several(one.get("url"))[:5] if isinstance(two, dict)]
        kind = next((two["mediaType"] for two in links if isinstance(two.get("mediaType"), str)), None)
    if isinstance(kind, str):
        return kind.startswith("image/")
    return "Image" in kinds(one) or bool(_PICTURE.search(address.partition("?")[0]))


def _enclosed(said: Json) -> list[str]:
    """Films, sounds and pages that came with it, as links."""
    found = []
    for one in several(said.get("attachment"))[:MOST_PICTURES]:
        address = link_of(one.get("url") or one.get("href")) if isinstance(one, dict) else ""
        if address and not _is_picture(one, address):
            found.append(address)
    return found


def _quoted(said: Json) -> str:
    """The link of what it quotes: the words of somebody else are never taken in with it."""
    links = [one.get("href") for one in several(said.get("tag"))[:MOST_TAGS] if _says_quote(one)]
    named = [who(said.get(name)) or link_of(said.get(name)) for name in _QUOTES]
    return next((one for one in [*named, *links] if isinstance(one, str) and is_link(one)), "")


def _says_quote(tag: Any) -> bool:
    """FEP-e232: a link that says that it is a quote."""
    return (
        isinstance(tag, dict) and "Link" in kinds(tag) and any("quote" in str(one) for one in several(tag.get("rel")))
    )


def _page(said: Json) -> str:
    address = link_of(said.get("url")) or who(said)
    return address if is_link(address) else ""


def _html(said: Json) -> str:
    content, versions = said.get("content"), said.get("contentMap")
    if isinstance(content, str):
        return content
    return _first(versions)


def _plain(said: Json, name: str) -> str:
    value = said.get(name)
    return line_of(value if isinstance(value, str) else _first(said.get(f"{name}Map")))


def _first(versions: Any) -> str:
    if not isinstance(versions, dict):
        return ""
    return next((one for one in versions.values() if isinstance(one, str)), "")
