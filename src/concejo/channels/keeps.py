# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises that channels keep: whoever must hear of something gets a delivery, once."""

import uuid
from collections.abc import Container
from contextlib import suppress
from datetime import timedelta

from concejo.cases import due, forgetting
from concejo.cases.models import Case, ExternalBody, Report, Step
from concejo.cases.topics import has_account
from concejo.channels import digests, forgotten, outside, registry
from concejo.channels.fanning import SPACE, deliver, neighbours
from concejo.channels.models import Delivery
from concejo.core import clock, lease, outbox
from concejo.core.models import LedgerLine
from concejo.people import queries as people
from concejo.people.models import Address, Countersign, Person, Proof, Role
from concejo.people.rules import may_countersign
from concejo.square import actions as square
from concejo.square.actions import HELD
from concejo.square.models import Follow, Hiding, PassedOn, Post

ACKNOWLEDGEMENTS_A_DAY = 10


@outbox.keeps("square.post_published")
def tell_of_post(*, post: int) -> None:
    """Everybody who takes part in or follows a conversation hears of a new post, except whoever said it."""
    said = Post.objects.select_related("conversation", "author").filter(pk=post, state=Post.State.PUBLISHED).first()
    if said is None or said.facts.get(square.BESIDE):
        return
    first = not said.conversation.posts.filter(pk__lt=said.pk).exists()
    inside = [row.address for row in said.conversation.participants.select_related("address__person")]
    topics = [said.conversation.topic, *(said.conversation.topics if first and said.conversation.is_public else [])]
    if said.conversation.is_public and said.speaker_id and first:
        own = f"department:{said.department_id}" if said.department_id else f"person:{said.speaker_id}"
        topics += [topic for topic in (own, "square") if topic not in topics]
    rows = list(Follow.objects.of(topics).select_related("address__person"))
    followers = {row.address for row in rows}
    deliver(neighbours(inside, but=said.author_id), cause="post", subject=said.pk, post=said)
    others = neighbours(followers - set(inside), but=said.author_id)
    lane = Delivery.Lane.FIRST if said.useful_until else Delivery.Lane.MANY
    whole = _hear_by_echo(others, topics) if "square" in topics else set()
    aside = _hear_aside(others, rows, said) - whole
    deliver([one for one in others if one not in whole | aside], cause="post", subject=said.pk, post=said, lane=lane)
    deliver(whole, cause="echo", subject=said.pk, post=said, lane=lane)
    deliver(aside, cause="news", subject=said.pk, post=None, lane=lane)
    at_once = {one.pk for one in [*inside, *followers]} | {said.author_id or 0}
    digests.note(said.conversation, topics, at=said.at, but=at_once)


def _hear_aside(followers: list[Address], rows: list[Follow], said: Post) -> set[Address]:
    """Who follows a street or a case, which have no account, from a network of accounts, hears by a direct word."""
    schemes = {one.scheme for one in registry.drivers().values() if "echo" in one.writes}
    by_account = {row.address_id for row in rows if has_account(row.topic)} if said.is_town else set()
    by_topic = {row.address_id for row in rows if not has_account(row.topic)} - by_account
    return {one for one in followers if one.scheme in schemes and one.pk in by_topic}


def _hear_by_echo(followers: list[Address], topics: list[str]) -> set[Address]:
    """Whoever follows the town as a whole, on a network where its account passes on what its departments say."""
    schemes = [one.scheme for one in registry.drivers().values() if "echo" in one.writes]
    nearer = Follow.objects.of([topic for topic in topics if topic != "square"])
    known = set(nearer.filter(address__scheme__in=schemes).values_list("address", flat=True))
    return {one for one in followers if one.scheme in schemes and one.pk not in known}


@outbox.keeps("square.post_held")
def ask_author(*, post: int, times: int = 1) -> None:
    """Whoever wrote what waits, for confirmation or because it may be personal, gets a link with two buttons."""
    held = Post.objects.select_related("author", "conversation").filter(pk=post, state=Post.State.HELD).first()
    if held is None or held.author is None or held.facts.get(square.BESIDE):
        return
    cause = {"confirm": "held", HELD: "doubt"}.get(held.held_for)
    if cause:
        deliver([held.author], cause=cause, subject=held.pk, post=held, version=f"{times}")


@outbox.keeps("square.post_hidden")
def tell_hidden(*, hiding: int) -> None:
    """Whoever wrote what was hidden hears why, and how to object."""
    _of_hiding(hiding, cause="hidden")


@outbox.keeps("square.hiding_decided")
def tell_decided(*, hiding: int) -> None:
    """They hear what came of it."""
    _of_hiding(hiding, cause="decided")


def _of_hiding(pk: int, *, cause: str) -> None:
    row = Hiding.objects.select_related("post__author").get(pk=pk)
    if row.post.author:
        deliver([row.post.author], cause=cause, subject=row.pk, post=None)


