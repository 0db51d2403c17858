# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the clerk fills in while somebody stands at the counter or is on the line; and for many cases at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concejo.cases.models import Case
from concejo.web.forms import LONGEST, telephone
from concejo.web.forms_kinds import kinds
from concejo.web.forms_staff import recipient, recipients


class Counter(forms.Form):
    """Everything on one page, in the order in which it is said."""

    text = forms.CharField(
        label=_("What is it about?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Please write what it is about. One sentence is enough.")},
    )
    place = forms.CharField(
        label=_("Where?"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "streets", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), help_text=_("Left empty, the words decide."), required=False)
    via = forms.ChoiceField(
        label=_("Where does the neighbour speak?"),
        choices=[("counter", _("At the counter")), ("phone", _("On the telephone"))],
        widget=forms.RadioSelect,
        initial="counter",
    )
    answer_by = forms.ChoiceField(
        label=_("How shall we answer?"),
        choices=[("slip", _("A printed slip")), ("phone", _("A telephone call")), ("email", _("E-mail"))],
        widget=forms.RadioSelect,
        initial="slip",
    )
    contact = forms.CharField(
        label=_("Telephone or e-mail"), help_text=_("Not needed for a slip."), max_length=200, required=False
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=[("public", _("The whole town")), ("private", _("Only the town hall"))],
        widget=forms.RadioSelect,
        initial="public",
    )
    name = forms.CharField(label=_("Name to show"), max_length=40, required=False)

    def __init__(self, *args: Any, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        self.fields["kind"] = forms.ChoiceField(
            label=kind.label,
            help_text=kind.help_text,
            choices=kinds(get_language() or "es", text=words),
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """A call needs a number, an e-mail its address."""
        told = super().clean() or {}
        contact = told.get("contact", "").strip()
        try:
            if told.get("answer_by") == "phone":
                told["contact"] = telephone(contact)
            elif told.get("answer_by") == "email":
                told["contact"] = forms.EmailField().clean(contact).lower()
        except ValidationError as error:
            self.add_error("contact", error)
        return told


class Many(forms.Form):
    """What is to be done with the chosen cases."""

    def __init__(self, *args: Any, act: str, cases: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "es"
        if act == "assign":
            self.fields["to"] = forms.ChoiceField(label=_("To whom?"), choices=recipients(language))
        elif act == "category":
            self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds(language))
        elif act == "join":
            choices = [(one.number, f"{one.number} · {one.headline(language)}") for one in cases]
            self.fields["into"] = forms.ChoiceField(label=_("Into which one?"), choices=choices)
        elif act == "decline":
            self.fields["text"] = forms.CharField(
                label=_("Why not?"),
                help_text=_("Each neighbour reads this sentence."),
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean_to(self) -> Any:
        """Somebody who is there."""
        found = recipient(self.cleaned_data["to"])
        if found is None:
            raise ValidationError(_("Please choose somebody."))
        return found
