# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was erased stays erased, even when an old backup brings it back.

A list of ids (no name, no word) lies beside the town's key, outside the data folder and so outside what a backup
brings back; it is copied to where the backups are. Whoever starts the town has everything erased again that the list
names and the ledger of this database does not know.
"""

import json
import logging
import os
from pathlib import Path

from django.conf import settings

from concejo.core.models import LedgerLine
from concejo.privacy import holdings
from concejo.privacy.holdings import Subject

log = logging.getLogger("concejo.privacy")
ACT = "privacy.erased"
NAME = "erased.txt"
"""What the list is called beside backups."""
Line = tuple[str, str, int]
"""Its mark, addresses joined by commas, the person or 0."""


def file() -> Path:
    """The list of this town, beside its key."""
    return Path(settings.TOWN_KEY_FILE).with_suffix(".erased")


def keep() -> None:
    """Bring the list up to what the ledger knows; a disk that cannot be written to stops no erasure."""
    told = LedgerLine.objects.filter(act=ACT).order_by("id").values_list("facts", flat=True)
    _add(file(), [_line(facts) for facts in told if facts.get("mark")])


def copy_to(folder: Path) -> None:
    """The list as it stands, beside backups that leave the house."""
    keep()
    _add(folder / NAME, read(file()))


def take_from(folder: Path) -> int:
    """Before a restored town starts: lines that lay beside its backup come to this town's list; how many there are."""
    _add(file(), read(folder / NAME))
    return len(read(file()))


def again() -> int:
    """Erase what the list names and this database has not erased; how many people that concerns."""
    known = {str(facts.get("mark")) for facts in LedgerLine.objects.filter(act=ACT).values_list("facts", flat=True)}
    todo = [line for line in read(file()) if line[0] not in known]
    for mark, addresses, person in todo:
        subject = Subject(frozenset(int(one) for one in addresses.split(",") if one), person or None)
        holdings.erase(subject, by="house", mark=mark)
    if todo:
        log.warning("%s erasures that an old backup did not know were done again", len(todo))
    return len(todo)


def read(path: Path) -> list[Line]:
    """Every whole line of a list; none where there is no list."""
    if not path.exists():
        return []
    lines = []
    for row in path.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            mark, addresses, person = json.loads(row)
            lines.append((str(mark), str(addresses), int(person)))
        except ValueError:
            continue  # the power failed while it was written; the ledger knows it
    return lines


def _line(facts: dict[str, str | int]) -> Line:
    return str(facts["mark"]), str(facts["whose"]), int(facts["person"])


def _add(path: Path, lines: list[Line]) -> None:
    known = {line[0] for line in read(path)}
    fresh = [line for line in lines if line[0] not in known]
    if not fresh:
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as out:
            out.write(b"".join(b"\n" + json.dumps(line).encode() for line in fresh))
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        log.exception("the list of what was erased could not be written to %s; an old backup may bring it back", path)
