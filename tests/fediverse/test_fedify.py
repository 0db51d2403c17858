# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that nobody here wrote (Fedify): it finds the town, follows, mentions, hears back, in both kinds of
signatures."""

import json
import os
import select
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cast import Cast
from concejo.cases.models import Case
from concejo.fediverse.models import Signing
from concejo.people import actions as people
from concejo.square import actions as square
from concejo.square.models import Visibility
from concejo.town.models import Department, Town
from counterparts.ports import free_port
from programs import missing, need

FOLDER = Path(__file__).parents[1] / "counterparts" / "fedify"
SECONDS = 30.0
Json = dict[str, Any]


class Fedify:
    """The running program."""

    def __init__(self, knock: str) -> None:
        self.port, self.knock = free_port(), knock
        own = FOLDER / "node_modules" / ".bin" / "node"
        command = [
            str(own) if own.is_file() else need("node"),
            "peer.mjs",
            f"{self.port}",
            f"http://127.0.0.1:{self.port}",
            knock,
        ]
        self._process = subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], SECONDS)
        assert ready, "it says nothing"
        assert b"ready" in os.read(self._process.stdout.fileno(), 4096)

    def asks(self, path: str, body: Json | None = None) -> Any:
        """One of its two own routes."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return json.load(answer)

    def heard(self, kind: str, town: Cast, *, many: int = 1) -> list[Json]:
        """What came of that kind, once there is so much of it; the town's worker goes its rounds meanwhile."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            town.does_what_follows()
            found = [one["activity"] for one in self.asks("/heard") if one["kind"] == kind]
            if len(found) >= many:
                return found
            time.sleep(0.2)
        raise AssertionError(self.asks("/heard"))

    def stop(self) -> None:
        """By its own number."""
        self._process.terminate()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()


@pytest.fixture(params=["rfc9421", "draft-cavage-http-signatures-12"])
def fedify(request, transactional_db, settings) -> Iterator[Fedify]:
    """Beside the town, on loopback; it signs in one of two ways first."""
    if not (FOLDER / "node_modules").is_dir():
        missing("Fedify is not installed: ./concejo prepare --for dev")
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Fedify(request.param)
    yield one
    one.stop()


def test_it_finds_follows_mentions_and_hears_back(fedify: Fedify, live_server, town: Cast) -> None:
    host = live_server.url.removeprefix("http://")
    Town.objects.update(public_url=live_server.url, handle_domain=host)
    with urllib.request.urlopen(f"{live_server.url}/.well-known/webfinger?resource=acct:alumbrado@{host}") as answer:  # noqa: S310
        lamps = json.load(answer)["links"][0]["href"]
    followed = fedify.asks("/act", {"kind": "follow", "actor": lamps})
    assert followed["type"] == "Organization"
    assert followed["name"] == "alumbrado"
    (accepted,) = fedify.heard("Accept", town)
    assert followed["id"] in json.dumps(accepted)

    department = Department.objects.get(handle__word="alumbrado")
    talk = square.open_conversation(Visibility.PUBLIC, department=department)
    words = square.Words(text="Mañana no hay luz. #farolas", via="web", language="es")
    said = square.say(talk, words, speaker=town["Miguel"], department=department)
    (created,) = fedify.heard("Create", town)
    assert "Mañana no hay luz" in json.dumps(created, ensure_ascii=False)

    fedify.asks(
        "/act",
        {"kind": "say", "actor": lamps, "name": f"@alumbrado@{host}",
         "words": "<p>La farola de la calle Real, 12 no funciona</p>"},
    )  # fmt: skip
    received = fedify.heard("Create", town, many=2)[-1]
    case = Case.objects.get()
    assert case.number in json.dumps(received)
    assert case.main.visibility == Visibility.PUBLIC
    town.says("Pilar", "@miguel, ¿puedes mirarlo?", to=case)
    town.says("Miguel", "Arreglada.", to=case, media=(town.photo(),))
    mended = fedify.heard("Create", town, many=4)[-1]
    assert "Arreglada" in json.dumps(mended)
    assert "/media/" in json.dumps(mended)

    square.edit(said, "Mañana no hay luz, de 9 a 12.", by=town["Miguel"])
    fedify.heard("Update", town)
    square.delete(said, by=town["Miguel"].ref)
    fedify.heard("Delete", town)
    fedify.asks("/act", {"kind": "undo", "actor": lamps, "id": followed["id"]})
    town.does_what_follows()
    assert not [one for one in fedify.asks("/heard") if one["kind"] == "error"]
    newer = Signing.objects.filter(how=Signing.How.NEWER)
    assert newer.exists() == (fedify.knock == "rfc9421"), "who signs in the newer way is answered so"


def test_it_hears_an_employee_and_what_is_passed_on_pinned_warned_of_and_ended(
    fedify: Fedify, live_server, town: Cast
) -> None:  # fmt: skip
    host = live_server.url.removeprefix("http://")
    Town.objects.update(public_url=live_server.url, handle_domain=host)
    people.speak_out(town["Miguel"])
    found = {}
    for word in ("miguel", "ayuntamiento"):
        asked = f"{live_server.url}/.well-known/webfinger?resource=acct:{word}@{host}"
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            found[word] = json.load(answer)["links"][0]["href"]
        told = fedify.asks("/act", {"kind": "follow", "actor": found[word]})
        assert told["type"] == {"miguel": "Person", "ayuntamiento": "Organization"}[word]
    fedify.heard("Accept", town, many=2)

    talk = square.open_conversation(Visibility.PUBLIC)
    words = square.Words(text="Ha habido un choque.", via="web", language="es", about="Un accidente")
    own = square.say(talk, words, speaker=town["Miguel"])
    (created,) = fedify.heard("Create", town)
    assert created["actor"] == found["miguel"]
    assert created["object"]["summary"] == "Un accidente"
    square.pin(own, by=town["Miguel"])
    (added,) = fedify.heard("Add", town)
    assert added["target"] == f"{found['miguel']}/featured"
    square.unpin(own, by=town["Miguel"])
    fedify.heard("Remove", town)

    department = Department.objects.get(handle__word="alumbrado")
    office = square.open_conversation(Visibility.PUBLIC, department=department)
    said = square.say(
        office, square.Words(text="Mañana no hay luz.", via="web", language="es"), speaker=town["Miguel"],
        department=department,
    )  # fmt: skip
    (announced,) = fedify.heard("Announce", town)
    assert announced["actor"] == found["ayuntamiento"]
    assert announced["object"] == f"{live_server.url}/objects/{said.pk}"
    people.fall_silent(town["Miguel"])
    (rejected,) = fedify.heard("Reject", town)
    assert rejected["actor"] == found["miguel"]
    assert not [one for one in fedify.asks("/heard") if one["kind"] == "error"]
