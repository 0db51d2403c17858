# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worklist: whose cases, which tabs, and a card for each. A constant number of queries, however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.cases import rules as cases
from concejo.cases.models import Case, CaseQuerySet, State, Step
from concejo.cases.thanks import says_thanks
from concejo.core import clock
from concejo.core.prepared import prepared
from concejo.people import queries as people
from concejo.people import rules
from concejo.people.models import Person
from concejo.square.models import Conversation, Post
from concejo.town.models import Town
from concejo.web.show import cards
from concejo.web.show.cases import badge, due_words

QUOTE = 180
TABS = ("mine", "department", "unanswered", "late", "open")


_WAITS = Conversation.objects.filter(waits_since__isnull=False).order_by().values("pk")
UNANSWERED = Q(pk__in=Case.objects.filter(conversation__in=_WAITS).order_by().values("pk")) | Q(
    pk__in=Case.objects.filter(private_conversation__in=_WAITS).order_by().values("pk")
)
"""In which a neighbour waits: found from the few conversations that do, never by looking through all that is open."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which cases somebody sees on lists and may work on, asked once for a whole page."""

    person: Person
    hands: frozenset[int]
    """Their own cases, and those of colleagues for whom they stand in."""
    departments: frozenset[int]
    whole_town: bool
    steers: bool
    reads_unassigned: bool

    def seen(self) -> CaseQuerySet:
        """Public cases, and private ones that are their business."""
        mine = Q(private_conversation__department__in=self.departments)
        if self.reads_unassigned:
            mine |= Q(private_conversation__department=None)
        return Case.objects.with_all().filter(Q(conversation__isnull=False) | mine)

    def tab(self, which: str) -> CaseQuerySet:
        """The open cases of one tab, the nearest deadline first."""
        rows = self.seen().open()
        near = Q(in_charge__in=self.hands) | Q(department__in=self.departments)
        if which == "mine":
            rows = rows.filter(in_charge__in=self.hands)
        elif which == "department":
            rows = rows.filter(department__in=self.departments).exclude(in_charge__in=self.hands)
        else:
            rows = rows if self.whole_town else rows.filter(near)
            rows = rows.late() if which == "late" else rows.filter(UNANSWERED) if which == "unanswered" else rows
        return rows.order_by("due_at", "id")

    def may_work(self, case: Case) -> bool:
        """The same sentence as `cases.rules.may_work`, for a case that `seen` found."""
        return case.in_charge_id in self.hands or case.department_id in self.departments or self.steers


def marked(person: Person, rows: Iterable[Case]) -> set[int]:
    """Which of these cases stand on their round."""
    return set(person.marked.filter(case__in=[case.pk for case in rows]).values_list("case", flat=True))


def mark(case: Case, *, on: bool, back: str) -> dict[str, Any]:
    """The button beside a case (ui/part/mark.html)."""
    return {
        "url": reverse("web:work-mark", args=[case.number]), "on": on, "back": back, "about": case.number,
        "words": _("On my round; take it off") if on else _("Put it on my round"),
    }  # fmt: skip


def reach(person: Person) -> Reach:
    """What this person sees."""
    away = people.absent_for(person)
    return Reach(
        person=person,
        hands=frozenset({person.pk, *(one.pk for one in away)}),
        departments=rules.departments_of(person),
        whole_town=rules.may_see_whole_town(person),
        steers=cases.may_steer(person),
        reads_unassigned=rules.has_role(person, rules.K.CLERK),
    )


def tasks(rows: Sequence[Case], *, of: Reach, language: str, back: str = "") -> list[dict[str, Any]]:
    """The cards (ui/part/task.html) of some cases."""
    first, on_round = _first_words(rows), marked(of.person, rows)
    return [
        _task(case, first.get(case.conversation_id or 0), of=of, language=language)
        | {"mark": mark(case, on=case.pk in on_round, back=back)}
        for case in rows
    ]


