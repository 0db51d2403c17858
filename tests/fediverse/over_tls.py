# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town and a server that nobody here wrote (Fedify), each under its name, over TLS. `test_over_tls.py` runs this
where those names are known. The town is its own front with the real inbox; the worker's rounds are made by the test."""

import json
import os
import select
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client

from cast import Cast
from cast import photo as a_photo
from concejo.cases.models import Case
from concejo.channels import stances
from concejo.channels.models import Delivery, Letter
from concejo.fediverse.models import RemoteActor
from concejo.front.inbox import Inbox
from concejo.front.limits import Limits
from concejo.privacy import holdings
from concejo.square import actions as square
from concejo.square.models import Conversation, Post, Visibility
from concejo.town.models import Town
from counterparts import names, tls
from fediverse.test_hot_inbox import closing
from fediverse_town import announces
from front.running import Running
from programs import missing, need

FOLDER = Path(__file__).parents[1] / "counterparts" / "fedify"
SECONDS = 30.0
TOWN, PEER = "https://concejo.test", "https://fedify.test"
Json = dict[str, Any]
pytestmark = pytest.mark.django_db(transaction=True)


class Fedify:
    """The running program; it can be stopped and started again under the same name."""

    def __init__(self, knock: str, place: Path) -> None:
        self._knock, self._place = knock, place

    def start(self) -> None:
        """On port 443 of its own address."""
        own = FOLDER / "node_modules" / ".bin" / "node"
        key, certificate, picture = (str(self._place / name) for name in ("key.pem", "cert.pem", "lamp.jpg"))
        words = ["443", PEER, self._knock, names.NAMES["fedify.test"], key, certificate, picture]
        self._process = subprocess.Popen(
            [str(own) if own.is_file() else need("node"), "peer.mjs", *words], cwd=FOLDER, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        assert select.select([self._process.stdout], [], [], SECONDS)[0], "it says nothing"
        assert b"ready" in os.read(self._process.stdout.fileno(), 4096)

    def stop(self) -> None:
        """By its own number."""
        self._process.terminate()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def asks(self, path: str, body: Json | None = None) -> Any:
        """One of its own routes."""
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(urllib.request.Request(f"{PEER}{path}", data=data), timeout=SECONDS) as answer:  # noqa: S310
            return json.load(answer)

    def does(self, kind: str, **wish: Any) -> Json:
        """Tomás does something there."""
        found: Json = self.asks("/act", {"kind": kind, **wish})
        return found

    def heard(self, kind: str, town: Cast, *, many: int = 1) -> list[Json]:
        """What came of that kind, once there is so much of it."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            town.does_what_follows()
            found = [one["activity"] for one in self.asks("/heard") if one["kind"] == kind]
            if len(found) >= many:
                return found
            time.sleep(0.2)
        raise AssertionError(self.asks("/heard"))


@pytest.fixture
def served(town: Cast, tmp_path) -> Iterator[Running]:
    """The town under its name, TLS before it."""
    Town.objects.update(public_url=TOWN, handle_domain="concejo.test")
    place = names.folder_inside()
    assert place is not None, "tests/fediverse/test_over_tls.py starts this"
    with Running(closing(get_wsgi_application()), tmp=tmp_path / "media", inbox=Inbox(Limits(time.monotonic))) as front:
        with tls.Before((names.NAMES["concejo.test"], 443), front.port, names.server_context(place)):
            yield front
        front.front.parts.inbox.stop()


@pytest.fixture(params=["rfc9421", "draft-cavage-http-signatures-12"])
def fedify(request, served: Running, settings) -> Iterator[Fedify]:
    """Beside the town; it signs in one of two ways first."""
    if not (FOLDER / "node_modules").is_dir():
        missing("Fedify is not installed: ./concejo prepare --for dev")
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    place = names.folder_inside()
    assert place is not None
    (place / "lamp.jpg").write_bytes(a_photo())
    one = Fedify(request.param, place)
    one.start()
    yield one
    one.stop()


def lamps() -> str:
    """The address of the lamps' account, as its name leads there."""
    resource = urllib.parse.quote("acct:alumbrado@concejo.test")
    with urllib.request.urlopen(f"{TOWN}/.well-known/webfinger?resource={resource}") as answer:  # noqa: S310
        return str(json.load(answer)["links"][0]["href"])


def says(fedify: Fedify, words: str, **more: Any) -> Json:
    """Tomás mentions the lamps."""
    return fedify.does("say", actor=lamps(), name="@alumbrado@concejo.test", words=f"<p>{words}</p>", **more)


def test_he_follows_from_elsewhere_and_sees_the_post(fedify: Fedify, town: Cast) -> None:
    followed = fedify.does("follow", actor=lamps())
    assert (followed["type"], followed["name"]) == ("Organization", "alumbrado")
    (accepted,) = fedify.heard("Accept", town)
    assert followed["id"] in json.dumps(accepted)
    announces(town, "Miguel", "Mañana no hay luz. #farolas", word="alumbrado")
    (created,) = fedify.heard("Create", town)
    assert "Mañana no hay luz" in json.dumps(created, ensure_ascii=False)
    fedify.does("undo", actor=lamps(), id=followed["id"])
    town.does_what_follows()
    announces(town, "Miguel", "Ya hay luz.", word="alumbrado")
    assert len(fedify.heard("Create", town)) == 1


def test_the_lamp_is_reported_answered_mended_and_its_photo_seen_there(fedify: Fedify, town: Cast) -> None:
    says(fedify, "La farola de la calle Real, 12 no funciona", picture=f"{PEER}/pictures/lamp.jpg", alt="La farola")
    receipt = fedify.heard("Create", town)[-1]
    case = Case.objects.get()
    assert case.number in json.dumps(receipt)
    report = case.main.posts.get(author__isnull=False)
    assert report.media.get().alt == "La farola"
    town.says("Pilar", "@miguel, ¿puedes mirarlo?", to=case)
    town.says("Miguel", "Arreglada.", to=case, media=(town.photo(),))
    mended = fedify.heard("Create", town, many=3)[-1]
    assert "Arreglada" in json.dumps(mended)
    picture = mended["object"]["attachment"]
    link = (picture[0] if isinstance(picture, list) else picture)["url"]
    seen = fedify.asks(f"/fetch?url={urllib.parse.quote(link)}")
    assert (seen["status"], seen["type"]) == (200, "image/jpeg")
    assert seen["bytes"] > 500


def test_words_are_edited_and_deleted_both_ways(fedify: Fedify, town: Cast) -> None:
    fedify.does("follow", actor=lamps())
    fedify.heard("Accept", town)
    said = announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    fedify.heard("Create", town)
    square.edit(said, "Mañana no hay luz, de 9 a 12.", by=town["Miguel"])
    assert "de 9 a 12" in json.dumps(fedify.heard("Update", town))
    square.delete(said, by=town["Miguel"].ref)
    assert f"/objects/{said.pk}" in json.dumps(fedify.heard("Delete", town))

    note = says(fedify, "La farola de la calle Real no funciona")["note"]
    town.does_what_follows()
    fedify.does("edit", actor=lamps(), name="@alumbrado@concejo.test", id=note, words="<p>Es la de la calle Mayor</p>")
    town.does_what_follows()
    theirs = Post.objects.get(via="fediverse")
    assert theirs.text == "Es la de la calle Mayor"
    fedify.does("delete", actor=lamps(), id=note)
    town.does_what_follows()
    theirs.refresh_from_db()
    assert (theirs.state, theirs.text) == (Post.State.DELETED, "")


def test_whoever_is_erased_is_named_no_more_there(fedify: Fedify, town: Cast) -> None:
    fedify.does("follow", actor=lamps())
    fedify.heard("Accept", town)
    said = announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    fedify.heard("Create", town)
    says(fedify, "La farola de la calle Real no funciona", answers=f"{TOWN}/objects/{said.pk}")
    town.does_what_follows()
    answer = town.says("Miguel", "Vamos mañana.", to=Post.objects.get(via="fediverse"))
    assert "tomas" in json.dumps([one for one in fedify.heard("Create", town, many=2) if "Vamos" in json.dumps(one)])
    address = RemoteActor.objects.get().address_id
    holdings.erase(holdings.Subject(frozenset({address})), by=town["Pilar"].ref)
    (updated,) = [one for one in fedify.heard("Update", town) if f"/objects/{answer.pk}" in json.dumps(one)]
    assert "Vamos" in json.dumps(updated)
    assert "tomas" not in json.dumps(updated)
    assert not RemoteActor.objects.exists()


def test_a_private_mention_stays_private(fedify: Fedify, town: Cast) -> None:
    says(fedify, "Mi vecino me amenaza, ¿qué hago?", private=True)
    (receipt,) = fedify.heard("Create", town)
    assert "amenaza" not in json.dumps(receipt)
    assert "Public" not in json.dumps(receipt["object"].get("to", ""))
    assert Conversation.objects.get(posts__via="fediverse").visibility == Visibility.PRIVATE
    for page in ("/", "/talk/", "/search/?q=amenaza"):
        assert "amenaza, " not in Client().get(page).content.decode()


def test_a_server_that_is_shut_out_stays_out(fedify: Fedify, town: Cast) -> None:
    fedify.does("follow", actor=lamps())
    fedify.heard("Accept", town)
    stances.take("fediverse", "fedify.test", "suspend", by=town["Sofía"])
    says(fedify, "Compre relojes baratos")  # at the door its key is known for a minute yet; nobody listens to it
    announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    assert not Post.objects.filter(via="fediverse").exists()
    assert Letter.objects.filter(kind="fediverse", fate=Letter.Fate.JUNK, why="shut_out").count() == 1
    assert not [one for one in fedify.asks("/heard") if one["kind"] == "Create"]


def test_a_server_that_is_down_for_a_day_gets_everything_after(fedify: Fedify, town: Cast) -> None:
    fedify.does("follow", actor=lamps())
    fedify.heard("Accept", town)
    fedify.stop()
    for day in ("martes", "jueves"):
        announces(town, "Miguel", f"Corte de luz el {day}.", word="alumbrado")
    waiting = Delivery.objects.filter(kind="fediverse", work=Delivery.State.WAITING)
    assert waiting.count() == 2
    for row in waiting:  # a day goes by
        Delivery.objects.filter(pk=row.pk).update(
            made_at=row.made_at - timedelta(days=1), next_at=row.next_at - timedelta(days=1)
        )
    fedify.start()
    told = json.dumps(fedify.heard("Create", town, many=2), ensure_ascii=False)
    assert "martes" in told
    assert "jueves" in told
    assert not Delivery.objects.filter(work=Delivery.State.GIVEN_UP).exists()


def test_likes_and_boosts_are_counted(fedify: Fedify, town: Cast) -> None:
    said = announces(town, "Miguel", "La farola ya luce.", word="alumbrado")
    for kind in ("like", "boost"):
        fedify.does(kind, actor=lamps(), id=f"{TOWN}/objects/{said.pk}")
    town.does_what_follows()
    said.refresh_from_db()
    assert (said.facts["likes"], said.facts["boosts"]) == (1, 1)
