# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked about a kind of case, which of it counts with what was answered so far, and what an answer must be."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from concejo.cases.models import Case, Category, Given, Question, Value
from concejo.core.words import in_language
from concejo.town.models import Town
from concejo.ui.moments import clock, day, local

LONGEST = {Question.Datatype.STRING: 200, Question.Datatype.TEXT: 2000}
Told = Mapping[str, Any]
"""Answers by the code of their question, as a form, a letter or an API brought them."""


class Wrong(ValueError):
    """It is no answer to that question; the sentence is for whoever gave it."""


@dataclass(slots=True)
class Checked:
    """What was answered to a kind's questions: what counts, what is wrong, and why a report would end here."""

    answers: dict[str, Value] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    """With what was answered so far, in their order."""


def of(category: Category | None) -> list[Question]:
    """What is asked about a kind today, in order."""
    return list(category.questions.filter(active=True)) if category else []


def check(questions: Sequence[Question], told: Told, *, complete: bool = True) -> Checked:
    """Each answer by its question; `complete` says that what is required must not be missing.

    A question whose condition does not hold is not asked, and what was answered to it counts for nothing.
    """
    found = Checked()
    for one in questions:
        if not _is_asked(one, found.answers):
            continue
        found.asked.append(one)
        if not one.variable:
            continue
        try:
            value = clean(one, told.get(one.code))
        except Wrong as problem:
            found.wrong[one.code] = str(problem)
            continue
        if value is not None:
            found.answers[one.code] = value
        elif one.required and complete:
            found.wrong[one.code] = _("Please choose an answer.") if one.is_list else _("Please answer this.")
    return found


def clean(question: Question, told: Any) -> Value | None:
    """The answer as it is kept, `None` where there is none; raises `Wrong`."""
    if question.datatype == Question.Datatype.SEVERAL:
        return _several(question, told)
    words = str(told if told is not None else "").replace("\x00", "").strip()
    if not words:
        return None
    if question.datatype == Question.Datatype.NUMBER:
        return _number(words)
    if question.datatype == Question.Datatype.DATETIME:
        return _moment(words)
    if question.datatype == Question.Datatype.ONE:
        return _chosen(question, words)
    longest = LONGEST[Question.Datatype(question.datatype)]
    if len(words) > longest:
        raise Wrong(_("This is longer than %(n)d letters.") % {"n": longest})
    return words


def stop_of(questions: Iterable[Question], answers: Mapping[str, Value], language: str) -> str:
    """Why a report ends here, in the words of the first question that says so; empty where it goes on."""
    for one in questions:
        for key in _keys(answers.get(one.code)) if one.variable else [""]:
            if notice := in_language(one.stops.get(key) or {}, language):
                return notice
    return ""


def notices_of(questions: Iterable[Question], answers: Mapping[str, Value], language: str) -> dict[str, str]:
    """What is told to whoever chose these values, by ``question:value``."""
    return {
        f"{one.code}:{key}": notice
        for one in questions
        if one.is_list
        for key in _keys(answers.get(one.code))
        if (notice := one.notice_of(key, language))
    }


def words_of(question: Question | None, value: Value, language: str) -> str:
    """An answer as people read it."""
    if question is not None and question.is_list:
        return ", ".join(question.name_of(key, language) for key in _keys(value))
    if question is not None and question.datatype == Question.Datatype.DATETIME:
        at = local(datetime.fromisoformat(str(value)))
        return f"{day(at)}, {clock(at)}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def answers_of(case: Case) -> dict[str, Value]:
    """What counts now, by the code of its question."""
    return {one.code: one.told for one in Given.objects.filter(case=case).current()}


def missing(case: Case) -> list[Question]:
    """What is required and was not answered yet."""
    if not case.category_id or not case.is_open:
        return []
    questions = of(case.category)
    if not any(one.required for one in questions):
        return []
    found = check(questions, answers_of(case))
    return [one for one in found.asked if one.code in found.wrong]


def _is_asked(question: Question, answers: Mapping[str, Value]) -> bool:
    if not question.condition:
        return True
    given = _keys(answers.get(str(question.condition.get("code"))))
    return bool(set(given) & set(question.condition.get("values", [])))


def _keys(value: Value | None) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [str(value)]


def _chosen(question: Question, key: str) -> str:
    if key not in question.keys:
        raise Wrong(_("Please choose one of the answers."))
    return key


def _several(question: Question, told: Any) -> list[str] | None:
    several = [told] if isinstance(told, str) else list(told or [])
    chosen = {_chosen(question, str(one)) for one in several if str(one).strip()}
    return [key for key in question.keys if key in chosen] or None


def _number(words: str) -> int | float:
    try:
        number = float(words.replace(" ", "").replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > 1e12:
        raise Wrong(_("Please write a number, for example 3 or 2.5."))
    return int(number) if number.is_integer() else number


def _moment(words: str) -> str:
    """ISO 8601 with its zone; one without is the town's."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise Wrong(_("Please write day and hour, for example 23/11/2026 at 18:15.")) from error
    if at.tzinfo is None:
        at = at.replace(tzinfo=Town.objects.current().zone)
    return at.isoformat(timespec="seconds")
