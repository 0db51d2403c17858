# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real worker in a process of its own, on the database of the test; it knows three more promises."""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

TOLD = json.loads(sys.argv[1])
os.environ |= {"CONCEJO_DATA": TOLD["data"], "CONCEJO_KEY_FILE": TOLD["key"], "CONCEJO_CONFIG": TOLD["data"] + "/none"}
os.environ["DJANGO_SETTINGS_MODULE"] = "concejo.config.settings"

from concejo.config import settings  # noqa: E402 -- the town's place comes first

settings.DATABASES["default"] |= TOLD["database"]
settings.MEDIA_ROOT = Path(TOLD["media"])

import django  # noqa: E402

django.setup()

from concejo.config import hands  # noqa: E402
from concejo.config.commands import worker  # noqa: E402
from concejo.core import outbox  # noqa: E402
from concejo.core.models import Leased, Promise  # noqa: E402

outbox.keeps("test.kills")(lambda: os.kill(os.getpid(), signal.SIGKILL))
outbox.keeps("test.hangs")(lambda: time.sleep(60))
outbox.keeps("test.fine")(lambda: None)


def slowly() -> None:
    """Long enough to be killed in the middle of it."""
    time.sleep(0.3)


outbox.keeps("test.slow")(slowly)
limits: dict[type[Leased], float] = {Promise: TOLD["too_long"]}
hands.TOO_LONG |= limits
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
sys.exit(worker.work_until(stop, slot_name=TOLD["slot"]))
