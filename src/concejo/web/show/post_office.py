# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the post office shows its drawers: never the words of a letter, only what happened to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from concejo.channels import busy, queries
from concejo.channels.models import Delivery, Letter
from concejo.core import lease
from concejo.core.models import Promise
from concejo.people.models import Address
from concejo.web.show.office import channel_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawer:
    """One list of the post office."""

    name: str
    title: str
    count: int
    rows: QuerySet[Any]
    empty: str


def drawers() -> list[Drawer]:
    """All five, each with how much lies in it."""
    told = (
        ("letters", _("Letters nobody heard"), queries.letters_left(), _("Every letter that came was heard.")),
        ("deliveries", _("Did not arrive"), queries.deliveries_failed(), _("Everything that went out arrived.")),
        ("promises", _("Did not follow"), queries.promises_broken(), _("Everything that had to follow did.")),
        ("blocked", _("Blocked senders"), queries.blocked_senders(), _("The town listens to everybody.")),
        ("closed", _("Dealt with"), queries.closed_by_hand(), _("Nothing was given up.")),
    )
    return [
        Drawer(name=name, title=title, count=rows.count(), rows=rows, empty=empty) for name, title, rows, empty in told
    ]


def reasons(drawer: str, rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """How many for which reason."""
    if drawer == "deliveries":
        return [
            {"why": why, "words": _outcome(why), "count": count}
            for why, count in queries.by_reason(rows).items()
            if why
        ]
    if drawer == "letters":
        counted = rows.order_by().values("why").annotate(number=Count("id")).order_by("-number", "why")
        return [{"why": row["why"], "words": _why(row["why"]), "count": row["number"]} for row in counted if row["why"]]
    return []


def shown(drawer: str, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """The lines of one page."""
    lines: dict[str, Callable[[Any], dict[str, Any]]] = {
        "letters": letter_line, "deliveries": _delivery, "promises": _promise, "blocked": _blocked,
        "closed": _closed,
    }  # fmt: skip
    line = lines[drawer]
    return [line(row) for row in rows]


def letter_line(letter: Letter) -> dict[str, Any]:
    """When it came, by which way, and why nobody heard it."""
    given_up = letter.work == Letter.State.GIVEN_UP
    acts = [("again", _("Read it again"))]
    if letter.fate == Letter.Fate.JUNK:
        acts = [("not-junk", _("Not junk"))]
    if not given_up and letter.why != busy.WHY:
        acts.append(("dealt-with", _("Dealt with")))
    return {
        "pk": letter.pk,
        "at": letter.received_at,
        "title": _("It could not be understood") if given_up else _why(letter.why),
        "detail": _error(letter.error) if given_up else "",
        "gives_up": given_up,
        "channel": channel_name(letter.kind),
        "kilobytes": max(1, letter.size // 1024),
        "acts": acts,
        "opens": True,
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    waits = row.work == Delivery.State.WAITING
    return {
        "pk": row.pk,
        "at": row.made_at,
        "title": f"{_cause(row.cause)}: {_outcome(row.outcome)}",
        "detail": _error(row.error),
        "channel": channel_name(row.kind),
        "attempts": row.attempts,
        "next_at": row.next_at if waits else None,
        "acts": [("again", _("Try again"))],
        "gives_up": True,
    }


def _promise(row: Promise) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "at": row.made_at,
        "title": _promised(row.name),
        "detail": _error(row.error),
        "attempts": row.attempts,
        "acts": [("again", _("Try again"))],
        "gives_up": True,
    }


def _blocked(row: Address) -> dict[str, Any]:
    return {"pk": row.pk, "at": row.blocked_at, "title": row.path, "acts": [("unblock", _("Listen again"))]}


def _closed(row: dict[str, Any]) -> dict[str, Any]:
    kinds = {
        "letters": _("A letter"),
        "deliveries": _("Words that did not arrive"),
        "promises": _("Something to follow"),
    }
    because = row["closed_because"] or _("dealt with")
    return {
        "pk": row["id"],
        "at": row["closed_at"],
        "title": f"{kinds[row['drawer']]}: {because}",
        "detail": _error(row["error"]),
        "drawer": row["drawer"],
        "acts": [("reopen", _("Take it up again"))],
    }


def _error(error: str) -> str:
    """Our own sentences in the reader's language; what another server said, as it said it."""
    return {
        lease.DIED: _("The worker ended in the middle of it, several times."),
        lease.STUCK: _("It took longer than it may, several times."),
        "it came too late to be of use": _("It would have come too late."),
        "the words were taken back": _("The words were taken back."),
    }.get(error, error)


def _why(why: str) -> str:
    return {
        "unreadable": _("Unreadable"),
        "auto-reply": _("An answer by a machine"),
        "list": _("A mailing list"),
        "own": _("A letter of our own that came back"),
        "empty": _("Nothing in it"),
        "bounce": _("Says that a letter of ours did not arrive"),
        "blocked": _("From a blocked sender"),
        "shut_out": _("From a server or an account that is shut out"),
        "junk": _("Junk"),
        "busy": _("Kept for a later hour: its sender writes very much"),
    }.get(why, why or _("Set aside"))


def _outcome(outcome: str) -> str:
    return {
        "": _("not sent"),
        "config": _("the channel is not set up"),
        "invalid": _("the address makes no sense"),
        "throttled": _("the other side asks for patience"),
        "unreachable": _("the other side does not answer"),
        "recipient_gone": _("nobody has this address any more"),
        "opted_out": _("they want no more letters"),
        "expired": _("it came too late to be of use"),
        "unknown": _("nobody knows whether it arrived"),
    }.get(outcome, outcome)


def _cause(cause: str) -> str:
    return {
        "post": _("A message"),
        "held": _("A request for confirmation"),
        "received": _("An acknowledgement"),
        "told": _("News of a case"),
        "busy": _("That all is kept, and when it is taken up"),
        "work": _("New work"),
        "follow": _("A link to follow"),
        "news": _("News of what somebody follows"),
        "digest": _("What somebody follows, gathered"),
        "forgetting": _("Old cases will be forgotten"),
        "code": _("A code"),
        "looks": _("Who has looked, of a week"),
        "hidden": _("A message was hidden"),
        "decided": _("What came of an appeal"),
        "passed_on": _("A neighbour’s message, passed on"),
        "passed_on_no_more": _("Passed on no more"),
        "pinned": _("What stands on top"),
        "echo": _("A message, passed on by the town"),
    }.get(cause, cause)


def _promised(name: str) -> str:
    return {
        "square.post_published": _("Telling everybody of a message"),
        "square.post_held": _("Asking an author to confirm"),
        "square.post_hidden": _("Telling an author that a message is hidden"),
        "square.hiding_decided": _("Telling what came of an appeal"),
        "square.planned_due": _("Saying what was planned"),
        "square.passed_on": _("Passing a message on"),
        "square.passed_on_no_more": _("Taking back what was passed on"),
        "square.pinned": _("Telling what stands on top"),
        "square.media_shown": _("Showing a photo"),
        "square.original_gone": _("Erasing the original of a photo"),
        "cases.received": _("Acknowledging a case"),
        "cases.told": _("Telling of a case"),
        "cases.work": _("Telling an employee of work"),
        "cases.areas_drawn": _("Putting cases into their districts"),
        "cases.forgotten": _("Emptying letters of a forgotten case"),
        "cases.forgetting_announced": _("Telling that old cases will be forgotten"),
        "cases.move_in_step": _("Bringing in the cases of an old register"),
    }.get(name, name)
