# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two towns, each under its name, over TLS: cases go to and fro. `test_two_towns.py` runs this where they are known.

Olivar is the front of this process; Vega is a `concejo serve` of its own, with its own folder, key and database.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from cast import Cast
from cast import photo as a_photo
from concejo.cases import actions as cases
from concejo.cases.models import Case, ExternalBody, State
from concejo.channels import clients, outside
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.people import actions as people
from concejo.square import actions as square
from concejo.square.pictures import keep, prepare
from concejo.town.models import Town
from counterparts import names, tls
from fediverse.test_hot_inbox import closing
from front.running import Running

OLIVAR, VEGA = "https://concejo.test", "https://peer.test"
pytestmark = pytest.mark.django_db(transaction=True)


class Vega:
    """The neighbouring town."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        plain = {name: value for name, value in os.environ.items() if not name.startswith("CONCEJO_")}
        self._env = plain | {
            "CONCEJO_DATA": str(folder / "data"), "CONCEJO_CONFIG": str(folder / "none.toml"),
            "CONCEJO_PORT": str(port), "CONCEJO_KEY_FILE": str(folder / "town.key"),
            "CONCEJO_PEER_NETWORKS": "127.0.0.0/8",
            "CONCEJO_MAIL_PORT": "0", "DJANGO_SETTINGS_MODULE": "concejo.config.settings",
        }  # fmt: skip
        make = (
            "from concejo.privacy import townkey; from pathlib import Path; import sys; townkey.make(Path(sys.argv[1]))"
        )
        subprocess.run([sys.executable, "-c", make, str(folder / "town.key")], env=self._env, check=True)
        self._served: subprocess.Popen[bytes] | None = None

    def does(self, wish: str, **told: Any) -> Any:
        """See other_town.py."""
        words = [sys.executable, str(Path(__file__).with_name("other_town.py")), wish, json.dumps(told)]
        done = subprocess.run(words, env=self._env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def opens(self) -> None:
        self._served = subprocess.Popen(
            [sys.executable, "-m", "concejo", "serve"], env=self._env, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live/") as answer:
                if answer.status == 200:
                    return
            time.sleep(0.2)
        raise AssertionError("the other town does not open")

    def closes(self) -> None:
        if self._served is not None:
            self._served.terminate()
            self._served.wait(30)
            self._served = None


@pytest.fixture
def vega(tmp_path: Path) -> Iterator[Vega]:
    place = names.folder_inside()
    assert place is not None, "tests/api/test_two_towns.py starts this"
    port = free_port()
    one = Vega(tmp_path, port)
    with tls.Before((names.NAMES["peer.test"], 443), port, names.server_context(place)):
        yield one
    one.closes()


def free_port() -> int:
    import socket  # noqa: PLC0415 -- for this alone

    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


@pytest.fixture
def olivar(town: Cast, tmp_path: Path, settings: Any) -> Iterator[Running]:
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    Town.objects.update(public_url=OLIVAR, handle_domain="concejo.test")
    place = names.folder_inside()
    assert place is not None
    with (
        Running(closing(get_wsgi_application()), tmp=tmp_path / "media") as front,
        tls.Before((names.NAMES["concejo.test"], 443), front.port, names.server_context(place)),
    ):
        yield front


def neighbour(key: str, how: str) -> ExternalBody:
    """Vega, as Olivar's page of bodies keeps it."""
    row = ExternalBody.objects.create(
        name="Vega Baja", address=people.meet("open311:to/vega", name="Vega Baja"),
        open311={"url": f"{VEGA}/open311/v2/", "how": how, "services": {"lamp": "lamp", "*": "other"}},
    )  # fmt: skip
    outside.keep_key(row, key)
    return row


def asks(town: Cast) -> int:
    """Olivar looks what became of its cases elsewhere, and does what follows."""
    ExternalBody.objects.update(asked_at=None)
    brought = outside.ask_all()
    town.does_what_follows()
    return brought


@pytest.mark.parametrize("how", ["json", "xml"])
def test_a_lamp_on_the_border_is_mended_by_the_other_town(olivar: Running, vega: Vega, town: Cast, how: str) -> None:
    key = vega.does("found", url=VEGA, client="Olivar")["key"]
    body = neighbour(key, how)
    media = [keep(prepare(a_photo()), shown=True)]
    town.hears("Alejandra", "La farola del camino de Vega no luce, junto al puente.", media=media, category="lamp")
    case = Case.objects.get()
    square_post = case.main.posts.get(author__isnull=False)
    assert square_post.media.count() == 1

    cases.forward(case, to=body, by=town["Pilar"])
    town.does_what_follows()
    waiting = Delivery.objects.get(cause="forwarded")
    assert (waiting.work, waiting.outcome) == ("waiting", "unreachable"), "Vega's server is down"
    for minutes in (3, 20, 59):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            town.does_what_follows()
    assert vega.does("look") == []

    vega.opens()
    with clock.at(clock.now() + timedelta(hours=1, minutes=40)):
        town.does_what_follows()
    sent = Delivery.objects.get(cause="forwarded")
    assert sent.work == "done", sent.error
    vega.does("follow")
    (there,) = vega.does("look")
    assert there["number"] == sent.external_id
    assert there["photos"] == 1
    assert "junto al puente" in there["words"][0]
    assert "alejandra" not in json.dumps(there).lower()

    vega.does("done", number=there["number"], words="Cambiado el portalámparas. Ya luce.")
    assert asks(town) >= 1
    case.refresh_from_db()
    assert case.state == State.DONE
    assert "Cambiado el portalámparas. Ya luce." in [post.words for post in case.main.posts.all()]
    told = [one.cause for one in town.told("Alejandra")]
    assert told.count("post") == 1, "she hears it, and is asked"
    assert asks(town) == 0, "asked again, nothing comes twice"

    town.hears("Alejandra", "Sí, ya luce. ¡Gracias!", sender="mailto:alejandra@vecinos.example")
    post = square.say(
        case.main, square.Words(text="Ya luce, gracias.", via="web", language="es"), author=square_post.author
    )
    cases.mended(case, by=square_post.author, post=post)
    town.does_what_follows()
    vega.does("follow")
    (there,) = vega.does("look")
    assert there["state"] == "mended", "closed is not mended, there too, until she says so here"
    assert "Ya luce, gracias." in there["words"]


def test_and_back_again(olivar: Running, vega: Vega, town: Cast) -> None:
    vega.does("found", url=VEGA, client="Olivar")
    _client, key = clients.give_key("Vega Baja", by=town["Sofía"])
    body = vega.does("body", name="Olivar", url=f"{OLIVAR}/open311/v2", key=key)["body"]
    number = vega.does("forward", words="Un bache en el puente, del lado de Olivar.", body=body)["number"]
    vega.does("follow")
    town.does_what_follows()
    case = Case.objects.get()
    assert "del lado de Olivar" in case.main.posts.get(author__isnull=False).words
    assert f"{VEGA}/c/{number}/" in case.main.posts.get(author__isnull=False).words

    post = square.say(case.main, square.Words(text="Tapado.", via="web", language="es"), speaker=town["Miguel"])
    cases.done(case, by=town["Miguel"], post=post)
    with clock.at(clock.now() + square.UNDO):
        town.does_what_follows()
    assert vega.does("follow")["brought"] >= 1
    (there,) = vega.does("look")
    assert (there["state"], there["words"][-1]) == ("done", "Tapado.")
