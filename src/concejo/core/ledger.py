# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger: one line for each thing that happened in town, as ids."""

from concejo.core import clock
from concejo.core.models import LedgerLine


def write(act: str, *, by: str, about: str, **facts: int | str | bool | None) -> LedgerLine:
    """Write one line; `by` and `about` are references such as ``person:12`` or ``case:34``."""
    return LedgerLine.objects.create(at=clock.now(), act=act, by=by, about=about, facts=facts)