@outbox.keeps("square.post_deleted")
def take_back(*, post: int) -> None:
    """Words that were deleted before they left do not leave; what was delivered is called back where a network can."""
    for row in Delivery.objects.filter(post=post, work=Delivery.State.WAITING, lease=""):
        with suppress(lease.Lost):  # it leaves at this very moment
            lease.failed(row, "the words were taken back", permanent=True)
    _tell_again(post, cause="taken_back")


@outbox.keeps("square.post_edited")
def say_anew(*, post: int, times: int) -> None:
    """Where a network can say that words read differently now, it is said; a letter stays as it was sent."""
    if Post.objects.filter(pk=post, state=Post.State.PUBLISHED).exists():
        _tell_again(post, cause="edited", version=f"{times}")


def tell_without(post: int, gone: frozenset[int], *, but: Container[str]) -> None:
    """Somebody's name went from the words: it is said wherever they went, but not to that person (`gone`, `but`)."""
    _tell_again(post, cause="edited", version=f"without{min(gone)}", gone=gone, but=but)


def _tell_again(
    post: int, *, cause: str, version: str = "1", gone: frozenset[int] = frozenset(), but: Container[str] = ()
) -> None:
    """Wherever the words went by a channel that can say so, it is said that they are gone, or different."""
    now = clock.now()
    went = Delivery.objects.filter(post=post, cause__in=["post", "echo"]).exclude(to="")
    for row in went.exclude(work=Delivery.State.GIVEN_UP):
        if row.to not in but and cause in registry.drivers()[row.kind].writes:
            key = uuid.uuid5(SPACE, f"{cause}:{post}:{version}:{row.kind}:{row.to}")
            fresh = {
                "kind": row.kind, "to": row.to, "host": row.host, "lane": row.lane,
                "address_id": None if row.address_id in gone else row.address_id,
                "cause": cause, "subject": post,
                "made_at": now, "next_at": now, "expires_at": now + timedelta(days=5),
            }  # fmt: skip
            Delivery.objects.get_or_create(key=key, defaults=fresh)


@outbox.keeps("square.passed_on")
def pass_on(*, row: int) -> None:
    """Whoever follows the department, or the town, gets the neighbour's words from it; not the neighbour."""
    passed = PassedOn.objects.select_related("post").filter(pk=row, ended_at=None).first()
    if passed is None or passed.post.state != Post.State.PUBLISHED:
        return
    topic = f"department:{passed.department_id}" if passed.department_id else "square"
    hearers = [one for one in _followers(topic, "passed_on") if one.pk != passed.post.author_id]
    deliver(hearers, cause="passed_on", subject=row, post=passed.post, lane=Delivery.Lane.MANY)


@outbox.keeps("square.passed_on_no_more")
def pass_on_no_more(*, row: int) -> None:
    """Wherever it was passed on, it is taken back; what has not left does not leave."""
    rows = Delivery.objects.filter(cause="passed_on", subject=row)
    for one in rows.filter(work=Delivery.State.WAITING, lease=""):
        with suppress(lease.Lost):  # it leaves at this very moment
            lease.failed(one, "it was taken back", permanent=True)
    told = rows.exclude(work=Delivery.State.GIVEN_UP).exclude(address=None).select_related("address")
    deliver([one.address for one in told if one.address], cause="passed_on_no_more", subject=row, post=None)


@outbox.keeps("square.pinned")
def tell_of_pin(*, post: int, line: int) -> None:
    """Whoever follows hears what stands on top now; of what was taken down meanwhile, nobody."""
    said = Post.objects.public().filter(pk=post).first()
    if said is None:
        return
    topics = [f"department:{said.department_id}"] if said.department_id else [f"person:{said.speaker_id}", "square"]
    hearers = {one for topic in topics for one in _followers(topic, "pinned")}
    deliver(hearers, cause="pinned", subject=post, post=None, version=str(line), lane=Delivery.Lane.MANY)


def _followers(topic: str, cause: str) -> list[Address]:
    """By networks that can say so."""
    schemes = [one.scheme for one in registry.drivers().values() if cause in one.writes]
    rows = Follow.objects.of([topic]).filter(address__scheme__in=schemes).select_related("address__person")
    return [row.address for row in rows]


@outbox.keeps("cases.received")
def acknowledge(*, report: int) -> None:
    """Whoever told the town of something gets the number, what happens next, and when somebody is at the desk."""
    row = Report.objects.select_related("address").get(pk=report)
    since = clock.now() - timedelta(days=1)
    if row.address.deliveries.filter(cause="received", made_at__gte=since).count() < ACKNOWLEDGEMENTS_A_DAY:
        deliver(neighbours([row.address]), cause="received", subject=row.pk, post=None)


