# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of a kind as fields: those that are asked now; another answer may bring others with it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from concejo.cases import questions
from concejo.cases.models import Question, Value
from concejo.core.words import in_language
from concejo.ui.moments import local

Type = Question.Datatype
NOT_KNOWN = "-"
_FEW = 8
"""So many values stand one under the other to be pressed; more are a list to open."""


class Questions(forms.Form):
    """What is asked of these with what was answered before; `given` counts too, and is neither shown nor changed."""

    def __init__(
        self, data: QueryDict | None = None, *, asked: Sequence[Question], answers: Mapping[str, Value],
        language: str, complete: bool = True, given: Mapping[str, Value] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data)
        self._language, self._given = language, given or {}
        typed = _typed(data, asked) if data is not None else {}
        self._checked = questions.check(asked, {**answers, **typed, **self._given}, complete=complete)
        for one in self._checked.asked:
            if self._is_shown(one):
                self.fields[name_of(one)] = _field(one, language)
                self.initial[name_of(one)] = _as_typed(one, answers.get(one.code))

    @property
    def shown(self) -> str:
        """The codes of what is asked now, as the page says to the next one that it showed them."""
        return " ".join(one.code for one in self._checked.asked)

    @property
    def answers(self) -> dict[str, Value]:
        """What counts, whatever else is wrong."""
        return self._checked.answers

    @property
    def stays(self) -> bool:
        """What was answered brings a question or a notice that whoever answered has not seen yet."""
        seen, heard = self._said("shown"), self._said("heard")
        more = any(self._is_shown(one) and one.code not in seen for one in self._checked.asked)
        return self.is_bound and (more or any(key not in heard for key in self._told()))

    @property
    def wants(self) -> bool:
        """Something that the town must know has not been seen by whoever answers."""
        seen = self._said("shown")
        return any(one.required and self._is_shown(one) and one.code not in seen for one in self._checked.asked)

    @property
    def stop(self) -> str:
        """Why a report would end here."""
        return questions.stop_of(self._checked.asked, self._checked.answers, self._language)

    @property
    def notices(self) -> list[str]:
        """What those are told who answered so."""
        return [notice for notice in self._told().values() if notice != self.stop]

    @property
    def heard(self) -> str:
        """The answers whose notices stand on the page."""
        return " ".join(self._told())

    def rows(self) -> Iterator[tuple[BoundField | None, str]]:
        """In the order of the town: a field, or something to know."""
        for one in self._checked.asked:
            if self._is_shown(one):
                yield self[name_of(one)], ""
            elif not one.variable and not one.stops:
                yield None, in_language(one.text, self._language)

    def clean(self) -> dict[str, Any]:
        """Each answer as its question wants it; what was never shown is not missed yet."""
        told = super().clean() or {}
        for one in self._checked.asked:
            wrong = self._checked.wrong.get(one.code)
            if wrong and one.code in self._said("shown"):
                self.add_error(name_of(one), wrong)
        return told

    def _is_shown(self, one: Question) -> bool:
        return one.variable and one.code not in self._given

    def _said(self, name: str) -> list[str]:
        return str(self.data.get(name, "")).split()

    def _told(self) -> dict[str, str]:
        """Notices by the question and the value that they belong to."""
        return questions.notices_of(self._checked.asked, self._checked.answers, self._language)


def name_of(question: Question) -> str:
    """Of its field."""
    return f"q_{question.code}"


def _typed(data: QueryDict, asked: Sequence[Question]) -> dict[str, Any]:
    """What stands in the form, by the code of its question; what was not shown is left as it was."""
    seen = data.get("shown", "").split()
    return {
        one.code: data.getlist(name_of(one)) if one.datatype == Type.SEVERAL else _single(data.get(name_of(one), ""))
        for one in asked
        if one.code in seen or name_of(one) in data
    }


def _single(told: str) -> str:
    return "" if told == NOT_KNOWN else told


def _field(one: Question, language: str) -> forms.Field:
    """Only how it looks: whether an answer is one, the question itself says (`questions.clean`)."""
    told: dict[str, Any] = {
        "label": in_language(one.text, language), "help_text": in_language(one.help, language), "required": False,
    }  # fmt: skip
    values = [(key, one.name_of(key, language)) for key in one.keys]
    if one.datatype == Type.SEVERAL:
        return _Several(choices=values, widget=forms.CheckboxSelectMultiple, **told)
    if one.datatype == Type.ONE and len(values) <= _FEW:
        return _One(
            choices=values if one.required else [*values, (NOT_KNOWN, _("I do not know"))],
            widget=forms.RadioSelect,
            **told,
        )
    if one.datatype == Type.ONE:
        return _One(choices=[("", "—"), *values], **told)
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    if one.datatype == Type.TEXT:
        widget = forms.Textarea(attrs={"rows": 3})
    elif one.datatype == Type.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    elif one.datatype == Type.DATETIME:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.CharField(widget=widget, **told)


class _One(forms.ChoiceField):
    def validate(self, value: Any) -> None:
        """The question says whether it is one of its values, in its own sentence."""


class _Several(forms.MultipleChoiceField):
    def validate(self, value: Any) -> None:
        """See above."""


def _as_typed(one: Question, value: Value | None) -> Any:
    if value is not None and one.datatype == Type.DATETIME:
        return local(datetime.fromisoformat(str(value))).strftime("%Y-%m-%dT%H:%M")
    return value
