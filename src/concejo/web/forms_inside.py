# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is looked for in private matters, where, and why."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.square import rules
from concejo.town.models import Department


class Inside(forms.Form):
    """Words, one department, and a reason where it is not one's own."""

    words = forms.CharField(
        label=_("Words"), min_length=3, max_length=120,
        help_text=_("Messages in which all of them stand; accents and capitals do not matter."),
        error_messages={"required": _("Please write what you look for."),
                        "min_length": _("Three letters at least.")},
    )  # fmt: skip
    department = forms.TypedChoiceField(label=_("Where"), coerce=str)
    reason = forms.CharField(
        label=_("Why, if it is not your department"), max_length=150, required=False,
        help_text=_("Whoever wrote what you find can read this reason."),
    )  # fmt: skip

    def __init__(self, data: Any, *, person: Person, language: str) -> None:
        """Only where this person may look."""
        super().__init__(data)
        self.person = person
        self.places = {str(one.pk) if one else "desk": one for one in rules.searches_in(person)}
        choices = [(key, in_language(one.name, language) if one else _("Not handed over yet"))
                   for key, one in self.places.items()]  # fmt: skip
        self.fields["department"].choices = choices  # type: ignore[attr-defined]
        if not any(rules.search_needs_reason(person, one) for one in self.places.values()):
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """The department itself; and the reason, where one is due."""
        told: dict[str, Any] = super().clean() or {}
        if "department" not in told:
            return told
        department: Department | None = self.places[told["department"]]
        told["department"], told["reason"] = department, told.get("reason", "").strip()
        if rules.search_needs_reason(self.person, department) and len(told["reason"]) < 8:
            words = _("Please write why: a few words that the neighbour understands.")
            self.add_error("reason", ValidationError(words))
        return told
