# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following by e-mail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concejo.cases.topics import topic_words


class FollowForm(forms.Form):
    """An address, and of what it wants to hear."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"), max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    topic = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def clean_topic(self) -> Any:
        """Only what exists and is public."""
        topic = self.cleaned_data["topic"]
        if not topic_words(topic, "es"):
            raise ValidationError(_("There is nothing to follow there."))
        return topic
