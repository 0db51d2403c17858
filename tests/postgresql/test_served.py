# SPDX-License-Identifier: AGPL-3.0-or-later
"""A demo town lives its month on PostgreSQL and is served from there."""

import time
import urllib.request

import pytest

from tests.counterparts.ports import free_port
from tests.postgresql.conftest import Ground

pytestmark = pytest.mark.slow


def test_the_demo_town_lives_on_postgresql_is_served_and_forgotten(tmp_path, new_database) -> None:
    town = Ground(tmp_path, {"CONCEJO_DATABASE_URL": new_database(), "CONCEJO_DEMO": "yes", "CONCEJO_MAIL_PORT": "0"})
    for words in (["demo", "--prepare"], ["demo", "--prepare", "--reset"]):
        done = town.concejo(*words)
        assert done.returncode == 0, done.stderr[-3000:]
        assert "is being lived" in done.stderr, "begun anew"
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
