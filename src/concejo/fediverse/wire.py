# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wire format: accounts and words of the town as ActivityStreams 2.0, compacted; no JSON-LD is ever processed."""

import html
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from concejo.channels.models import ExternalRef
from concejo.fediverse import actors
from concejo.fediverse.models import Actor, Following, RemoteActor
from concejo.fediverse.names import PUBLIC, actor_url, base, object_url
from concejo.people.models import Address
from concejo.square.models import Media, PassedOn, Pin, Post
from concejo.square.pictures import public_name

Json = dict[str, Any]
KIND = "fediverse"
SCHEME = "acct"
TYPE = "application/activity+json"
PROFILE = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
CONTEXT: list[Any] = [
    "https://www.w3.org/ns/activitystreams",
    "https://w3id.org/security/v1",
    {
        "toot": "http://joinmastodon.org/ns#", "schema": "http://schema.org#", "Hashtag": "as:Hashtag",
        "sensitive": "as:sensitive", "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "discoverable": "toot:discoverable", "indexable": "toot:indexable", "PropertyValue": "schema:PropertyValue",
        "value": "schema:value", "featured": {"@id": "toot:featured", "@type": "@id"},
        "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
    },
]  # fmt: skip
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_HASHTAG = re.compile(r"(?<![\w/&])#(\w*[^\W\d_]\w*)")


def note(post: Post) -> Json:
    """What the town said in public, as a Note; its page and its conversation stand beside it."""
    speaker = actors.speaks_as(post)
    people = _spoken_to(post)
    words = _signed(post)
    page = _page(post)
    said = {
        "id": object_url(post.pk), "type": "Note", "attributedTo": actor_url(speaker), "url": page,
        "content": as_html(words, people), "published": moment(post.at), "to": [PUBLIC],
        "cc": [actor_url(speaker, "followers"), *(one.uri for one in people)],
        "tag": [*map(_mention, people), *_hashtags(words)], "attachment": pictures(post),
        "context": f"{base()}/contexts/{post.conversation_id}", "sensitive": bool(post.about),
        "replies": f"{object_url(post.pk)}/replies",
    }  # fmt: skip
    if post.about:
        said["summary"] = post.about
    if post.language:
        said["contentMap"] = {post.language: said["content"]}
    if post.edited_at:
        said["updated"] = moment(post.edited_at)
    answered = _answered(post)
    return {**said, "inReplyTo": answered} if answered else said


def create(post: Post) -> Json:
    """It was said."""
    return _wrapped("Create", note(post), version="create")


def update(post: Post, *, at: datetime | None = None) -> Json:
    """It reads differently now; since `at`, where that is not because somebody edited it."""
    since = max(one for one in (post.edited_at, at, post.at) if one)
    return _wrapped("Update", {**note(post), "updated": moment(since)}, version=f"update-{int(since.timestamp())}")


def delete(post: Post) -> Json:
    """It was taken back (FEP-4f05)."""
    gone = {"id": object_url(post.pk), "type": "Tombstone"}
    by = actor_url(actors.speaks_as(post))
    return {
        "@context": CONTEXT[0], "id": f"{object_url(post.pk)}#delete", "type": "Delete", "actor": by, "to": [PUBLIC],
        "object": gone,
    }  # fmt: skip


def accept(row: Following) -> Json:
    """They may follow."""
    who, by = row.follower.uri, actor_url(row.actor)
    return {
        "@context": CONTEXT[0], "id": f"{by}#accept-{row.pk}-{int(row.at.timestamp())}", "type": "Accept", "actor": by,
        "to": [who], "object": {"id": row.uri, "type": "Follow", "actor": who, "object": by},
    }  # fmt: skip


def passed_on(row: PassedOn) -> Json | None:
    """A department, or the town, passes on what a neighbour said elsewhere; nothing for what was not said there."""
    ref = ExternalRef.objects.filter(kind=KIND, post=row.post_id).select_related("post__author").first()
    author = RemoteActor.objects.filter(address=row.post.author_id).first() if ref else None
    if ref is None or author is None:
        return None
    by = actor_url(actors.passes_on(row))
    return {
        "@context": CONTEXT[0], "id": f"{base()}/passed/{row.pk}", "type": "Announce", "actor": by, "to": [PUBLIC],
        "cc": [f"{by}/followers", author.uri], "published": moment(row.at), "object": ref.external_id,
    }  # fmt: skip


def echo(post: Post, *, by: Actor) -> Json:
    """The town passes on what one of its departments or employees said."""
    name, speaker = actor_url(by), actor_url(actors.speaks_as(post))
    return {
        "@context": CONTEXT[0], "id": f"{object_url(post.pk)}#echo", "type": "Announce", "actor": name, "to": [PUBLIC],
        "cc": [f"{name}/followers", speaker], "published": moment(post.at), "object": object_url(post.pk),
    }  # fmt: skip


def passed_on_no_more(row: PassedOn) -> Json:
    """It is passed on no more."""
    by = actor_url(actors.passes_on(row))
    undone = passed_on(row) or {"id": f"{base()}/passed/{row.pk}", "type": "Announce", "actor": by}
    undone = {name: value for name, value in undone.items() if name != "@context"}
    return {
        "@context": CONTEXT[0], "id": f"{base()}/passed/{row.pk}#undo", "type": "Undo", "actor": by, "to": [PUBLIC],
        "object": undone,
    }  # fmt: skip


def pinned(post: Post, *, line: str) -> Json:
    """It stands on top of the account from now on, or no more."""
    by = actor_url(actors.speaks_as(post))
    kind = "Add" if Pin.objects.filter(post=post).exists() else "Remove"
    return {
        "@context": CONTEXT[0], "id": f"{object_url(post.pk)}#pin-{line}", "type": kind,
        "actor": by, "to": [PUBLIC], "object": object_url(post.pk), "target": f"{by}/featured",
    }  # fmt: skip


