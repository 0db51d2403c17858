# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question of a kind of case, as the administrator writes it: its answers are lines, one for each."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy, slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concejo.cases.models import Category, Question
from concejo.core.words import in_language
from concejo.web.forms_office.kept import NAMES, Kept, Tongue

KNOW = "know"
"""Beside Open311's datatypes: nothing is asked."""
TYPES = [
    ("singlevaluelist", _("one of several answers")), ("multivaluelist", _("any of several answers")),
    ("string", _("a few words")), ("text", _("several lines")), ("number", _("a number")),
    ("datetime", _("a day and an hour")), (KNOW, _("nothing: something to know")),
]  # fmt: skip
LISTS = frozenset({"singlevaluelist", "multivaluelist"})
Line = tuple[str, str, bool]
"""A name, what is told to whoever chooses it, and whether the report ends there."""


class QuestionForm(Kept):
    """One question."""

    scopes: ClassVar[tuple[str, ...]] = ("town",)
    tongues: ClassVar[dict[str, Tongue]] = {
        "text": Tongue(label=_("The question"), required=True, longest=160),
        "help": Tongue(label=_("A line below it"), longest=200),
    }
    kind_of = forms.ChoiceField(label=_("What is answered"), choices=TYPES, initial="singlevaluelist")
    ends = forms.BooleanField(
        label=_("The report ends here, with this sentence"), required=False,
        help_text=_("Only for something to know. Neighbours may still say that it is something else."),
    )  # fmt: skip
    hangs_on = forms.MultipleChoiceField(
        label=_("Asked only after one of these answers"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: always."),
    )  # fmt: skip

    class Meta:
        model = Question
        fields = ("required", "public", "active", "order")
        labels = {
            "required": _("Must be answered"), "public": _("Everybody may read the answer"), "active": _("In use"),
            "order": _("Place in the list"),
        }  # fmt: skip
        help_texts = {
            "public": _("Else the answer lies sealed, and the town hall alone reads it: a number plate."),
            "order": _("Small numbers are asked first."),
        }

    def __init__(self, *args: Any, kind: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind, row = kind, self.instance
        self.initial.setdefault("kind_of", KNOW if row.pk and not row.variable else row.datatype if row.pk else None)
        self.initial["ends"] = bool(row.stops.get(""))
        self.initial["hangs_on"] = [f"{row.condition.get('code')}={key}" for key in row.condition.get("values", [])]
        for language in self.languages:
            self.fields[f"values_{language}"] = _lines_field(language, first=language == self.languages[0])
            self.initial[f"values_{language}"] = "\n".join(_written(row, language))
        hangs_on = self.fields["hangs_on"]
        assert isinstance(hangs_on, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        hangs_on.choices = [*_others(kind, row)]
        if not hangs_on.choices:
            del self.fields["hangs_on"]

    def parts(self) -> Any:
        """The question, its answers, when it is asked."""
        names = {
            "": [*self._named("text"), *self._named("help"), "kind_of"],
            _("The answers"): [f"values_{language}" for language in self.languages],
            _("When it is asked"): ["required", "hangs_on", "ends"], _("How it is kept"): ["public", "active", "order"],
        }  # fmt: skip
        for title, some in names.items():
            yield title, [self[name] for name in some if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Answers to choose from are the same in each language; a report does not end without a sentence."""
        told = super().clean() or {}
        first, *rest = self.languages
        lines = {language: _read(told.get(f"values_{language}") or "") for language in self.languages}
        if told.get("kind_of") in LISTS:
            if not lines[first]:
                self.add_error(f"values_{first}", _("Please write the answers, one a line."))
            for language in rest:
                if lines[language] and len(lines[language]) != len(lines[first]):
                    self.add_error(f"values_{language}", _("Please write as many lines as in the first language."))
            if any(stops and not notice for _name, notice, stops in lines[first]):
                self.add_error(f"values_{first}", _("After the bar, please say why the report ends there."))
        self._lines = lines
        self._check_condition(told.get("hangs_on", []), told.get("order") or 0)
        return told

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- as Django calls it
        """With its answers, and a code of its own that it keeps for ever."""
        told, row = self.cleaned_data, self.instance
        row.category = self._kind
        row.variable = told["kind_of"] != KNOW
        row.datatype = told["kind_of"] if row.variable else Question.Datatype.STRING
        row.code = row.code or self._free_code(told[f"text_{self.languages[0]}"])
        row.values, row.stops = self._values() if row.is_list and row.variable else ([], {})
        if not row.variable and told["ends"]:
            row.stops = {"": {one: words for one in self.languages if (words := told[f"text_{one}"].strip())}}
        chosen = [one.partition("=") for one in told.get("hangs_on", [])]
        row.condition = {"code": chosen[0][0], "values": [key for _code, _equal, key in chosen]} if chosen else {}
        return super().save(commit)

    def _check_condition(self, chosen: list[str], order: int) -> None:
        codes = {one.partition("=")[0] for one in chosen}
        if len(codes) > 1:
            self.add_error("hangs_on", _("Please choose answers of one question only."))
        elif codes and self._kind.questions.filter(code__in=codes, order__gte=order).exists():
            self.add_error("order", _("It must be asked after the question that it hangs on."))

    def _values(self) -> tuple[list[dict[str, Any]], dict[str, dict[str, str]]]:
        """A line that was there keeps its key, so that answers of before keep their meaning."""
        first = self.languages[0]
        before = {in_language(one["name"], first): str(one["key"]) for one in self.instance.values}
        same_count = len(before) == len(self._lines[first])
        values: list[dict[str, Any]] = []
        stops: dict[str, dict[str, str]] = {}
        for at, (name, _notice, ends) in enumerate(self._lines[first]):
            given = {one["key"] for one in values}
            at_place = str(self.instance.values[at]["key"]) if same_count else ""
            key = before.get(name) or (at_place if at_place not in given else "") or slugify(name)[:30] or f"a{at}"
            key = key if key not in given else f"{key}-{at}"
            rows = {language: lines[at] for language, lines in self._lines.items() if at < len(lines)}
            notices = {language: row[1] for language, row in rows.items() if row[1]}
            values.append({"key": key, "name": {language: row[0] for language, row in rows.items()}})
            if ends:
                stops[key] = notices
            elif notices:
                values[-1]["notice"] = notices
        return values, stops

    def _free_code(self, text: str) -> str:
        base = slugify(text)[:34].strip("-") or "question"
        taken = set(self._kind.questions.values_list("code", flat=True))
        return base if base not in taken else next(f"{base}-{n}" for n in range(2, 99) if f"{base}-{n}" not in taken)


def _lines_field(language: str, *, first: bool) -> forms.CharField:
    return forms.CharField(
        label=format_lazy("{label} · {language}", label=_("Answers"), language=NAMES.get(language, language)),
        required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line. After a bar what whoever chooses it is told: “A cable is bare | Keep away, call 112.” "
                    "With ! in front, the report ends there.") if first else "",
    )  # fmt: skip


def _written(row: Question, language: str) -> list[str]:
    lines = []
    for one in row.values:
        name, ends = one["name"].get(language, ""), row.stops.get(one["key"])
        notice = ((ends or one.get("notice")) or {}).get(language, "")
        if name:
            lines.append(f"{'! ' if ends else ''}{name}{f' | {notice}' if notice else ''}")
    return lines


def _read(told: str) -> list[Line]:
    rows = []
    for line in told.splitlines():
        name, _bar, notice = line.partition("|")
        plain = name.strip().removeprefix("!").strip()[:80]
        if plain:
            rows.append((plain, notice.strip()[:300], name.strip().startswith("!")))
    if len(rows) > 30:
        raise ValidationError(_("Thirty answers are enough."))
    return rows


def _others(kind: Category, row: Question) -> list[tuple[str, str]]:
    language = get_language() or "es"
    return [
        (f"{one.code}={key}", f"{in_language(one.text, language)} {one.name_of(key, language)}")
        for one in kind.questions.exclude(pk=row.pk)
        if one.is_list and one.variable
        for key in one.keys
    ]
