# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the town hall does in the month: it answers, hands over, plans, mends, announces, moderates, calls back."""

from collections.abc import Callable
from datetime import timedelta

from concejo.cases import actions as cases
from concejo.cases.models import Case, Category
from concejo.channels import hear, intake
from concejo.channels.contract import Enclosure
from concejo.channels.models import Delivery
from concejo.config.olivar import letters
from concejo.config.olivar import pictures as drawn
from concejo.config.olivar.memory import Memory, photograph
from concejo.config.olivar.plays import Scene, working_day
from concejo.core import changes, clock
from concejo.desk import reading as desk
from concejo.people import actions as people
from concejo.people import links, queries
from concejo.people.models import Person, Substitution
from concejo.square import actions as square
from concejo.square.models import Conversation, Participant, Post, Visibility
from concejo.square.readings import Reading
from concejo.town import calendar, gazetteer
from concejo.town.models import Department, Town


def act(scene: Scene, memory: Memory) -> None:
    """Let it happen: what comes before the words, the words, and what they bring about."""
    told = scene.event.options
    for option in told:
        if option in _BEFORE:
            _BEFORE[option](scene, memory)
    post = _speak(scene, memory) if scene.words and not {"edit", "email"} & set(told) else None
    for option in told:
        if option in _AFTER and post is not None:
            _AFTER[option](scene, memory, post)


def _speak(scene: Scene, memory: Memory) -> Post:
    told, person = scene.event.options, memory.people[scene.event.who]
    department = _department(told.get("as") or told.get("announce") or "")
    if scene.play not in memory.talks:
        memory.talks[scene.play] = _opened(department)
    media = tuple(photograph(name, shown=True) for name in (told.get("photo"),) if name)
    words = square.Words(text=scene.words, via="web", language="es", media=media)
    conversation = memory.conversation(scene.play)
    _judge(conversation, by=memory.people["Pilar"])
    post = square.say(conversation, words, speaker=person, department=department)
    mentions = tuple(square.mentioned(scene.words))
    desk.read(Reading(post=post, text=scene.words, person=person, mentions=mentions, has_photo=bool(media)))
    return post


def _judge(conversation: Conversation, *, by: Person) -> None:
    """Before anybody answers, the clerk has looked at what the guard had found: here it may stand."""
    for post in conversation.posts.filter(state=Post.State.HELD, held_for=square.HELD):
        square.let_stand(post, by=by.ref)


def _opened(department: Department | None) -> Conversation:
    """An announcement begins a conversation of its own, of that department's subject."""
    conversation = square.open_conversation(Visibility.PUBLIC, department=department)
    if department:
        conversation.topics = [f"department:{department.pk}"]
        conversation.save(update_fields=["topics"])
    return conversation


def _department(word: str) -> Department | None:
    return Department.objects.filter(handle__word=word).first() if word else None


def _look(scene: Scene, memory: Memory) -> None:
    """Somebody looked at the neighbours' photos: they may be seen."""
    for post in Post.objects.filter(conversation=memory.talks[scene.play]).exclude(author=None):
        square.look_at_photos(post, by=memory.people[scene.event.who].ref)


def _sort(scene: Scene, memory: Memory) -> None:
    told, case = scene.event.options, memory.case(scene.play)
    category = Category.objects.get(slug=told["sort"]) if told["sort"] else case.category
    place = told.get("place", case.place)
    spot = gazetteer.find_in(place)
    hints = cases.Hints(
        category=category, place=place, street=spot.street if spot else case.street,
        lat=spot.lat if spot else case.lat, lon=spot.lon if spot else case.lon,
    )  # fmt: skip
    cases.sort(case, hints=hints, by=memory.people[scene.event.who])


def _plan(scene: Scene, memory: Memory, _post: Post | None = None) -> None:
    town = Town.objects.current()
    today = calendar.local_day(clock.now(), town=town)
    holidays = calendar.holidays_from(today)
    day = working_day(today + timedelta(days=int(scene.event.options["plan"])), holidays=holidays)
    cases.plan(memory.case(scene.play), day=day, by=memory.people[scene.event.who])


def _start(scene: Scene, memory: Memory) -> None:
    cases.start(memory.case(scene.play), by=memory.people[scene.event.who])


def _assign(scene: Scene, memory: Memory) -> None:
    colleague = Person.objects.get(handle__word=scene.event.options["assign"])
    cases.assign(memory.case(scene.play), to=colleague, by=memory.people[scene.event.who])


