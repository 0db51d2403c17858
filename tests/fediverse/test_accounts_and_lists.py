# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an account says of itself, and its lists: for servers and, at the same address, for people."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from cast import Cast
from concejo.core.models import LedgerLine
from concejo.people import actions as people
from concejo.square import actions as square
from concejo.town.models import Department, Town
from fediverse_peer import Peer
from fediverse_town import announces, full, of

JSON = {"accept": "application/activity+json"}
PAGE = {"accept": "text/html"}


class Links(HTMLParser):
    """Links of a page that say `rel="me"`, as Mastodon's verifier looks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in {"a", "link"} and "me" in (told.get("rel") or "").split():
            self.found.append(told.get("href") or "")


def linked(page: str) -> list[str]:
    reader = Links()
    reader.feed(page)
    return reader.found


@pytest.mark.parametrize("word", ["alumbrado", "ayuntamiento", "miguel"])
def test_its_link_is_verified_as_other_servers_do_it(town: Cast, word: str) -> None:
    people.speak_out(town["Miguel"])
    document = Client(headers=JSON).get(of(word)).json()
    (value,) = [one["value"] for one in document["attachment"] if one["name"] == "Web"]
    (page,) = linked(value)
    shown = Client(headers=PAGE).get(page.removeprefix("http://olivar.example")).content.decode()
    assert document["url"] in linked(shown), "the page links back to the profile"


def test_a_department_says_when_and_where_it_is_found(town: Cast) -> None:
    Department.objects.filter(handle__word="alumbrado").update(phone="958 00 01 07", hours={"es": "De 8 a 15 <h>"})
    Town.objects.update(arms="town/arms.png")
    document = Client(headers=JSON).get(of("alumbrado")).json()
    fields = {one["name"]: one["value"] for one in document["attachment"]}
    assert all(one["type"] == "PropertyValue" for one in document["attachment"])
    assert fields["Horario"] == "De 8 a 15 &lt;h&gt;"
    assert fields["Teléfono"] == "958 00 01 07"
    assert fields["Dirección"] == "Plaza Mayor, 1"
    assert document["icon"] == {
        "type": "Image", "mediaType": "image/png", "url": "http://olivar.example/media/town/arms.png",
    }  # fmt: skip
    assert document["webfinger"] == "alumbrado@olivar.example"
    assert document["indexable"] is True
    other = Client(headers=JSON).get(of("policia")).json()
    told = {one["name"]: one["value"] for one in other["attachment"]}
    assert told["Horario"] == "De lunes a viernes, de 9 a 14", "where it has none, those of the town hall"


def test_the_account_that_signs_is_found_by_nodeinfo(town: Cast) -> None:
    links = {one["rel"]: one["href"] for one in Client().get("/.well-known/nodeinfo").json()["links"]}
    address = links["https://www.w3.org/ns/activitystreams#Application"]
    document = Client(headers=JSON).get(address.removeprefix("http://olivar.example")).json()
    assert document["type"] == "Application"
    assert document["id"] == address
    assert document["publicKey"]["owner"] == address
    assert document["discoverable"] is False


def test_every_list_is_json_for_servers_and_a_page_for_people(town: Cast, peer: Peer) -> None:
    lamps = of("alumbrado")
    said = announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    square.pin(said, by=town["Miguel"])
    peer.posts(peer.does("Follow", full(lamps)))
    town.does_what_follows()
    for part in ("outbox", "followers", "following", "featured"):
        document = Client(headers=JSON).get(f"{lamps}/{part}")
        assert document["Content-Type"].startswith("application/activity+json")
        assert document.json()["type"] == "OrderedCollection"
        assert document.json()["id"] == full(f"{lamps}/{part}")
        page = Client(headers=PAGE).get(f"{lamps}/{part}", {"lang": "en"})
        assert page["Content-Type"].startswith("text/html")
        assert "Accept" in page["Vary"]
        assert "@alumbrado@olivar.example" in page.content.decode()
    assert "no hay luz" in Client(headers=PAGE).get(f"{lamps}/outbox").content.decode()
    assert "follow: 1" in Client(headers=PAGE).get(f"{lamps}/followers", {"lang": "en"}).content.decode()
    assert peer.acct not in Client(headers=PAGE).get(f"{lamps}/followers").content.decode()
    for path in (f"/objects/{said.pk}", f"/objects/{said.pk}/replies", f"/contexts/{said.conversation_id}"):
        assert Client(headers=JSON).get(path).json()["id"] == full(path)
        assert Client(headers=PAGE).get(path)["Location"].partition("#")[0].endswith(f"/t/{said.conversation_id}/")


def test_what_is_pinned_is_told_listed_and_stands_on_top(town: Cast, peer: Peer) -> None:
    lamps = of("alumbrado")
    peer.posts(peer.does("Follow", full(lamps)))
    town.does_what_follows()
    said = announces(town, "Miguel", "Así se avisa de una farola.", word="alumbrado")
    client = Client()
    client.force_login(town["Lucía"].account)
    assert client.post(f"/aloud/{said.pk}/pin/").status_code == 302
    town.does_what_follows()
    added = peer.heard[-1]
    assert (added["type"], added["object"]) == ("Add", full(f"/objects/{said.pk}"))
    assert added["target"] == full(f"{lamps}/featured")
    featured = Client(headers=JSON).get(f"{lamps}/featured").json()
    assert [one["id"] for one in featured["orderedItems"]] == [added["object"]]
    page = re.search(r"<section[^>]*pinned.*?</section>", Client().get("/d/alumbrado/").content.decode(), re.DOTALL)
    assert page is not None
    assert "Así se avisa" in page[0]
    assert LedgerLine.objects.get(act="square.pinned").by == town["Lucía"].ref

    assert client.post(f"/aloud/{said.pk}/unpin/").status_code == 302
    town.does_what_follows()
    assert peer.heard[-1]["type"] == "Remove"
    assert Client(headers=JSON).get(f"{lamps}/featured").json()["totalItems"] == 0


def test_nobody_pins_for_another_department_nor_what_a_neighbour_said(town: Cast) -> None:
    said = announces(town, "Miguel", "Así se avisa de una farola.", word="alumbrado")
    heard = town.hears("Alejandra", "La farola de la calle Real no luce")
    client = Client()
    client.force_login(town["Dolores"].account)  # she heads another one
    assert client.post(f"/aloud/{said.pk}/pin/").status_code == 404
    assert client.post(f"/aloud/{heard.pk}/pin/").status_code == 404
    square.pin(heard, by=town["Dolores"])
    assert not hasattr(heard, "pin")
    assert Client().post(f"/aloud/{said.pk}/pin/").status_code == 302  # signs in first
    assert not LedgerLine.objects.filter(act="square.pinned").exists()
