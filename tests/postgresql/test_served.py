# SPDX-License-Identifier: AGPL-3.0-or-later
"""A demo town lives its month on PostgreSQL and is served from there."""

import time
import urllib.request

import pytest

from tests.counterparts.ports import free_port
from tests.postgresql.conftest import Ground

pytestmark = pytest.mark.slow


def test_the_demo_town_lives_on_postgresql_and_is_served(tmp_path, new_database) -> None:
    town = Ground(tmp_path, {"CONCEJO_DATABASE_URL": new_database(), "CONCEJO_DEMO": "yes", "CONCEJO_MAIL_PORT": "0"})
    done = town.concejo("demo", "--prepare")
    assert done.returncode == 0, done.stderr[-3000:]
    port = free_port()
    serving = town.start("-m", "concejo", "serve", "--only-web", "--port", str(port))
    try:
        pages = [read(f"http://127.0.0.1:{port}{path}") for path in ("/", "/search/?q=farola", "/search/?q=%00nul%00")]
    finally:
        serving.terminate()
        said, _ = serving.communicate(timeout=20)
    assert "Traceback" not in said, said[-3000:]
    assert "Olivar del Genil" in pages[0]
    assert "farola" in pages[1]


def read(url: str) -> str:
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 -- loopback
                return answer.read().decode()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_a_demo_town_that_is_forgotten_leaves_no_tables(city) -> None:
    forget = """
from django.db import connection
from concejo.config.commands import demo
from concejo.town.models import Town
Town.objects.create(name="Somewhere real")
try:
    demo._forget()
except SystemExit as kept:
    Town.objects.update(name=demo.found.NAME)
    demo._forget()
    print(kept.code, connection.introspection.table_names())
"""
    assert city.in_town(forget).strip() == "1 []"
