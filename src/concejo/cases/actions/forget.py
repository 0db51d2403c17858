# SPDX-License-Identifier: AGPL-3.0-or-later
"""The years of a case are over: a tombstone stays in its place, which figures count."""

from collections.abc import Iterable

from django.db import transaction

from concejo.cases.actions.step import Named
from concejo.cases.models import Case, ExternalBody, Report, Step, Tombstone
from concejo.cases.queries import counted
from concejo.core import changes, clock, ledger, outbox
from concejo.people.models import Address
from concejo.privacy import holdings
from concejo.privacy.holdings import Subject
from concejo.square import actions as square
from concejo.square.models import Conversation


@transaction.atomic
def forget(case: Case, *, by: Named) -> Tombstone | None:
    """Words, photos, place, reports and addresses go; whoever told the town of nothing else is forgotten altogether.

    What channels hold of it (letters, deliveries) goes with the promise. `None` if another worker was quicker.
    """
    if not Case.objects.select_for_update().filter(pk=case.pk).exists():
        return None
    talks, told = _talks(case), list(Report.objects.filter(case=case).values_list("pk", "address"))
    ref, stone = case.ref, _stone(case)
    steps = list(Step.objects.filter(case=case).values_list("pk", flat=True))
    outbox.promise(
        "cases.forgotten", key=case.number, talks=_listed(one.pk for one in talks),
        reports=_listed(pk for pk, _address in told), steps=_listed(steps),
    )  # fmt: skip
    changes.touch(case.ref, *(talk.topic for talk in talks), "cases", "worklists", "figures", "titles")
    case.delete()
    for talk in talks:
        square.forget(talk, by=by.ref)
    ledger.write("cases.forgotten", by=by.ref, about=ref)
    for pk in {address for _report, address in told}:
        if _nothing_else(pk):
            holdings.erase(Subject(frozenset({pk})), by=by.ref)
    return stone


def _talks(case: Case) -> list[Conversation]:
    """Those of the case, and what somebody who joined wrote in a conversation of their own that is no case itself."""
    own = [case.conversation, case.private_conversation, case.internal_conversation]
    beside = [row.conversation for row in case.reports.select_related("conversation") if row.conversation]
    theirs = [one for one in beside if not Case.objects.exclude(pk=case.pk).filter(conversation=one).exists()]
    return [one for one in dict.fromkeys([*own, *theirs]) if one is not None]


def _stone(case: Case) -> Tombstone:
    brought = getattr(case, "brought", None)
    return Tombstone.objects.create(
        number=case.number, private=case.is_private, category=case.category, department=case.department,
        area=case.area, state=case.state, opened_at=case.opened_at, answered_at=case.answered_at,
        closed_at=case.closed_at, mended_at=case.mended_at,
        counted=counted(Case.objects.filter(pk=case.pk)).exists(), source=brought.source if brought else "",
        external_id=brought.external_id if brought else "", seen_at=brought.seen_at if brought else None,
        gone_at=clock.now(),
    )  # fmt: skip


def _nothing_else(pk: int) -> bool:
    """The town knows the address from this case alone."""
    address = Address.objects.get(pk=pk)
    if address.person_id is not None or ExternalBody.objects.filter(address=address).exists():
        return False
    held = (address.reports, address.posts, address.follows, address.takes_part)
    return not any(rows.exists() for rows in held)


def _listed(ids: Iterable[int]) -> str:
    return ",".join(map(str, ids))
