# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter that a form writes: what was typed, as JSON, so that web and counter are letters like any other."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from concejo.channels.contract import Event, Raw, Said, Surroundings, Trust, Unreadable


def write(
    kind: str,
    *,
    sender: str,
    text: str,
    hints: Mapping[str, str],
    media: Sequence[str] = (),
    language: str,
    at: datetime,
) -> Raw:
    """Put a filled-in form into an envelope."""
    body = {"sender": sender, "text": text, "hints": dict(hints), "media": list(media), "language": language}
    return Raw(kind=kind, body=json.dumps(body, ensure_ascii=False).encode(), received_at=at)


def read(raw: Raw) -> Said:
    """Read it back."""
    try:
        body = json.loads(raw.body)
        return Said(
            sender=body["sender"],
            sender_name=body["hints"].get("name", ""),
            text=body["text"],
            full_text=body["text"],
            language=body["language"],
            hints=body["hints"],
            media=tuple(body["media"]),
            occurred_at=raw.received_at.astimezone(UTC),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(str(error)) from error


class FormReader:
    """What every channel that hears by a form of ours does alike."""

    hears = True
    repeats_safely = True
    one_server = False
    overheard = False
    threads = False
    writes: frozenset[str] = frozenset()

    def fetch(self, said: Said, around: Surroundings) -> Said:
        """A form brings everything along."""
        return said

    def read(self, raw: Raw, around: Surroundings) -> Sequence[Event]:
        """One form, one thing said."""
        del around
        return [read(raw)]

    def weigh(self, raw: Raw, around: Surroundings) -> Trust:
        """Nobody vouches for what a form says of its sender, nor for a number that a clerk was told."""
        del raw, around
        return Trust()

    def check(self, around: Surroundings) -> Sequence[str]:
        """Nothing can be wrong with it."""
        del around
        return []
