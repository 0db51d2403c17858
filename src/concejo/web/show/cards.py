# SPDX-License-Identifier: AGPL-3.0-or-later
"""A post as a page shows it: who, through which channel, when, what. Nothing here depends on the reader."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concejo.core.words import in_language
from concejo.square.actions import ASIDE, PASSED
from concejo.square.models import Media, Post
from concejo.square.pictures import public_name
from concejo.square.queries import Beside
from concejo.ui import speech
from concejo.web.addresses import address

VIA = {
    "email": ("mail", gettext_lazy("by e-mail")),
    "web": ("desk", gettext_lazy("on the web")),
    "counter": ("hand", gettext_lazy("at the counter")),
    "fediverse": ("fedi", gettext_lazy("from the fediverse")),
    "phone": ("phone", gettext_lazy("by telephone")),
    "open311": ("right", gettext_lazy("by another programme")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One picture on a page."""

    url: str
    srcset: str
    width: int
    height: int
    alt: str
    full_url: str
    at: datetime
    described: bool = False
    """Somebody said in words what it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One message of a thread."""

    id: int
    who_name: str
    role: str
    who_url: str
    via_icon: str
    via_words: str
    at: datetime
    is_town: bool
    text: str
    mentions: Mapping[str, str]
    photos: tuple[Photo, ...] = ()
    files: tuple[Media, ...] = ()
    happened: str = ""
    icon: str = ""
    deleted: bool = False
    withheld: bool = False
    """Something is told in private here; a line says so and nothing else."""
    edited_at: datetime | None = None
    covered: bool = False
    lang: str = ""
    state: str = Post.State.PUBLISHED
    history_url: str = ""
    shared: bool = False
    """Everybody may read it, and this is what they see of it."""
    likes: int = 0
    boosts: int = 0
    """How many like it, and passed it on, where they are."""
    passed_on: str = ""
    """By whom of the town hall, as a sentence."""
    about: str = ""
    """What it is about: the words are read after one press."""
    resident: bool = False
    """Verified in person as somebody who lives here, today."""

    @property
    def version(self) -> Hashable:
        """Differs whenever a reader would see something else: all that is shown of it; none unless all may read it."""
        if not self.shared:
            return None
        shown = (getattr(self, one.name) for one in fields(self) if one.name != "mentions")
        return (*shown, *self.mentions.items())

    @property
    def html(self) -> SafeString:
        """The words as a page shows them."""
        return speech.as_page(self.text, self.mentions)


def cards(posts: Iterable[Post], *, town_name: str, language: str, staff: bool = False) -> list[Card]:
    """The cards of posts that were loaded `with_people`; staff see what is held, readers see why it is not there."""
    return [card(post, town_name=town_name, language=language, staff=staff) for post in posts]


def with_asides(said: list[Card], posts: Iterable[Post]) -> list[Card]:
    """The thread with a line wherever something is told in private now: pointed to, never quoted."""
    told = [moment for post in posts for moment in post.facts.get(ASIDE, ())]
    lines = [_aside(datetime.fromisoformat(moment)) for moment in told]
    return sorted([*said, *lines], key=lambda one: one.at) if lines else said


def _aside(at: datetime) -> Card:
    return Card(
        id=0, who_name="", role="", who_url="", via_icon="", via_words="", at=at, is_town=False, text="", mentions={},
        withheld=True,
    )  # fmt: skip


def card(post: Post, *, town_name: str, language: str, staff: bool = False) -> Card:
    """One card."""
    found = Beside({post.pk: [*post.media.all()]}, {post.pk: [one.word for one in post.mentions.all()]})
    return with_pictures(post, found, town_name=town_name, language=language, staff=staff)


