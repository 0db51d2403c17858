# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter is understood: read, prepared outside any transaction, and acted upon in one short one."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from concejo.cases import actions as cases
from concejo.cases.models import Case, ExternalBody
from concejo.channels import busy, code, intake, own, registry, stances
from concejo.channels.bounce import came_back
from concejo.channels.contract import Bounced, Enclosure, Other, Said, Trust, Unreadable
from concejo.channels.models import Channel, ExternalRef, Letter, Origin
from concejo.channels.place import Seat, find_seat
from concejo.core import asked, lease, outbox, rows
from concejo.core.durable import away
from concejo.core.prepared import prepared
from concejo.core.words import guess_language
from concejo.desk import reading as desk
from concejo.people import actions as people
from concejo.people import queries as people_queries
from concejo.people.models import Address, Person
from concejo.people.rules import is_staff
from concejo.square import actions as square
from concejo.square import pictures
from concejo.square.models import Conversation, Media, Post, Visibility
from concejo.square.readings import Reading
from concejo.town.models import Department, Handle
from concejo.town.pretending import pretends

log = logging.getLogger(__name__)
_NEVER_ANSWERED = frozenset({"auto-reply", "list", "own", "empty"})


@dataclass(slots=True)
class Heard:
    """What became of a letter: its posts."""

    posts: list[Post] = field(default_factory=list)


def hear_due(*, limit: int = 20, stopping: Callable[[], bool] | None = None) -> int:
    """Understand letters that wait; returns how many were taken up."""
    return lease.work_through(Letter.objects.all(), hear, limit=limit, stopping=stopping)


def hear(letter: Letter) -> Heard:
    """Understand one letter; whatever goes wrong, the letter stays and is tried again or shown to staff."""
    try:
        with asked.within():
            return _hear(letter)
    except Unreadable as error:
        _set_aside(letter, "unreadable")
        log.warning("letter %s is unreadable: %s", letter.pk, type(error).__name__)
    except lease.Lost as error:
        log.warning("%s was taken up by another worker; it is understood there", error)
    except Exception as error:
        if away(error):
            raise  # that is not the letter's fault
        log.exception("letter %s could not be understood", letter.pk)
        lease.failed(letter, type(error).__name__)
    return Heard()


def _hear(letter: Letter) -> Heard:
    driver = registry.drivers()[letter.kind]
    around = registry.surroundings(letter.kind)
    raw = intake.open_letter(letter)
    events = [
        driver.fetch(event, around) if isinstance(event, Said) and event.elsewhere else event
        for event in driver.read(raw, around)
    ]
    if busy.waits(letter, events):
        return Heard()
    trust = driver.weigh(raw, around)
    kept = [_keep_enclosures(event) if isinstance(event, Said) else [] for event in events]
    heard = Heard()
    with transaction.atomic():
        for event, media in zip(events, kept, strict=True):
            if isinstance(event, Bounced):
                came_back(event)
                letter.fate, letter.why = Letter.Fate.SET_ASIDE, "bounce"
            elif isinstance(event, Other):
                letter.fate = Letter.Fate.HEARD
                outbox.promise(f"{letter.kind}.other", key=str(letter.pk), letter=letter.pk)
            else:
                _said(letter, event, trust, media, heard)
        rows.change(Channel(kind=letter.kind, heard_at=letter.received_at), "heard_at", key="kind")
        evidence = dict(trust.evidence)
        lease.done(letter, fate=letter.fate, why=letter.why, evidence=evidence, sender=letter.sender)
    return heard


def _said(letter: Letter, said: Said, trust: Trust, media: list[Media], heard: Heard) -> None:
    machine = said.flags & _NEVER_ANSWERED
    if _is_here(letter, said):
        letter.fate, letter.why = Letter.Fate.HEARD, "known"
        return
    language = said.language or guess_language(said.text)
    name = square.clear(said.hints.get("name", ""))
    address = people.meet(said.sender, name="" if pretends(name) else name, language=language)
    letter.sender = address
    how = _stance(letter, address)
    unheard = "blocked" if address.blocked_at else "shut_out" if how == stances.How.SUSPEND else ""
    if machine or unheard:
        letter.fate = Letter.Fate.JUNK if unheard else Letter.Fate.SET_ASIDE
        letter.why = unheard or min(machine)
        return
    if answers := _answers(said, address):
        letter.fate, letter.why = Letter.Fate.HEARD, answers
        return
    seat = find_seat(said, address, kind=letter.kind, trust=trust)
    if said.hints.get("beside") and (seat.conversation is None or seat.person or seat.held_for):
        letter.fate, letter.why = Letter.Fate.SET_ASIDE, "beside"
        return
    if not (seat.person or seat.held_for) and _first_looked_at(letter, said, address, trust, how=how):
        seat = replace(seat, held_for="look")
    said = replace(said, language=language or address.language)
    post = _speak(said, address, seat, media, letter, vouched=trust.aligned and address.proof_holds)
    rows.write(Origin(post=post, letter=letter))
    if said.hints.get("clerk"):
        square.noted_down(post, by=Person.objects.get(pk=said.hints["clerk"]))
    if said.external_id:
        ref = ExternalRef(kind=letter.kind, external_id=said.external_id[:250], post=post)
        rows.write(ref, unless_there=True)
    letter.fate = Letter.Fate.HEARD
    heard.posts.append(post)
    if said.hints.get("join"):
        _join(post, said, address)
    elif post.held_for != "proof" and not said.hints.get("beside"):
        desk.read(_reading(post, said, address, seat, has_photo=any(one.kind == Media.Kind.PHOTO for one in media)))


