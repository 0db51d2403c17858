# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be followed, and how: each thing by e-mail at once or gathered, from the fediverse, and as a feed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Cast, address
from concejo.cases import areas as drawing
from concejo.cases.models import Case
from concejo.channels import digests
from concejo.channels.compose import compose
from concejo.channels.contract import Outgoing
from concejo.channels.models import Delivery, Digest, Gathered
from concejo.channels.work import until_quiet
from concejo.core import clock
from concejo.people import actions as people
from concejo.people.models import Address
from concejo.privacy import holdings
from concejo.square import actions as square
from concejo.square.models import Follow, Pace, Post
from concejo.town import areas
from concejo.town.models import Area, Department, Street
from fediverse_peer import Peer, found_by_name

HERE = {"HTTP_ORIGIN": "http://testserver"}
READS = "mailto:tomas@vecinos.example"
LAMP = "La farola de la calle Real está apagada."
RING = [[-3.61, 37.205], [-3.59, 37.205], [-3.59, 37.2125], [-3.61, 37.2125], [-3.61, 37.205]]


def street(_case: Case) -> str:
    return f"street:{Street.objects.get(name='calle Real').pk}"


def department(_case: Case) -> str:
    return f"department:{Department.objects.get(handle__word='alumbrado').pk}"


THINGS: dict[str, Callable[[Case], str]] = {
    "street": street,
    "radius": lambda _case: "near:37.210,-3.600,500",
    "district": lambda _case: f"area:{Area.objects.get().pk}",
    "kind": lambda case: f"category:{case.category_id}",
    "department": department,
    "case": lambda case: case.main.topic,
}


@pytest.fixture
def first(town: Cast) -> Case:
    """A lamp of last week, from which the topics take their names."""
    drawing.draw([areas.Outline("Vega", [RING])], by=town["Sofía"])
    town.hears("Alejandra", LAMP)
    town.does_what_follows()
    return Case.objects.get()


def monday() -> datetime:
    """Eight o'clock and a minute on the next Monday, in the town."""
    today = clock.now().date()
    day = today + timedelta(days=7 - today.weekday())
    return (
        datetime.combine(day, datetime.min.time(), ZoneInfo("Europe/Madrid")) + timedelta(hours=8, minutes=1)
    ).astimezone(UTC)


def something_happens(town: Cast, first: Case, thing: str) -> Post:
    """News of a case for whoever follows it; else another lamp."""
    if thing == "case":
        return town.says("Rosario", "Mañana la arreglamos.", to=first)
    return town.hears("Carmen", "Otra farola apagada en la calle Real.", via="phone")


def letters(cause: str) -> list[Outgoing]:
    rows = Delivery.objects.filter(cause=cause, address__path="tomas@vecinos.example").order_by("made_at", "pk")
    return [compose(row) for row in rows]


@pytest.fixture
def elsewhere(settings):
    """Tomás has an account on a server of his own."""
    cache.clear()
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    with found_by_name(Peer(name="tomas")) as one:
        yield one


def asks(where: str, topic: str, pace: str = "at_once") -> None:
    answer = Client().post("/follow/", {"email": where, "topic": topic, "pace": pace}, **HERE)
    assert answer.status_code == 200, answer.content.decode()[-3000:]


def presses(link: str) -> None:
    path = re.search(r"/follow/[a-z0-9]+/", link)
    assert path
    assert Client().get(path[0]).status_code == 200, "a link alone does nothing"
    assert Client().post(path[0], **HERE).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("way", ["at_once", "daily", "weekly"])
