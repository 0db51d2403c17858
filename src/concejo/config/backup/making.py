# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup is made while the town works: first the database as of one moment, then the media, then the manifest.

Media are written before the row that names them and never change, so whatever the copied database names is there. What
was erased in between is said. The town's key is not in it: a backup that is stolen tells nothing.
"""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.conf import settings

from concejo.config.backup import base, manifest
from concejo.config.backup.manifest import Broken, Manifest
from concejo.core import clock
from concejo.core.durable import keep_names
from concejo.privacy import townkey
from concejo.square.models import Media


def make(file: Path, *, media: bool = True) -> Manifest:
    """Write one backup; the file is there whole or not at all. Raises `Broken` with a sentence."""
    if file.exists():
        raise Broken(f"{file} is there already; name another file.")
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as scratch:
            told = _write(partial, Path(scratch), media=media, packed=file.suffix == ".gz")
        partial.replace(file)
        keep_names(file.parent)
    except OSError as error:
        raise Broken(f"The backup could not be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return told


def _write(partial: Path, scratch: Path, *, media: bool, packed: bool) -> Manifest:
    copy, tables = base.copy_to(scratch)
    wanted = set(_named()) if media else set()
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz" if packed else "w") as tar:
            told = Manifest(
                concejo=version("concejo"), at=clock.now().isoformat(), database=base.kind(), database_file=copy.name,
                database_sha256=_add(tar, copy, copy.name), key=townkey.fingerprint(settings.TOWN_KEY_FILE),
                tables=tables, with_media=media,
            )  # fmt: skip
            for path, name in _media() if media else ():
                try:
                    told.media[name] = _add(tar, path, f"media/{name}")
                except FileNotFoundError:
                    continue  # erased while we wrote
            told.missing = sorted(wanted - set(told.media))
            data = told.to_json()
            head = tarfile.TarInfo(manifest.NAME)
            head.size, head.mode = len(data), 0o600
            tar.addfile(head, io.BytesIO(data))
        out.flush()
        os.fsync(out.fileno())
    return told


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As a file."""
        data = self._file.read(size)
        self.sha256.update(data)
        return data


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    with path.open("rb") as file:
        head = tarfile.TarInfo(name)
        status = os.fstat(file.fileno())
        head.size, head.mtime, head.mode = status.st_size, int(status.st_mtime), 0o640
        reader = _Hashing(file)
        tar.addfile(head, reader)
    return reader.sha256.hexdigest()


def _media() -> Iterator[tuple[Path, str]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.endswith(".partial"):
            yield path, str(path.relative_to(root))


def _named() -> Iterator[str]:
    """Files without which a row means nothing."""
    for name in Media.objects.values_list("name", flat=True):
        yield f"sealed/{name[:2]}/{name}-original"
