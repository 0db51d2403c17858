# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger: one line for each thing that happened in town, as ids."""

from datetime import datetime

from concejo.core import clock, rows
from concejo.core.models import LedgerLine


def last(act: str) -> datetime | None:
    """When something of that kind happened last."""
    return LedgerLine.objects.filter(act=act).order_by("id").values_list("at", flat=True).last()


def write(act: str, *, by: str, about: str, **facts: int | str | bool | None) -> LedgerLine:
    """Write one line; `by` and `about` are references such as ``person:12`` or ``case:34``."""
    line = LedgerLine(at=clock.now(), act=act, by=by, about=about, facts=facts)
    rows.write(line)
    return line
