# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colleagues: who they are, what they do, how mail reaches them, who stands in for them."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from concejo.core import clock
from concejo.people import actions, queries
from concejo.people.models import Person, Role
from concejo.town.models import Department
from concejo.web.forms_office.departments import DepartmentChoice, word_of
from concejo.web.forms_office.kept import NAMES, Kept, Tongue

K = Role.Kind
IN_A_DEPARTMENT = frozenset({K.HEAD, K.EMPLOYEE})
_DAY = {"type": "date"}


class PersonForm(Kept):
    """Name and title, as they stand on public pages."""

    scopes: ClassVar[tuple[str, ...]] = ("town", "square")
    tongues: ClassVar[dict[str, Tongue]] = {
        "title": Tongue(label=_("What they are"), help_text=_("For example electrician, mayor."), longest=60)
    }
    sections = (("", ("public_name", "title", "language", "notice")),)
    public_name = forms.CharField(label=_("Public name"), max_length=80, help_text=_("As neighbours call them."))
    language = forms.ChoiceField(label=_("Language of their mail"), required=False)

    class Meta:
        model = Person
        fields = ("public_name", "language", "notice")
        labels = {"notice": _("They hear of new work")}
        widgets = {"notice": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", _("the town's first")), *((code, NAMES[code]) for code, _name in settings.LANGUAGES)]


class RoleForm(forms.Form):
    """A post, its department and its last day."""

    kind = forms.ChoiceField(label=_("Post"), choices=[("", "—"), *K.choices])
    department = DepartmentChoice(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("For employees and heads."),
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text=_("Leave it empty if it has no end."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = Department.objects.active().select_related("handle")

    def clean(self) -> dict[str, Any]:
        """An employee works in a department; a last day is still to come."""
        told = super().clean() or {}
        if told.get("kind") in IN_A_DEPARTMENT and not told.get("department"):
            self.add_error("department", _("Please choose the department in which they work."))
        if told.get("until") and told["until"] < clock.now().date():
            self.add_error("until", _("This day is over."))
        return told

    def post(self) -> actions.Post:
        """What was chosen."""
        told = self.cleaned_data
        return actions.Post(kind=K(told["kind"]), department=told["department"], until=told["until"])


class WelcomeForm(RoleForm):
    """A new colleague."""

    name = forms.CharField(label=_("Public name"), max_length=80, help_text=_("As neighbours call them."))
    handle = forms.CharField(
        label=_("Handle"),
        max_length=40,
        help_text=_("Given once: they sign in with it, and it is their @mention for ever."),
    )
    email = forms.EmailField(
        label=_("Their e-mail"), required=False, max_length=200, help_text=_("New work is told there.")
    )
    field_order = ("name", "handle", "email", "kind", "department", "until")

    def clean_handle(self) -> str:
        """A free word."""
        return word_of(self.cleaned_data["handle"])

    def clean_email(self) -> str:
        """Nobody else's address."""
        return _free_mail(self.cleaned_data["email"], None)


class MailForm(forms.Form):
    """Where an employee gets mail."""

    email = forms.EmailField(
        label=_("Their e-mail"),
        max_length=200,
        help_text=_("You vouch that it is theirs. What they answer from it counts as the town's word."),
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        held = next((one.path for one in queries.mail_addresses(person)), "")
        super().__init__(data, initial={"email": held})
        self.person = person

    def clean_email(self) -> str:
        """Nobody else's address."""
        return _free_mail(self.cleaned_data["email"], self.person)


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Colleagues by their public name."""

    def label_from_instance(self, obj: Person) -> str:
        """Their name."""
        return obj.public_name or str(obj)


class AbsenceForm(forms.Form):
    """Somebody is away, another does their work."""

    substitute = PersonChoice(label=_("Who stands in"), queryset=Person.objects.none())
    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        field = self.fields["substitute"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = colleagues().exclude(pk=person.pk)

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        told = super().clean() or {}
        if told.get("since") and told.get("until") and told["until"] < told["since"]:
            self.add_error("until", _("The last day comes before the first."))
        return told


def colleagues() -> QuerySet[Person]:
    """Those who can sign in and hold a post."""
    at_work = Role.objects.current().values("person")
    return (
        Person.objects.filter(pk__in=at_work, account__is_active=True)
        .select_related("handle")
        .order_by("public_name", "id")
    )


def _free_mail(email: str, person: Person | None) -> str:
    address = queries.address_of(f"mailto:{email.lower()}") if email else None
    if address and address.person_id and (person is None or address.person_id != person.pk):
        raise ValidationError(_("This address belongs to somebody else of the town hall."))
    return email.lower()
