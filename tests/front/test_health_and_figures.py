# SPDX-License-Identifier: AGPL-3.0-or-later
"""Health pages say why, figures are in Prometheus' format, and neither names anybody."""

import asyncio
import json
import re
import shutil
import urllib.request
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from tests.front.running import Running

from concejo.channels import intake
from concejo.channels.contract import Raw
from concejo.config import figures, monitor
from concejo.core import clock
from concejo.front import health
from concejo.front.bridge import Bridge

LINE = re.compile(r"concejo_[a-z_]+(\{([a-z]+=\"[^\"]*\",?)+\})? -?[0-9.e+]+(inf)?")


def nothing(environ, start_response):
    start_response("200 OK", [])
    return [b"ok"]


def told(answer) -> dict:
    return json.loads(answer.body)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path) -> None:
    settings.DATA = tmp_path


@pytest.mark.django_db
def test_a_town_that_is_well_is_ready(town, monkeypatch) -> None:
    monkeypatch.setattr(health.connection, "close", lambda: None)
    answer = health.ready(closing=False)
    assert (answer.status, told(answer)) == (200, {"ready": True, "reasons": [], "notes": []})


@pytest.mark.django_db
def test_what_is_wrong_is_said(town, monkeypatch) -> None:
    monkeypatch.setattr(health.connection, "close", lambda: None)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=7 * 1024**2))
    answer = health.ready(closing=True)
    assert answer.status == 503
    assert told(answer)["reasons"] == ["only 7 MB of disk are free", "this process is stopping"]

    def away(*_arguments):
        raise DatabaseError("disk I/O error with a path in it")

    monkeypatch.setattr(health.connection, "cursor", away)
    answer = health.ready(closing=False)
    assert "the database does not answer (DatabaseError)" in told(answer)["reasons"]
    assert "path" not in answer.body.decode()


@pytest.mark.django_db
def test_a_worker_that_does_not_work_is_a_note(town, monkeypatch) -> None:
    monkeypatch.setattr(health.connection, "close", lambda: None)
    intake.store(Raw(kind="web", body=b"x", envelope={}, received_at=clock.now() - timedelta(minutes=30)))
    answer = health.ready(closing=False)
    assert answer.status == 200
    assert "30 minutes: does the worker run?" in told(answer)["notes"][0]


def test_alive_is_alive_without_a_database() -> None:
    with Running(nothing) as front:
        reply = front.ask(path="/health/live/")
        assert (reply.status, json.loads(reply.body)) == (200, {"live": True})
        assert reply.headers["cache-control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_figures_for_a_monitor(town) -> None:
    town.hears("Alejandra", "La farola de la calle Real está rota")
    intake.store(Raw(kind="web", body=b"x", envelope={}, received_at=clock.now() - timedelta(minutes=5)))
    with Running(nothing) as running:
        running.ask(path="/secreto/ficha-de-Alejandra/")
        running.ask(path="/none/", method="POST")

        async def look() -> str:
            async with await monitor.serve("127.0.0.1", 0, lambda: figures.tell(front, 1.0)) as server:
                port = server.sockets[0].getsockname()[1]
                return await asyncio.to_thread(_get, f"http://127.0.0.1:{port}/metrics")

        front = running.front
        front.parts.bridge = Bridge(nothing)
        said = asyncio.run(look())
        front.parts.bridge.stop()
    for line in said.splitlines():
        assert line.startswith("# ") or LINE.fullmatch(line), line
    assert 'concejo_requests_total{maker="page",method="GET",status="200"} 1' in said
    assert 'concejo_work{what="letters",state="waiting"} 1' in said
    assert "concejo_database_up 1" in said
    assert float(re.search(r"^concejo_oldest_due_seconds (\S+)", said, re.MULTILINE)[1]) > 290
    assert int(re.search(r"^concejo_request_seconds_count (\d+)", said, re.MULTILINE)[1]) == 2
    for word in ("Alejandra", "secreto", "127.0.0.1"):
        assert word not in said


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as reply:  # noqa: S310 -- loopback
        assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
        return reply.read().decode()