def with_pictures(post: Post, found: Beside, *, town_name: str, language: str, staff: bool = False) -> Card:
    """One card, its pictures and mentions being at hand."""
    told = voice(post, town_name=town_name, language=language, staff=staff)
    media = found.media.get(post.pk, []) if not told.happened and not told.deleted else []
    return replace(
        told,
        mentions={word: address("web:handle", word) for word in found.handles.get(post.pk, [])},
        photos=tuple(photo(one) for one in media if one.kind == Media.Kind.PHOTO and (staff or one.is_public)),
        files=tuple(one for one in media if one.kind == Media.Kind.FILE) if staff else (),
        covered=bool(post.facts.get("covered")),
        history_url=_history(post),
        shared=not staff and post.conversation.is_public,
    )


def voice(post: Post, *, town_name: str, language: str, staff: bool = False) -> Card:
    """Who says what, without pictures and mentions: enough for three lines."""
    happened = "" if staff else _instead(post)
    icon, words = ("", "") if post.speaker_id else VIA.get(post.via, ("", ""))
    return Card(
        id=post.pk,
        who_name=_who(post, town_name),
        role=_role(post, language),
        who_url=address("web:handle", post.speaker.handle.word) if post.speaker and post.speaker.handle else "",
        via_icon=icon,
        via_words=str(words),
        at=post.at,
        is_town=post.is_town,
        text=post.words if not happened and post.state != Post.State.DELETED else "",
        mentions={},
        happened=happened,
        icon="lock" if happened else "",
        deleted=post.state == Post.State.DELETED,
        edited_at=post.edited_at,
        lang=post.language if post.language != language else "",
        state=post.state,
        likes=int(post.facts.get("likes", 0)),
        boosts=int(post.facts.get("boosts", 0)),
        passed_on=_passed_on(post, town_name, language),
        about=post.about if post.state == Post.State.PUBLISHED else "",
        resident=_is_resident(post),
    )


def photo(media: Media) -> Photo:
    """A published picture by its public variants; one that staff alone may see by the sealed view."""
    if media.is_public:
        url = address("web:media", public_name(media.shown_as, 800))
        full_url = address("web:media", public_name(media.shown_as, 1600))
        widths = (400, 800, 1600)
        srcset = ", ".join(f"{address('web:media', public_name(media.shown_as, w))} {w}w" for w in widths)
    else:
        url = full_url = reverse("web:sealed", args=[media.name])
        srcset = ""
    return Photo(
        url=url, srcset=srcset, width=media.width, height=media.height, alt=media.alt or _("Photo"),
        full_url=full_url, at=media.added_at, described=bool(media.alt),
    )  # fmt: skip


def _who(post: Post, town_name: str) -> str:
    if post.speaker:
        return post.speaker.public_name or str(post.speaker)
    person = post.author.person if post.author and post.author.person_id else None
    given = post.author.name if post.author else ""
    if person is not None and person.handle_id:
        given = person.public_name or given
    elif person is not None:  # a neighbour whom the town knows is named if they want it and certainly spoke
        given = person.public_name if person.shows_name and post.facts.get("vouched") else ""
    return given or _("A neighbour of %(town)s") % {"town": town_name}


def _passed_on(post: Post, town_name: str, language: str) -> str:
    name = post.facts.get(PASSED)
    if not isinstance(name, dict):
        return ""
    return _("passed on by %(name)s") % {"name": in_language(name, language) or town_name}


def _is_resident(post: Post) -> bool:
    """Only where it is certain who spoke: a form can be filled in with anybody's address."""
    author = post.author
    certain = post.facts.get("vouched") and author and not author.shared
    return bool(certain and author and author.person and author.person.is_resident)


def _role(post: Post, language: str) -> str:
    if post.department:
        return in_language(post.department.name, language)
    return in_language(post.speaker.title, language) if post.speaker else ""


def _history(post: Post) -> str:
    """Where the words before a change are read."""
    if post.edited_at is None or post.speaker_id is None or not post.conversation.is_public:
        return ""
    return address("web:history", post.conversation_id, post.pk)


def _instead(post: Post) -> str:
    """What stands in the place of words that a reader may not see."""
    if post.state == Post.State.HIDDEN:
        return _("Hidden by the town hall: %(reason)s") % {"reason": post.facts.get("hidden_because", "")}
    if post.state == Post.State.HELD:
        return _("A message that waits to be confirmed. The town hall has it.")
    return ""
