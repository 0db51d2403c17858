# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's public cases as open data, by the same filters: GeoJSON (RFC 7946) and CSV (RFC 4180)."""

import csv
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from concejo.core.sheets import plain

COLUMNS = (
    "service_request_id", "status", "status_notes", "service_code", "service_name", "agency_responsible",
    "requested_datetime", "updated_datetime", "expected_datetime", "address", "lat", "long", "description",
    "media_url",
)  # fmt: skip


def geojson(requests: Iterable[Mapping[str, Any]]) -> bytes:
    """A collection of points; what has no point has no geometry, as the standard has it."""
    rows = [
        {
            "type": "Feature",
            "id": one["service_request_id"],
            "geometry": None
            if one["lat"] is None
            else {"type": "Point", "coordinates": [round(one["long"], 7), round(one["lat"], 7)]},
            "properties": {name: one[name] for name in COLUMNS if name not in {"lat", "long"}},
        }
        for one in requests
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False).encode()


def sheet(requests: Iterable[Mapping[str, Any]]) -> bytes:
    """One line a case."""
    out = StringIO()
    write = csv.writer(out)
    write.writerow(COLUMNS)
    for one in requests:
        cells = ("" if one[name] is None else one[name] for name in COLUMNS)
        write.writerow([plain(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")
