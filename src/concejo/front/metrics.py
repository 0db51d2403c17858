# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures for a monitor, in Prometheus' text format (version 0.0.4)."""

from collections.abc import Iterable, Iterator, Mapping

from concejo.front.record import BUCKETS, Record

Labelled = Iterable[tuple[Mapping[str, str], float]]


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
