# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a kind of case asks is answered, by the neighbour or by the town hall, and answered otherwise."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from concejo.cases import questions
from concejo.cases.actions.step import Actor, step
from concejo.cases.models import Case, Given, Question, Value
from concejo.core import clock
from concejo.privacy.seal import seal
from concejo.square import actions as square
from concejo.town import assets

ASSET = "number"
"""The code of a question that asks for the number on a thing."""


class NotAnswers(ValueError):
    """Some of them are wrong: sentences by the code of their question."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(wrong)))
        self.wrong = dict(wrong)


@transaction.atomic
def give(case: Case, told: Mapping[str, Any], *, by: Actor, complete: bool = False) -> list[str]:
    """The questions of the case's kind are answered; which of them, by their codes. What is empty is taken back.

    Raises `NotAnswers` where one is wrong; with `complete`, also where a required one is missing. What was answered
    before stays in the history.
    """
    list(Case.objects.select_for_update().filter(pk=case.pk).values_list("pk"))  # one after the other
    found = questions.check(questions.of(case.category), told, complete=complete)
    if found.wrong:
        raise NotAnswers(found.wrong)
    before = {one.code: one for one in Given.objects.filter(case=case).current()}
    asked = {one.code: one for one in found.asked if one.variable}
    changed = [
        code for code in dict.fromkeys([*asked, *before]) if found.answers.get(code) != _told(before.get(code))
    ]  # fmt: skip
    if not changed:
        return []
    now = clock.now()
    Given.objects.filter(pk__in=[before[code].pk for code in changed if code in before]).update(replaced_at=now)
    for code in changed:
        if code in found.answers:
            _keep(case, asked[code], found.answers[code], by=by)
    if ASSET in found.answers and case.asset is None and case.category:
        case.asset = assets.named(case.category.name.values(), str(found.answers[ASSET]))
    step(case, "given", by=by, codes=" ".join(changed))
    return changed


def close_in(case: Case) -> None:
    """The case is private from now on: so are its answers, those of before too."""
    for one in Given.objects.filter(case=case):
        value = one.told
        if value != "":
            one.scope = _scope(case)
            one.sealed, one.value = seal(one.scope, json.dumps(value).encode()), None
            one.save(update_fields=["scope", "sealed", "value"])


def _told(given: Given | None) -> Value | None:
    return given.told if given else None


def _keep(case: Case, question: Question, value: Value, *, by: Actor) -> None:
    row = Given(
        case=case, category=question.category, code=question.code, text=question.text, at=clock.now(), by=by.ref
    )
    if _may_be_read(case, question, value):
        row.value = value
    else:
        row.scope = _scope(case)
        row.sealed = seal(row.scope, json.dumps(value).encode())
    row.save()


def _may_be_read(case: Case, question: Question, value: Value) -> bool:
    """By everybody: in a public case, to a question that is, without anything personal in its words."""
    if case.is_private or not question.public:
        return False
    return question.is_list or not square.look(str(value)).findings


def _scope(case: Case) -> str:
    """Under the seal of its private conversation, which goes with it; of a public case under one of its own."""
    return str(case.main.key_id) if case.is_private else f"given:{case.pk}"