def _into(scene: Scene, memory: Memory) -> None:
    into = memory.case(scene.event.options["into"])
    cases.join_cases(memory.case(scene.play), into=into, by=memory.people[scene.event.who])


def _edit(scene: Scene, memory: Memory) -> None:
    person = memory.people[scene.event.who]
    square.edit(memory.last_post(scene.play, speaker=person), scene.words, by=person)


def _delete(scene: Scene, memory: Memory) -> None:
    person = memory.people[scene.event.who]
    square.delete(memory.last_post(scene.play, speaker=person), by=person.ref)


def _hide(scene: Scene, memory: Memory) -> None:
    post = memory.last_post(scene.play, neighbour=True)
    square.hide(post, by=memory.people[scene.event.who], reason=scene.event.options["hide"], why="insult")


def _block(scene: Scene, memory: Memory) -> None:
    """A sender of junk is heard no more, and nobody owes the junk an answer."""
    post = memory.last_post(scene.play, neighbour=True)
    if post.author:
        people.block(post.author, by=memory.people[scene.event.who])
    Conversation.objects.filter(pk=post.conversation_id).update(waits_since=None)


def _called(scene: Scene, memory: Memory) -> None:
    """The call-back list is worked through for this case."""
    reports = memory.case(scene.play).reports.all()
    Delivery.objects.to_telephone().filter(address__in=[one.address_id for one in reports]).update(
        called_at=clock.now()
    )
    changes.touch("worklists")


def _looks(scene: Scene, memory: Memory) -> None:
    case = memory.case(scene.play)
    people.look(memory.people[scene.event.who], about=case.ref, reason=scene.event.options["looks"])


def _away(scene: Scene, memory: Memory) -> None:
    """Somebody is away for some days, and a colleague stands in."""
    colleague, days = scene.event.options["away"].split("/")
    today = calendar.local_day(clock.now(), town=Town.objects.current())
    Substitution.objects.create(
        person=memory.people[scene.event.who], substitute=Person.objects.get(handle__word=colleague),
        since=today, until=today + timedelta(days=int(days)),
    )  # fmt: skip


def _email(scene: Scene, memory: Memory) -> None:
    """An employee answers the letter that told of the work, from the telephone, with a photo."""
    person, told = memory.people[scene.event.who], scene.event.options
    own = queries.mail_addresses(person)[0]
    seat = Participant.objects.get(address=own, conversation=memory.talks[scene.play])
    memory.letters += 1
    photo = Enclosure(name="IMG_0007.jpg", content_type="image/jpeg", data=drawn.draw(told["photo"]))
    to = f"r+{links.make(links.Purpose.REPLY, seat.pk)}@{Town.objects.current().mail_domain}"
    letter = letters.Letter(
        sender=own.path, name=person.public_name, to=to, subject="Re: Trabajo", text=scene.words, at=scene.at,
        key=f"{scene.play}.{memory.letters}", enclosures=[photo],
    )  # fmt: skip
    hear.hear(intake.store(letters.sent(letter)))


def _ask(scene: Scene, memory: Memory, post: Post) -> None:
    cases.ask_neighbour(memory.case(scene.play), by=memory.people[scene.event.who], post=post)


def _done(scene: Scene, memory: Memory, post: Post) -> None:
    case: Case = memory.case(scene.play)
    if case.is_open:
        cases.done(case, by=memory.people[scene.event.who], post=post)


def _mended(scene: Scene, memory: Memory, _post: Post) -> None:
    """A neighbour without e-mail told the clerk so on the telephone."""
    cases.mended(memory.case(scene.play), by=memory.people[scene.event.who])


def _not_ours(scene: Scene, memory: Memory, post: Post) -> None:
    cases.not_ours(
        memory.case(scene.play), by=memory.people[scene.event.who], post=post, body=scene.event.options["not-ours"]
    )


def _decline(scene: Scene, memory: Memory, post: Post) -> None:
    cases.decline(memory.case(scene.play), by=memory.people[scene.event.who], post=post)


_BEFORE: dict[str, Callable[[Scene, Memory], None]] = {
    "look": _look,
    "looks": _looks,
    "sort": _sort,
    "start": _start,
    "assign": _assign,
    "into": _into,
    "edit": _edit,
    "delete": _delete,
    "hide": _hide,
    "block": _block,
    "called": _called,
    "away": _away,
    "email": _email,
}
_AFTER: dict[str, Callable[[Scene, Memory, Post], None]] = {
    "plan": _plan,
    "ask": _ask,
    "done": _done,
    "mended": _mended,
    "not-ours": _not_ours,
    "decline": _decline,
}
