# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was said and done in each conversation of a made-up town."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connection, transaction

from concejo.config import ready
from concejo.privacy import townkey
from concejo.privacy.seal import seal

from . import words
from .furnish import Colleague, furnish, hall
from .seed import GAPS, LATEST_CASES, LATEST_TALKS, Talk, Town, colleague, neighbours, said_at, shapes
from .tables import loosen, tighten

OPEN_STATES = ("received", "assigned", "assigned", "assigned", "planned", "under_way", "under_way", "waiting")
CLOSED_STATES = ("mended", "mended", "mended", "done", "done", "not_ours", "declined", "withdrawn")


@dataclass(slots=True)
class Scene:
    """A conversation while it is written."""

    talk: Talk
    id: int
    private: bool
    kind: str
    department: str
    street: tuple[int, str]
    author: int
    worker: Colleague
    announced: bool
    key: str | None
    posts: list[tuple[int, int]] = field(default_factory=list)
    """Id and second of each message."""
    title: str = ""


def make(posts: int, *, now: datetime, say: Callable[[str], None]) -> int:
    """A whole town in an empty folder; returns how many posts it has."""
    if not Path(settings.TOWN_KEY_FILE).exists():
        townkey.make(settings.TOWN_KEY_FILE)
    ready.make_tables()
    furnish("Puebla de la Medida")
    talks = shapes(posts, now=now)
    town = Town(hall(), now=now, addresses=max(50, len(talks) // 3))
    indexes = loosen()
    with transaction.atomic():
        neighbours(town)
        for at, talk in enumerate(talks):
            _write(town, talk)
            if at % 50_000 == 49_999:
                say(f"  {at + 1:,} conversations")
        count = town.finish()
    say("  indexes")
    tighten(indexes)
    connection.close()
    return count


def _write(town: Town, talk: Talk) -> None:
    chance = Random(talk.back)
    street = town.hall.streets[talk.back % len(town.hall.streets)]
    kind, said = words.trouble(chance, street[1])
    category, department = town.hall.categories[kind]
    private = talk.back % 10 == 7
    announced = talk.case_back is None and talk.back % 9 == 0
    scene = Scene(
        talk=talk, id=town.id_at(talk.at), private=private, kind=kind, department=department, street=street,
        author=1_000_001 + talk.back % town.addresses, worker=colleague(town.hall, department, chance),
        announced=announced, key=town.keys[talk.back % len(town.keys)] if private else None,
    )  # fmt: skip
    first = said
    if talk.case_back is None:
        first = words.news(chance, street[1]) if announced else words.question(chance, street[1])
    scene.title = "" if private else first.split(". ")[0][:110]
    _posts(town, scene, chance, first)
    _conversation(town, scene)
    if talk.case_back is not None:
        _case(town, scene, chance, category)


def _posts(town: Town, scene: Scene, chance: Random, first: str) -> None:
    for at in range(scene.talk.size):
        second = scene.talk.at + GAPS[at]
        if at and second > town.now.timestamp():
            second = int(town.now.timestamp()) - 10 + at
        by_town = (at % 2 == 1) != scene.announced
        if at == 0:
            text = first
        elif not by_town:
            text = chance.choice(words.THANKS)
        elif at == 1:
            text = chance.choice(words.ANSWERS).format(who=scene.worker.word)
        else:
            text = chance.choice(words.DONE)
        scene.posts.append((town.id_at(second), second))
        _post(town, scene, at, text, by_town=by_town)


def _post(town: Town, scene: Scene, at: int, text: str, *, by_town: bool) -> None:
    post, second = scene.posts[at]
    moment = said_at(second)
    via = "web" if by_town else ("email", "web", "phone")[scene.talk.back % 3]
    sealed = seal(scene.key, text.encode()) if scene.key else None
    town.post.add(
        post, scene.id, None if by_town else scene.author, scene.worker.person if by_town else None,
        scene.worker.department if by_town else None, via, moment, "" if sealed else text, sealed, "es",
    )  # fmt: skip
    if not sealed:
        town.indexed.append((post, f"{scene.title} {text}"))
    by = f"person:{scene.worker.person}" if by_town else f"address:{scene.author}"
    town.ledger.add(post + 1000, moment, "square.said", by, f"post:{post}")
    town.promise.add(
        post + 2000, "done", moment, "square.post_published", f'{{"post": {post}}}', f"square.post_published:{post}",
        moment,
    )  # fmt: skip
    if by_town and at == 1 and not sealed:
        town.mention.add(post, scene.worker.handle)
    if by_town:
        key = uuid.UUID(int=post).hex
        town.delivery.add(
            post + 3000, "done", moment, key, "email", f"vecina{scene.author - 1_000_000}@vecinos.example",
            scene.author, "post", post, post, moment, "sent", moment,
        )  # fmt: skip
    else:
        town.letter.add(
            post + 4000, "done", moment, via, f"{post:064x}", town.letter_body, 600, moment, "heard", scene.author
        )
        town.origin.add(post, post + 4000)
        if via == "email":
            town.ref.add("email", f"{post}@vecinos.example", post)
    if scene.talk.case_back is not None and not scene.private and ((at == 0 and scene.talk.back % 2) or at == 4):
        town.media.add(post + 5000, post, f"foto{post}", 1600, 1200, moment, moment, f"media:{post}", moment, "")


def _conversation(town: Town, scene: Scene) -> None:
    opened, last = said_at(scene.talk.at), said_at(scene.posts[-1][1])
    odd = scene.talk.size % 2 == (0 if scene.announced else 1)
    waits = odd and (scene.talk.back % 8 == 3 if scene.talk.back < LATEST_TALKS else scene.talk.back % 5_000 == 3)
    is_case = scene.talk.case_back is not None
    department = town.hall.departments[scene.department] if is_case or scene.announced else None
    topics = f'["street:{scene.street[0]}", "department:{department}"]' if is_case else "[]"
    town.conversation.add(
        scene.id, "private" if scene.private else "public", scene.title, department, scene.key, f"{scene.id:026d}",
        opened, last, 1, last if waits else None, topics,
    )  # fmt: skip
    town.participant.add(scene.id + 1, scene.id, scene.author, opened)
    town.follow.add(scene.id + 2, scene.author, f"conversation:{scene.id}", opened)
    town.counter.add(f"conversation:{scene.id}", scene.talk.size)


def _state(town: Town, scene: Scene, chance: Random) -> str:
    back, age = scene.talk.case_back or 0, town.now.timestamp() - scene.talk.at
    still = chance.random()
    is_open = still < 0.6 if back < LATEST_CASES else still < 0.4 if age < 21 * 86_400 else still < 0.015
    return chance.choice(OPEN_STATES if is_open else CLOSED_STATES)


def _case(town: Town, scene: Scene, chance: Random, category: int) -> None:
    state = _state(town, scene, chance)
    case, worker = scene.id + 3, None if state == "received" else scene.worker.person
    opened = said_at(scene.talk.at)
    answered = said_at(scene.posts[1][1])
    closed = None if state in OPEN_STATES else said_at(scene.posts[-1][1])
    town.case.add(
        case, town.number(scene.talk.at), state, category, town.hall.departments[scene.department], worker,
        None if scene.private else scene.id, scene.id if scene.private else None, f"{scene.street[1]}, 12",
        scene.street[0], 37.15 + chance.random() / 50, -3.64 + chance.random() / 50, opened,
        said_at(scene.talk.at + 5 * 86_400), answered, closed, closed if state == "mended" else None,
    )  # fmt: skip
    town.report.add(case + 1, case, scene.author, "email", opened, 1)
    town.counter.add(f"case:{case}", scene.talk.size)
    steps = [("opened", "", "received"), ("assigned", "received", "assigned")]
    steps += [("done", "assigned", "done")] if closed else []
    steps += [("mended", "done", "mended")] if state == "mended" else []
    for at, (act, before, after) in enumerate(steps):
        post, second = scene.posts[min(at, len(scene.posts) - 1)]
        mine = act in {"opened", "mended"}
        by = f"address:{scene.author}" if mine else f"person:{scene.worker.person}"
        facts = f'{{"name": "{scene.worker.word}"}}' if act == "assigned" else "{}"
        person = None if mine else scene.worker.person
        town.step.add(case + 10 + at, case, said_at(second), act, before, after, by, person, post, facts)
        town.ledger.add(case + 20 + at, said_at(second), f"cases.{act}", by, f"case:{case}")
