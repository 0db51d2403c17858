# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streets, things with a number, the map, and holidays."""

import io
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from concejo.cases import areas as drawn
from concejo.core import changes, clock
from concejo.people.models import Person
from concejo.town import areas, ground
from concejo.town.models import Holiday, Street, TownMap
from concejo.web.forms_office.kept import EVERYWHERE, Kept, Words

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

    needed: ClassVar[tuple[str, ...]] = ("name",)
    columns: ClassVar[Words] = _(
        "The first line names the columns: name, and if you have them place, number, lat, lon."
    )
    file = forms.FileField(
        label=_("A CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = self.columns

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
        for name in self.needed:
            if name not in [column.strip() for column in head]:
                raise ValidationError(
                    _("The first line must name the columns, and one of them is “%(name)s”.") % {"name": name}
                )
        return io.StringIO(text)


class AssetsFile(StreetsFile):
    """Lamps, containers and other things with a number."""

    needed: ClassVar[tuple[str, ...]] = ("kind", "number")
    columns: ClassVar[Words] = _(
        "The first line names the columns: kind, number, and if you have them place, lat, lon. A kind holds every word "
        "that people use for it, parted by slashes: farola/lamp/lampadaire."
    )


class MapForm(forms.Form):
    """The town from above."""

    file = forms.FileField(
        label=_("The map: a PMTiles file"),
        help_text=_("Streets and houses of the town and nothing more, at most 80 MB, with the layers of OpenMapTiles."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pmtiles"}),
    )
    no_file = forms.BooleanField(label=_("Take the map away"), required=False)
    boundary = forms.FileField(
        label=_("The boundary: a GeoJSON file"),
        help_text=_("It is drawn where there is no map, or no script to show one."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
    )
    no_boundary = forms.BooleanField(label=_("Take the boundary away"), required=False)
    districts = forms.FileField(
        label=_("The districts: a GeoJSON file"),
        help_text=_("Each with its name. Figures are told by district, and neighbours follow what happens in theirs."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
    )
    no_districts = forms.BooleanField(label=_("Take the districts away"), required=False)

    def clean_file(self) -> Any:
        """Kept at once, under a name of its own: path and what its head says."""
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        try:
            return ground.keep_map(upload, size=upload.size or 0)
        except ground.NotAMap as error:
            raise ValidationError(str(error)) from error

    def clean_boundary(self) -> list[ground.Ring] | None:
        """Its rings."""
        upload = self.cleaned_data["boundary"]
        if not upload:
            return None
        if (upload.size or 0) > ground.LARGEST_BOUNDARY:
            raise ValidationError(_("The boundary is larger than 5 MB. Please make it simpler."))
        try:
            return ground.read_boundary(upload.read())
        except ground.NotAMap as error:
            raise ValidationError(str(error)) from error

    def clean_districts(self) -> list[areas.Outline] | None:
        """Their names and rings."""
        upload = self.cleaned_data["districts"]
        if not upload:
            return None
        if (upload.size or 0) > ground.LARGEST_BOUNDARY:
            raise ValidationError(_("The districts are larger than 5 MB. Please make them simpler."))
        try:
            return areas.read(upload.read())
        except ground.NotAMap as error:
            raise ValidationError(str(error)) from error

    def save(self, *, by: Person) -> None:
        """From now on pages show it."""
        told = self.cleaned_data
        with transaction.atomic():
            row = TownMap.objects.order_by("pk").first() or TownMap()
            before = row.file
            if told["file"]:
                row.file, sheet = told["file"]
                row.south, row.west, row.deepest = sheet.extent.south, sheet.extent.west, sheet.deepest
                row.north, row.east = sheet.extent.north, sheet.extent.east
            elif told["no_file"]:
                row.file = ""
            if told["boundary"] or told["no_boundary"]:
                row.boundary = told["boundary"] or []
            row.save()
            if told["districts"] or told["no_districts"]:
                drawn.draw(told["districts"] or [], by=by)
            changes.touch(*EVERYWHERE)
        if before != row.file:
            ground.forget_map(before)


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
