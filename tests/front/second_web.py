# SPDX-License-Identifier: AGPL-3.0-or-later
"""A web process of its own over the test's town; its clock is set by the test through a file."""

import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.front.town_settings"
django.setup()

from concejo.config import fronting, web  # noqa: E402
from concejo.core import clock  # noqa: E402
from concejo.front.app import Front  # noqa: E402
from concejo.ui import moments  # noqa: E402

_clock = Path(sys.argv[1])


def wall() -> float:
    """Seconds since 1970, as the test wants it."""
    return float(_clock.read_text())


def now() -> datetime:
    """The town's clock."""
    return datetime.fromtimestamp(wall(), UTC)


def build(**more: object) -> Front:
    """The front, with the same clock."""
    front = _build(**more)
    front.parts.wall = wall
    return front


_build = fronting.build
clock.now = now
moments.wind(now)
fronting.build = build
line = socket.create_server(("127.0.0.1", 0))
line.setblocking(False)
port = line.getsockname()[1]
sys.exit(web.run(web.Place(line, ready=lambda: print(port, flush=True))))  # noqa: T201 -- the test reads it
