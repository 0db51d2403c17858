# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case is badly late: whoever answers for the department hears it once, and later once the mayor."""

from django.db import transaction

from concejo.cases.actions.step import House, step
from concejo.cases.models import Case
from concejo.core import outbox

HEAD, MAYOR = "head_told", "mayor_told"


@transaction.atomic
def escalate(case: Case, *, act: str) -> None:
    """Written down first, so that nobody hears it twice for the same deadline; neighbours do not hear of it."""
    row = step(case, act, by=House())
    outbox.promise("cases.escalated", key=str(row.pk), step=row.pk)