def _task(case: Case, said: Post | None, *, of: Reach, language: str) -> dict[str, Any]:
    icon, via = cards.VIA.get(said.via, ("", "")) if said else ("", "")
    works = of.may_work(case)
    answer = reverse("web:work-case", args=[case.number])
    lent = case.in_charge if case.in_charge_id != of.person.pk and case.in_charge_id in of.hands else None
    return {
        "title": case.headline(language),
        "url": answer,
        "sign": badge(case),
        "due_words": due_words(case.due_at),
        "is_late": case.is_late,
        "place": case.place,
        "quote": _more(said.text, case.headline(language)) if said else "",
        "quote_by": _name(said) if said else "",
        "via_icon": icon,
        "via_words": str(via),
        "lent": _("for %(name)s, who is away") % {"name": lent.public_name} if lent else "",
        "private": case.is_private,
        "done_url": reverse("web:work-act", args=[case.number, "photo"]) if works else "",
        "done_plain_url": reverse("web:work-act", args=[case.number, "done"]) if works else "",
        "answer_url": f"{answer}#answer" if works else "",
    }


def _first_words(rows: Iterable[Case]) -> dict[int, Post]:
    """The first thing a neighbour said in each public conversation; private words are not opened for a list."""
    ids = [case.conversation_id for case in rows if case.conversation_id]
    found: dict[int, Post] = {}
    for post in _said(ids):
        found.setdefault(post.conversation_id, post)
    return found


@prepared
def _said(talks: Sequence[int]) -> "QuerySet[Post]":
    said = Post.objects.filter(conversation__in=talks).exclude(author=None).exclude(state=Post.State.DELETED)
    return said.select_related("author__person").defer("sealed").order_by("at", "id")


def _name(post: Post) -> str:
    """The name that she chose to show, and nothing else of her."""
    author = post.author
    given = (author.person.public_name if author and author.person else "") or (author.name if author else "")
    return given or _("a neighbour")


def _more(text: str, title: str) -> str:
    """What was said, unless the title says all of it."""
    said = " ".join(text.split())
    return "" if said.rstrip(" .!") == title.rstrip(" .!…") else _short(text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTE else line[:QUOTE].rsplit(" ", 1)[0] + "…"


def yesterday(person: Person, *, town: Town) -> dict[str, int]:
    """How many cases this person closed on the last day before today, and how many of them neighbours confirmed."""
    today = clock.now().astimezone(town.zone).date()
    start = datetime.combine(today - timedelta(days=1), time(0), town.zone)
    done = Step.objects.filter(person=person, act="done", at__gte=start, at__lt=start + timedelta(days=1))
    mended = Count("case", distinct=True, filter=Q(case__state=State.MENDED))
    return done.aggregate(closed=Count("case", distinct=True), mended=mended)


def thanks(person: Person, *, limit: int = 3) -> list[dict[str, Any]]:
    """What neighbours last said, in public, of work that this person did and that is mended, or in thanks for it."""
    done = Case.objects.public().filter(in_charge=person, state__in=[State.DONE, State.MENDED])
    closed = {case.conversation_id: case for case in done.order_by("-closed_at", "-due_at", "-id")[:12]}
    said = Post.objects.public().filter(conversation__in=list(closed)).exclude(author=None)
    last: dict[int, Post] = {}
    for post in said.select_related("author__person").order_by("at", "id"):
        case = closed[post.conversation_id]
        heard = case.state == State.MENDED or says_thanks(post.text)
        if heard and case.closed_at and post.at >= case.closed_at:
            last[post.conversation_id] = post
    freshest = sorted(last.values(), key=lambda post: post.at, reverse=True)[:limit]
    return [
        {
            "text": _short(post.text),
            "who": _name(post),
            "at": post.at,
            "url": reverse("web:work-case", args=[closed[post.conversation_id].number]),
        }
        for post in freshest
    ]
