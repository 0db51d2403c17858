# SPDX-License-Identifier: AGPL-3.0-or-later
"""To whom a channel listens: one rule, a whole list, and what holds for everybody."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from concejo.channels import stances
from concejo.channels.models import Channel, Stance
from concejo.core import changes

LARGEST = 4 * 1024 * 1024


class Rule(forms.Form):
    """A server or an account, what holds for it, and why."""

    who = forms.CharField(
        label=_("Server or account"), max_length=300,
        help_text=_("For example bad.example, with everything below it, or who@bad.example."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    how = forms.ChoiceField(
        label=_("What holds for it"), choices=Stance.How.choices, initial=Stance.How.LIMIT, widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("It stands in the list that others can load."))

    def clean_who(self) -> str:
        """As rules name it."""
        try:
            return stances.name_of(self.cleaned_data["who"])
        except stances.NoName as error:
            raise ValidationError(str(error)) from error


class ListFile(forms.Form):
    """A list of blocked servers."""

    file = forms.FileField(
        label=_("List of blocked servers"), help_text=_("CSV as Mastodon exports it, or one name in each line.")
    )

    def clean_file(self) -> bytes:
        """Its bytes."""
        told = self.cleaned_data["file"]
        if told.size > LARGEST:
            raise ValidationError(_("The file is too large."))
        data: bytes = told.read()
        return data


class Everybody(forms.Form):
    """What holds for everybody on this channel."""

    only_known = forms.BooleanField(
        label=_("Listen only to whom a rule lets in"), required=False,
        help_text=_("Everybody else stays out, and nothing goes to them."),
    )  # fmt: skip
    watched = forms.CharField(
        label=_("Words at which somebody looks first"), required=False, max_length=5000,
        help_text=_("One in each line. A message with one of them waits until somebody has read it."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, channel: Channel) -> None:
        super().__init__(data, initial=channel.settings)
        self.channel = channel

    def save(self) -> None:
        """Kept beside the channel's other settings."""
        with transaction.atomic():
            self.channel.settings = {**self.channel.settings, **self.cleaned_data}
            self.channel.save()
            changes.touch("town")
