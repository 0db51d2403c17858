# SPDX-License-Identifier: AGPL-3.0-or-later
"""The call-back list as a page shows it, and the words to say on the telephone."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.cases.models import Case, Report, Step
from concejo.cases.queries import case_of
from concejo.channels.calls import Call
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.people import actions as people
from concejo.people.models import Proof
from concejo.privacy.kinds import named
from concejo.square import actions as square
from concejo.square.models import Hiding, Post
from concejo.square.rules import may_be_told
from concejo.ui.moments import day
from concejo.web.show.cases import due_words


def lines(calls: Iterable[Call]) -> list[dict[str, Any]]:
    """Whom to call, since when, how often nobody answered; no number stands in the list."""
    rows = list(calls)
    numbers = _cases(rows)
    return [
        {
            "name": call.address.name or _("A neighbour"),
            "url": reverse("web:call", args=[call.address.pk]),
            "since": call.since,
            "tried": call.tried,
            "rests": call.rests,
            "things": len(call.deliveries),
            "cases": sorted({numbers[one.pk] for one in call.deliveries if one.pk in numbers}),
        }
        for call in rows
    ]


def words(call: Call) -> list[dict[str, Any]]:
    """What is to be said, in the order in which it came about; taken-back words are left out."""
    rows = []
    for row in call.deliveries:
        said, case = _say(row)
        if said:
            url = reverse("web:work-case", args=[case.number]) if case else ""
            rows.append({"at": row.made_at, "case": case, "url": url, "words": said})
    return rows


def _cases(calls: list[Call]) -> dict[int, str]:
    """The numbers of the cases that each delivery speaks of, in three queries."""
    rows = [one for call in calls for one in call.deliveries]
    by_cause: dict[str, dict[int, list[int]]] = {"post": {}, "received": {}, "told": {}}
    for row in rows:
        by_cause.setdefault(row.cause, {}).setdefault(row.subject, []).append(row.pk)
    reports = Report.objects.filter(pk__in=by_cause["received"]).values_list("pk", "case__number")
    steps = Step.objects.filter(pk__in=by_cause["told"]).values_list("pk", "case__number")
    posts = Post.objects.filter(pk__in=[*by_cause["post"], *by_cause.get("doubt", {})]).values_list(
        "pk", "conversation__case__number", "conversation__private_case__number"
    )
    found: dict[int, str] = {}
    for cause, pairs in (
        ("received", list(reports)),
        ("told", list(steps)),
        ("post", [(pk, public or private) for pk, public, private in posts]),
    ):
        for subject, number in pairs:
            if number:
                found |= dict.fromkeys(by_cause[cause].get(subject, []), number)
                if cause == "post":
                    found |= dict.fromkeys(by_cause.get("doubt", {}).get(subject, []), number)
    return found


def _say(row: Delivery) -> tuple[str, Case | None]:
    if row.cause == "post":
        return _post(row)
    if row.cause == "received":
        report = Report.objects.select_related("case").filter(pk=row.subject).first()
        if report is None:
            return "", None
        due = due_words(report.case.due_at)
        return _("It is written down with the number %(number)s; %(due)s.") % {
            "number": report.case.number,
            "due": due,
        }, report.case
    about = {"doubt": _doubt, "told": _step}.get(row.cause)
    if about:
        return about(row)
    plain = {"hidden": _hiding, "decided": _hiding, "code": _code}.get(row.cause)
    return (plain(row) if plain else ""), None


def _hiding(row: Delivery) -> str:
    hiding = Hiding.objects.select_related("post").filter(pk=row.subject).first()
    if hiding is None:
        return ""
    if row.cause == "decided" and hiding.restored:
        return _("What they had said is shown again.")
    reason = hiding.post.facts.get("hidden_because", "")
    words = _("What they had said is hidden: %(why)s. %(reason)s If they object, note down why.")
    return words % {"why": hiding.get_why_display(), "reason": reason}


def _post(row: Delivery) -> tuple[str, Case | None]:
    post = Post.objects.select_related("speaker", "conversation").filter(pk=row.subject).first()
    if post is None or post.state != Post.State.PUBLISHED:
        return "", None
    if row.address and not may_be_told(row.address, post.conversation, via="phone"):
        return _("There is an answer in a private matter. Others use this telephone too: ask for them to come."), None
    name = post.speaker.public_name if post.speaker else _("A neighbour")
    said = post.words or _("sends a photo")
    return f"{name}: «{said}»", case_of(post.conversation_id)


def _doubt(row: Delivery) -> tuple[str, Case | None]:
    post = Post.objects.select_related("conversation").filter(pk=row.subject, state=Post.State.HELD).first()
    if post is None:
        return "", None
    what = named(one.kind for one in square.doubts(post))
    words = _("May everybody read it? There is in the words: %(what)s. The work on it goes on.") % {"what": what}
    return words, case_of(post.conversation_id)


def _code(row: Delivery) -> str:
    """The number is proved when its code comes back: typed on the page, or told at the counter."""
    proof = Proof.objects.filter(pk=row.subject, proved_at=None, closed_at=None).first()
    if proof is None or proof.expires_at < clock.now():
        return ""
    digits = people.code_of(proof)
    return _(
        "Somebody asked for this telephone to be kept with their other addresses. "
        "If it was whoever answers, their code is %(code)s; they type it on their page."
    ) % {"code": f"{digits[:3]} {digits[3:]}"}


def _step(row: Delivery) -> tuple[str, Case | None]:
    step = Step.objects.select_related("case").filter(pk=row.subject).first()
    if step is None:
        return "", None
    if step.act == "planned" and step.case.planned_for:
        return _("Planned for %(day)s") % {"day": day(step.case.planned_for)}, step.case
    if step.act == "joined":
        return _("It is the same as %(number)s; both are done together.") % {
            "number": step.facts.get("into", "")
        }, step.case
    return str(step.case.sign.words), step.case
