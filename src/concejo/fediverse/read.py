# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an activity of another server says, as plain events. Pure: no network, no database.

Only a Create of something written for the town, or in answer to it, becomes a letter that is understood; everything
else is handed to this door's own keeper (`keeps.py`).
"""

import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from concejo.channels.contract import Event, Other, Raw, Said, Surroundings, Unreadable
from concejo.fediverse.names import PUBLIC_NAMES, actor_in, post_in

WRITTEN = frozenset({"Note", "Article", "Page", "Question", "Image", "Video", "Event"})
DEEPEST = 40
MOST_TAGS, MOST_PICTURES, LONGEST = 100, 4, 20_000
_ODD = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def parse(body: bytes) -> dict[str, Any]:
    """One activity: an object with the texts `id`, `type` and `actor`; raises `Unreadable`."""
    found = document(body)
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in ("id", "type")):
        raise Unreadable("no activity")
    if not who(found.get("actor")) or (body.count(b"{") + body.count(b"[") > DEEPEST and _deep(found)):
        raise Unreadable("no activity")
    return found


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


def read(raw: Raw, around: Surroundings) -> Sequence[Event]:
    """The events of one activity that was signed by whom it names."""
    activity = parse(raw.body)
    said = activity.get("object")
    if activity["type"] != "Create" or not isinstance(said, dict) or str(said.get("type")) not in WRITTEN:
        return (Other(),)
    author = who(activity["actor"])
    written_by = who(said.get("attributedTo")) or author
    identity = said.get("id")
    if written_by != author or not isinstance(identity, str) or _host(identity) != _host(author):
        raise Unreadable("words of somebody else")
    if said.get("name") and not said.get("content") and said.get("inReplyTo"):
        return (Other(),)  # a vote, which is no answer
    mine, answers = _named(said, around), said.get("inReplyTo")
    if not mine and not isinstance(answers, str):
        return ()
    return (_said(raw, activity, said, mine, around),)


def _said(
    raw: Raw, activity: dict[str, Any], said: dict[str, Any], mine: list[str], around: Surroundings
) -> Said:  # fmt: skip
    seen = {who(one) for thing in (activity, said) for name in ("to", "cc") for one in several(thing.get(name))}
    public = bool(seen & PUBLIC_NAMES)
    answered = said.get("inReplyTo")
    post = post_in(answered, around.public_url)
    envelope = {name: value for name, value in raw.envelope.items() if isinstance(value, str)}
    return Said(
        sender=envelope.get("sender", ""),
        sender_name=_clean(envelope.get("sender_name", ""))[:80],
        to=tuple(mine),
        text=words(said),
        language=_language(said),
        external_id=str(said["id"]),
        replies_to=tuple(one for one in (f"post:{post}" if post else "", answered) if isinstance(one, str) and one),
        hints={"visibility": "public" if public else "private", "via": "fediverse"},
        elsewhere=_pictures(said),
    )


def _named(said: dict[str, Any], around: Surroundings) -> list[str]:
    """Accounts of the town that are mentioned or written to, by their address."""
    named = [one.get("href") for one in several(said.get("tag"))[:MOST_TAGS] if _is_mention(one)]
    named += [who(one) for name in ("to", "cc") for one in several(said.get(name))[:MOST_TAGS]]
    found = [one for one in named if actor_in(one, around.public_url) is not None]
    return list(dict.fromkeys(str(one) for one in found))


def _is_mention(tag: Any) -> bool:
    return isinstance(tag, dict) and tag.get("type") == "Mention"


def words(said: dict[str, Any]) -> str:
    """Content warning, title, text and, for what is no note, the link; as plain words."""
    parts = (
        [_plain(said, name) for name in ("summary", "name")] if said["type"] != "Note" else [_plain(said, "summary")]
    )
    parts.append(text_of(_html(said)))
    if said["type"] not in {"Note", "Question"}:
        parts.append(who(said.get("url")) or str(said["id"]))
    choices = [one for name in ("oneOf", "anyOf") for one in several(said.get(name)) if isinstance(one, dict)]
    parts += [f"- {_clean(one['name'])}" for one in choices[:20] if isinstance(one.get("name"), str)]
    return "\n\n".join(part for part in dict.fromkeys(parts) if part)[:LONGEST]


def _html(said: dict[str, Any]) -> str:
    content, versions = said.get("content"), said.get("contentMap")
    if isinstance(content, str):
        return content
    if isinstance(versions, dict):
        return next((one for one in versions.values() if isinstance(one, str)), "")
    return ""


def _plain(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return text_of(value)[:500] if isinstance(value, str) else ""


def _language(said: dict[str, Any]) -> str | None:
    versions = said.get("contentMap")
    if isinstance(versions, dict) and len(versions) == 1:
        tongue = next(iter(versions))
        if isinstance(tongue, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", tongue):
            return tongue[:2]
    return None


def _pictures(said: dict[str, Any]) -> tuple[str, ...]:
    found = []
    for one in several(said.get("attachment"))[:MOST_TAGS]:
        if not isinstance(one, dict):
            continue
        link, kind = one.get("url") or one.get("href"), one.get("mediaType")
        image = kind.startswith("image/") if isinstance(kind, str) else one.get("type") == "Image"
        if image and isinstance(link, str) and len(link) <= 2000:
            found.append(link)
    return tuple(found[:MOST_PICTURES])


def text_of(content: str) -> str:
    """HTML of another server as plain words: nothing of it is ever shown as HTML."""
    reader = _Text()
    reader.feed(content[: LONGEST * 5])
    reader.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(reader.parts).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", _clean("\n".join(lines))).strip()[:LONGEST]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Breaks stay breaks; what is no text is left out."""
        del attrs
        if tag in {"script", "style", "template"}:
            self._silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")

    def handle_endtag(self, tag: str) -> None:
        """A paragraph ends with an empty line."""
        if tag in {"script", "style", "template"}:
            self._silent = max(0, self._silent - 1)
        elif tag in {"p", "div", "blockquote", "h1", "h2", "h3", "ul", "ol"}:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self.parts.append(data.replace("\n", " "))


def _clean(words: str) -> str:
    """Without characters that turn the direction of a line or cannot be seen."""
    return _ODD.sub("", words)


def _deep(thing: Any, left: int = DEEPEST) -> bool:
    if left == 0:
        return True
    inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    return any(_deep(one, left - 1) for one in inner)


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
