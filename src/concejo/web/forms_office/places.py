# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streets and holidays."""

import io
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concejo.core import clock
from concejo.town.models import Holiday, Street
from concejo.web.forms_office.kept import Kept

LARGEST = 10 * 1024 * 1024
_TAKEN = _("There is a street of this name already.")


class StreetForm(Kept):
    """A street, and where its middle lies."""

    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)

    class Meta:
        model = Street
        fields = ("name", "lat", "lon")
        labels = {"name": _("Name")}
        help_texts = {"name": _("With its kind, as people say it: calle Real, plaza Mayor, rue de la Mairie.")}
        error_messages = {"name": {"unique": _TAKEN}}


class StreetsFile(forms.Form):
    """Streets and places from a spreadsheet."""

    file = forms.FileField(
        label=_("A CSV file"),
        help_text=_("The first line names the columns: name, and if you have them place, number, lat, lon."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> io.StringIO:
        """The text of the file; old spreadsheets of Windows do not write UTF-8."""
        upload = self.cleaned_data["file"]
        if upload.size is None or upload.size > LARGEST:
            raise ValidationError(_("The file is larger than 10 MB."))
        data = upload.read()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
        head = text.partition("\n")[0].replace(";", ",").replace('"', "").split(",")
        if "name" not in [column.strip() for column in head]:
            raise ValidationError(_("The first line must name the columns, and one of them is “name”."))
        return io.StringIO(text)


class HolidayForm(Kept):
    """A day on which the town hall does not work."""

    scopes: ClassVar[tuple[str, ...]] = ("town",)

    class Meta:
        model = Holiday
        fields = ("day", "name")
        labels = {"day": _("Day"), "name": _("Name")}
        widgets = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        error_messages = {"day": {"unique": _("This day is a holiday already.")}}


class NationalHolidays(forms.Form):
    """All holidays of the country in a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2199)
    country = forms.ChoiceField(label=_("Country"), choices=[("ES", _("Spain")), ("FR", _("France"))])

    def __init__(self, data: dict[str, str] | None = None, *, region: str) -> None:
        super().__init__(data, initial={"year": clock.now().year, "country": region})
