# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup becomes a town again, in an empty place, and is compared with what it says of itself."""

import hashlib
import os
import shutil
import tarfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from concejo.config.backup import base, manifest
from concejo.config.backup.manifest import Broken, Manifest, Table
from concejo.core.durable import keep_names

BLOCK = 1024 * 1024


@dataclass(slots=True)
class Restored:
    """What is there now, beside what was to be there."""

    told: Manifest
    tables: dict[str, Table]
    media: dict[str, str]
    wrong: list[str] = field(default_factory=list)


def restore(file: Path, folder: Path, *, load: bool = True) -> Restored:
    """Bring a backup into `folder`, which must be empty or not there; raises `Broken` and leaves nothing behind.

    A dump of PostgreSQL is loaded into the empty database of the settings, unless it is only to be looked at (`load`).
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Broken(f"{folder} is not empty; a backup is restored into an empty folder only.")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(mode=0o750, parents=True)
        found = _unpack(file, partial)
        restored = _compare(found, partial, load=load)
        if restored.wrong:
            raise Broken(f"This backup is damaged: {'; '.join(restored.wrong[:5])}.")
        if folder.exists():
            folder.rmdir()
        partial.replace(folder)
        keep_names(folder.parent)
    except (OSError, tarfile.TarError, EOFError) as error:
        raise Broken(f"{file} cannot be restored: {error}.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return restored


def _unpack(file: Path, folder: Path) -> dict[str, str]:
    """Write every file of the archive; returns their hashes by name."""
    found: dict[str, str] = {}
    with tarfile.open(file) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if not member.isreg() or path.is_absolute() or ".." in path.parts or path.parts[0] not in _KNOWN:
                raise Broken(f"{file} holds something that no backup of ours holds: {member.name[:100]}.")
            source = tar.extractfile(member)
            assert source is not None  # noqa: S101 -- it is a regular file
            target = folder / path
            target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            total = hashlib.sha256()
            with target.open("xb") as out:
                while block := source.read(BLOCK):
                    total.update(block)
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            found[member.name] = total.hexdigest()
    return found


_KNOWN = frozenset({base.SQLITE, base.POSTGRES, manifest.NAME, "media"})


def _compare(found: dict[str, str], folder: Path, *, load: bool) -> Restored:
    if manifest.NAME not in found:
        raise Broken("This is no backup of a town, or only a part of one: it has no manifest.")
    told = manifest.read((folder / manifest.NAME).read_bytes())
    media = {name.removeprefix("media/"): sha for name, sha in found.items() if name.startswith("media/")}
    wrong = [f"{name} differs" for name, sha in told.media.items() if media.get(name) != sha]
    wrong += [f"nobody knows of {name}" for name in media.keys() - told.media.keys()]
    if found.get(told.database_file) != told.database_sha256:
        wrong.append("the database differs")
    tables = told.tables
    if not wrong:
        tables = _base(told, folder, load=load)
        wrong += [f"table {name} differs" for name, table in told.tables.items() if tables.get(name) != table]
    return Restored(told, tables, media, wrong)


def _base(told: Manifest, folder: Path, *, load: bool) -> dict[str, Table]:
    (folder / manifest.NAME).unlink()
    if told.database == "sqlite":
        tables = base.tables_of(folder / base.SQLITE)
        (folder / base.SQLITE).rename(folder / "concejo.sqlite3")
        return tables
    dump = folder / base.POSTGRES
    if not load:
        base.can_be_read(dump)
        return told.tables
    if base.kind() != "postgresql":
        raise Broken("This backup is of a town on PostgreSQL; name an empty database in database_url.")
    tables = base.into_postgres(dump)
    dump.unlink()
    return tables
