# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody of the town hall types words for the whole town: what is personal in them is marked before they are sent.

Whoever types decides: other words, the marked ones covered, or as it is. Only then does anything happen.
"""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.privacy.guard import cover
from concejo.square import actions as square
from concejo.square.actions import Decided
from concejo.web.show import findings


def settled(form: forms.Form, asked: QueryDict, *, public: bool, fields: Iterable[str] = ("text",)) -> bool:
    """Whether the words of a valid form can be said now; if not, the form shows them marked, with the two answers.

    What was decided lies in ``cleaned_data["guard"]``; with "cover" the words are covered already.
    """
    if not form.is_valid():
        return False
    answer = asked.get("guard", "")
    decided = Decided(answer) if answer in set(Decided) else Decided.NOT
    form.cleaned_data["guard"] = Decided.NOT
    for name in fields if public else ():
        words = str(form.cleaned_data.get(name) or "")
        verdict = square.look(words, get_language() or "")
        if not verdict.findings:
            continue
        if decided == Decided.NOT:
            _mark(form, name, words)
            return False
        form.cleaned_data["guard"] = decided
        if decided == Decided.COVER:
            form.cleaned_data[name] = cover(words, verdict.findings).text
    return True


def _mark(form: forms.Form, name: str, words: str) -> None:
    box = findings.of_typed(words, get_language() or "")
    form.marked = {**(box or {}), "field": name, "choices": findings.choices()}  # type: ignore[attr-defined]
    form.add_error(name, _("Please look at what is marked, and decide."))
