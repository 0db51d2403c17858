# SPDX-License-Identifier: AGPL-3.0-or-later
"""The unfinished "speak to the town" form: its answers lie sealed on the server for a day, never in an address."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from concejo.cases import questions
from concejo.cases.intents import UNSORTED
from concejo.cases.likely import Asked, Likely, likely_same
from concejo.cases.models import Case, Category, Question, Value
from concejo.cases.suggest import suggest
from concejo.channels.models import Draft
from concejo.core import clock
from concejo.privacy.seal import seal, unseal
from concejo.square.models import Media
from concejo.town import gazetteer

LIFE = timedelta(days=1)
_SCOPE = "drafts"
STEPS = 5


@dataclass(slots=True, kw_only=True)
class Answers:
    """What somebody has filled in so far."""

    text: str = ""
    place: str = ""
    lat: str = ""
    lon: str = ""
    visibility: str = ""
    name: str = ""
    answer_by: str = ""
    email: str = ""
    phone: str = ""
    join: str = ""
    apart: list[str] = field(default_factory=list)
    """Numbers of cases of which she said that hers is another one."""
    code: str = ""
    about: str = ""
    """The kind whose questions were answered, or `UNSORTED`: it is something else than its words say."""
    answers: dict[str, Value] = field(default_factory=dict)
    steps_done: list[int] = field(default_factory=list)


def begin() -> Draft:
    """A fresh form."""
    return Draft.objects.create(
        sealed=seal(_SCOPE, json.dumps(asdict(Answers())).encode()), expires_at=clock.now() + LIFE
    )


def named(token: str) -> Draft:
    """The form that a browser kept under a name of its own making; the same name is the same form."""
    blank = seal(_SCOPE, json.dumps(asdict(Answers())).encode())
    return Draft.objects.get_or_create(token=token, defaults={"sealed": blank, "expires_at": clock.now() + LIFE})[0]


def find(token: str) -> Draft | None:
    """The form with that token, if its day is not over."""
    return Draft.objects.filter(token=token, expires_at__gt=clock.now()).first()


def answers(draft: Draft) -> Answers:
    """What it holds."""
    return Answers(**json.loads(unseal(_SCOPE, draft.sealed)))


def keep(draft: Draft, told: Answers) -> None:
    """Keep what was filled in; the day begins anew."""
    draft.sealed = seal(_SCOPE, json.dumps(asdict(told)).encode())
    draft.expires_at = clock.now() + LIFE
    draft.save(update_fields=["sealed", "media", "expires_at"])


def photos(draft: Draft) -> list[Media]:
    """The pictures that wait in it."""
    return list(Media.objects.filter(name__in=draft.media, post=None))


def category_of(told: Answers) -> Category | None:
    """What the words speak of, unless she said that it is something else."""
    return None if told.about == UNSORTED else suggest(told.text)


def asks(told: Answers) -> list[Question]:
    """What the kind asks and she has not been asked yet; whoever joins a case is asked nothing."""
    kind = category_of(told) if told.text and not told.join else None
    return questions.of(kind) if kind and told.about != kind.slug else []


def is_private(told: Answers) -> bool:
    """What it is about is read by the town hall alone, whatever she chooses."""
    kind = category_of(told) if told.text and not told.join else None
    return kind is not None and kind.private


def was_asked(told: Answers) -> bool:
    """There is a page of questions to go back to."""
    kind = suggest(told.text) if told.about and not told.join else None
    return bool(kind and questions.of(kind))


def on_the_way(told: Answers) -> dict[str, str]:
    """Kind and answers as the letter carries them, if she was asked at all."""
    kind = category_of(told) if told.about and not told.join else None
    if told.about == UNSORTED:
        return {"category": UNSORTED}
    if kind is None or told.about != kind.slug:
        return {}
    return {"category": kind.slug, "answers": json.dumps(told.answers)}


def same_thing(told: Answers) -> list[Likely]:
    """Open cases that are likely the same: offered before sending, with "join it"."""
    spot = gazetteer.find_in(told.place or told.text)
    lat = float(told.lat) if told.lat else spot.lat if spot else None
    lon = float(told.lon) if told.lon else spot.lon if spot else None
    street = spot.street if spot else None
    asked = Asked(text=told.text, category=category_of(told), place=told.place, lat=lat, lon=lon, street=street)
    return likely_same(asked)


def asks_same(told: Answers) -> bool:
    """Something like it is open, of which she has not said yet whether it is hers."""
    return not told.join and any(one.case.number not in told.apart for one in same_thing(told))


def decide(told: Answers, *, join: str, seen: Sequence[str]) -> None:
    """It is that one: then where, photo and who reads it are answered; or it is another one than all of these."""
    if told.join:
        told.join, told.visibility, told.steps_done = "", "", [one for one in told.steps_done if one < 3]
    told.apart = sorted({*told.apart, *seen} - {join})
    if join in seen:
        joins(told, join)


def joins(told: Answers, number: str) -> None:
    """Her words are for the town hall; the case has its place, its picture and its readers already."""
    told.join, told.visibility = number, "private"
    told.steps_done = sorted({*told.steps_done, 2, 3, 4})


def next_step(told: Answers) -> int:
    """The first question that is not answered yet, else the last, which shows them all."""
    return next((one for one in range(1, STEPS + 1) if one not in told.steps_done), STEPS)


def joined_case(told: Answers) -> Case | None:
    """The case that she said is the same."""
    return Case.objects.public().with_all().filter(number=told.join).first() if told.join else None
