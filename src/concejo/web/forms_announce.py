# SPDX-License-Identifier: AGPL-3.0-or-later
"""An announcement: in whose name, the words, and what is rarely needed (a warning, an end, a later hour)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concejo.core import clock
from concejo.web.forms_staff import words
from concejo.web.moments import TownMoment

LONGEST_AHEAD = timedelta(days=366)
LONGEST_WITH_PHOTO = timedelta(days=28)
"""The original of a photo is erased after thirty days, so none can wait longer."""


class Announcement(forms.Form):
    """Something for the whole town."""

    voice = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect)
    text = words(_("What do you announce?"), rows=5)
    alt = forms.CharField(
        label=_("What does the photo show?"),
        help_text=_("One plain line, for those who do not see it."),
        max_length=300,
        required=False,
    )
    about = forms.CharField(
        label=_("What it is about, before one reads it"),
        help_text=_(
            "Only for what may upset somebody, for example “An accident”. The words are then behind one press."
        ),
        max_length=120,
        required=False,
    )
    useful_until = TownMoment(
        label=_("Urgent: until when does one need to know it?"),
        help_text=_("It leaves before everything else, and reaches nobody after that hour."),
        required=False,
    )
    due = TownMoment(
        label=_("Say it later: on which day, at what hour?"),
        help_text=_("Leave it empty to say it now. On the town’s clock."),
        required=False,
    )

    def __init__(self, *args: Any, voices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["voice"] = forms.ChoiceField(
            label=self.fields["voice"].label, choices=voices, initial=voices[0][0], widget=forms.RadioSelect
        )
        if len(voices) > 4:
            self.fields["voice"].widget = forms.Select(choices=voices)

    def clean(self) -> dict[str, Any]:
        """Hours in their order."""
        told = super().clean() or {}
        now, due, until = clock.now(), told.get("due"), told.get("useful_until")
        if due is not None:
            farthest = LONGEST_WITH_PHOTO if self.files else LONGEST_AHEAD
            if due <= now:
                self.add_error("due", ValidationError(_("That hour has gone by. Leave it empty to say it now.")))
            elif due > now + farthest:
                message = _("With a photo at most 28 days ahead.") if self.files else _("At most a year ahead.")
                self.add_error("due", ValidationError(message))
        if until is not None and until <= (due or now):
            self.add_error("useful_until", ValidationError(_("That is before it is said.")))
        return told


class Plan(Announcement):
    """The same, for a later hour, without the photo, which stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["alt"]
        self.fields["due"].required = True
        self.fields["due"].label = _("On which day, at what hour?")
        self.fields["due"].help_text = _("On the town’s clock.")
