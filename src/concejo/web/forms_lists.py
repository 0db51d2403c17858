# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list of cases can be narrowed down by."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concejo.cases.models import CaseQuerySet, Category, State
from concejo.core.words import in_language
from concejo.people import queries as people
from concejo.town.models import Department, Street, Town
from concejo.ui.widgets import LongSelect
from concejo.web.forms_kinds import Choices, grouped
from concejo.web.show.staff.tasks import TABS, Reach

WHICH = [
    ("open", _("All open")), ("mine", _("Mine")), ("round", _("My round")), ("department", _("My department's")),
    ("unanswered", _("Unanswered")), ("late", _("Late")), ("waiting", _("Waiting for the neighbour")),
    ("done", _("Closed, not confirmed")), ("mended", _("Mended, confirmed by a neighbour")),
    ("ended", _("Ended otherwise")), ("all", _("All")),
]  # fmt: skip
_STATES = {"waiting": State.WAITING, "done": State.DONE, "mended": State.MENDED}
NAMES = ("which", "category", "department", "person", "street", "asset", "since", "until")


class Filter(forms.Form):
    """Every field may stay empty."""

    which = forms.ChoiceField(label=_("Which"), choices=WHICH, required=False)
    category = forms.ChoiceField(widget=LongSelect, label=_("Kind"), required=False)
    department = forms.ChoiceField(widget=LongSelect, label=_("Department"), required=False)
    person = forms.ChoiceField(widget=LongSelect, label=_("In charge"), required=False)
    street = forms.CharField(label=_("Street"), max_length=120, required=False)
    asset = forms.IntegerField(required=False, widget=forms.HiddenInput)
    since = forms.DateField(
        label=_("Reported since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "es"
        self._choose("category", grouped(Category.objects.all(), language, whole=True))
        self._choose("department", [(str(one.pk), in_language(one.name, language)) for one in Department.objects.all()])
        self._choose("person", [(str(one.pk), one.public_name or str(one)) for one in people.staff()])
        self.fields["street"].widget.attrs["list"] = "streets"

    def _choose(self, name: str, rows: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", _("all")), *rows]

    def rows(self, reach: Reach) -> CaseQuerySet:
        """What of it this colleague may see; what was asked wrongly narrows nothing."""
        told = self.cleaned_data if self.is_valid() else {**self.cleaned_data}
        rows = _which(reach, told.get("which") or "open")
        if told.get("category"):
            rows = rows.filter(category__in=Category.objects.chosen(told["category"]))
        if told.get("department"):
            rows = rows.filter(department=int(told["department"]))
        if told.get("person"):
            rows = rows.filter(in_charge=int(told["person"]))
        if told.get("street"):
            rows = rows.filter(street__in=Street.objects.filter(name__iexact=told["street"].strip()))
        if told.get("asset"):
            rows = rows.filter(asset=told["asset"])
        if told.get("since"):
            rows = rows.filter(opened_at__gte=_midnight(told["since"]))
        if told.get("until"):
            rows = rows.filter(opened_at__lt=_midnight(told["until"] + timedelta(days=1)))
        return rows

    def query(self) -> str:
        """What was chosen, as an address says it; nothing else of the request."""
        return urlencode({name: self.data[name] for name in NAMES if self.data.get(name)})


def _which(reach: Reach, which: str) -> CaseQuerySet:
    if which in TABS:
        return reach.tab(which)
    rows = reach.seen()
    if which == "round":
        return rows.open().filter(marked__person=reach.person).order_by("due_at", "id")
    if which in _STATES:
        rows = rows.filter(state=_STATES[which])
    elif which == "ended":  # so asked, the newest are looked at until there are enough, and no state is gone through
        rows = rows.filter(closed_at__isnull=False).exclude(state__in=[State.DONE, State.MENDED])
    return rows.order_by("-opened_at", "-id")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), Town.objects.current().zone)


class Keep(forms.Form):
    """A name for a list."""

    name = forms.CharField(label=_("Keep this list as"), max_length=60)
