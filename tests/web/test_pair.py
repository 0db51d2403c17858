# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before and after stand side by side: the neighbour's photo, and the one with which the work was shown to be done."""

import re

from django.test import Client

from cast import Cast, address
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.square.models import Media

LAMP = "La farola de la calle Real, 3, está apagada."
ENGLISH = {"accept-language": "en"}


def alts(case: Case) -> list[str]:
    """What the two pictures say of themselves."""
    page = Client(headers=ENGLISH).get(f"/c/{case.number}/").content.decode()
    pair = re.search(r'<div class="pair">.*?</figure>', page, re.DOTALL)
    return re.findall(r'alt="([^"]*)"', pair[0]) if pair else []


def told_with_photo(town: Cast) -> Case:
    town.hears("Alejandra", LAMP, media=[town.photo()])
    case = Case.objects.get()
    cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    return case


def test_both_stand_there_with_words_for_those_who_do_not_see(town: Cast) -> None:
    case = told_with_photo(town)
    assert alts(case) == []
    town.says("Miguel", "Hecho, ya luce.", to=case, media=(town.photo(),))
    before, after = alts(case)
    assert before.startswith("Before: photo by A neighbour of Olivar del Genil, ")
    assert after.startswith("After: photo by Miguel, ")
    Media.objects.filter(post__speaker=town["Miguel"]).update(alt="La farola encendida")
    assert alts(case)[1] == "After: La farola encendida"


def test_what_is_not_done_has_no_after(town: Cast) -> None:
    case = told_with_photo(town)
    town.says("Rosario", "La hemos visto.", to=case, media=(town.photo(),))
    assert alts(case) == [], "a look at it is no mending"
    town.says("Miguel", "Hecho.", to=case, media=(town.photo(),))
    assert len(alts(case)) == 2
    case.refresh_from_db()
    cases.still_broken(case, by=address("Alejandra"))
    assert alts(case) == [], "it is broken again"


def test_a_photo_that_nobody_looked_at_is_no_half_of_it(town: Cast) -> None:
    case = told_with_photo(town)
    Media.objects.filter(post__author__isnull=False).update(looked_at=None)
    town.says("Miguel", "Hecho.", to=case, media=(town.photo(),))
    assert alts(case) == []


def test_the_photo_of_the_second_mending_counts(town: Cast) -> None:
    case = told_with_photo(town)
    town.says("Miguel", "Hecho.", to=case, media=(town.photo(),))
    case.refresh_from_db()
    cases.still_broken(case, by=address("Alejandra"))
    second = town.photo()
    town.says("Miguel", "Hecho otra vez.", to=case, media=(second,))
    page = Client(headers=ENGLISH).get(f"/c/{case.number}/").content.decode()
    pair = re.search(r'<div class="pair">.*?</figure>', page, re.DOTALL)
    assert pair
    second.refresh_from_db()
    assert second.shown_as in pair[0]
    assert pair[0].count("<img") == 2
