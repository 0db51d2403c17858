# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one base of forms that edit a row: pages that show it are made anew, and names have a field per language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from concejo.core import changes
from concejo.town.models import Town

Words = Any
"""A text, or one that is translated when it is shown."""
NAMES = {"es": "español", "fr": "français", "en": "English"}
EVERYWHERE = ("town", "square", "cases")
"""What a change of the town itself makes anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """Words that are asked for in each language of the town."""

    label: Words
    help_text: Words = ""
    required: bool = False
    lines: int = 0
    """More than none: a field of several lines; `listed`: each line is a word of its own."""
    listed: bool = False
    longest: int = 160


class Kept(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A form that edits one row without consequence in town."""

    scopes: ClassVar[tuple[str, ...]] = EVERYWHERE
    tongues: ClassVar[dict[str, Tongue]] = {}
    sections: ClassVar[tuple[tuple[Words, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(Town.objects.current().languages) or ["es"]
        for name, tongue in self.tongues.items():
            held = getattr(self.instance, name) or {}
            for language in self.languages:
                self.fields[f"{name}_{language}"] = _field(tongue, language, first=language == self.languages[0])
                said = held.get(language, "")
                self.initial.setdefault(f"{name}_{language}", "\n".join(said) if tongue.listed else said)

    def parts(self) -> Iterator[tuple[Words, list[BoundField]]]:
        """The fields under their headings, a language each where there are several."""
        for title, names in self.sections or (("", tuple(self._meta.fields or ())),):
            yield title, [self[one] for name in names for one in self._named(name) if one in self.fields]

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- as Django calls it
        """Keep it, and let pages know."""
        for name, tongue in self.tongues.items():
            setattr(self.instance, name, self._told(name, tongue))
        with transaction.atomic():
            row = super().save(commit)
            changes.touch(*self.scopes)
        return row

    def _named(self, name: str) -> list[str]:
        return [f"{name}_{language}" for language in self.languages] if name in self.tongues else [name]

    def _told(self, name: str, tongue: Tongue) -> dict[str, Any]:
        """What was said in the town's languages; other languages stay as they were."""
        told = dict(getattr(self.instance, name) or {})
        for language in self.languages:
            words = (self.cleaned_data.get(f"{name}_{language}") or "").strip()
            lines = [line.strip() for line in words.splitlines() if line.strip()]
            told[language] = lines if tongue.listed else words
        return {language: words for language, words in told.items() if words}


def _field(tongue: Tongue, language: str, *, first: bool) -> forms.CharField:
    many = tongue.listed or tongue.lines
    return forms.CharField(
        label=format_lazy("{label} · {language}", label=tongue.label, language=NAMES.get(language, language)),
        help_text=tongue.help_text if first else "",
        required=tongue.required and first,
        max_length=4000 if tongue.listed else tongue.longest,
        widget=forms.Textarea(attrs={"rows": tongue.lines or 4}) if many else None,
    )


def telephone(words: str) -> str:
    """A telephone number as it was written, if it is one in this country; an empty one stays empty."""
    if not words:
        return ""
    try:
        number = phonenumbers.parse(words, Town.objects.current().region)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("Please write a telephone number, for example 958 00 01 00.")) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("This telephone number is too long or too short."))
    return words.strip()
