# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is filled in around people and their addresses: at the counter, by the administrator, and by themselves."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from concejo.cases.models import Case
from concejo.channels import registry
from concejo.people import identity, roll
from concejo.people.models import RollEntry
from concejo.town.models import Town
from concejo.web.forms import telephone

_OFF = {"autocomplete": "off"}
_ACCOUNT = re.compile(r"@([a-z0-9_.-]{1,64}@[a-z0-9.-]{1,200}(?::\d{1,5})?)")
_DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class Find(forms.Form):
    """Whom the clerk looks for, and why."""

    who = forms.CharField(
        label=_("Who is it?"), help_text=_("Name, e-mail or telephone."), min_length=2, max_length=200,
        widget=forms.TextInput(attrs=_OFF | {"autofocus": True}),
    )  # fmt: skip
    why = forms.ChoiceField(
        label=_("Why do you look?"),
        choices=[
            ("counter", _("They are here, at the counter")),
            ("phone", _("They are on the telephone")),
            ("case", _("An open case")),
            ("other", _("Another reason")),
        ],
        widget=forms.RadioSelect,
        initial="counter",
    )
    words = forms.CharField(
        label=_("Number of the case, or the reason"), help_text=_("Not needed if they are here or on the telephone."),
        max_length=160, required=False, widget=forms.TextInput(attrs=_OFF),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A case must be open, another reason must be said."""
        told = super().clean() or {}
        words = told.get("words", "").strip()
        if told.get("why") == "case" and not Case.objects.open().filter(number=words).exists():
            self.add_error("words", _("There is no open case with this number."))
        if told.get("why") == "other" and len(words) < 8:
            self.add_error("words", _("Please write the reason: they can read it."))
        told["reason"] = {"case": words, "other": words}.get(told.get("why", ""), told.get("why", ""))
        return told


class Contact(forms.Form):
    """One more address: an e-mail, a telephone, or an account of the fediverse."""

    contact = forms.CharField(
        label=_("E-mail, telephone or account of the fediverse"), max_length=200,
        help_text=_("An account begins with an @: @ana@social.example."),
        widget=forms.TextInput(attrs=_OFF | {"autocapitalize": "none"}),
    )  # fmt: skip

    def clean_contact(self) -> str:
        """Its URN."""
        urn = urn_of(self.cleaned_data["contact"])
        if not registry.finds(urn):
            raise ValidationError(_("This account cannot be found, or its server does not answer."))
        return urn


class Newcomer(forms.Form):
    """Somebody whom the book does not know yet."""

    name = forms.CharField(
        label=_("Name"), help_text=_("Only the town hall reads it."), max_length=120,
        widget=forms.TextInput(attrs=_OFF),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=200, widget=forms.EmailInput(attrs=_OFF))
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=30,
        widget=forms.TextInput(attrs=_OFF | {"inputmode": "tel"}),
    )  # fmt: skip

    def clean_phone(self) -> str:
        """A telephone number as E.164."""
        return telephone(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""

    def urns(self) -> list[str]:
        """The addresses that were given."""
        told = self.cleaned_data
        given = [f"mailto:{told['email'].lower()}" if told["email"] else "", f"tel:{told['phone']}"]
        return [urn for urn in given if urn not in {"", "tel:"}]


class Document(forms.Form):
    """What stands in the document; it is compared with the roll and forgotten."""

    number = forms.CharField(
        label=_("Number of the document"), help_text=_("It is compared with the roll and not kept."), max_length=30,
        required=False, widget=forms.TextInput(attrs=_OFF | {"autocapitalize": "characters"}),
    )  # fmt: skip
    surname = forms.CharField(label=_("Name at birth"), max_length=80, required=False)
    given = forms.CharField(label=_("First names"), max_length=80, required=False)
    born = forms.DateField(
        label=_("Date of birth"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    seen = forms.BooleanField(
        label=_("I have seen the document"),
        error_messages={"required": _("Nobody is verified without a document that you have seen.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = identity.Identity()
        if not RollEntry.objects.exclude(named=None).exists():
            for name in ("surname", "given", "born"):
                del self.fields[name]
            self.fields["number"].required = True

    def clean(self) -> dict[str, Any]:
        """A number, or names and date of birth; only hashes stay."""
        told = super().clean() or {}
        words = {name: told.get(name) or "" for name in ("number", "surname", "given")}
        try:
            self.document = identity.reader()(**words, born=told.get("born"), region=Town.objects.current().region)
        except identity.WrongNumber as error:
            raise ValidationError({"number": capfirst(str(error)) + "."}) from error
        if not (self.document.document or self.document.named):
            raise ValidationError({"number": _("Please type the number of the document.")})
        return {"seen": told.get("seen")}


class Seen(forms.Form):
    """The clerk has them before her, and knows who it is."""

    seen = forms.BooleanField(
        label=_("I have seen the document"),
        error_messages={"required": _("Nobody gets a code without a document that you have seen.")},
    )


class Code(forms.Form):
    """Six digits."""

    code = forms.CharField(
        label=_("The six digits"), max_length=12, widget=forms.TextInput(attrs=_DIGITS | {"autofocus": True})
    )


class Revoke(forms.Form):
    """Why somebody is no longer known as a resident."""

    reason = forms.CharField(label=_("Why?"), help_text=_("They can read it."), min_length=8, max_length=200)


class ShownName(forms.Form):
    """Whether others read a name."""

    shown = forms.BooleanField(label=_("Show a name beside what they say"), required=False)
    name = forms.CharField(label=_("Name that others read"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """There must be something to show."""
        told = super().clean() or {}
        if told.get("shown") and not (told.get("name") or "").strip():
            self.add_error("name", _("Please write the name that others read."))
        return told


class Enter(forms.Form):
    """How somebody comes to their own page: an e-mail to which a code goes, or the code of a slip."""

    email = forms.EmailField(
        label=_("Your e-mail"), required=False, max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    slip = forms.CharField(
        label=_("Or the code of your slip"), help_text=_("For example 12345-A1B2C3."), required=False, max_length=20,
        widget=forms.TextInput(attrs=_OFF | {"autocapitalize": "characters"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of them."""
        told = super().clean() or {}
        if not self.errors and not told.get("email") and not told.get("slip"):
            self.add_error("email", _("Please write your e-mail, or the code of a slip."))
        return told


class RollFile(forms.Form):
    """The register of residents."""

    file = forms.FileField(
        label=_("The register as CSV"),
        help_text=_("Columns are found by their heads: DNI, NIE, fecha de nacimiento, distrito; numéro d'électeur …"),
        error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")},
    )
    only_look = forms.BooleanField(label=_("Only look, change nothing"), required=False, initial=True)

    def clean_file(self) -> bytes:
        """Its bytes; they go no further than the memory of this request."""
        upload = self.cleaned_data["file"]
        if upload.size is None or upload.size > roll.LARGEST:
            raise ValidationError(_("The file is larger than 64 MB."))
        data: bytes = upload.read()
        return data


def urn_of(words: str) -> str:
    """``acct:``, ``mailto:`` or ``tel:``; a sentence if it is none of them."""
    if words.strip().startswith("@"):
        found = _ACCOUNT.fullmatch(words.strip().lower())
        if found is None:
            raise ValidationError(_("An account looks like this: @ana@social.example."))
        return f"acct:{found[1]}"
    if "@" in words:
        return f"mailto:{forms.EmailField().clean(words.strip()).lower()}"
    return f"tel:{telephone(words)}"
