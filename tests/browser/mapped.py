# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run inside a demo town: brings it a map file (`map`), or counts what the tests of the map look at (`count`)."""

import io
import json
import os
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "concejo.config.settings"
django.setup()

from concejo.cases.models import Case  # noqa: E402
from concejo.channels.models import Letter  # noqa: E402
from concejo.core import changes  # noqa: E402
from concejo.square.models import Media  # noqa: E402
from concejo.town import ground  # noqa: E402
from concejo.town.models import TownMap  # noqa: E402
from map_file import map_file  # noqa: E402


def bring() -> None:
    data = map_file(37.15, -3.641)
    path, sheet = ground.keep_map(io.BytesIO(data), size=len(data))
    box = sheet.extent
    TownMap.objects.create(
        file=path, deepest=sheet.deepest, south=box.south, west=box.west, north=box.north, east=box.east
    )
    changes.touch("town", "cases", "square")


if sys.argv[1] == "map":
    bring()
sys.stdout.write(json.dumps({
    "on_the_map": Case.objects.public().open().exclude(lat=None).count(), "letters": Letter.objects.count(),
    "photos": Media.objects.exclude(post=None).count(),
}))  # fmt: skip
