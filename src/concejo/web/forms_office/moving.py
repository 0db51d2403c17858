# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of an old register, and what its columns and words mean here."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concejo.cases.bulk import told
from concejo.cases.bulk.rows import NAMES
from concejo.cases.bulk.sheets import LARGEST, Sheet, guess_state
from concejo.cases.models import Category, MoveIn
from concejo.cases.states import SIGNS, State
from concejo.core.words import fold, in_language

LABELS = {
    "id": _("Its number there"), "text": _("What was said"), "opened": _("When it was reported"), "category": _("Kind"),
    "place": _("Place in words"), "lat": _("Latitude"), "lon": _("Longitude"), "state": _("State"),
    "closed": _("When it was closed"), "department": _("Department"), "seen": _("When it was last looked at"),
}  # fmt: skip
NEEDED = ("text", "opened")
STATES = [(str(state), SIGNS[state].words) for state in State if state not in {State.MENDED, State.JOINED}]


class RegisterFile(forms.Form):
    """A CSV file, and the name of the register from which it comes."""

    source = forms.CharField(
        label=_("The register from which it comes"), max_length=60,
        help_text=_("A short name. The same file under the same name brings nothing in twice."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("A CSV file"),
        help_text=_(
            "Up to 10 MB, in any letters, parted by semicolons, commas or tabs; the first line names the columns."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")},
    )

    def clean_source(self) -> str:
        """A plain word, which no other file has."""
        word = re.sub(r"[^a-z0-9]+", "-", fold(self.cleaned_data["source"])).strip("-")[:60]
        if not word:
            raise ValidationError(_("Please give it a name in letters."))
        if MoveIn.objects.filter(source=word).exclude(stage=MoveIn.Stage.UNDONE).exists():
            raise ValidationError(_("There is a file of this name already."))
        return word

    def clean_file(self) -> bytes:
        """Its bytes."""
        upload = self.cleaned_data["file"]
        if upload.size is None or upload.size > LARGEST:
            raise ValidationError(
                _("The file is larger than 10 MB. Whoever runs the machine brings it in by a command.")
            )
        data: bytes = upload.read()
        return data


class Meaning(forms.Form):
    """Which column holds what, and what their words for states and kinds are here."""

    day_first = forms.ChoiceField(
        label=_("How days are written"), required=False,
        choices=[("yes", _("day before month: 19/11/2026")), ("no", _("month before day: 11/19/2026"))],
    )  # fmt: skip

    def __init__(self, *args: Any, sheet: Sheet, now: told.Told, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = [("", _("in no column")), *((one, one) for one in sheet.heads)]
        for name in NAMES:
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=LABELS[name], choices=heads, required=name in NEEDED, initial=now["columns"].get(name, ""),
                error_messages={"required": _("Please say in which column this stands.")},
            )  # fmt: skip
        self.fields["day_first"].initial = "yes" if now["day_first"] else "no"
        columns = {name: self._told(f"column_{name}", now["columns"].get(name, "")) for name in NAMES}
        self.states = self._words("state", sheet, columns["state"], told.MOST_STATES)
        self.kinds = self._words("kind", sheet, columns["category"], told.MOST_KINDS)
        known = _known_kinds()
        for field, word, _many in self.states:
            initial = now["states"].get(word) or str(guess_state(word))
            self.fields[field] = forms.ChoiceField(label=word, choices=STATES, required=False, initial=initial)
        kinds = [("", _("a new kind of this name")), *kind_choices()]
        for field, word, _many in self.kinds:
            initial = now["kinds"].get(word, known.get(fold(word), ""))
            self.fields[field] = forms.ChoiceField(label=word, choices=kinds, required=False, initial=initial)

    def _told(self, name: str, before: str) -> str:
        return str(self.data.get(name, "")) if self.is_bound else before

    @staticmethod
    def _words(kind: str, sheet: Sheet, column: str, most: int) -> list[tuple[str, str, int]]:
        """A field for each word that stands in that column, the most frequent first."""
        if column not in sheet.heads:
            return []
        found = sheet.values(column, most=most)
        return [(f"{kind}_{number}", word, many) for number, (word, many) in enumerate(found)]

    def clean(self) -> dict[str, Any]:
        """Each column says one thing."""
        columns = [value for value in (self.cleaned_data.get(f"column_{name}") for name in NAMES) if value]
        if len(set(columns)) < len(columns):
            raise ValidationError(_("One column was chosen for two things."))
        return self.cleaned_data

    def told(self) -> told.Told:
        """As it is kept."""
        said = self.cleaned_data
        return {
            "columns": {name: said[f"column_{name}"] for name in NAMES if said.get(f"column_{name}")},
            "day_first": said.get("day_first") != "no",
            "states": {word: said[field] for field, word, _many in self.states if said.get(field)},
            "kinds": {word: said[field] for field, word, _many in self.kinds if said.get(field)},
        }  # fmt: skip

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """Fields under their headings, as `part_fields.html` shows them."""
        columns = [self[f"column_{name}"] for name in NAMES]
        found = [
            (_("What its columns hold"), [*columns, self["day_first"]]),
            (_("What their states are here"), [self[field] for field, _word, _many in self.states]),
            (_("What their kinds are here"), [self[field] for field, _word, _many in self.kinds]),
        ]
        return [(title, fields) for title, fields in found if fields]


def kind_choices() -> list[tuple[str, str]]:
    """Kinds that are in use, by slug, in the reader's language."""
    language = get_language() or "es"
    return [(one.slug, in_language(one.name, language)) for one in Category.objects.filter(active=True)]


def _known_kinds() -> dict[str, str]:
    """Kinds of ours by each of their names, accents folded."""
    return {fold(name): one.slug for one in Category.objects.all() for name in (one.slug, *one.name.values()) if name}
