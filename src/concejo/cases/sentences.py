# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences that the town hall writes once: filled in for a case, in the language of whoever asked for it."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import get_language

from concejo.cases.models import AnswerTemplate, Case
from concejo.core import clock
from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.town import calendar
from concejo.town.models import Town
from concejo.ui.moments import day

FIELDS = ("number", "place", "date", "name")
"""Of the case its number, its place and the day for which it is planned, or else is due; the name of who answers."""
_FIELD = re.compile(r"\{\s*(\w*)\s*\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is no field."""
    return [found for found in _FIELD.findall(text) if found not in FIELDS]


def templates_for(act: str) -> list[AnswerTemplate]:
    """What is offered for an act, in the order of the town."""
    return list(AnswerTemplate.objects.filter(act=act, active=True))


def language_of(case: Case) -> str:
    """The language in which whoever told of it is written to."""
    first = case.reports.select_related("address").order_by("-first", "at").first()
    return (first.address.language if first else "") or Town.objects.current().language


def filled(template: AnswerTemplate, case: Case, *, by: Person, language: str) -> str:
    """The sentence with its fields filled in; a field of which nothing is known leaves no hole in the line."""
    town = Town.objects.current()
    with translation.override(language), timezone.override(town.zone):
        known = dict(_known(case, by))
    text = _FIELD.sub(lambda found: known.get(found.group(1), ""), in_language(template.text, language))
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def _known(case: Case, by: Person) -> Iterator[tuple[str, str]]:
    last = case.due_at - timedelta(seconds=1) if case.due_at else clock.now()  # a deadline is the midnight after it
    until = case.planned_for or calendar.local_day(last, town=Town.objects.current())
    yield "number", case.number
    yield "place", case.place
    said = day(until)
    yield "date", said if (get_language() or "").startswith("en") else said[:1].lower() + said[1:]
    yield "name", by.public_name