def test_by_letter(town: Cast, first: Case, thing: str, way: str) -> None:
    topic = THINGS[thing](first)
    asks("tomas@vecinos.example", topic, way)
    assert not Follow.objects.of([topic]).exclude(address=address("Alejandra")).exists(), "not before they said yes"
    presses(letters("follow")[0].text)
    post = something_happens(town, first, thing)
    assert len(letters("post")) == (way == "at_once")
    with clock.at(monday()):
        digests.send_due()
        digests.send_due()
        found = letters("digest")
        until_quiet()
    assert len(found) == (way != "at_once")
    text = (found or letters("post"))[0]
    assert post.words.rstrip(".") in text.text
    end = text.unsubscribe_url
    assert end, "every letter can be ended"
    assert Client().post(end.replace("http://olivar.example", "")).status_code == 200, "one press, from a mail program"
    assert not Follow.objects.filter(topic=topic, address__path="tomas@vecinos.example", ended_at=None).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("thing", [one for one in THINGS if one != "department"])
def test_from_the_fediverse_by_a_direct_word_where_there_is_no_account(
    town: Cast, first: Case, elsewhere: Peer, thing: str
) -> None:
    asks(f"@{elsewhere.acct}", THINGS[thing](first))
    town.does_what_follows()
    asked = elsewhere.notes(public=False)
    presses(re.sub(r"<[^>]+>", " ", asked[-1]["content"]))
    something_happens(town, first, thing)
    town.does_what_follows()
    heard = elsewhere.notes(public=False)
    assert len(heard) == len(asked) + 1, "once"
    told = Case.objects.latest("pk")
    assert f"/c/{told.number}/" in heard[-1]["content"]
    assert heard[-1]["to"] == [elsewhere.uri], "to them alone"
    assert "/unfollow/" in heard[-1]["content"]


@pytest.mark.django_db(transaction=True)
def test_from_the_fediverse_gathered(town: Cast, first: Case, elsewhere: Peer) -> None:
    asks(f"@{elsewhere.acct}", department(first), "daily")
    town.does_what_follows()
    presses(re.sub(r"<[^>]+>", " ", elsewhere.notes(public=False)[-1]["content"]))
    before = len(elsewhere.notes(public=False))
    post = something_happens(town, first, "department")
    town.does_what_follows()
    assert len(elsewhere.notes(public=False)) == before
    with clock.at(monday()):
        digests.send_due()
        until_quiet()
    heard = elsewhere.notes(public=False)
    assert len(heard) == before + 1
    assert post.words.rstrip(".") in heard[-1]["content"]


@pytest.mark.django_db
def test_a_department_is_followed_on_its_own_account(town: Cast, first: Case, elsewhere: Peer) -> None:
    told = Client(headers={"accept-language": "en"}).post(
        "/follow/", {"email": f"@{elsewhere.acct}", "topic": department(first)}, **HERE
    )
    assert told.status_code == 422
    page = told.content.decode()
    assert "Please follow the account itself" in page
    assert "/follow-from/alumbrado/" in page


@pytest.mark.django_db
@pytest.mark.parametrize("thing", THINGS)
def test_as_a_feed(town: Cast, first: Case, thing: str) -> None:
    topic = THINGS[thing](first)
    post = something_happens(town, first, thing)
    page = Client(headers={"accept-language": "en"}).get(f"/follow/?topic={topic}").content.decode()
    path = re.search(r'href="(/feed/[^"]+/)"', page)
    assert path
    feed = Client().get(path[1])
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert post.words in feed.content.decode()
    assert Client().get("/feed/street:99999/").status_code == 404


@pytest.mark.django_db
def test_the_pages_on_which_a_thing_is_shown_offer_it(town: Cast, first: Case) -> None:
    kind, area = first.category, Area.objects.get()
    offered = {
        f"/cases/?street={first.street_id}": street(first), f"/cases/?category={kind.slug}": f"category:{kind.pk}",
        f"/cases/?area={area.pk}": f"area:{area.pk}", "/cases/?department=alumbrado": department(first),
        "/d/alumbrado/": department(first), f"/c/{first.number}/": first.main.topic,
        f"/map/?street={first.street_id}": street(first),
    }  # fmt: skip
    for path, topic in offered.items():
        page = Client().get(path).content.decode().replace("%3A", ":")
        assert f"/follow/?topic={topic}" in page, path
    assert "topic=near:37.210,-3.600,500" in Client().get("/map/?near=37.21,-3.6").content.decode()


