# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real PMTiles file of version 3, written here: one street and one house around a point, in OpenMapTiles' layers.

Sources: github.com/protomaps/PMTiles (spec v3) and github.com/mapbox/vector-tile-spec (2.1).
"""

import gzip
import struct
from math import asinh, pi, radians, tan

DEEPEST, SHALLOWEST = 14, 8


def map_file(lat: float, lon: float, *, version: int = 3, kind: int = 1) -> bytes:
    """Tiles from zoom 8 to 14 over one point."""
    tiles = sorted((_tile_id(zoom, *_xy(lat, lon, zoom)), _tile()) for zoom in range(SHALLOWEST, DEEPEST + 1))
    directory, data, last = _varint(len(tiles)), b"", 0
    for number, _body in tiles:
        directory += _varint(number - last)
        last = number
    directory += b"".join(_varint(1) for _ in tiles)
    directory += b"".join(_varint(len(body)) for _, body in tiles)
    for _number, body in tiles:
        directory += _varint(len(data) + 1)
        data += body
    words = b"{}"
    places = (127, len(directory), 127 + len(directory), len(words), 0, 0, 127 + len(directory) + len(words), len(data))
    head = b"PMTiles" + bytes([version]) + struct.pack("<8Q", *places) + struct.pack("<3Q", *[len(tiles)] * 3)
    head += bytes([1, 1, 2, kind, SHALLOWEST, DEEPEST])
    box = (lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02)
    head += struct.pack("<4i", *(round(one * 1e7) for one in box))
    head += bytes([DEEPEST]) + struct.pack("<2i", round(lon * 1e7), round(lat * 1e7))
    return head + directory + words + data


def _xy(lat: float, lon: float, zoom: int) -> tuple[int, int]:
    wide = 1 << zoom
    return int((lon + 180) / 360 * wide), int((1 - asinh(tan(radians(lat))) / pi) / 2 * wide)


def _tile_id(zoom: int, x: int, y: int) -> int:
    """Along the Hilbert curve, after all smaller zooms."""
    number, step = (4**zoom - 1) // 3, 1 << (zoom - 1)
    while step:
        right, down = int(bool(x & step)), int(bool(y & step))
        number += step * step * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = step - 1 - (x & (step - 1)), step - 1 - (y & (step - 1))
            x, y = y, x
        step >>= 1
    return number


def _tile() -> bytes:
    street = _layer("transportation", "class", "primary", 2, [9, 0, 4096, 10, 8192, 0])
    name = _layer("transportation_name", "name:latin", "calle Real", 2, [9, 0, 4096, 10, 8192, 0])
    house = _layer("building", "kind", "house", 3, [9, 2000, 2000, 26, 1600, 0, 0, 1600, 1599, 0, 15])
    return gzip.compress(street + name + house, mtime=0)


def _layer(name: str, key: str, value: str, kind: int, geometry: list[int]) -> bytes:
    shape = b"".join(_varint(one) for one in geometry)
    thing = _field(2, _varint(0) + _varint(0)) + b"\x18" + _varint(kind) + _field(4, shape)
    inside = _field(1, name.encode()) + _field(2, thing) + _field(3, key.encode())
    inside += _field(4, _field(1, value.encode())) + b"\x28" + _varint(4096) + b"\x78\x02"
    return _field(3, inside)


def _field(number: int, inside: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(inside)) + inside


def _varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])
