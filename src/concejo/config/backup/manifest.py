# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a backup says of itself: counts and hashes of every table and every file, and which key its seals need."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime

FORMAT = 1
NAME = "manifest.json"


class Broken(Exception):
    """The backup is not what it says, or cannot be made or restored; one sentence for the person at the console."""


@dataclass(slots=True)
class Table:
    """How much one table holds."""

    rows: int
    sha256: str


@dataclass(slots=True, kw_only=True)
class Manifest:
    """All that is compared after a restore."""

    concejo: str
    at: str
    database: str
    """The kind: sqlite or postgresql."""
    database_file: str
    database_sha256: str
    key: str
    """Fingerprint of the town's key, which is never in a backup."""
    tables: dict[str, Table] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    """SHA-256 by path, of what lies in the file; or of nothing, when `with_media` is false."""
    with_media: bool = True
    missing: list[str] = field(default_factory=list)
    """Pictures that were erased while the backup was made: the database names them, and they are gone."""
    format: int = FORMAT

    @property
    def made_at(self) -> datetime:
        """When."""
        return datetime.fromisoformat(self.at)

    def to_json(self) -> bytes:
        """As it lies in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> Manifest:
    """Read it back; raises `Broken` for what another version wrote."""
    try:
        told = json.loads(data)
        if told["format"] != FORMAT:
            raise Broken(f"This backup has the format {told['format']}; this version of Concejo reads {FORMAT}.")
        tables = {name: Table(**one) for name, one in told.pop("tables").items()}
        return Manifest(tables=tables, **told)
    except (ValueError, KeyError, TypeError) as error:
        raise Broken("The manifest of this backup cannot be read.") from error


def hashed(rows: Iterable[tuple[object, ...]]) -> Table:
    """Count and hash rows as they come."""
    count, total = 0, hashlib.sha256()
    for row in rows:
        total.update(repr(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)).encode())
        count += 1
    return Table(count, total.hexdigest())
