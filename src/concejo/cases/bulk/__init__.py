# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases of another register are brought in, many at once: history, not news, so nobody is written to."""

from concejo.cases.bulk.bring import Tally, bring, last_seen, weigh_indexes
from concejo.cases.bulk.rows import NAMES, Row, columns_for, read_rows

__all__ = ["NAMES", "Row", "Tally", "bring", "columns_for", "last_seen", "read_rows", "weigh_indexes"]
