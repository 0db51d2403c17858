# SPDX-License-Identifier: AGPL-3.0-or-later
"""The water is cut tomorrow: the clerk announces it, the mayor says yes, and it stands above every page until then."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cast import Cast
from concejo.channels.models import Delivery
from concejo.core import changes, clock
from concejo.core.kept import TOWN
from concejo.core.models import LedgerLine
from concejo.people import actions as people
from concejo.people.models import Countersign
from concejo.square import actions as square
from concejo.square.models import Alert, Post, Visibility

WORDS = "Mañana, de 9 a 13, no habrá agua en el barrio alto. Llenen hoy una garrafa."
LINE = "Mañana, de 9 a 13, no habrá agua en el barrio alto"


def browser(town: Cast, name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(town[name].account)
    return client


def announced(town: Cast, name: str = "Pilar") -> Post:
    talk = square.open_conversation(Visibility.PUBLIC)
    post = square.say(talk, square.Words(text=WORDS, via="web", language="es"), speaker=town[name])
    town.does_what_follows()
    return post


def line_on(path: str) -> bool:
    page = Client(headers={"accept-language": "en"}).get(path).content.decode()
    return 'class="alert-line"' in page and LINE in page


@pytest.fixture
def notice(town: Cast) -> Post:
    return announced(town)


@pytest.fixture
def raised(town: Cast, notice: Post) -> Post:
    path = f"/mine/{notice.pk}/urgent/"
    browser(town, "Pilar").post(path, {"until": "tomorrow"})
    row = Countersign.objects.get(act=Countersign.Act.ALERT)
    browser(town, "Rosario").post(f"/second/{row.pk}/", {"say": "yes"})
    browser(town, "Pilar").post(path)
    return Post.objects.select_related("conversation").get(pk=notice.pk)


def test_the_clerk_asks_the_mayor_says_yes_and_every_page_shows_it(town, notice):
    pilar, path = browser(town, "Pilar"), f"/mine/{notice.pk}/urgent/"
    assert pilar.get(path).status_code == 200
    assert pilar.post(path, {"until": "tomorrow"}).status_code == 302
    assert not line_on("/"), "nobody does this alone"
    town.does_what_follows()
    assert {one.address.path for one in Delivery.objects.filter(cause="second")} >= {"rosario@personal.example"}
    row = Countersign.objects.get(act=Countersign.Act.ALERT)
    rosario = browser(town, "Rosario")
    assert LINE in rosario.get(f"/second/{row.pk}/").content.decode(), "she reads what she says yes to"
    pilar.post(path)
    assert not line_on("/"), "asked, and not answered"
    before = changes.read([TOWN])[TOWN]
    rosario.post(f"/second/{row.pk}/", {"say": "yes"})
    assert pilar.post(path).status_code == 302
    assert changes.read([TOWN])[TOWN] > before, "pages that were kept are made anew"
    for page in (
        "/",
        "/cases/",
        "/departments/",
        f"/t/{notice.conversation_id}/",
        "/search/",
        "/moderation/",
        "/speak/",
    ):
        assert line_on(page), page
    acts = [one.act for one in LedgerLine.objects.filter(about=f"post:{notice.pk}").order_by("id")]
    assert acts[-1] == "square.alert_raised"


def test_it_ends_by_the_clock_on_a_quarter_of_an_hour(town, raised):
    until = Alert.objects.get().until
    assert until.minute % 15 == 0
    assert until.second == 0
    assert timedelta() < until - clock.now() < timedelta(hours=50)
    with clock.at(until - timedelta(minutes=1)):
        assert line_on("/")
    with clock.at(until):
        assert not line_on("/")


def test_any_of_those_who_may_raise_one_ends_it_at_once(town, raised):
    path = f"/mine/{raised.pk}/urgent/"
    assert browser(town, "Miguel").post(path).status_code == 403
    assert line_on("/")
    assert path in browser(town, "Dolores").get("/mine/").content.decode(), "she is led there"
    assert browser(town, "Dolores").post(path).status_code == 302
    assert not line_on("/")
    assert browser(town, "Pilar").post(path).status_code == 422, "a yes is used once"


def test_what_is_deleted_or_hidden_stands_above_no_page(town, raised):
    before = changes.read([TOWN])[TOWN]
    square.hide(raised, by=town["Andrés"], reason="Ya hay agua.")
    assert changes.read([TOWN])[TOWN] > before
    assert not line_on("/")
    square.restore(raised, by=town["Andrés"])
    assert line_on("/")
    square.delete(raised, by=town["Pilar"].ref)
    assert not line_on("/")


@pytest.mark.parametrize("name", ["Miguel", "Andrés", "Inés"])
def test_not_by_everybody_who_works_here(town, name):
    post = announced(town, name)
    assert browser(town, name).get(f"/mine/{post.pk}/urgent/").status_code == 403


def test_nobody_makes_a_neighbours_words_urgent(town):
    post = town.hears("Alejandra", "La farola de la calle Real está apagada.")
    assert browser(town, "Pilar").get(f"/mine/{post.pk}/urgent/").status_code == 404


def test_the_yes_is_for_these_words_until_then_and_nothing_else(town, notice):
    other = announced(town)
    pilar = browser(town, "Pilar")
    pilar.post(f"/mine/{notice.pk}/urgent/", {"until": "hours"})
    browser(town, "Rosario").post(f"/second/{Countersign.objects.get().pk}/", {"say": "yes"})
    with pytest.raises(people.NoSecondYes):
        square.raise_alert(other, until=clock.now() + timedelta(hours=3), by=town["Pilar"])
    with pytest.raises(people.NoSecondYes):
        square.raise_alert(notice, until=clock.now() + timedelta(hours=30), by=town["Pilar"])


def test_an_alert_without_an_end_is_none(town, notice):
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.create(post=notice, begun_at=clock.now(), until=clock.now() - timedelta(1), by=town["Pilar"])
