# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following: of what, where one hears it, and when."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concejo.cases.topics import has_account, topic_words
from concejo.channels import registry
from concejo.people.models import Person
from concejo.square.models import Pace
from concejo.town.models import Department, Town
from concejo.web.addresses import FOLLOW_FROM
from concejo.web.forms_people import urn_of

PACES = [
    (Pace.AT_ONCE, gettext_lazy("At once")),
    (Pace.DAILY, gettext_lazy("Gathered, each morning at eight")),
    (Pace.WEEKLY, gettext_lazy("Gathered, each Monday at eight")),
]


class FollowForm(forms.Form):
    """An address, of what it wants to hear, and when."""

    email = forms.CharField(
        label=gettext_lazy("Your e-mail, or your account of the fediverse"), max_length=200,
        help_text=gettext_lazy("An account begins with an @: @ana@social.example."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}),
        error_messages={"required": gettext_lazy("Please write an e-mail address or an account.")},
    )  # fmt: skip
    pace = forms.ChoiceField(
        label=gettext_lazy("When"), choices=PACES, widget=forms.RadioSelect, initial=Pace.AT_ONCE, required=False
    )
    topic = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def clean_topic(self) -> Any:
        """Only what exists and is public."""
        topic = self.cleaned_data["topic"]
        if not topic_words(topic, "es"):
            raise ValidationError(_("There is nothing to follow there."))
        return topic

    def clean_email(self) -> str:
        """The URN of an address to which the town can write, or of an account that is there."""
        urn = urn_of(self.cleaned_data["email"])
        if urn.startswith("tel:"):
            raise ValidationError(_("Please write an e-mail address or an account."))
        return urn

    def clean_pace(self) -> str:
        """At once, unless it was said otherwise."""
        return str(self.cleaned_data.get("pace") or Pace.AT_ONCE)

    def clean(self) -> dict[str, Any]:
        """What has an account of the town's is followed on that account."""
        told: dict[str, Any] = super().clean() or {}
        urn, topic = told.get("email", ""), told.get("topic", "")
        if urn.startswith("acct:") and topic:
            if has_account(topic) and told.get("pace") == Pace.AT_ONCE:
                self.add_error("email", _("Please follow the account itself from your server: the way is below."))
            elif not registry.finds(urn):
                self.add_error("email", _("This account cannot be found, or its server does not answer."))
        return told


def url_of(topic: str) -> str:
    """Where it is asked for."""
    return f"{reverse('web:follow')}?{urlencode({'topic': topic})}"


def feed_of(topic: str) -> str:
    """The same as Atom, for whoever reads feeds."""
    return reverse("web:topic-feed", args=[topic])


def account_of(topic: str) -> str:
    """Where it can be followed from another server; empty where there is no account that says such things."""
    if topic == "square":
        return FOLLOW_FROM.format(word=Town.objects.current().account_word)
    kind, _colon, key = topic.partition(":")
    if kind == "department" and key.isdigit():
        row = Department.objects.active().select_related("handle").filter(pk=int(key)).first()
        return FOLLOW_FROM.format(word=row.handle.word) if row else ""
    if kind == "person" and key.isdigit():
        person = (
            Person.objects.filter(pk=int(key), voices__until=None).exclude(voices=None).select_related("handle").first()
        )
        return FOLLOW_FROM.format(word=person.handle.word) if person and person.handle else ""
    return ""
