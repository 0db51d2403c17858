# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day and an hour as people of the town read it on its clocks, also on the two days on which they are changed."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concejo.town.models import Town


class TownMoment(forms.DateTimeField):
    """Asked in the town's zone, kept in UTC.

    Of an hour that is there twice the first one is meant; one that is not there at all is refused with a sentence.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def prepare_value(self, value: Any) -> Any:
        """On the town's clock."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(Town.objects.current().zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        """The moment; raises `ValidationError`."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value
        try:
            told = datetime.fromisoformat(str(value).strip()).replace(tzinfo=None, second=0, microsecond=0)
            zone = Town.objects.current().zone
            moment = told.replace(tzinfo=zone, fold=0).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(_("Please write a day and an hour, for example 2026-12-24 09:30.")) from error
        if moment.astimezone(zone).replace(tzinfo=None) != told:
            raise ValidationError(_("On that day the clocks go forward: this hour is not there."))
        return moment
