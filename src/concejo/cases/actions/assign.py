# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody is put in charge; while they are away, whoever stands in for them."""

from datetime import datetime, time, timedelta

from django.db import transaction

from concejo.cases.actions.step import Named, step
from concejo.cases.models import Case, State
from concejo.cases.routes import Way
from concejo.cases.states import OPEN
from concejo.core import clock, outbox
from concejo.people import queries as people
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.town.models import Department, Town

MORNING = time(7, 30)


@transaction.atomic
def assign(case: Case, *, to: Person, by: Named, post: Post | None = None) -> Person:
    """A person is put in charge and learns of it at once or at 7:30; returns who it really is (a substitute, maybe)."""
    worker = people.at_work(to)
    department = people.department_of(to) or people.department_of(worker)
    case.in_charge = worker
    _place(case, department)
    row = step(
        case, "assigned", by=by, state=None if case.state in OPEN - {State.RECEIVED} else State.ASSIGNED, post=post,
        to=worker.pk, name=worker.public_name, instead_of=to.pk if worker != to else None,
    )  # fmt: skip
    for address in people.mail_addresses(worker):
        square.take_part(address, case.main)
    if worker != by:
        tell_worker(case, worker, key=f"{row.pk}")
    return worker


@transaction.atomic
def hand_to_department(case: Case, *, to: Department, by: Person, post: Post | None = None) -> None:
    """A department gets the case; its head, or else its first member, learns of it."""
    case.in_charge = None
    _place(case, to)
    row = step(case, "handed_over", by=by, state=State.ASSIGNED, post=post, department=to.pk, department_name=to.name)
    for member in people.members(to)[:1]:
        worker = people.at_work(member)
        for address in people.mail_addresses(worker):
            square.take_part(address, case.main)
        tell_worker(case, worker, key=f"{row.pk}")


def follow_route(case: Case, way: Way) -> None:
    """A rule of the town's names a colleague: they have it at once. What is private waits for the clerk."""
    person = way.rule.person if way.rule else None
    if way.rule is None or person is None or case.is_private or not case.is_open:
        return
    if case.in_charge_id in {person.pk, people.at_work(person).pk}:
        return
    assign(case, to=person, by=way.rule)
    if way.department:
        _place(case, way.department)
        case.save(update_fields=["department"])


def tell_worker(case: Case, worker: Person, *, key: str) -> None:
    """Promise that an employee learns of work: at once, or at half past seven, as they chose."""
    now = clock.now()
    due = _next_morning(now) if worker.notice == Person.Notice.MORNING else now
    outbox.promise("cases.work", key=f"{key}:{worker.pk}", due=due, case=case.pk, person=worker.pk)


def _next_morning(now: datetime) -> datetime:
    zone = Town.objects.current().zone
    local = now.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone)


def _place(case: Case, department: Department | None) -> None:
    if department is None:
        return
    case.department = department
    conversation = case.main
    square.entrust(conversation, to=department)
    conversation.topics = [*(one for one in conversation.topics if not one.startswith("department:"))]
    conversation.topics.append(f"department:{department.pk}")
    conversation.save(update_fields=["topics"])
