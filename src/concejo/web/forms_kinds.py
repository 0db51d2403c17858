# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of case to choose from, under their groups: lamps and more light under "Light"."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases.models import Category
from concejo.cases.suggest import suggestions
from concejo.core.words import in_language

Choices = list[Any]
"""As a select has them: a value with its name, or a group's name with its own."""


def kinds(language: str, *, text: str = "") -> Choices:
    """Of a form of the town hall; those that the words speak of come first."""
    likely = [(one.slug, in_language(one.name, language)) for one in suggestions(text)] if text else []
    rows = Category.objects.filter(active=True).exclude(slug__in=[slug for slug, _name in likely])
    every = grouped(rows, language)
    return [("", "—"), *([(_("Likely"), likely)] if likely else []), *every]


def to_narrow(language: str, *, every: bool = False) -> list[dict[str, Any]]:
    """Of a list of cases: a kind, or all of a group at once; `every` has those that are no longer in use too."""
    rows = Category.objects.all() if every else Category.objects.filter(active=True)
    return as_rows(grouped(rows, language, whole=True))


def as_rows(choices: Choices) -> list[dict[str, Any]]:
    """The same for a template (web/part/kinds.html)."""
    return [
        {"label": key, "choices": name} if isinstance(name, list) else {"label": "", "choices": [(key, name)]}
        for key, name in choices
    ]


def grouped(rows: Iterable[Category], language: str, *, whole: bool = False, key: str = "slug") -> Choices:
    """In the order of the town; a group stands where its first kind does. `whole` begins each with all of it."""
    groups: dict[str, tuple[str, list[tuple[Any, str]]]] = {}
    for one in rows:
        title = in_language(one.group, language) or _("Others")
        within = groups.setdefault(one.group_key, (title, []))[1]
        if whole and not within and one.group_key:
            within.append((one.group_key, _("all: %(group)s") % {"group": title}))
        within.append((getattr(one, key), in_language(one.name, language)))
    if set(groups) == {""}:
        return groups[""][1]
    return [(title, within) for title, within in groups.values()]


class KindChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A kind of case in a form that keeps a row."""

    def label_from_instance(self, obj: Category) -> str:
        """In the reader's language."""
        return in_language(obj.name, get_language() or "es")

    def under_groups(self, rows: Iterable[Category]) -> None:
        """Offer these, in their groups."""
        self.widget.choices = [("", self.empty_label or "—"), *grouped(rows, get_language() or "es", key="pk")]
