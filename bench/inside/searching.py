# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs of words, looked up as a reader would, and bare."""

import time
from itertools import product
from typing import Any

from django.db import connection

from concejo.square import search

COMMON = ("farola", "calle", "apagada", "gracias", "real", "agua", "mañana", "plaza")
SELDOM = ("imbornal", "espadaña", "matrícula", "polideportivo", "voladizo", "socavón")
BARE = "SELECT rowid FROM square_words WHERE square_words MATCH ? ORDER BY rowid DESC LIMIT 20"


def look_up(*, unfinished: bool) -> dict[str, Any]:
    """Each pair once: wall and processor time with the rows loaded, and the bare question, in ms."""
    pairs = [(one, other) for one, other in product(COMMON + SELDOM, repeat=2) if one != other]
    if unfinished:
        pairs = [(one, other[:-2]) for one, other in pairs]
    wall, cpu, bare = [], [], []
    connection.ensure_connection()
    for one, other in pairs:
        began, busy = time.perf_counter(), time.process_time()
        list(search.find(f"{one} {other}"))
        cpu.append((time.process_time() - busy) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        connection.connection.execute(BARE, [f'"{one}" "{other}"' + ("*" if unfinished else "")]).fetchall()
        bare.append((time.perf_counter() - began) * 1000)
    return {"wall": wall, "cpu": cpu, "bare": bare, "pairs": len(pairs)}
