# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an activity of another server says, as plain events. Pure: no network, no database.

Only a Create of something written for the town, or in answer to it, becomes a letter that is understood; everything
else is handed to this door's own keeper (`keeps.py`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from concejo.channels.contract import Event, Other, Raw, Said, Surroundings, Unreadable
from concejo.fediverse import notes
from concejo.fediverse.names import actor_in, post_in
from concejo.fediverse.notes import MOST_TAGS
from concejo.fediverse.plain import clean
from concejo.fediverse.shapes import document, host_of, several, who

Activity = dict[str, Any]


def parse(body: bytes) -> dict[str, Any]:
    """One activity: an object with the texts `id`, `type` and `actor`; raises `Unreadable`."""
    found = document(body)
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in ("id", "type")):
        raise Unreadable("no activity")
    if not who(found.get("actor")):
        raise Unreadable("no activity")
    return found


def read(raw: Raw, around: Surroundings) -> Sequence[Event]:
    """The events of one activity that was signed by whom it names."""
    activity = parse(raw.body)
    said = activity.get("object")
    if activity["type"] != "Create" or not isinstance(said, dict) or not notes.is_written(said):
        return (Other(),)
    author = who(activity["actor"])
    written_by = who(said.get("attributedTo")) or author
    identity = said.get("id")
    if written_by != author or not isinstance(identity, str) or host_of(identity) != host_of(author):
        raise Unreadable("words of somebody else")
    if notes.is_vote(said):
        return (Other(),)
    mine = named(said, around.public_url)
    if not mine and not notes.answered(said) and "beside" not in raw.envelope:
        return ()
    one = _said(raw, activity, said, mine, around)
    return (Other(), one) if _may_have_more(one, said) else (one,)


def _may_have_more(one: Said, said: dict[str, Any]) -> bool:
    """Something was said around it that the town was not sent: `errands.py` goes out for it."""
    elsewhere = bool(one.replies_to) and not one.replies_to[0].startswith("post:")
    return (
        one.hints["visibility"] == "public" and "beside" not in one.hints and (elsewhere or bool(said.get("replies")))
    )


def _said(
    raw: Raw, activity: dict[str, Any], said: dict[str, Any], mine: list[str], around: Surroundings
) -> Said:  # fmt: skip
    answered = notes.answered(said)
    posts = [post_in(one, around.public_url) for one in answered]
    envelope = {name: value for name, value in raw.envelope.items() if isinstance(value, str)}
    public = notes.is_public(activity, said)
    return Said(
        sender=envelope.get("sender", ""),
        sender_name=clean(envelope.get("sender_name", ""))[:80],
        to=tuple(mine),
        text=notes.words(said),
        language=notes.language(said),
        external_id=str(said["id"]),
        replies_to=(*(f"post:{one}" for one in posts if one), *answered),
        hints={"visibility": "public" if public else "private", "via": "fediverse"} | _beside(envelope),
        occurred_at=_moment(said.get("published")),
        elsewhere=notes.pictures(said),
    )


def _beside(envelope: dict[str, str]) -> dict[str, str]:
    return {"beside": envelope["beside"]} if "beside" in envelope else {}


def _moment(told: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def named(said: dict[str, Any], ours: str) -> list[str]:
    """Accounts of the town that are mentioned or written to, by their address."""
    those = [one.get("href") for one in several(said.get("tag"))[:MOST_TAGS] if _is_mention(one)]
    those += [who(one) for name in ("to", "cc") for one in several(said.get(name))[:MOST_TAGS]]
    found = [one for one in those if actor_in(one, ours) is not None]
    return list(dict.fromkeys(str(one) for one in found))


def _is_mention(tag: Any) -> bool:
    return isinstance(tag, dict) and tag.get("type") == "Mention"
