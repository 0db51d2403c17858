# SPDX-License-Identifier: AGPL-3.0-or-later
"""The month's figures: what was told twice is one case, and what was not done is not called done."""

from cast import Cast, address
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.town.models import Town
from concejo.web.show.figures import month

LAMP = "La farola de la calle Real, 3, está apagada."


def says(town: Cast, case: Case, words: str) -> Post:
    return square.say(case.main, square.Words(text=words, via="web", language="es"), speaker=town["Pilar"])


def test_each_way_to_end_counts_apart(town: Cast) -> None:
    for _one in range(7):
        town.hears("Alejandra", LAMP)
    first, second, third, fourth, fifth, sixth, _open = Case.objects.order_by("id")
    cases.done(first, by=town["Pilar"], post=says(town, first, "Hecho."))
    cases.mended(first, by=address("Alejandra"))
    cases.done(second, by=town["Pilar"], post=says(town, second, "Hecho."))
    cases.join_cases(third, into=second, by=town["Pilar"])
    cases.not_ours(fourth, by=town["Pilar"], post=says(town, fourth, "Es de la Diputación."), body="la Diputación")
    cases.decline(fifth, by=town["Pilar"], post=says(town, fifth, "No se hará."))
    cases.withdraw(sixth, by=address("Alejandra"))
    told = month(Town.objects.current())
    counted = {name: told[name] for name in ("cases", "joined", "done", "mended", "not_ours", "not_done", "people")}
    assert counted == {"cases": 6, "joined": 1, "done": 2, "mended": 1, "not_ours": 1, "not_done": 2, "people": 1}


def test_the_square_says_so(town: Cast, client) -> None:
    town.hears("Alejandra", LAMP)
    town.hears("Tomás", LAMP)
    first, second = Case.objects.order_by("id")
    cases.join_cases(second, into=first, by=town["Pilar"])
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "told us of <b>1 case</b>." in " ".join(page.split())
    assert "1 was the same thing as another, and counts once with it." in page
    assert "that the town hall says are done" not in page
