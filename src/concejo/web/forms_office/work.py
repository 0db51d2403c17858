# SPDX-License-Identifier: AGPL-3.0-or-later
"""How work is arranged: rules of who gets what, sentences written once, bodies outside the town hall."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from concejo.cases import sentences
from concejo.cases.models import AnswerTemplate, Category, ExternalBody, Route
from concejo.people import actions as people
from concejo.people import queries
from concejo.people.models import Address, Person
from concejo.people.rules import is_staff
from concejo.town.models import Asset, Department, Street
from concejo.web.forms_kinds import KindChoice
from concejo.web.forms_office.departments import DepartmentChoice
from concejo.web.forms_office.kept import Kept, Tongue

DAYS = [*WEEKDAYS.items()]
"""In Django's words, which are those of every other day on a page."""
ACTS = [
    ("answer", _("An answer")), ("done", _("It is done")), ("ask", _("A question to the neighbour")),
    ("hand", _("It is handed over")), ("not-ours", _("It is not ours")), ("decline", _("It will not be done")),
    ("again", _("It is open again")),
]  # fmt: skip


class _Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Person) -> str:
        return obj.public_name or str(obj)


class RouteForm(Kept):
    """One rule; what is left empty fits everything."""

    scopes: ClassVar[tuple[str, ...]] = ("town",)
    sections = (
        ("", ("name", "order", "active")),
        (_("Which cases"), ("category", "listed")),
        (_("Where"), ("streets", "lat", "lon", "metres")),
        (_("What thing"), ("asset_kind", "asset_from", "asset_to", "asset_department")),
        (_("When they are reported"), ("days_of_week", "since", "until")),
        (_("Who gets them"), ("department", "person", "days")),
    )
    category = KindChoice(
        label=_("Kind"), queryset=Category.objects.filter(active=True), required=False, empty_label=_("every kind")
    )
    listed = forms.CharField(
        label=_("Words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, the beginning is enough. One of them must be there."),
    )  # fmt: skip
    streets = forms.ModelMultipleChoiceField(
        label=_("Streets"), queryset=Street.objects.all(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("None chosen: the whole town, or the circle below."),
    )  # fmt: skip
    lat = forms.FloatField(label=_("Middle of a circle: latitude"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    metres = forms.IntegerField(
        label=_("How wide, in metres from the middle"), required=False, min_value=10, max_value=50_000
    )
    asset_kind = forms.ChoiceField(
        label=_("Things with a number"), required=False, help_text=_("From the list of things with a number.")
    )
    asset_from = forms.IntegerField(label=_("From number"), required=False, min_value=0)
    asset_to = forms.IntegerField(label=_("to number"), required=False, min_value=0)
    asset_department = DepartmentChoice(
        label=_("Looked after by"), queryset=Department.objects.none(), required=False, empty_label=_("anybody")
    )
    days_of_week = forms.TypedMultipleChoiceField(
        label=_("Days"), choices=DAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    since = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    until = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("From 22:00 until 6:00 goes over midnight."),
    )  # fmt: skip
    department = DepartmentChoice(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("that of the colleague"),
    )
    person = _Colleague(
        label=_("Colleague"), queryset=Person.objects.none(), required=False, empty_label=_("whoever takes it")
    )
    days = forms.IntegerField(
        label=_("In how many working days"), required=False, min_value=1, max_value=250,
        help_text=_("Empty: as many as the kind says."),
    )  # fmt: skip

    class Meta:
        model = Route
        fields = (
            "name", "order", "active", "category", "streets", "lat", "lon", "metres", "asset_kind", "asset_from",
            "asset_to", "asset_department", "since", "until", "department", "person", "days",
        )  # fmt: skip
        labels = {"name": _("What the rule is called"), "order": _("Place in the list"), "active": _("In use")}
        help_texts = {"order": _("Small numbers are asked first; the first rule that fits wins.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("department", Department.objects.active().select_related("handle")),
            ("asset_department", Department.objects.active().select_related("handle")),
            ("person", Person.objects.filter(pk__in=[one.pk for one in queries.staff()]).select_related("handle")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
            field.queryset = rows
        things = self.fields["asset_kind"]
        assert isinstance(things, forms.ChoiceField)  # noqa: S101 -- declared above
        known = Asset.objects.order_by("kind").values_list("kind", flat=True).distinct()
        things.choices = [("", _("no matter which")), *((one, one) for one in known)]
        kind = self.fields["category"]
        assert isinstance(kind, KindChoice)  # noqa: S101 -- declared above
        kind.under_groups(Category.objects.filter(active=True))
        self.initial.setdefault("listed", "\n".join(self.instance.words))
        self.initial.setdefault("days_of_week", self.instance.weekdays)

    def clean(self) -> dict[str, Any]:
        """It leads to somebody, and a circle has a middle and a width."""
        told = super().clean() or {}
        if not told.get("department") and not told.get("person"):
            self.add_error("department", _("Please choose a department or a colleague."))
        numbers = [one for name in ("asset_from", "asset_to") if (one := told.get(name)) is not None]
        if numbers and not told.get("asset_kind"):
            self.add_error("asset_kind", _("Numbers belong to a kind of thing: please choose it."))
        if numbers != sorted(numbers):
            self.add_error("asset_to", _("The last number is smaller than the first."))
        circle = [told.get(name) is not None for name in ("lat", "lon", "metres")]
        if any(circle) and not all(circle) and not self.errors:
            self.add_error("metres", _("A circle needs latitude, longitude and how wide it is."))
        return told

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- as Django calls it
        """With its words and days."""
        lines = self.cleaned_data["listed"].splitlines()
        self.instance.words = [line.strip() for line in lines if line.strip()]
        self.instance.weekdays = sorted(self.cleaned_data["days_of_week"])
        return super().save(commit)


class Try(forms.Form):
    """A sentence to try the rules with; it is kept nowhere."""

    text = forms.CharField(
        label=_("Try a sentence"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: the lamp in calle Real, 3 is out. Nothing is sent, nothing is kept."),
    )  # fmt: skip


class AnswerTemplateForm(Kept):
    """A sentence that is written once."""

    scopes: ClassVar[tuple[str, ...]] = ("town",)
    tongues: ClassVar[dict[str, Tongue]] = {
        "name": Tongue(label=_("What it is called"), required=True, longest=60),
        "text": Tongue(
            label=_("The sentence"), required=True, lines=4, longest=2000,
            help_text=_("{number}, {place}, {date} (planned for, or due) and {name} (who answers) are filled in."),
        ),
    }  # fmt: skip
    sections = (("", ("act", "name", "text")), (_("How it is shown"), ("order", "active")))
    act = forms.ChoiceField(label=_("For what"), choices=ACTS)

    class Meta:
        model = AnswerTemplate
        fields = ("act", "order", "active")
        labels = {"order": _("Place in the list"), "active": _("In use")}

    def clean(self) -> dict[str, Any]:
        """Only fields that can be filled in stand in braces."""
        told = super().clean() or {}
        for language in self.languages:
            wrong = sentences.unknown(told.get(f"text_{language}") or "")
            if wrong:
                known = ", ".join(f"{{{one}}}" for one in sentences.FIELDS)
                words = _("{%(wrong)s} cannot be filled in. There are %(known)s.") % {"wrong": wrong[0], "known": known}
                self.add_error(f"text_{language}", words)
        return told


class ExternalBodyForm(Kept):
    """Somebody outside, with their mail address."""

    scopes: ClassVar[tuple[str, ...]] = ("town",)
    sections = (("", ("name", "email", "purpose", "active")),)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("What comes back from it stands in the case under the name above.")
    )

    class Meta:
        model = ExternalBody
        fields = ("name", "purpose", "active")
        labels = {"name": _("Name"), "purpose": _("What is passed on to it"), "active": _("In use")}
        help_texts = {"name": _("As neighbours know it: the Diputación, the firm that looks after the lifts.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["email"] = self.instance.address.path

    def clean_email(self) -> str:
        """Nobody's own address: neither a colleague's nor that of a neighbour whom the town knows."""
        path: str = self.cleaned_data["email"].strip().lower()
        known = Address.objects.filter(scheme="mailto", path=path).select_related("person").first()
        other = known and ExternalBody.objects.filter(address=known).exclude(pk=self.instance.pk).exists()
        mine = known and known.pk == self.instance.address_id if self.instance.pk else False
        if known and not mine and (other or known.person_id or is_staff(known.person) or known.reports.exists()):
            raise ValidationError(_("This address belongs to somebody already."))
        return path

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- as Django calls it
        """Its words are shown under its name."""
        with transaction.atomic():
            address = people.meet(f"mailto:{self.cleaned_data['email']}", name=self.cleaned_data["name"])
            if address.name != self.cleaned_data["name"]:
                address.name = self.cleaned_data["name"]
                address.save(update_fields=["name"])
            self.instance.address = address
            return super().save(commit)
