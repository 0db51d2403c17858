# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be done with a case, one table: when it is offered, what is asked, what happens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from concejo.cases import actions as cases
from concejo.cases import rules
from concejo.cases.models import Case, ExternalBody
from concejo.cases.states import ARROWS, NotAllowed, State
from concejo.people.models import Person
from concejo.square.actions import Decided
from concejo.square.models import Media, Post
from concejo.web import answers
from concejo.web import forms_staff as forms

Told: TypeAlias = dict[str, Any]
Deed: TypeAlias = Callable[[Case, Person, Told], Post | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One button on the page of a case."""

    name: str
    label: Any
    icon: str
    form: type[django_forms.Form]
    offered: Callable[[Case], bool]
    do: Deed
    tone: str = ""
    button: Any = ""
    inside: bool = False
    """Its words are for colleagues alone."""


def done_with(case: Case, by: Person, text: str, media: list[Media], *, decided: Decided = Decided.NOT) -> Post:
    """It is done; the photo or the sentence goes to everybody who waits for it."""
    post = answers.say(case.main, text, by=by, media=media, decided=decided)
    cases.done(case, by=by, post=post)
    return post


def _done(case: Case, by: Person, told: Told) -> Post:
    return done_with(case, by, told["text"], [], decided=told["guard"])


def _plan(case: Case, by: Person, told: Told) -> None:
    cases.plan(case, day=told["day"], by=by)


def _start(case: Case, by: Person, told: Told) -> None:
    cases.start(case, by=by)


def _ask(case: Case, by: Person, told: Told) -> Post:
    post = answers.say(case.main, told["text"], by=by, decided=told["guard"])
    cases.ask_neighbour(case, by=by, post=post)
    return post


def _not_ours(case: Case, by: Person, told: Told) -> Post:
    post = answers.say(case.main, told["text"], by=by, decided=told["guard"])
    cases.not_ours(case, by=by, post=post, body=told["body"])
    return post


def _decline(case: Case, by: Person, told: Told) -> Post:
    post = answers.say(case.main, told["text"], by=by, decided=told["guard"])
    cases.decline(case, by=by, post=post)
    return post


def _hand(case: Case, by: Person, told: Told) -> Post | None:
    post = answers.say(case.main, told["text"], by=by, decided=told["guard"]) if told["text"].strip() else None
    hand_over(case, to=told["to"], by=by, post=post)
    return post


def _again(case: Case, by: Person, told: Told) -> Post | None:
    post = answers.say(case.main, told["text"], by=by, decided=told["guard"]) if told["text"].strip() else None
    cases.still_broken(case, by=by, post=post)
    return post


def _forward(case: Case, by: Person, told: Told) -> Post | None:
    post = answers.say(case.main, told["text"], by=by, decided=told["guard"]) if told["text"].strip() else None
    cases.forward(case, to=told["to"], by=by, post=post, closes=told["after"] == "closes")
    return post


def _link(case: Case, by: Person, told: Told) -> None:
    other = told["number"]
    if not rules.may_open(by, other) or other == case:
        raise NotAllowed
    cases.link_cases(case, other=other, by=by)


def _unlink(case: Case, by: Person, told: Told) -> None:
    cases.unlink_cases(case, other=told["number"], by=by)


def _note(case: Case, by: Person, told: Told) -> None:
    cases.note(case, told["text"], by=by)


def hand_over(case: Case, *, to: Any, by: Person, post: Post | None = None) -> str:
    """Put a person or a department in charge; returns the name of who really has it."""
    if isinstance(to, Person):
        return cases.assign(case, to=to, by=by, post=post).public_name
    cases.hand_to_department(case, to=to, by=by, post=post)
    return str(to)


def _may_become(state: State) -> Callable[[Case], bool]:
    return lambda case: state in ARROWS[State(case.state)]


def _closed(case: Case) -> bool:
    return not case.is_open


def _not_begun(case: Case) -> bool:
    return case.is_open and case.state != State.UNDER_WAY


def _open(case: Case) -> bool:
    return case.is_open


def _goes_outside(case: Case) -> bool:
    return case.is_open and not case.is_private and ExternalBody.objects.filter(active=True).exists()


def _has_others(case: Case) -> bool:
    return case.see_also.exists()


def _always(case: Case) -> bool:
    return True


class Nothing(django_forms.Form):
    """Only the button."""


ACTS: tuple[Act, ...] = (
    Act(
        name="done",
        label=_("Done, no photo"),
        icon="check",
        form=forms.Done,
        offered=_may_become(State.DONE),
        do=_done,
        button=_("It is done"),
    ),
    Act(name="start", label=_("I am at it"), icon="half", form=Nothing, offered=_not_begun, do=_start),
    Act(name="plan", label=_("Plan a day"), icon="clock", form=forms.Plan, offered=_open, do=_plan),
    Act(name="hand", label=_("Hand it over"), icon="at", form=forms.Hand, offered=_open, do=_hand),
    Act(name="ask", label=_("Ask the neighbour"), icon="sms", form=forms.Ask, offered=_open, do=_ask),
    Act(name="not-ours", label=_("It is not ours"), icon="right", form=forms.NotOurs, offered=_open, do=_not_ours),
    Act(
        name="forward",
        label=_("Pass it on outside"),
        icon="out",
        form=forms.Forward,
        offered=_goes_outside,
        do=_forward,
        button=_("Send the letter"),
    ),
    Act(
        name="decline",
        label=_("It will not be done"),
        icon="no",
        form=forms.Decline,
        offered=_open,
        do=_decline,
        tone="clay",
    ),
    Act(
        name="again",
        label=_("Open it again"),
        icon="redo",
        form=forms.Again,
        offered=_closed,
        do=_again,
        tone="clay",
    ),
    Act(
        name="link",
        label=_("See also"),
        icon="plus",
        form=forms.Number,
        offered=_always,
        do=_link,
        button=_("Lead from one to the other"),
        inside=True,
    ),
    Act(
        name="unlink",
        label=_("See also no more"),
        icon="dash",
        form=forms.Number,
        offered=_has_others,
        do=_unlink,
        inside=True,
    ),
    Act(
        name="note",
        label=_("Note for colleagues"),
        icon="lock",
        form=forms.Note,
        offered=_always,
        do=_note,
        inside=True,
    ),
)
BY_NAME = {act.name: act for act in ACTS}