def follows(topic: str, pace: str) -> Follow:
    return square.follow(people.meet(READS, language="fr"), topic, pace=pace)


@pytest.mark.django_db
def test_everything_stands_in_it_once_and_in_the_language_of_the_reader(town: Cast, first: Case) -> None:
    for thing in ("street", "kind", "district", "radius"):
        follows(THINGS[thing](first), Pace.DAILY)
    something_happens(town, first, "street")
    town.says("Rosario", "Gracias, la miramos.", to=Case.objects.latest("pk"))
    assert Gathered.objects.count() == 1
    with clock.at(monday()):
        digests.send_due()
        (letter,) = letters("digest")
    assert letter.text.count("Otra farola") == 1
    assert "Vous suivez ceci." in letter.text
    assert letter.text.count("/unfollow/") == 5, "each of four by itself, and all together"


@pytest.mark.django_db
def test_what_became_private_or_was_hidden_meanwhile_is_not_told(town: Cast, first: Case) -> None:
    follows(street(first), Pace.WEEKLY)
    post = something_happens(town, first, "street")
    square.delete(post, by="town")
    post.conversation.refresh_from_db()
    post.conversation.shown = False
    post.conversation.save()
    with clock.at(monday()):
        assert digests.send_due() == 1
        until_quiet()
    row = Delivery.objects.get(cause="digest")
    assert row.work == Delivery.State.GIVEN_UP
    assert not row.sent_at


@pytest.mark.django_db
def test_what_is_private_from_the_beginning_is_never_gathered(town: Cast, first: Case) -> None:
    follows(street(first), Pace.DAILY)
    town.hears("Carmen", "En la calle Real mi vecino me grita.", via="phone", visibility="private")
    assert not Gathered.objects.exists()


@pytest.mark.django_db
def test_whoever_hears_at_once_does_not_hear_again(town: Cast, first: Case) -> None:
    follows(street(first), Pace.AT_ONCE)
    follows(THINGS["kind"](first), Pace.DAILY)
    something_happens(town, first, "street")
    assert not Gathered.objects.exists()


@pytest.mark.django_db
def test_one_letter_a_day_and_one_a_week(town: Cast, first: Case) -> None:
    follows(street(first), Pace.DAILY)
    something_happens(town, first, "street")
    day = monday()
    with clock.at(day - timedelta(minutes=2)):
        assert digests.send_due() == 0, "it is not eight yet"
    with clock.at(day):
        assert digests.send_due() == 1
        town.hears("Carmen", "Un bache en la calle Real.", via="phone")
        assert digests.send_due() == 0
    with clock.at(day + timedelta(days=1)):
        assert digests.send_due() == 1
    assert Digest.objects.count() == 2


@pytest.mark.django_db
def test_nobody_changes_for_others_when_they_hear(town: Cast, first: Case) -> None:
    row = follows(street(first), Pace.AT_ONCE)
    asks("tomas@vecinos.example", street(first), "weekly")
    row.refresh_from_db()
    assert (row.pace, row.wished) == (Pace.AT_ONCE, Pace.WEEKLY), "the letter asks first"
    presses(letters("follow")[0].text)
    row.refresh_from_db()
    assert (row.pace, row.ended_at) == (Pace.WEEKLY, None)


@pytest.mark.django_db
def test_erased_with_the_rest(town: Cast, first: Case) -> None:
    follows(street(first), Pace.DAILY)
    something_happens(town, first, "street")
    pk = Address.objects.get(path="tomas@vecinos.example").pk
    holdings.erase(holdings.Subject(frozenset({pk})), by="town")
    assert not Gathered.objects.filter(address=pk).exists()
