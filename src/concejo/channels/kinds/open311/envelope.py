# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter that a report or an update by Open311 becomes: a line of JSON with what was said, then its pictures.

The key of whoever sent it is not kept: the envelope around it names the client by its number.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from concejo.channels.contract import Enclosure, Raw, Unreadable

KIND = "open311"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was said through the door, checked already."""

    sender: str
    sender_name: str = ""
    text: str = ""
    language: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    replies_to: tuple[str, ...] = ()
    external_id: str = ""
    media_urls: tuple[str, ...] = ()


def write(told: Told, photos: Sequence[Enclosure], *, envelope: Mapping[str, str], at: datetime) -> Raw:
    """Put it into a letter."""
    head = asdict(told) | {"photos": [[one.name, one.content_type, len(one.data)] for one in photos]}
    line = json.dumps(head, ensure_ascii=False).encode()
    body = b"\n".join([line, b"".join(one.data for one in photos)])
    return Raw(kind=KIND, body=body, envelope=dict(envelope), received_at=at)


def read(raw: Raw) -> tuple[Told, tuple[Enclosure, ...]]:
    """Read it back."""
    line, _newline, rest = raw.body.partition(b"\n")
    try:
        head: dict[str, Any] = json.loads(line)
        photos = []
        for name, content_type, size in head.pop("photos"):
            photos.append(Enclosure(name=name, content_type=content_type, data=rest[:size]))
            rest = rest[size:]
        for several in ("replies_to", "media_urls"):
            head[several] = tuple(head[several])
        return Told(**head), tuple(photos)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(str(error)) from error
