# SPDX-License-Identifier: AGPL-3.0-or-later
"""A month in Olivar del Genil: thirty days of plays, lived through the doors and actions of a real town.

Letters come in as bytes and forms, the desk reads them, promises are kept and letters written while the clock says so.
Only the network is missing: the post office of the month (`post_office`) stands in for it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from concejo.cases import reckon
from concejo.channels import registry
from concejo.channels.models import Channel
from concejo.config.olivar import ahead, hall, letters, plays, street
from concejo.config.olivar.memory import Memory
from concejo.config.olivar.neighbours import NEIGHBOURS
from concejo.config.olivar.post_office import PostOffice
from concejo.config.olivar.rounds import follow_up
from concejo.core import clock
from concejo.people.models import Person
from concejo.square import opening
from concejo.square.actions import UNDO
from concejo.town import calendar
from concejo.town.models import Town

DAYS = 30
_SOON = UNDO + timedelta(seconds=5)
_MORNING = time(7, 30)


def live(*, now: datetime, say: Callable[[str], None]) -> None:
    """Let the month before `now` go by."""
    town = Town.objects.current()
    memory = Memory({one.public_name: one for one in Person.objects.filter(handle__isnull=False)})
    staff = frozenset(memory.people)
    scenes = plays.scenes(plays.read_all(), now=now, town=town, staff=staff)
    first = calendar.local_day(now, town=town) - timedelta(days=DAYS)
    told = 0
    with _quietly(), registry.standing_in(PostOffice()), opening.drawn_here(), _own_mail_server():
        with clock.at(now - timedelta(days=DAYS)):
            ahead.begin(memory)
        for scene in scenes:
            day = calendar.local_day(scene.at, town=town)
            while told < (day - first).days:
                told += 1
                _morning(first + timedelta(days=told), before=scene.at, town=town)
                if told % 6 == 0:
                    say(f"day {told} of {DAYS} …")
            _play(scene, memory)
        with clock.at(now):
            ahead.look_ahead(memory, now=now, town=town)
            follow_up()
            reckon.reckon()


def _play(scene: plays.Scene, memory: Memory) -> None:
    door = street if scene.event.who in NEIGHBOURS else hall
    try:
        with clock.at(scene.at):
            door.act(scene, memory)
    except Exception as error:
        error.add_note(f"in the play {scene.play}, {scene.event.who} at {scene.event.clock}")
        raise
    with clock.at(scene.at + _SOON):
        follow_up()


def _morning(day: date, *, before: datetime, town: Town) -> None:
    """At half past seven the letters for those leave who want theirs in the morning."""
    moment = datetime.combine(day, _MORNING, town.zone)
    if moment < before:
        with clock.at(moment):
            follow_up()


@contextmanager
def _own_mail_server() -> Iterator[None]:
    """During the month a mail server stands before the town and says who may be believed; its word counts."""
    Channel.objects.update_or_create(kind="email", defaults={"settings": {"authserv_id": letters.SERVER}})
    yield
    Channel.objects.filter(kind="email").update(settings={})


@contextmanager
def _quietly() -> Iterator[None]:
    """Four hundred lines of a log would hide the few that tell how far it is."""
    log = logging.getLogger("concejo")
    before = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(before)