@outbox.keeps("channels.busy")
def tell_that_it_waits(*, address: int) -> None:
    """Whoever writes more than can be read hears, once an hour at most, that all of it is kept and when it is read."""
    row = Address.objects.select_related("person").get(pk=address)
    deliver(neighbours([row]), cause="busy", subject=row.pk, post=None, version=f"{clock.now():%Y%m%d%H}")


@outbox.keeps("cases.told")
def tell_of_step(*, step: int) -> None:
    """A case took a step that no words in it tell of: everybody who waits for it hears, but for whoever did it.

    That an answer is missing hear those alone who told of it.
    """
    row = Step.objects.select_related("case__conversation", "case__private_conversation").get(pk=step)
    hearers = {one.address for one in row.case.reports.select_related("address__person")}
    if row.act != "reminded":
        hearers |= {one.address for one in Follow.objects.of([row.case.main.topic]).select_related("address__person")}
        digests.note(row.case.main, [row.case.main.topic], at=row.at, but={one.pk for one in hearers})
    hearers = {one for one in hearers if one.ref != row.by}
    deliver(neighbours(hearers), cause="told", subject=row.pk, post=None)


@outbox.keeps("cases.escalated")
def tell_of_lateness(*, step: int) -> None:
    """A case is badly late: whoever answers for it hears it, if it is still so."""
    row = Step.objects.select_related("case__department").get(pk=step)
    if row.case.is_late:
        those = due.hearers(row.case, row.act)
        addresses = {one for who in those for one in people.mail_addresses(who)}
        deliver(addresses, cause="escalated", subject=row.pk, post=None)


@outbox.keeps("cases.forwarded")
def pass_outside(*, step: int) -> None:
    """A public case leaves for a body outside the town hall."""
    row = Step.objects.get(pk=step)
    body = ExternalBody.objects.select_related("address__person").filter(pk=row.facts["to"], active=True).first()
    if body is not None:
        deliver([body.address], cause="forwarded", subject=row.pk, post=None)


@outbox.keeps("cases.confirmed")
def tell_outside(*, step: int) -> None:
    """A body that the case was reported to hears what neighbours say of it."""
    row = Step.objects.select_related("case").get(pk=step)
    deliver(outside.reported_to(row.case), cause="passed_back", subject=row.pk, post=None)


@outbox.keeps("cases.forgotten")
def forget_case(*, talks: str, reports: str, steps: str) -> None:
    """The years of a case are over: its letters and deliveries name nobody, other servers take its words back."""
    forgotten.empty(talks=talks, reports=reports, steps=steps, again=lambda post: _tell_again(post, cause="taken_back"))


@outbox.keeps(forgetting.ANNOUNCED)
def announce_forgetting(*, line: int) -> None:
    """Administrators hear, a fortnight ahead, that cases will be forgotten from then on."""
    roles = Role.objects.current().filter(kind=Role.Kind.ADMINISTRATOR).select_related("person")
    addresses = {one for role in roles for one in people.mail_addresses(role.person)}
    deliver(addresses, cause="forgetting", subject=line, post=None)


@outbox.keeps("cases.work")
def tell_worker(*, case: int, person: int) -> None:
    """An employee learns of work, if it is still theirs and still to do."""
    row = Case.objects.get(pk=case)
    worker = people.at_work(Person.objects.get(pk=person))
    if row.is_open and row.in_charge_id in {None, person, worker.pk}:
        stamp = row.steps.count()
        deliver(people.mail_addresses(worker), cause="work", subject=row.pk, post=None, version=f"{stamp}")


@outbox.keeps("people.code_asked")
def bring_code(*, proof: int) -> None:
    """A code leaves for its address, if it is still asked for."""
    row = Proof.objects.select_related("address").filter(pk=proof, proved_at=None, closed_at=None).first()
    if row is not None:
        deliver([row.address], cause="code", subject=row.pk, post=None)


@outbox.keeps("people.account_changed")
def tell_owner(*, line: int, person: int) -> None:
    """A way to somebody changed: every other address of theirs that was proved hears of it."""
    owner = Person.objects.filter(pk=person).first()
    if owner is not None:
        about = LedgerLine.objects.get(pk=line).facts.get("address")
        hearers = [one for one in people.mail_addresses(owner) if one.pk != about]
        deliver(hearers, cause="account", subject=line, post=None)


@outbox.keeps("people.second_asked")
def ask_second(*, row: int) -> None:
    """Mayor and administrators are asked for a second yes, whoever of them did not ask it."""
    asked = Countersign.objects.open().filter(pk=row, answered_by=None).first()
    if asked is None:
        return
    those = [one for one in people.staff() if may_countersign(one, asked.asked_by_id)]
    deliver([one for who in those for one in people.mail_addresses(who)], cause="second", subject=row, post=None)
