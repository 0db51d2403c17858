# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the town hall of the demo has before it on the last day: something pinned, something planned, an own account."""

from datetime import datetime, time, timedelta

from concejo.config.olivar.memory import Memory
from concejo.people import actions as people
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.town import calendar
from concejo.town.models import Department, Town

_MORNING = time(8, 0)
_WASHING = "El {day} baldeamos la plaza Mayor, de 8 a 14. No aparquen allí, por favor."


def begin(memory: Memory) -> None:
    """Miguel wants to be followed under his own name."""
    people.speak_out(memory.people["Miguel"])


def look_ahead(memory: Memory, *, now: datetime, town: Town) -> None:
    """One announcement stands on top, another one waits for its morning."""
    latest = Post.objects.public().filter(department__handle__word="alumbrado", conversation__case=None)
    said = latest.exclude(speaker=None).order_by("-at").first()
    if said is not None and said.speaker is not None:
        square.pin(said, by=said.speaker)
    day = calendar.local_day(now, town=town) + timedelta(days=3)
    _plan(memory.people["Dolores"], day_words=f"día {day.day}", due=datetime.combine(day, _MORNING, town.zone))


def _plan(who: Person, *, day_words: str, due: datetime) -> None:
    role = who.roles.current().exclude(department=None).order_by("pk").first()
    department: Department | None = role.department if role else None
    text = _WASHING.format(day=day_words)
    square.plan(square.Plan(text=text, due=due, department=department, language="es"), by=who)
