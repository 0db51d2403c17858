# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's own settings; its addresses are set once at set-up and are not here."""

from functools import partial
from typing import Any, ClassVar
from zoneinfo import available_timezones

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concejo.town import arms
from concejo.town.models import Town
from concejo.web import accents
from concejo.web.forms_office.kept import NAMES, Kept, Tongue, telephone

PLACES = ("first", "second", "third")


class TownForm(Kept):
    """Everything that makes this town itself."""

    tongues: ClassVar[dict[str, Tongue]] = {
        "hall": Tongue(label=_("What the town hall is called"), help_text=_("For example: Town hall of Olivar.")),
        "hours": Tongue(label=_("Opening hours in words"), help_text=_("For example: Monday to Friday, 9 to 14.")),
    }
    sections = (
        (_("Name"), ("name", "hall", "population")),
        (_("How to reach the town hall"), ("address", "phone", "region", "hours", "opens", "closes")),
        (_("Languages and clock"), ("first", "second", "third", "time_zone")),
        (_("Where it lies"), ("lat", "lon")),
        (_("Residents"), ("resident_years",)),
        (_("Two persons"), ("one_clerk",)),
        (_("How it looks"), ("picture", "no_arms", "accent")),
    )
    first = forms.ChoiceField(label=_("First language"), help_text=_("The town speaks it where nobody chose another."))
    second = forms.ChoiceField(label=_("Second language"), required=False)
    third = forms.ChoiceField(label=_("Third language"), required=False)
    picture = forms.FileField(
        label=_("Arms"),
        help_text=_("PNG or JPEG, best a square one; it stands in the head of every page instead of the plate."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    no_arms = forms.BooleanField(label=_("Show the plate again"), required=False)

    class Meta:
        model = Town
        fields = (
            "name", "population", "address", "phone", "region", "opens", "closes", "time_zone", "lat", "lon", "accent",
            "resident_years", "one_clerk",
        )  # fmt: skip
        labels = {
            "name": _("Name of the town"),
            "population": _("How many people live here"),
            "address": _("Address of the town hall"),
            "phone": _("Telephone"),
            "region": _("Country"),
            "opens": _("Somebody is there from"),
            "closes": _("until"),
            "time_zone": _("Time zone"),
            "lat": _("Latitude"),
            "lon": _("Longitude"),
            "accent": _("Colour of links and buttons"),
            "resident_years": _("Years for which a verification holds"),
            "one_clerk": _("One part-time clerk looks after everything"),
        }
        help_texts = {
            "population": _("From the last census. Shares of the town are counted with it."),
            "region": _("Two letters. Telephone numbers without a prefix are read as numbers of this country."),
            "one_clerk": _(
                "What needs a second yes may then be done alone after fifteen minutes; everybody can read that it was."
            ),
            "time_zone": _("For example Europe/Madrid."),
            "accent": _("Six digits such as #1b3c9b; leave it empty for cobalt. It must be dark enough to be read."),
        }
        widgets = {
            "opens": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, NAMES[code]) for code, _name in settings.LANGUAGES]
        for at, place in enumerate(PLACES):
            field = self.fields[place]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
            field.choices = known if at == 0 else [("", "—"), *known]
            self.initial[place] = self.languages[at] if at < len(self.languages) else ""
        for name, most in (("lat", 90), ("lon", 180)):
            self.fields[name].validators.append(partial(_within, most=most))
        if not self.instance.arms:
            del self.fields["no_arms"]

    def clean_phone(self) -> str:
        """A telephone number."""
        return telephone(self.cleaned_data["phone"])

    def clean_region(self) -> str:
        """A country that has telephones."""
        region = str(self.cleaned_data["region"]).upper()
        if region not in phonenumbers.SUPPORTED_REGIONS:
            raise ValidationError(_("Please write the two letters of a country, for example ES or FR."))
        return region

    def clean_time_zone(self) -> str:
        """A zone that the machine knows."""
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise ValidationError(_("There is no time zone %(zone)s. Europe/Madrid is one.") % {"zone": zone})
        return zone

    def clean_accent(self) -> str:
        """A colour that old eyes can read by day and by night; the sentence says how far it is from it."""
        told = str(self.cleaned_data["accent"]).strip()
        if not told:
            return ""
        match = accents.COLOUR.fullmatch(told)
        if match is None:
            raise ValidationError(_("Please write a colour as # and six digits, for example #1b3c9b."))
        colour = f"#{match.group(1).lower()}"
        found = accents.weakest(colour)
        if found < accents.ENOUGH:
            raise ValidationError(
                _(
                    "%(colour)s is too pale to be read: its contrast is %(found).1f to 1 where 7 to 1 is needed. "
                    "Please choose a darker one."
                )
                % {"colour": colour, "found": found}
            )
        return colour

    def clean(self) -> dict[str, Any]:
        """Each language once; somebody is there for a while; the arms are a picture."""
        told = super().clean() or {}
        chosen = [told.get(place) for place in PLACES if told.get(place)]
        if len(set(chosen)) < len(chosen):
            self.add_error("second", _("Please name each language once."))
        opens, closes = told.get("opens"), told.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", _("The town hall cannot close before it opens."))
        if told.get("picture"):
            try:
                told["arms"] = arms.keep(told["picture"].read(arms.LARGEST + 1))
            except arms.NotArms as error:
                self.add_error("picture", str(error))
        return told

    def save(self, commit: bool = True) -> Town:  # noqa: FBT001, FBT002 -- as Django calls it
        """Keep it, and the arms."""
        town: Town = self.instance
        told = self.cleaned_data
        town.languages = [told[place] for place in PLACES if told.get(place)]
        before = town.arms
        if told.get("arms") or told.get("no_arms"):
            town.arms = told.get("arms", "")
        super().save(commit)
        if town.arms != before:
            arms.forget(before)
        return town


def _within(degrees: float, *, most: int) -> None:
    if abs(degrees) > most:
        raise ValidationError(_("Degrees go from −%(most)d to %(most)d.") % {"most": most})
