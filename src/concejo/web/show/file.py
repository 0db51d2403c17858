# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the town holds about somebody, as a page and as a file to take away."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from concejo.cases.models import Category
from concejo.cases.states import SIGNS, State
from concejo.cases.topics import topic_words
from concejo.core.words import in_language
from concejo.people.models import Address
from concejo.privacy import holdings
from concejo.privacy.holdings import Row, Subject
from concejo.ui import moments

_STRANGE = re.compile(r"[^\w. -]")
TITLES = {
    "person": gettext_lazy("Person"),
    "addresses": gettext_lazy("Addresses"),
    "verified": gettext_lazy("Verified at the counter"),
    "account": gettext_lazy("Account"),
    "own voice": gettext_lazy("Your own account elsewhere"),
    "codes": gettext_lazy("Codes you were sent"),
    "looks": gettext_lazy("Who has looked"),
    "posts": gettext_lazy("What was said"),
    "follows": gettext_lazy("What you follow"),
    "reactions": gettext_lazy("What you liked or passed on"),
    "cases": gettext_lazy("Cases"),
    "answers": gettext_lazy("What you answered"),
    "looks_into": gettext_lazy("Who has looked into them"),
    "letters": gettext_lazy("Letters that came"),
    "sent": gettext_lazy("What was sent to you"),
    "rules": gettext_lazy("Rules of the town about your account"),
    "elsewhere": gettext_lazy("Your account on another server"),
    "follows_elsewhere": gettext_lazy("What you follow from there"),
}
BRIEF = frozenset(
    {
        "own voice",
        "codes",
        "looks",
        "answers",
        "looks_into",
        "follows",
        "reactions",
        "letters",
        "sent",
        "rules",
        "elsewhere",
        "follows_elsewhere",
    }
)
"""What is told in a line each."""
COLUMNS = {
    "name": gettext_lazy("Name"), "language": gettext_lazy("Language"), "address": gettext_lazy("Address"),
    "proved": gettext_lazy("Proved"), "public since": gettext_lazy("Public since"),
    "comes back since": gettext_lazy("Comes back since"), "at": gettext_lazy("When"), "by": gettext_lazy("Who"),
    "reason": gettext_lazy("Reason"), "through": gettext_lazy("Channel"),
    "who may read it": gettext_lazy("Who may read it"), "state": gettext_lazy("State"), "words": gettext_lazy("Words"),
    "pictures and files": gettext_lazy("Pictures and files"), "what": gettext_lazy("What"),
    "when": gettext_lazy("When"),
    "since": gettext_lazy("Since"), "number": gettext_lazy("Number"), "first": gettext_lazy("Told first"),
    "kind": gettext_lazy("Kind"), "place": gettext_lazy("Place"), "private": gettext_lazy("Private"),
    "what became of it": gettext_lazy("What became of it"),
    "name that others read": gettext_lazy("Name that others read"), "resident until": gettext_lazy("Resident until"),
    "until": gettext_lazy("Until"), "district": gettext_lazy("District"), "age": gettext_lazy("Age"),
    "ended": gettext_lazy("Ended"), "asked": gettext_lazy("Asked for"), "answer": gettext_lazy("Answer"),
    "question": gettext_lazy("Question"), "for": gettext_lazy("For"),
    "why": gettext_lazy("Why"), "outcome": gettext_lazy("Outcome"), "open": gettext_lazy("Open"),
    "password": gettext_lazy("Password"), "keys": gettext_lazy("Passkeys"), "browser": gettext_lazy("Browser"),
    "signed in by": gettext_lazy("Signed in by"), "last seen": gettext_lazy("Last seen"),
    "account": gettext_lazy("Account"), "rule": gettext_lazy("Rule"),
    "code on paper": gettext_lazy("Code on paper"), "used": gettext_lazy("Used"),
}  # fmt: skip


