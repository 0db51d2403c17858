# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programs that report to the town, and bodies that the town reports to, by Open311."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from concejo.cases.models import Category, ExternalBody
from concejo.channels import outside
from concejo.channels.models import Client
from concejo.core import changes, http
from concejo.people import actions as people
from concejo.web.forms_office.kept import Kept

MEANS = [
    ("", _("only its words are heard")), ("started", _("it is under way")), ("done", _("it is done")),
]  # fmt: skip
_FORMATS = [("xml", "XML"), ("json", "JSON")]
_ASKED = ("open", "investigating", "in_progress", "action_scheduled", "fixed", "closed", "no_further_action", "reopen")
"""States there whose meaning here can be chosen; all others are words alone."""


class ClientForm(Kept):
    """Somebody's programme."""

    scopes: ClassVar[tuple[str, ...]] = ()
    sections = (("", ("name", "contact", "an_hour")),)

    class Meta:
        model = Client
        fields = ("name", "contact", "an_hour")
        labels = {"name": _("Name"), "contact": _("Whom to write to"), "an_hour": _("Reports in an hour")}
        help_texts = {
            "name": _("Of the app, the body, the neighbouring town."),
            "an_hour": _("Beyond this it is asked to wait a little. Nothing is lost: it is told so."),
        }


class OtherServerForm(Kept):
    """A body that is reported to by Open311: where, with which key, what kinds and states are called there."""

    scopes: ClassVar[tuple[str, ...]] = ("town",)
    url = forms.URLField(
        label=_("Endpoint"),
        max_length=300,
        assume_scheme="https",
        help_text=_("Up to the version, as https://town.example/open311/v2"),
    )
    how = forms.ChoiceField(label=_("Format"), choices=_FORMATS, initial="xml", widget=forms.RadioSelect)
    jurisdiction = forms.CharField(
        label=_("Jurisdiction"),
        required=False,
        max_length=120,
        help_text=_("Only where several towns share an endpoint."),
    )
    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=300,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("It is sealed and never shown again. Leave it empty to keep the one that is here."),
    )
    services = forms.CharField(
        label=_("What kinds are called there"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("One a line: our word = theirs. “*” stands for all others. The test shows their words."),
    )

    class Meta:
        model = ExternalBody
        fields = ("name", "purpose", "active")
        labels = {"name": _("Name"), "purpose": _("What is passed on to it"), "active": _("In use")}
        help_texts = {"name": _("As neighbours know it: the Diputación, the firm that looks after the lifts.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = self.instance.open311 or {}
        for name in ("url", "how", "jurisdiction"):
            self.initial.setdefault(name, told.get(name) or self.fields[name].initial or "")
        self.initial["services"] = "\n".join(f"{ours} = {theirs}" for ours, theirs in told.get("services", {}).items())
        states = {**outside.STATES, **told.get("states", {})}
        for status in _ASKED:
            self.fields[f"state_{status}"] = forms.ChoiceField(
                label=status.upper(), choices=MEANS, required=False, initial=states[status]
            )

    @property
    def sections(self) -> Any:  # type: ignore[override]
        """The states come last."""
        return (
            ("", ("name", "purpose", "active")),
            (_("Where it is reported to"), ("url", "how", "jurisdiction", "key")),
            (_("What things are called there"), ("services",)),
            (_("What its states mean here"), tuple(f"state_{status}" for status in _ASKED)),
        )

    def clean_url(self) -> str:
        """On the open Internet; what lies inside is never asked."""
        url: str = self.cleaned_data["url"].rstrip("/")
        try:
            http.look_at(url)
        except (http.Forbidden, ValueError) as error:
            raise ValidationError(_("An address on the open Internet is expected, with https.")) from error
        return url

    def clean_services(self) -> dict[str, str]:
        """The lines as a table; an unknown word of ours is said to be unknown."""
        known = {*Category.objects.values_list("slug", flat=True), outside.FIRST}
        found: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["services"].splitlines(), start=1):
            if not line.strip():
                continue
            ours, equals, theirs = (part.strip() for part in line.partition("="))
            if not equals or not theirs:
                raise ValidationError(_("Line %(n)d: our word = theirs, please."), params={"n": number})
            if ours not in known:
                raise ValidationError(
                    _("Line %(n)d: there is no kind «%(word)s» here."), params={"n": number, "word": ours}
                )
            found[ours] = theirs[:80]
        return found

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- as Django calls it
        """Its words are shown under its name."""
        told = self.cleaned_data
        self.instance.open311 = {name: told[name] for name in ("url", "how", "jurisdiction", "services")} | {
            "states": {status: told[f"state_{status}"] for status in _ASKED}
        }
        with transaction.atomic():
            if self.instance.address_id is None:
                self.instance.address = people.meet(outside.fresh_urn())
            row = super().save(commit)
            if row.address.name != row.name:
                row.address.name = row.name
                row.address.save(update_fields=["name"])
            if told["key"]:
                outside.keep_key(row, told["key"])
            changes.touch("town")
        return row
