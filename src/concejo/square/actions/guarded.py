# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before words become public: what certainly is personal is covered, what may be waits for people.

Of what was found only kinds and places are kept (``covered``, ``doubts`` among a post's facts), never the words.
"""

from enum import StrEnum

from django.db import transaction

from concejo.core import asked, ledger, outbox
from concejo.core.words import fold
from concejo.people.models import Person, Role
from concejo.privacy import guard
from concejo.privacy.seal import seal
from concejo.square.actions.appear import appear, news
from concejo.square.models import Post
from concejo.town.models import Department, Handle, Street, Town

HELD = "guard"
"""Why a post waits in which something doubtful was found."""


_LISTS = ("covered", "doubts", "let_stand")


class Decided(StrEnum):
    """What somebody of the town hall, who saw the marked words before they were sent, decided about them."""

    NOT = ""
    COVER = "cover"
    AS_IS = "asis"


def known() -> guard.Known:
    """What is public in this town anyway: its telephones and mail addresses, its people, its streets."""
    return asked.once("guard", _known)


def look(text: str, language: str = "") -> guard.Verdict:
    """What the guard finds in words that are to be public."""
    return guard.check(text, language=language, known=known)


def clear(text: str, language: str = "") -> str:
    """A line that stands in public beside posts (a place, a reason, what a photo shows), its certain data covered."""
    return look(text, language).masked().text


def write(post: Post, text: str, *, decided: Decided = Decided.NOT) -> None:
    """Put words into a post: sealed if it is private; as the town may read them if it is public."""
    if not post.conversation.is_public:
        post.sealed = seal(str(post.conversation.key_id), text.encode())
        return
    verdict = look(text, post.language)
    facts = {key: value for key, value in post.facts.items() if key not in _LISTS}
    post.text = text
    if decided == Decided.AS_IS:
        facts |= {"let_stand": list(verdict.kinds)} if verdict.findings else {}
    elif verdict.findings:
        covers = verdict.findings if decided == Decided.COVER else verdict.certain
        rest = () if decided == Decided.COVER else verdict.doubtful
        left = guard.cover(text, covers, rest=rest)
        post.text = left.text
        facts |= {"covered": [one.kind for one in covers]} if covers else {}
        facts |= {"doubts": [[one.start, one.end, one.kind] for one in left.findings]} if rest else {}
    post.facts = facts


def hold_doubtful(post: Post) -> None:
    """What is doubtful is not published before somebody of the town hall has looked; work on it goes on."""
    if post.facts.get("doubts") and post.state == Post.State.PUBLISHED:
        post.state, post.held_for = Post.State.HELD, HELD


def doubts(post: Post) -> list[guard.Finding]:
    """What waits for somebody to judge it, as places in the post's text."""
    return [guard.Finding(start, end, kind) for start, end, kind in post.facts.get("doubts", [])]


def decisions(post: Post) -> dict[str, str]:
    """For the ledger: which kinds were covered, wait for a judgement, or were let stand by whoever typed them."""
    told = {name: {one[-1] if name == "doubts" else one for one in post.facts.get(name, [])} for name in _LISTS}
    return {name: " ".join(sorted(kinds)) for name, kinds in told.items() if kinds}


def certain_words(post: Post) -> str:
    """The words without what is doubtful: what may be shown of a post that is held, such as its street."""
    text = post.text
    for one in doubts(post):
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


@transaction.atomic
def confirm(post: Post, *, by: str) -> bool:
    """Whoever wrote it wishes it public; doubtful words still wait for the town hall. Says whether it is public now."""
    if post.state != Post.State.HELD:
        return post.state == Post.State.PUBLISHED
    if not post.facts.get("doubts"):
        release(post, by=by)
        return True
    post.held_for, post.facts = HELD, {**post.facts, "wished": "public"}
    post.save(update_fields=["held_for", "facts"])
    news(post)
    ledger.write("square.confirmed", by=by, about=f"post:{post.pk}", kinds=_kinds(post))
    return False


@transaction.atomic
def let_stand(post: Post, *, by: str) -> bool:
    """Somebody of the town hall has looked: what is doubtful may stand. Says whether it is public now."""
    ledger.write("square.guard_let_stand", by=by, about=f"post:{post.pk}", kinds=_kinds(post))
    return _judged(post, by=by)


@transaction.atomic
def cover_doubts(post: Post, *, by: str) -> bool:
    """Somebody of the town hall has looked: what is marked is covered. Says whether the rest is public now."""
    marked = doubts(post)
    ledger.write("square.guard_covered", by=by, about=f"post:{post.pk}", kinds=_kinds(post))
    post.text = guard.cover(post.text, marked).text
    covered = [*post.facts.get("covered", []), *(one.kind for one in marked)]
    post.facts = {**post.facts, **({"covered": covered} if covered else {})}
    return _judged(post, by=by)


@transaction.atomic
def ask_author(post: Post, *, by: str) -> None:
    """Whoever wrote it is asked (again) whether it may be public; until then it waits."""
    times = int(post.facts.get("asked") or 1) + 1
    post.facts = {**post.facts, "asked": times}
    post.save(update_fields=["facts"])
    outbox.promise("square.post_held", key=f"{post.pk}:{times}", post=post.pk, times=times)
    news(post)
    ledger.write("square.guard_asked", by=by, about=f"post:{post.pk}", kinds=_kinds(post))


def _judged(post: Post, *, by: str) -> bool:
    """No doubt is left; what waits for its author's own confirmation goes on waiting for that alone."""
    post.facts = {key: value for key, value in post.facts.items() if key != "doubts"} | {"looked": True}
    if post.state == Post.State.HELD and post.held_for != "confirm":
        release(post, by=by)
        return True
    post.save(update_fields=["text", "facts"])
    news(post)
    return post.state == Post.State.PUBLISHED


def release(post: Post, *, by: str) -> None:
    """A held post may be read by everybody who may read its conversation."""
    post.state, post.held_for = Post.State.PUBLISHED, ""
    post.save(update_fields=["text", "state", "held_for", "facts"])
    ledger.write("square.published", by=by, about=f"post:{post.pk}")
    appear(post)


def _kinds(post: Post) -> str:
    return " ".join(sorted({one.kind for one in doubts(post)}))


def _known() -> guard.Known:
    town = Town.objects.current()
    words = list(Handle.objects.values_list("word", flat=True))
    departments = list(Department.objects.values_list("phone", "name"))
    contacts = {town.phone, *(phone for phone, _name in departments), *(f"{word}@{town.mail_domain}" for word in words)}
    staff = Person.objects.filter(pk__in=Role.objects.current().values("person")).values_list("public_name", flat=True)
    names = {*words, *staff, *(name for _phone, named in departments for name in named.values()), town.name}
    return guard.Known(
        contacts=frozenset(guard.contact(one) for one in contacts if one),
        names=frozenset(fold(one) for one in names if one),
        streets=frozenset(Street.objects.values_list("folded", flat=True)),
    )
