# SPDX-License-Identifier: AGPL-3.0-or-later
"""262 objects as servers of the fediverse were seen to send them, and odder ones (fediverse-pasture-inputs): each goes
through the inbox and the worker, and ends understood, set aside or refused; nothing breaks, and no markup is shown."""

import json
import logging
import re
import uuid
from pathlib import Path
from typing import Any

import pytest

from cast import Cast
from concejo.channels.models import Letter
from concejo.square.models import Post
from fediverse_peer import PUBLIC, Json, Peer
from fediverse_town import full, of
from programs import missing

FILE = Path(__file__).parents[2] / ".venv" / "odd_objects.json"
GROUPS: dict[str, list[Json]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
NAMES = (
    "attachments", "attributed_to", "content_warnings", "context", "hashtag_jsonld", "hashtags", "html_anchor",
    "html_bad", "html_tags", "html_tags_article", "html_tags_summary", "image_attachments", "image_description",
    "in_reply_to", "language", "mentions", "necessary_properties", "object_types", "public_addressing", "quotes",
    "recommended_attachments", "url",
)  # fmt: skip


def objects(name: str) -> list[Json]:
    """The examples of a group; ends the test where they could not be fetched."""
    if not GROUPS:
        missing("the odd objects are not here: ./concejo prepare --for dev")
    return GROUPS[name]


def as_sent(peer: Peer, example: Json, lamps: str) -> Json:
    """A Create of it, as the package itself wraps it, written to the town's lamps."""
    text = json.dumps(example).replace("http://pasture-one-actor/actor", peer.uri)
    plain = json.loads(text.replace("http://pasture-one-actor", peer.base))
    said: dict[str, Any] = {
        "@context": "https://www.w3.org/ns/activitystreams", "type": "Note", "attributedTo": peer.uri,
        "id": f"{peer.base}/object/{uuid.uuid4()}", "published": "2026-11-24T10:00:00Z", "to": [PUBLIC], "cc": [lamps],
    }  # fmt: skip
    said |= plain
    return {
        "@context": "https://www.w3.org/ns/activitystreams", "type": "Create", "actor": peer.uri,
        "id": f"{peer.base}/create/{uuid.uuid4()}", "to": [PUBLIC], "cc": [lamps], "object": said,
    }  # fmt: skip


def test_all_262_are_here() -> None:
    assert sum(len(objects(name)) for name in NAMES) == 262
    assert set(GROUPS) == set(NAMES)


@pytest.mark.parametrize("group", NAMES)
def test_every_odd_object_ends_well(town: Cast, peer: Peer, group: str, caplog: pytest.LogCaptureFixture) -> None:
    lamps, those = full(of("alumbrado")), objects(group)
    with caplog.at_level(logging.WARNING):
        statuses = [peer.posts(as_sent(peer, one, lamps)) for one in those]
        town.does_what_follows()
    assert set(statuses) <= {202, 400, 401}
    assert statuses.count(202) >= len(those) - 1
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info]
    letters = Letter.objects.filter(kind="fediverse")
    assert letters.count() == statuses.count(202)
    assert not letters.exclude(work=Letter.State.DONE).exists()
    assert not letters.exclude(error="").exists()
    said = Post.objects.filter(via="fediverse")
    assert said.count() == letters.filter(fate=Letter.Fate.HEARD).exclude(posts=None).count()
    for post in said:
        assert not re.search(r"<script|<style|onerror=|javascript:", post.words), post.words


def test_most_of_them_are_understood(town: Cast, peer: Peer) -> None:
    lamps = full(of("alumbrado"))
    for group in ("html_tags", "quotes", "language", "content_warnings", "in_reply_to"):
        for one in objects(group):
            assert peer.posts(as_sent(peer, one, lamps)) == 202
    town.does_what_follows()
    heard = Letter.objects.filter(kind="fediverse", fate=Letter.Fate.HEARD)
    assert heard.count() == Letter.objects.filter(kind="fediverse").count()
    words = "\n".join(one.words for one in Post.objects.filter(via="fediverse"))
    assert words.count(f"{peer.base}/assets/note1.jsonap") == 5, "every kind of quote is a link"