def reject(row: Following) -> Json:
    """They may not follow, or no more."""
    return {**accept(row), "type": "Reject", "id": f"{actor_url(row.actor)}#reject-{row.pk}-{int(row.at.timestamp())}"}


def aside(key: str, words: str, *, to: RemoteActor, language: str, at: datetime) -> Json:
    """Words for one account alone: a Note that names nobody else. Servers in between can read it."""
    by, identity = actor_url(actors.town_actor()), f"{base()}/told/{key}"
    said = {
        "id": identity, "type": "Note", "attributedTo": by, "to": [to.uri], "cc": [], "published": moment(at),
        "content": as_html(f"@{to.address.path} {words}", [to]), "tag": [_mention(to)],
        "contentMap": {language: as_html(f"@{to.address.path} {words}", [to])},
    }  # fmt: skip
    return {
        "@context": CONTEXT, "id": f"{identity}#create", "type": "Create", "actor": by, "to": [to.uri], "cc": [],
        "published": said["published"], "object": said,
    }  # fmt: skip


def collection(address: str, *, total: int, items: list[Any] | None = None) -> Json:
    """An ordered collection in one piece, newest first."""
    found = {"@context": CONTEXT[0], "id": address, "type": "OrderedCollection", "totalItems": total}
    return found | ({} if items is None else {"orderedItems": items})


def pictures(post: Post) -> list[Json]:
    """Its photos, as far as everybody may see them, with their alternative text."""
    shown = [one for one in post.media.all() if one.kind == Media.Kind.PHOTO and one.is_public]
    return [
        {"type": "Image", "mediaType": "image/jpeg", "url": f"{base()}/media/{public_name(one.shown_as, 1600)}",
         "name": one.alt or None, "width": one.width, "height": one.height}
        for one in shown
    ]  # fmt: skip


def as_html(words: str, people: "list[RemoteActor]") -> str:
    """Plain words as the small HTML that other servers show: paragraphs, links, hashtags, mentions."""
    known = {f"@{one.address.path}": one for one in people}
    parts = re.split(r"(\s+)", words.strip())
    paragraphs, line = [], ""
    for part in parts:
        if part.count("\n") > 1:
            paragraphs.append(line)
            line = ""
        else:
            line += _piece(part, known)
    return "".join(f"<p>{one}</p>" for one in [*paragraphs, line] if one)


def _piece(part: str, known: dict[str, RemoteActor]) -> str:
    if "\n" in part:
        return "<br>"
    bare = part.rstrip(".,;:!?)")
    if bare.lower() in known:
        one, rest = known[bare.lower()], html.escape(part[len(bare) :])
        name = html.escape(bare.split("@")[1])
        return (
            f'<span class="h-card"><a href="{html.escape(one.uri)}" class="u-url mention">@<span>{name}</span></a>'
            f"</span>{rest}"
        )
    link = _LINK.match(part)
    if link:
        address, rest = html.escape(link[0]), html.escape(part[link.end() :])
        return f'<a href="{address}" rel="nofollow noopener">{address}</a>{rest}'
    found = _HASHTAG.search(part)
    if found:
        before, after = html.escape(part[: found.start()]), html.escape(part[found.end() :])
        return f'{before}<a href="{_tag_page(found[1])}" class="mention hashtag" rel="tag">#{found[1]}</a>{after}'
    return html.escape(part)


def _hashtags(words: str) -> list[Json]:
    found = dict.fromkeys(one.lower() for one in _HASHTAG.findall(words))
    return [{"type": "Hashtag", "name": f"#{one}", "href": _tag_page(one)} for one in found]


def _tag_page(word: str) -> str:
    return f"{base()}/search/?{urlencode({'q': word})}"


def _mention(one: RemoteActor) -> Json:
    return {"type": "Mention", "href": one.uri, "name": f"@{one.address.path}"}


def _signed(post: Post) -> str:
    """The words, whom they answer, and below them who of the town hall wrote them, unless the account is theirs."""
    people = _spoken_to(post)
    names = [f"@{one.address.path}" for one in people if f"@{one.address.path}" not in post.words]
    name = post.speaker.public_name if post.speaker and actors.person_of(actors.speaks_as(post)) is None else ""
    return " ".join([*names, post.words]) + (f"\n\n— {name}" if name else "")


def _spoken_to(post: Post) -> list[RemoteActor]:
    """Accounts elsewhere that take part in the conversation."""
    inside = Address.objects.reachable().filter(scheme=SCHEME, takes_part__conversation=post.conversation_id)
    return list(RemoteActor.objects.filter(address__in=inside).select_related("address").order_by("pk")[:20])


def _answered(post: Post) -> str:
    """The name of what it answers: the post it names, else the last one that came from another server."""
    before = post.conversation.posts.published().filter(at__lte=post.at).exclude(pk=post.pk)
    if post.answers_id:
        before = before.filter(pk=post.answers_id)
    before = before.exclude(facts__has_key="beside")  # that was said to others
    ref = ExternalRef.objects.filter(kind=KIND, post__in=before).order_by("-post__at", "-post_id").first()
    return ref.external_id if ref else ""


def _page(post: Post) -> str:
    return f"{base()}/t/{post.conversation_id}/#p{post.pk}"


def _wrapped(kind: str, said: Json, *, version: str) -> Json:
    return {
        "@context": CONTEXT, "id": f"{said['id']}#{version}", "type": kind, "actor": said["attributedTo"],
        "published": said["published"], "to": said["to"], "cc": said["cc"], "object": said,
    }  # fmt: skip


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
