# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo move --to URL``: the town leaves its SQLite file for PostgreSQL, all of it or nothing, and compared."""

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from concejo.config import database, in_use, ready
from concejo.config.moving import CannotMove, first_line, target
from concejo.config.moving.carry import Carried, carry, left_behind


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--check` rehearses all of it and takes it back."""
    parser.add_argument("--to", required=True, metavar="URL", help="postgresql://USER@HOST/NAME of an empty database")
    parser.add_argument("--check", action="store_true", help="rehearse the whole move, then take it back")


def run(given: argparse.Namespace) -> int:
    """Move. 1 when it cannot be done (the target stays empty), 2 when it was called wrongly."""
    if not database.is_postgresql(given.to):
        return _say("--to wants an address that begins with postgresql://.", 2)
    if settings.OPTIONS["database_url"]:
        return _say("This town is on PostgreSQL already (database_url is set); pg_dump and pg_restore move it.", 2)
    if not Path(settings.TOWN_KEY_FILE).exists():
        return _say(f"There is no town here: no key at {settings.TOWN_KEY_FILE}.", 1)
    begun = time.monotonic()
    try:
        with in_use.alone():
            ready.find_town()
            carried = _move(target.reach(given.to), check=given.check)
    except CannotMove as error:
        return _say(f"{error}\nNothing was changed.", 1)
    _tell(carried, seconds=time.monotonic() - begun, given=given)
    return 0


def _move(there: BaseDatabaseWrapper, *, check: bool) -> list[Carried]:
    target.judge(there)
    try:
        # The town's file is locked against writing too; on the target all of it is there at once, or nothing.
        with transaction.atomic(using=DEFAULT_DB_ALIAS), transaction.atomic(using=target.TARGET):
            target.make_tables(there)
            carried = carry(there, tell=_progress)
            if not all(one.same for one in carried):
                raise CannotMove(f"{_table(carried)}\n\nThe two databases are not the same.")
            transaction.set_rollback(check, using=target.TARGET)
    except Error as error:
        raise CannotMove(f"The server stopped the move: {first_line(error)}") from error
    finally:
        there.close()
    return carried


def _tell(carried: list[Carried], *, seconds: float, given: argparse.Namespace) -> None:
    sys.stderr.write("\r\x1b[K" if sys.stderr.isatty() else "")
    out = [_table(carried), ""]
    mended = sum(one.before.mended for one in carried)
    if mended:
        out.append(f"{mended} rows held a NUL sign, which PostgreSQL has no place for; it became \ufffd.")
    behind = left_behind()
    if behind:
        out.append(f"Not carried, because Concejo does not know them: {', '.join(behind)}.")
    total = sum(one.before.rows for one in carried)
    if given.check:
        out.append(f"{total} rows can be carried ({seconds:.0f} s). It was a rehearsal: nothing was changed.")
    else:
        out += [
            f"{total} rows carried and compared in {seconds:.0f} s. Now write into concejo.toml:",
            "",
            f'    database_url = "{_without_password(given.to)}"',
            "",
            "(a password goes into it, into ~/.pgpass, or with the whole address into CONCEJO_DATABASE_URL_FILE),",
            "then start the town again and look at it with ./concejo doctor. The folder of the media and the key stay",
            f"where they are. Keep {Path(settings.DATA) / 'concejo.sqlite3'} until you are content; then delete it.",
        ]
    sys.stdout.write("\n".join(out) + "\n")


def _table(carried: list[Carried]) -> str:
    width = max(len(one.name) for one in carried)
    lines = [f"{'table':<{width}}  {'rows':>9}  content"]
    for one in (some for some in carried if some.before.rows or not some.same):
        verdict = "the same" if one.same else f"DIFFERENT: {one.after.rows} rows, {one.after.mark}"
        lines.append(f"{one.name:<{width}}  {one.before.rows:>9}  {one.before.mark}  {verdict}")
    empty = sum(1 for one in carried if one.same and not one.before.rows)
    return "\n".join([*lines, f"and {empty} empty tables"])


def _without_password(url: str) -> str:
    secret: str = import_module("psycopg.conninfo").conninfo_to_dict(url).get("password") or ""
    return url.replace(secret, "PASSWORD") if secret else url


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{words}\x1b[K")
    else:
        sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code
