# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was answered to the questions of a kind, as pages show it: to everybody, and to those who work on the case."""

from dataclasses import dataclass
from typing import Any

from concejo.cases import questions
from concejo.cases.models import Case, Given, Question
from concejo.core.words import in_language


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answer."""

    label: str
    value: str
    public: bool
    before: bool = False
    """It was replaced, or belongs to another kind."""


def for_everybody(case: Case, language: str) -> list[Line]:
    """What everybody may read."""
    return [one for one in _lines(case, language, sealed=False) if not one.before]


def for_staff(case: Case, language: str) -> dict[str, Any]:
    """What counts now, what was said before, what is required and wanting, and why the report should have ended."""
    rows = _lines(case, language, sealed=True)
    asked = questions.of(case.category)
    answers = questions.answers_of(case) if asked else {}
    checked = questions.check(asked, answers)
    return {
        "answers": [one for one in rows if not one.before],
        "answers_before": [one for one in rows if one.before],
        "wanting": [in_language(one.text, language) for one in checked.asked if one.code in checked.wrong],
        "stop": questions.stop_of(checked.asked, answers, language),
        "asks": any(one.variable for one in asked),
    }


def _lines(case: Case, language: str, *, sealed: bool) -> list[Line]:
    rows = Given.objects.filter(case=case)
    given = list(rows if sealed else rows.filter(sealed=None, replaced_at=None))
    if not given:
        return []
    kinds = {one.category_id for one in given}
    known = {(one.category_id, one.code): one for one in Question.objects.filter(category__in=kinds)}
    lines = []
    for one in sorted(given, key=lambda one: _place(known.get((one.category_id, one.code)))):
        question, value = known.get((one.category_id, one.code)), one.told
        if value != "":
            lines.append(Line(
                label=in_language(question.text if question else one.text, language),
                value=questions.words_of(question, value, language), public=one.is_public,
                before=one.replaced_at is not None or one.category_id != case.category_id,
            ))  # fmt: skip
    return lines


def _place(question: Question | None) -> tuple[int, int]:
    return (question.order, question.pk) if question else (10_000, 0)
