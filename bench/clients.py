# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports by Open311: as many as the door takes, each with its number and on the disk; then understood.

python -m bench.clients PORT KEY FROM COUNT   sends so many different reports; prints what was answered
"""

import http.client
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from .federation import in_town, said_by
from .load import free_port, on_core, running, until_ready
from .mail import inserts_a_second
from .measure import LOAD_CORE, Row, Spread, cpu_seconds
from .run import Run
from .towns import environment

TAKEN, UNDERSTOOD = 300.0, 10.0
CONNECTIONS = 32
HEARD = 1000


def reports(run: Run) -> list[Row]:
    """Three takes over a town of 10,000 posts; the last reports are understood one by one, as the worker does."""
    count = 1_000 if run.quick else 4_000
    data = run.scratch.copy(10_000)
    try:
        takes, cpu = _taken_in(data, count)
        heard = json.loads(in_town(data, "bench.inside.neighbours", "UNDERSTAND", str(HEARD), "open311"))
        inserts = inserts_a_second(data.parent, b"x" * 600, batch=CONNECTIONS, seconds=run.seconds / 2)
    finally:
        run.scratch.forget(data)
    spread, understood = Spread.of(takes), 1000 * heard["cpu"] / heard["heard"]
    return [
        Row(
            name="reports by Open311 taken in, durable, with their number", figure=spread.median, unit="a second",
            target=f"≥ {TAKEN:g}/s", met=spread.median >= TAKEN, spread=spread, cpu_ms=Spread.of(cpu).median,
            wall_ms=1000 / spread.median, reference=f"durable inserts in batches of {CONNECTIONS}, nothing else",
            reference_figure=inserts, reference_unit="a second", note=f"{CONNECTIONS} connections",
        ),
        Row(
            name="reports understood into posts and cases", figure=understood, unit="CPU-ms",
            target=f"≤ {UNDERSTOOD:g} CPU-ms", met=understood <= UNDERSTOOD, cpu_ms=understood,
            note=f"{heard['heard']} of them",
        ),
    ]  # fmt: skip


def _taken_in(data: Path, count: int) -> tuple[list[float], list[float]]:
    takes, cpu = [], []
    key = in_town(data, "bench.inside.client")
    port = free_port()
    with running([sys.executable, "-m", "bench.inside.door", str(port)], env=environment(data)) as pid:
        until_ready(f"http://127.0.0.1:{port}/health/live/")
        for take in range(3):
            busy = cpu_seconds(pid)
            words = [sys.executable, "-m", "bench.clients", str(port), key, str(take * count), str(count)]
            told = json.loads(said_by(on_core(LOAD_CORE, *words), environment(data)))
            if told["numbers"] != count:
                raise RuntimeError(f"{told['numbers']} numbers for {count} reports")
            takes.append(count / told["seconds"])
            cpu.append(1000 * (cpu_seconds(pid) - busy) / count)
    return takes, cpu


def send(port: int, key: str, begin: int, count: int) -> dict[str, float]:
    """Over lines that stay open, each report another one."""

    def line(start: int) -> list[str]:
        connection, numbers = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        for number in range(begin + start, begin + count, CONNECTIONS):
            fields = {
                "api_key": key, "service_code": "lamp", "address_string": f"calle Real, {number % 90 + 1}",
                "description": f"La farola {number} de la calle Real no luce desde ayer por la noche.",
            }  # fmt: skip
            connection.request("POST", "/open311/v2/requests.json", urlencode(fields), headers)
            numbers.append(json.loads(connection.getresponse().read())[0]["service_request_id"])
        return numbers

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as lines:
        numbers = {number for some in lines.map(line, range(CONNECTIONS)) for number in some}
    return {"seconds": time.perf_counter() - began, "numbers": len(numbers)}


if __name__ == "__main__":
    _port, _key, _begin, _count = sys.argv[1:]
    sys.stdout.write(json.dumps(send(int(_port), _key, int(_begin), int(_count))) + "\n")
