# SPDX-License-Identifier: AGPL-3.0-or-later
"""Windows of the map: the newest 500 points in each, through Django’s WSGI handler, and bare."""

import time
from random import Random
from typing import Any

from django.db import connection

from concejo.cases.models import Case

from .pages import body

SIDE = 0.1
"""Degrees of a town of about ten kilometres."""
BARE = (
    "SELECT number, state, lat, lon, title FROM cases_case AS one JOIN square_conversation AS said "
    "ON said.id = one.conversation_id WHERE one.id IN (SELECT id FROM cases_case "
    "WHERE closed_at IS NULL AND conversation_id IS NOT NULL "
    "AND state IN ('received', 'assigned', 'planned', 'under_way', 'waiting') "
    "AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? ORDER BY opened_at DESC, id DESC LIMIT 501) "
    "ORDER BY one.opened_at DESC, one.id DESC"
)


def spread() -> dict[str, Any]:
    """Every case of the town is open and has a place of its own: far more than any town has on its map."""
    chance, rows = Random(7), list(Case.objects.all())
    for case in rows:
        case.lat, case.lon = 37.1 + chance.random() * SIDE, -3.7 + chance.random() * SIDE
        case.state, case.closed_at, case.mended_at = "received", None, None
    Case.objects.bulk_update(rows, ["lat", "lon", "state", "closed_at", "mended_at"], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"open": len(rows), "public": Case.objects.public().count()}


def look(times: int, share: float) -> dict[str, Any]:
    """So many windows of that share of the town's side, each elsewhere; times in ms."""
    chance, wall, cpu, bare, seen = Random(11), [], [], [], []
    side = SIDE * share
    for _time in range(times):
        south, west = 37.1 + chance.random() * (SIDE - side), -3.7 + chance.random() * (SIDE - side)
        path = f"/map/points/?box={south:.5f},{west:.5f},{south + side:.5f},{west + side:.5f}"
        began, busy = time.perf_counter(), time.process_time()
        said = body(path)
        cpu.append((time.process_time() - busy) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
        seen.append(said.count(b'"2'))
        began = time.perf_counter()
        connection.connection.execute(BARE, [south, south + side, west, west + side]).fetchall()
        bare.append((time.perf_counter() - began) * 1000)
    return {"wall": wall, "cpu": cpu, "bare": bare, "seen": seen}
