# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people fill in on the way to speaking to their town."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concejo.town import ground
from concejo.town.models import Town

LONGEST = 5000
LOST = "\ufffd"
"""Instead of what was no letter in the charset that was announced."""


class What(forms.Form):
    """Question 1."""

    text = forms.CharField(
        label=_("What is it about?"),
        help_text=_("In your own words. You need not know whose job it is."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Please write what it is about. One sentence is enough."),
            "max_length": _(
                "You have written %(show_value)d letters, and there is room for %(limit_value)d here. All of them "
                "still stand below: please shorten them, or send them by e-mail."
            ),
        },
    )

    def clean_text(self) -> str:
        """Letters that were lost on the way are asked for again, never guessed."""
        text: str = self.cleaned_data["text"]
        if LOST in text:
            raise ValidationError(_("Some letters did not arrive: they stand as %(mark)s. Please put them right.")
                                  % {"mark": LOST})  # fmt: skip
        return text


class Where(forms.Form):
    """Question 2."""

    place = forms.CharField(
        label=_("Where?"),
        help_text=_("Street and number, or a place that everybody knows."),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A point lies in the town, or near it."""
        told = super().clean() or {}
        lat, lon = told.get("lat"), told.get("lon")
        wrong = ground.astray(lat, lon, around=ground.extent()) if lat is not None and lon is not None else ""
        if wrong:
            self.add_error("lat", wrong + " " + _("Please write the place in words."))
            # Else the browser would send it again.
            self.data = {name: "" if name in {"lat", "lon"} else self.data[name] for name in self.data}
        return told


class Photo(forms.Form):
    """Question 3."""

    photo = forms.FileField(
        label=_("Do you have a photo?"),
        help_text=_(
            "If not, go on without. We erase the time and place that the telephone keeps in it, and cover the faces "
            "that we find. Number plates we do not find: you can cover them yourself."
        ),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )


class Who(forms.Form):
    """Question 4."""

    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=[("public", _("The whole town")), ("private", _("Only the town hall"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who may read it.")},
    )
    name = forms.CharField(
        label=_("Name to show, if you like"),
        help_text=_("Leave it empty and it says “a neighbour”."),
        max_length=40,
        required=False,
    )


class How(forms.Form):
    """Question 5."""

    answer_by = forms.ChoiceField(
        label=_("How shall we answer you?"),
        choices=[
            ("email", _("E-mail")),
            ("phone", _("A telephone call")),
            ("code", _("I shall look myself")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how we answer you.")},
    )
    email = forms.EmailField(label=_("Your e-mail"), required=False, max_length=200)
    phone = forms.CharField(label=_("Your telephone"), required=False, max_length=30)
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The way that was chosen needs its address."""
        told = super().clean() or {}
        if told.get("answer_by") == "email" and not told.get("email") and "email" not in self.errors:
            self.add_error("email", _("Please write your e-mail address, or choose another way."))
        if told.get("answer_by") == "phone":
            try:
                told["phone"] = telephone(told.get("phone", ""))
            except ValidationError as error:
                self.add_error("phone", error)
        return told


def telephone(words: str) -> str:
    """A telephone number as E.164; a sentence if it is none."""
    try:
        number = phonenumbers.parse(words, Town.objects.current().region)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("Please write a telephone number, for example 958 00 01 00.")) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("This telephone number is too long or too short."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


STEPS: tuple[type[forms.Form], ...] = (What, Where, Photo, Who, How)
