# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town hall of the demo answers the neighbour from another server, as it would: Pilar hands over, Miguel mends.

Only his first lamp; whatever he is made to say after that waits for whoever tries the demo.
"""

import time
from datetime import timedelta

from django.db import transaction

from concejo.cases.models import Case
from concejo.config.olivar.memory import photograph
from concejo.config.processes import Ready
from concejo.core import clock
from concejo.desk import reading as desk
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.square.readings import Reading

STEPS = (
    ("pilar", "@miguel, ¿puedes mirarlo?", "", timedelta(seconds=6)),
    ("miguel", "Vamos para allá con la escalera.", "", timedelta(seconds=15)),
    ("miguel", "Arreglada: era el portalámparas. ¡Gracias por el aviso!", "lamp-fixed", timedelta(seconds=45)),
)
"""Who, what, with which photo, and how long after the neighbour's words."""


def answer(ready: Ready) -> int:
    """Until everything is said; then it only waits to be ended, so that nobody starts it anew."""
    ready()
    while not step():
        time.sleep(1.0)
    while True:
        time.sleep(60.0)


def step() -> bool:
    """Say what is due; says whether there is nothing left to say."""
    post = Post.objects.filter(via="fediverse", author__isnull=False).order_by("id").first()
    case = Case.objects.filter(conversation=post.conversation_id).first() if post else None
    if post is None or case is None:
        return False
    spoken = case.main.posts.exclude(speaker=None).count()
    if spoken >= len(STEPS) or not case.is_open:
        return True
    who, words, photo, after = STEPS[spoken]
    if clock.now() - post.at < after:
        return False
    person = Person.objects.get(handle__word=who)
    with transaction.atomic():
        media = (photograph(photo, shown=True),) if photo else ()
        said = square.say(
            case.main, square.Words(text=words, via="web", language="es", media=media), speaker=person,
            department=case.department,
        )  # fmt: skip
        mentions = tuple(square.mentioned(words))
        desk.read(Reading(post=said, text=words, person=person, mentions=mentions, has_photo=bool(photo)))
    return False
