# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two cases have to do with each other without being the same thing: each page leads to the other."""

from django.db import transaction

from concejo.cases.actions.step import news, step
from concejo.cases.models import Case
from concejo.people.models import Person


@transaction.atomic
def link_cases(case: Case, *, other: Case, by: Person) -> None:
    """From now on one leads to the other; nobody's letters change."""
    if other == case or case.see_also.filter(pk=other.pk).exists():
        return
    case.see_also.add(other)
    step(case, "linked", by=by, other=other.number)
    news(other)


@transaction.atomic
def unlink_cases(case: Case, *, other: Case, by: Person) -> None:
    """They have nothing to do with each other after all."""
    if case.see_also.filter(pk=other.pk).exists():
        case.see_also.remove(other)
        step(case, "unlinked", by=by, other=other.number)
        news(other)
