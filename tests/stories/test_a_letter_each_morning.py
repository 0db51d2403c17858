# SPDX-License-Identifier: AGPL-3.0-or-later
"""One letter each morning: Tomás follows his street and all lamps, and everything stands in it once.

On the page of calle Real he asks to hear of it, gathered, each morning. A letter asks whether it was he; he presses its
button. He does the same for lamps. That day a lamp goes out in calle Real, Carmen complains of a neighbour in private,
and the mayor answers. At eight the next morning he has one letter: the lamp once, in his language, with the answer, and
not a word of Carmen's. The day after he has had enough: one press, and it is over.
"""

import re

import pytest
from django.test import Client

from cast import Cast
from channels.test_following import HERE, monday
from concejo.cases.models import Case, Category
from concejo.channels.compose import compose
from concejo.channels.models import Delivery
from concejo.channels.work import sweep
from concejo.core import clock
from concejo.town.models import Street


def letters(cause: str) -> list[str]:
    rows = Delivery.objects.filter(address__path="tomas@vecinos.example", cause=cause).order_by("made_at", "pk")
    return [compose(row).text for row in rows]


def asks_for(topic: str) -> None:
    """In French, since he comes from there."""
    him = Client(headers={"accept-language": "fr"})
    him.post("/follow/", {"email": "tomas@vecinos.example", "topic": topic, "pace": "daily"}, **HERE)
    link = re.search(r"/follow/[a-z0-9]+/", letters("follow")[-1])
    assert link
    him.post(link[0], **HERE)


@pytest.mark.django_db
def test_one_letter_each_morning_and_one_press_to_end_it(town: Cast) -> None:
    asks_for(f"street:{Street.objects.get(name='calle Real').pk}")
    asks_for(f"category:{Category.objects.get(slug='lamp').pk}")
    town.hears("Alejandra", "La farola de la calle Real está apagada y no se ve la acera.")
    lamp = Case.objects.get()
    town.hears("Carmen", "En la calle Real me gritan por la noche.", via="phone", visibility="private")
    town.says("Rosario", "Gracias, Alejandra, la miramos mañana.", to=lamp)
    assert not letters("post"), "nothing comes at once"
    morning = monday()
    with clock.at(morning):
        sweep()
        (letter,) = letters("digest")
    assert letter.count("no se ve la acera") == 1
    assert f"/c/{lamp.number}/" in letter
    assert "gritan" not in letter
    assert "Ce qui s’est dit en un jour de ce que vous suivez" in letter
    end = re.findall(r"/unfollow/[a-z0-9]+/", letter)[-1]
    assert Client().get(end).status_code == 200
    assert Client().post(end).status_code == 200
    town.hears("Alejandra", "Otra farola apagada en la calle Real.")
    with clock.at(monday()):
        sweep()
        assert len(letters("digest")) == 1
