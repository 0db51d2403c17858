# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo import-cases FILE``: another register's cases from CSV, in bulk, as history."""

import argparse
import csv
import gzip
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.utils import translation

from concejo.cases.bulk import NAMES, Row, bring, columns_for, read_rows
from concejo.cases.bulk.rows import Wrong
from concejo.config import ready
from concejo.core.words import fold

SHOWN = 50
"""Lines that could not be taken and are named; the others are counted."""
csv.field_size_limit(1_000_000)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and how to read it."""
    parser.add_argument("file", type=Path, help="CSV or CSV.gz with a header line; UTF-8")
    parser.add_argument(
        "--map", action="append", default=[], metavar="NAME=COLUMN", dest="columns",
        help=f"which column holds what; NAME is one of {', '.join(NAMES)}; may be given several times",
    )  # fmt: skip
    parser.add_argument("--source", default="", help="name of the register it comes from; default: the file's name")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="read only the first N lines")
    parser.add_argument("--dry-run", action="store_true", help="read and judge every line, change nothing")


def run(given: argparse.Namespace) -> int:
    """Bring them in; again is harmless. 1 when a line could not be taken, 2 when the file or a column is not there."""
    with translation.override("en"):  # as everything that commands say
        return _run(given)


def _run(given: argparse.Namespace) -> int:
    town = ready.require_town()
    if not given.file.exists():
        return _wrongly(f"There is no file {given.file}.")
    told = dict(one.partition("=")[::2] for one in given.columns)
    unknown = sorted(set(told) - set(NAMES))
    if unknown:
        return _wrongly(f"--map knows {', '.join(NAMES)}, not {', '.join(unknown)}.")
    rows: list[Row] = []
    wrong: list[tuple[int, str]] = []
    try:
        with _open(given.file) as file:
            reader = csv.DictReader(file)
            columns = columns_for(reader.fieldnames or [], told)
            for found in read_rows(_lines(reader, given.limit), columns, zone=town.zone):
                (rows if isinstance(found, Row) else wrong).append(found)  # type: ignore[arg-type]
    except (Wrong, OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        return _wrongly(f"{given.file.name} cannot be read: {error}.")
    _name(wrong)
    if given.dry_run:
        sys.stdout.write(f"{len(rows)} lines can be taken, {len(wrong)} not. Nothing was changed.\n")
    else:
        _bring(rows, len(wrong), source=given.source or _source(given.file))
    return 1 if wrong else 0


def _bring(rows: list[Row], wrong: int, *, source: str) -> None:
    begun = time.monotonic()
    tally = bring(rows, source=source, told=lambda done: _say(f"{done} of {len(rows)} …"))
    seconds = time.monotonic() - begun
    sys.stdout.write(
        f"{tally.taken} cases brought in from {source} in {seconds:.0f} s, {tally.known} were there already, "
        f"{wrong} lines not taken. New: {tally.streets} streets, {tally.categories} kinds. "
        f"Personal data covered in {tally.covered}.\n"
    )


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _lines(reader: "csv.DictReader[str]", limit: int) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Each line with the number at which a text editor shows its end."""
    for count, line in enumerate(reader, start=1):
        if limit and count > limit:
            return
        yield reader.line_num, dict(line)


def _name(wrong: list[tuple[int, str]]) -> None:
    for line, reason in wrong[:SHOWN]:
        _say(f"line {line}: {reason}")
    if len(wrong) > SHOWN:
        _say(f"… and {len(wrong) - SHOWN} more lines")


def _source(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(path.name.partition(".")[0])).strip("-")[:60] or "file"


def _wrongly(sentence: str) -> int:
    _say(sentence)
    return 2


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