def _first_looked_at(letter: Letter, said: Said, address: Address, trust: Trust, *, how: str) -> bool:
    """The town wishes it so of that server, or the words may stand under the name of a body that never wrote them."""
    if how == stances.How.LIMIT or stances.watched(letter.kind, f"{said.subject} {said.text}"):
        return True
    return not trust.aligned and ExternalBody.objects.filter(address=address).exists()


def _answers(said: Said, address: Address) -> str:
    """Which question of the house it answers, if any: then nobody else needs to read it."""
    if code.comes_back(said, address):
        return "code"
    return "own" if own.answers(said, address) else ""


def _is_here(letter: Letter, said: Said) -> bool:
    """Where the network itself names what is said, the same name is the same words, by whatever way they come."""
    if not said.external_id or not registry.drivers()[letter.kind].threads:
        return False
    return bool(_named(letter.kind, said.external_id[:250]))


@prepared
def _named(kind: str, name: str) -> QuerySet[ExternalRef]:
    return ExternalRef.objects.filter(kind=kind, external_id=name)


def _stance(letter: Letter, address: Address) -> str:
    """How the town listens to that account and its server; whoever works here is heard from anywhere."""
    if "@" not in address.path or (address.person and is_staff(address.person)):
        return stances.How.ALLOW
    return stances.toward(letter.kind, [address.path])[address.path]


def _speak(
    said: Said, address: Address, seat: Seat, media: list[Media], letter: Letter, *, vouched: bool
) -> Post:  # fmt: skip
    named = registry.named(letter.kind, said.to)
    conversation = seat.conversation or _opened(Visibility(seat.visibility), named)
    words = square.Words(
        text=said.text.strip(),
        via=said.hints.get("via", letter.kind),
        language=said.language or "",
        held_for=seat.held_for,
        media=media,
        at=_moment(letter, said),
        named=named,
        decided=square.Decided(said.hints.get("guard", "") if said.hints.get("clerk") else ""),
        vouched=vouched,
        beside=bool(said.hints.get("beside")),
    )
    if seat.person:
        for one in media:
            pictures.trust(one)
        return square.say(conversation, words, speaker=seat.person, department=seat.department)
    if not words.beside:
        square.take_part(address, conversation)
    return square.say(conversation, words, author=address)


def _moment(letter: Letter, said: Said) -> datetime:
    """When it came; what was said to others, when they say that it was said."""
    told = said.occurred_at if said.hints.get("beside") else None
    return min(told, letter.received_at) if told else letter.received_at


def _opened(visibility: Visibility, named: list[Handle]) -> Conversation:
    """In public it begins with the department that was written to, or in which the employee works who was."""
    if visibility != Visibility.PUBLIC or not named:
        return square.open_conversation(visibility)
    person = Person.objects.filter(handle=named[0]).first()
    department = people_queries.department_of(person) if person else None
    department = department or Department.objects.active().filter(handle=named[0]).first()
    return square.open_conversation(visibility, department=department)


def _reading(post: Post, said: Said, address: Address, seat: Seat, *, has_photo: bool) -> Reading:
    mentions = tuple(square.mentioned(said.text)) if seat.person else ()
    return Reading(
        post=post, text=said.text, person=seat.person, address=None if seat.person else address, mentions=mentions,
        has_photo=has_photo, wishes_case=seat.wishes_case, hints=dict(said.hints),
        known={} if seat.conversation else {"case": None},
    )  # fmt: skip


def _join(post: Post, said: Said, address: Address) -> None:
    """On the form she said "the same thing": her words stay in her own conversation, and she follows the case."""
    case = Case.objects.filter(number=said.hints["join"]).first()
    if case is not None:
        cases.join_report(case, address=address, via=post.via, conversation=post.conversation)


def _keep_enclosures(said: Said) -> list[Media]:
    kept = list(Media.objects.filter(name__in=said.media, post=None)) if said.media else []
    return kept + [_keep(one) for one in said.enclosures]


def _keep(one: Enclosure) -> Media:
    if one.content_type.startswith("image/"):
        try:
            return pictures.keep(pictures.prepare(one.data), alt=one.alt)
        except pictures.NotAPicture:
            log.info("an enclosed picture could not be opened; it is kept sealed for staff")
    return pictures.keep_file(one.data, name=one.name, content_type=one.content_type)


def _set_aside(letter: Letter, why: str) -> None:
    with transaction.atomic():
        lease.done(letter, fate=Letter.Fate.SET_ASIDE, why=why)
