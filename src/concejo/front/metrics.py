# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures for a monitor, in Prometheus' text format (version 0.0.4), on a port of this machine alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

from concejo.front.record import BUCKETS, Record

Labelled = Iterable[tuple[Mapping[str, str], float]]
READ_SECONDS = 5.0


def metric(name: str, kind: str, says: str, values: Labelled) -> Iterator[str]:
    """One metric: its help, its type, and a line for each set of labels."""
    yield f"# HELP concejo_{name} {says}"
    yield f"# TYPE concejo_{name} {kind}"
    for labels, value in values:
        told = ",".join(f'{key}="{text}"' for key, text in labels.items())
        yield f"concejo_{name}{'{' + told + '}' if told else ''} {value:g}"


def of_record(record: Record) -> Iterator[str]:
    """What the front counted."""
    record.flush()
    rows = [
        ({"maker": maker, "method": method, "status": str(status)}, float(count))
        for (maker, method, status), count in sorted(record.requests.items())
    ]
    yield from metric("requests_total", "counter", "Answers by who made them.", rows)
    yield "# HELP concejo_request_seconds Time to an answer that was not kept."
    yield "# TYPE concejo_request_seconds histogram"
    total = 0
    for bound in BUCKETS:
        total += record.durations[bound]
        yield f'concejo_request_seconds_bucket{{le="{bound:g}"}} {total}'
    total += record.durations[float("inf")]
    yield f'concejo_request_seconds_bucket{{le="+Inf"}} {total}'
    yield f"concejo_request_seconds_sum {record.seconds:g}"
    yield f"concejo_request_seconds_count {total}"
    yield from metric("sent_bytes_total", "counter", "Bytes of bodies that were not kept.", [({}, record.bytes)])


async def serve(host: str, port: int, tell: Callable[[], Awaitable[str]]) -> asyncio.Server:
    """Answer every request on that port with the figures of this moment."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), READ_SECONDS)
            known = head.startswith((b"GET /metrics ", b"GET / ", b"HEAD /"))
            body = (await tell()).encode() if known else b"The figures are at /metrics.\n"
            status = b"200 OK" if known else b"404 Not Found"
            writer.write(
                b"HTTP/1.1 %s\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n"
                b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (status, len(body), body)
            )
            await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(answer, host, port, limit=16 * 1024)
