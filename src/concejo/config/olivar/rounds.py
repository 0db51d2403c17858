# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker's round during the month: nobody else works, so one look at each table is enough."""

from concejo.channels import send
from concejo.core import outbox

MANY = 50


def follow_up() -> None:
    """Keep the promises that are due, then send what they brought about."""
    while outbox.keep_due(limit=MANY) == MANY:
        pass
    while send.send_due(limit=MANY) == MANY:
        pass
