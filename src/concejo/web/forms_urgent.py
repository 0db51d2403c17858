# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long an announcement is urgent."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from concejo.core import clock, kept
from concejo.town.calendar import local_day
from concejo.town.models import Town


class Urgent(forms.Form):
    """How long an announcement is urgent; ends lie on a quarter of an hour, when every page is made anew."""

    until = forms.ChoiceField(
        label=_("How long?"),
        choices=[
            ("hours", _("Three hours")),
            ("today", _("Until the end of today")),
            ("tomorrow", _("Until the end of tomorrow")),
        ],
        initial="today",
        widget=forms.RadioSelect,
    )

    def ends(self) -> datetime:
        """The moment at which it is over."""
        town, now = Town.objects.current(), clock.now()
        if self.cleaned_data["until"] == "hours":
            return kept.next_quarter(now + timedelta(hours=3))
        days = 2 if self.cleaned_data["until"] == "tomorrow" else 1
        return datetime.combine(local_day(now, town=town) + timedelta(days=days), time(), town.zone)