VALUES = {
    "you": gettext_lazy("you"), "the town hall": gettext_lazy("the town hall"),
    "public": gettext_lazy("everybody"), "private": gettext_lazy("you and the town hall"),
    "internal": gettext_lazy("the town hall"), "published": gettext_lazy("published"), "held": gettext_lazy("waits"),
    "hidden": gettext_lazy("hidden"), "deleted": gettext_lazy("deleted"), "email": gettext_lazy("e-mail"),
    "web": gettext_lazy("the web"), "counter": gettext_lazy("the counter"), "phone": gettext_lazy("telephone"),
    "heard": gettext_lazy("read"), "set_aside": gettext_lazy("set aside"), "junk": gettext_lazy("junk"),
    "allow": gettext_lazy("let in"), "limit": gettext_lazy("somebody looks first"),
    "suspend": gettext_lazy("shut out"), "new": gettext_lazy("new"), "sent": gettext_lazy("sent"),
    "stopped": gettext_lazy("stopped"), "like": gettext_lazy("likes it"), "boost": gettext_lazy("passed it on"),
    "post": gettext_lazy("an answer"), "received": gettext_lazy("a receipt"), "told": gettext_lazy("a step of a case"),
    "follow": gettext_lazy("a following"), "by_hand": gettext_lazy("by telephone, by a person"),
    "code": gettext_lazy("a code"), "enter": gettext_lazy("your page"),
    "link": gettext_lazy("keeping addresses together"), "renewed": gettext_lazy("renewed"),
    "revoked": gettext_lazy("revoked"), "account": gettext_lazy("a change of your account"),
    "passkey": gettext_lazy("a passkey"), "slip": gettext_lazy("a slip"), "recovery": gettext_lazy("a code on paper"),
    "second": gettext_lazy("a second yes"), "fediverse": gettext_lazy("the fediverse"),
    "accept": gettext_lazy("your following was accepted"), "taken_back": gettext_lazy("words were taken back"),
    "reject": gettext_lazy("your following has ended"), "edited": gettext_lazy("words were changed"),
    "at_once": gettext_lazy("At once"), "daily": gettext_lazy("Gathered, each morning at eight"),
    "weekly": gettext_lazy("Gathered, each Monday at eight"),
    "passed_on": gettext_lazy("a neighbour’s words, passed on"), "pinned": gettext_lazy("what stands on top"),
    "passed_on_no_more": gettext_lazy("passed on no more"), "echo": gettext_lazy("words of a department, passed on"),
    "expired": gettext_lazy("it came too late to be of use"),
}  # fmt: skip
"""What rooms hold as codes, in words; the export for programs keeps the codes."""


def subject_of(address: Address) -> Subject:
    """Whoever speaks from there, with all addresses that the town knows to be theirs; never a shared telephone's."""
    if address.person_id is None:
        return Subject(frozenset([address.pk]))
    theirs = Address.objects.filter(person=address.person_id).filter(shared=False)
    return Subject(frozenset([address.pk, *theirs.values_list("pk", flat=True)]), address.person_id)


def sections(told: Mapping[str, list[Row]]) -> list[dict[str, Any]]:
    """Each kind of thing with its rows, in words; what there is none of is said too."""
    return [
        {
            "name": name,
            "title": TITLES[name],
            "brief": name in BRIEF,
            "rows": [[(COLUMNS[key], _said(name, key, value)) for key, value in row.items() if value] for row in rows],
        }
        for name, rows in told.items()
    ]


def package(subject: Subject, *, town_name: str, made_at: datetime) -> bytes:
    """Everything in one ZIP file: for people (HTML), for programs (JSON), pictures and letters as they are kept."""
    told = holdings.tell(subject)
    context = {"sections": sections(told), "town_name": town_name, "made_at": made_at}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("my-file.html", render_to_string("web/file_export.html", context))
        file.writestr("my-file.json", json.dumps(told, ensure_ascii=False, indent=1, default=str))
        taken: set[str] = set()
        for name, data in holdings.files(subject):
            file.writestr(f"files/{_free(taken, _STRANGE.sub('_', name).lstrip('.'))}", data)
    return out.getvalue()


def _free(taken: set[str], name: str) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{number}-{name}"
    taken.add(free)
    return free


def _said(section: str, key: str, value: object) -> str:
    language = get_language() or "es"
    if section == "cases" and key in {"kind", "state"}:
        return _of_case(key, str(value), language)
    if section == "follows" and key == "what":
        return topic_words(str(value), language) or _("a private matter")
    if key == "address":
        return str(value).partition(":")[2]
    if key != "words" and isinstance(value, str) and value in VALUES:
        return str(VALUES[value])
    return _plain(value)


def _of_case(key: str, value: str, language: str) -> str:
    if key == "state":
        return str(SIGNS[State(value)].words) if value in State.values else value
    kind = Category.objects.filter(slug=value).first()
    return in_language(kind.name, language) if kind else value


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, datetime):
        return f"{moments.day(value)}, {moments.clock(value)}"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value) if value is not None else ""
