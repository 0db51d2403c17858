# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./concejo demo --with-peer`: Tomás on his own server tells of a lamp, and sees on his page that it is mended."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import ThreadingHTTPServer

import pytest

from cast import Cast
from concejo.cases.models import Case
from concejo.config.olivar import answering, elsewhere
from concejo.config.olivar.tomas import FIRST, Account
from concejo.core import clock
from concejo.town.models import Street, Town


@pytest.fixture
def tomas(town: Cast, live_server, settings, tmp_path) -> Iterator[Account]:
    """His server, beside the town's."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    Town.objects.update(public_url=live_server.url, handle_domain=live_server.url.removeprefix("http://"))
    Street.objects.create(name="calle Olivares", lat=37.2, lon=-3.6)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(elsewhere.Handler, None))
    one = Account(f"http://127.0.0.1:{server.server_port}", live_server.url, tmp_path / "elsewhere" / "tomas.json")
    server.RequestHandlerClass = partial(elsewhere.Handler, one)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield one
    server.shutdown()
    server.server_close()


def page(tomas: Account) -> str:
    """What he sees."""
    with urllib.request.urlopen(f"{tomas.base}/") as answer:  # noqa: S310
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        return str(answer.read().decode())


def test_one_sees_his_words_the_answer_and_the_mended_lamp_on_both_sides(tomas: Account, town: Cast) -> None:
    assert "arrancando" in elsewhere.page(tomas, "es-ES")
    tomas.begins()
    town.does_what_follows()
    case = Case.objects.get()
    assert case.place.startswith("calle Olivares")
    assert case.main.posts.get(author__isnull=False).media.count() == 1
    later = clock.now() + timedelta(minutes=2)
    with clock.at(later):
        assert [answering.step() for _turn in range(4)] == [False, False, False, True]
    case.refresh_from_db()
    assert case.state == "done"
    with clock.at(later):
        town.does_what_follows()
    told = page(tomas)
    places = [told.index(words) for words in (FIRST, case.number, "puedes mirarlo", "la escalera", "portalámparas")]
    assert places == sorted(places)
    assert "/media/" in told.partition("portalámparas")[2]


def test_he_stays_who_he_is_when_the_demo_starts_again(tomas: Account, town: Cast) -> None:
    tomas.begins()
    again = Account(tomas.base, tomas.town, tomas.file)
    assert again.document() == tomas.document()
    again.begins()
    assert len(again.told) == 1
    again.says("@alumbrado ¿Y la de al lado?")
    town.does_what_follows()
    assert tomas.file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("path", "origin"), [("/inbox", ""), ("/say", "http://evil.example"), ("/other", "")])
def test_nobody_else_speaks_for_him_or_to_him(tomas: Account, path: str, origin: str) -> None:
    request = urllib.request.Request(f"{tomas.base}{path}", data=b"words=x", headers={"Origin": origin})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310
    assert refused.value.code in {401, 403}
    refused.value.close()
    assert tomas.told == []
