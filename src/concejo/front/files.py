# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that everybody may have: style, fonts, scripts, and published pictures; with ranges (RFC 9110 section 14)."""

import asyncio
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import IO

import brotli

from concejo.front.answer import Answer
from concejo.front.asked import Asked
from concejo.front.headers import Headers, encoding_for

FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=3600"
_HASHED = re.compile(r"[.-][0-9a-zA-Z_]{8,}\.[a-z0-9]+$")
"""A name that changes with what is in it."""
_PUBLISHED = re.compile(r"[a-z0-9]{2}/[a-z0-9]+-\d+\.jpg|town/[a-z0-9.-]+")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_WORDS = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")
LARGEST_KEPT = 1024 * 1024
"""Bytes of a static file that is kept in memory, compressed."""


@dataclass(frozen=True, slots=True)
class Small:
    """A static file in memory."""

    content_type: str
    etag: str
    bodies: Mapping[bytes, bytes]
    hashed: bool


class Files:
    """Static files by their names, and the folder of published pictures."""

    def __init__(self, static: Mapping[str, Path], *, media: Path, always_fresh: bool = False) -> None:
        self._static = static
        """What stands behind `/static/`: name and file."""
        self._media = media
        self._always_fresh = always_fresh
        self._small: dict[str, Small] = {}

    async def static(self, asked: Asked) -> Answer:
        """A file of ours."""
        name = asked.path.removeprefix("/static/")
        file = self._static.get(name)
        if file is None:
            return Answer(404, route="static")
        small = self._small.get(name)
        if small is None:
            small = await asyncio.to_thread(_small, file, name)
            if small is not None and not self._always_fresh:
                self._small[name] = small
        if small is None or "range" in asked.headers:
            cache = FOR_EVER if _HASHED.search(name) else A_WHILE
            return await asyncio.to_thread(_from_disk, asked, file, cache, "static")
        return _whole(asked, small)

    async def media(self, asked: Asked) -> Answer:
        """A published picture; its name is random and never used for another one."""
        name = asked.path.removeprefix("/media/")
        if not _PUBLISHED.fullmatch(name):
            return Answer(404, route="media")
        return await asyncio.to_thread(_from_disk, asked, self._media / "public" / name, FOR_EVER, "media")


def _small(file: Path, name: str) -> Small | None:
    if file.stat().st_size > LARGEST_KEPT:
        return None
    data = file.read_bytes()
    content_type = _type_of(name)
    bodies = {b"": data}
    if content_type.startswith(_WORDS):
        bodies |= {b"br": brotli.compress(data, quality=9), b"gzip": gzip.compress(data, 9, mtime=0)}
    return Small(content_type, f'W/"{hashlib.sha256(data).hexdigest()[:24]}"', bodies, bool(_HASHED.search(name)))


def _whole(asked: Asked, small: Small) -> Answer:
    encoding = encoding_for(asked.headers.get("accept-encoding", ""))
    body = small.bodies.get(encoding)
    if body is None:
        encoding, body = b"", small.bodies[b""]
    headers: Headers = [
        ("content-type", small.content_type), ("etag", small.etag), ("vary", "Accept-Encoding"),
        ("cache-control", FOR_EVER if small.hashed else A_WHILE), ("accept-ranges", "bytes"),
    ]  # fmt: skip
    known = asked.headers.get("if-none-match", "")
    if known and (known == "*" or small.etag.removeprefix("W/") in known):
        return Answer(304, headers, route="static")
    if encoding:
        headers.append(("content-encoding", encoding.decode()))
    headers.append(("content-length", str(len(body))))
    return Answer(200, headers, body=b"" if asked.method == "HEAD" else body, route="static")


def _from_disk(asked: Asked, path: Path, cache: str, route: str) -> Answer:
    try:
        file = path.open("rb")
    except OSError:
        return Answer(404, route=route)
    facts = path.stat()
    size, changed = facts.st_size, int(facts.st_mtime)
    etag = f'"{size:x}-{changed:x}"'
    headers: Headers = [
        ("content-type", _type_of(path.name)), ("etag", etag), ("last-modified", formatdate(changed, usegmt=True)),
        ("cache-control", cache), ("accept-ranges", "bytes"),
    ]  # fmt: skip
    if etag in asked.headers.get("if-none-match", ""):
        file.close()
        return Answer(304, headers, route=route)
    part = _part(asked, size, etag, changed)
    if part is None:
        return _piece(asked, 200, [*headers, ("content-length", str(size))], file, 0, size, route)
    start, length = part
    if length <= 0:
        file.close()
        return Answer(416, [*headers, ("content-range", f"bytes */{size}"), ("content-length", "0")], route=route)
    where = [("content-range", f"bytes {start}-{start + length - 1}/{size}"), ("content-length", str(length))]
    return _piece(asked, 206, [*headers, *where], file, start, length, route)


def _piece(asked: Asked, status: int, headers: Headers, file: IO[bytes], start: int, length: int, route: str) -> Answer:
    file.seek(start)
    return Answer(status, headers, file=file, length=length, route=route)


def _part(asked: Asked, size: int, etag: str, changed: int) -> tuple[int, int] | None:
    """Start and length of the one range asked for, length 0 if it lies outside; `None` for the whole file."""
    match = _RANGE.fullmatch(asked.headers.get("range", "").replace(" ", ""))
    if match is None or match.groups() == ("", "") or not _unchanged(asked.headers.get("if-range", ""), etag, changed):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return size - length, length
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    return start, end - start + 1


def _unchanged(condition: str, etag: str, changed: int) -> bool:
    """If-Range: a range only of the file that the reader has begun."""
    if not condition or condition == etag:
        return True
    try:
        return int(parsedate_to_datetime(condition).timestamp()) == changed
    except ValueError:
        return False


def _type_of(name: str) -> str:
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if guessed == "text/javascript":
        guessed = "application/javascript"
    return f"{guessed}; charset=utf-8" if guessed.startswith(("text/", "application/javascript")) else guessed
