# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose file is opened, and that it is meant to be erased."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concejo.cases.models import Report
from concejo.people.models import Address
from concejo.people.queries import address_of

SHORTEST = 6
"""Digits of a telephone number that can be somebody's."""
_NUMBER = re.compile(r"\d{4}-\d{1,6}")


class Asked(forms.Form):
    """An address, or a case; and the reason, which the person concerned will read."""

    who = forms.CharField(
        label=_("E-mail address, telephone, or number of a case"), max_length=254,
        help_text=_("For a case: whoever reported it first."),
        error_messages={"required": _("Please write an address or a number.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), max_length=150, help_text=_("The person reads it in their file."),
        error_messages={"required": _("Please write a reason.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The address that is meant."""
        told: dict[str, Any] = super().clean() or {}
        who = re.sub(r"\s", "", told.get("who", ""))
        if who:
            told["address"] = _found(who)
            if told["address"] is None:
                self.add_error("who", ValidationError(_("The town holds nothing under that.")))
        return told


class Sure(forms.Form):
    """One tick, so that nobody erases by a slip of the finger."""

    sure = forms.BooleanField(
        label=_("The person stands before me, and wants everything erased."),
        error_messages={"required": _("Please tick it if it is meant.")},
    )


class SureMyself(forms.Form):
    """The same tick, for whoever erases what is their own."""

    sure = forms.BooleanField(
        label=_("I want everything erased. I know that nobody can bring it back."),
        error_messages={"required": _("Please tick it if it is meant.")},
    )


def _found(who: str) -> Address | None:
    if _NUMBER.fullmatch(who):
        report = Report.objects.filter(case__number=who).select_related("address").order_by("-first", "id").first()
        return report.address if report else None
    if "@" in who:
        return address_of(f"mailto:{who.lower()}")
    digits = re.sub(r"[^\d+]", "", who)
    rows = list(Address.objects.filter(scheme="tel", path__endswith=digits)[:2]) if len(digits) >= SHORTEST else []
    return rows[0] if len(rows) == 1 else None
