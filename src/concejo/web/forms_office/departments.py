# SPDX-License-Identifier: AGPL-3.0-or-later
"""Departments and the kinds of cases."""

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concejo.cases.models import Category
from concejo.core.words import in_language
from concejo.town.models import HANDLE, Department, Handle
from concejo.web.forms_office.kept import Kept, Tongue, telephone

DRAWINGS = [
    ("house", _("house")), ("lamp", _("lamp")), ("water", _("water")), ("bin", _("bin")), ("road", _("road")),
    ("tree", _("tree")), ("shield", _("shield")), ("school", _("school")), ("paw", _("paw")), ("people", _("people")),
    ("hand", _("hand")), ("book", _("book")), ("alert", _("warning")), ("phone", _("telephone")), ("file", _("paper")),
]  # fmt: skip
_OPEN = _("Leave it empty if the hours are those of the town hall.")


class DrawingField(forms.ChoiceField):
    """One of our own drawings; what the row has already stays choosable."""

    def __init__(self) -> None:
        super().__init__(label=_("Drawing"), choices=DRAWINGS, widget=forms.RadioSelect, initial="house")


def word_of(told: str) -> str:
    """A handle that nobody has or had; a sentence says why not."""
    word = told.strip().lower().lstrip("@")
    if not HANDLE.fullmatch(word):
        raise ValidationError(_("Small letters, digits, dots and dashes only, for example “alumbrado”."))
    if Handle.objects.filter(word=word).exists():
        raise ValidationError(_("@%(word)s is taken, or was once. A handle is never used again.") % {"word": word})
    return word


class DepartmentForm(Kept):
    """A part of the town hall. Its handle is given once."""

    tongues: ClassVar[dict[str, Tongue]] = {
        "name": Tongue(label=_("Name"), required=True, longest=60),
        "purpose": Tongue(label=_("What it is for"), help_text=_("One sentence, for neighbours.")),
        "hours": Tongue(label=_("Hours"), help_text=_OPEN),
    }
    sections = (
        ("", ("word", "name", "purpose", "within")),
        (_("How to reach it"), ("phone", "hours")),
        (_("How it is shown"), ("icon", "order")),
    )
    word = forms.CharField(
        label=_("Handle"),
        max_length=40,
        help_text=_("Given once: it is the @mention and the mail address for ever, so it is short and plain."),
    )
    icon = DrawingField()
    within = forms.ModelChoiceField(
        label=_("A team of"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("no other department; it stands for itself"),
        help_text=_(
            "Cases go to the team like to a department, and the people of the whole department see and do them."
        ),
    )
    drawings: dict[str, str]

    class Meta:
        model = Department
        fields = ("phone", "icon", "order", "within")
        labels = {"phone": _("Telephone"), "order": _("Place in the list")}
        help_texts = {"order": _("Small numbers stand first.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = Department.objects.active().filter(within=None).exclude(pk=self.instance.pk)
        within = cast("forms.ModelChoiceField[Department]", self.fields["within"])
        within.queryset = whole if not self.instance.pk or not self.instance.teams.exists() else whole.none()
        within.label_from_instance = department_name  # type: ignore[assignment]
        if self.instance.pk:
            del self.fields["word"]
        _keep_drawing(self)

    def clean_word(self) -> str:
        """A free word."""
        return word_of(self.cleaned_data["word"])

    def clean_phone(self) -> str:
        """A telephone number."""
        return telephone(self.cleaned_data["phone"])

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- as Django calls it
        """The handle comes into being with its department."""
        with transaction.atomic():
            if not self.instance.pk:
                self.instance.handle = Handle.objects.create(word=self.cleaned_data["word"])
            return super().save(commit)


class DepartmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Departments by their name in the reader's language."""

    def label_from_instance(self, obj: Department) -> str:
        """Its name."""
        return department_name(obj)


def department_name(department: Department) -> str:
    """What a list of the office calls it."""
    return in_language(department.name, get_language() or "es") or department.handle.word


class CategoryForm(Kept):
    """A kind of case: how it is called, known, by whom and how fast it is done."""

    tongues: ClassVar[dict[str, Tongue]] = {
        "name": Tongue(label=_("Name"), required=True, longest=60),
        "words": Tongue(
            label=_("Words by which it is known"),
            help_text=_("One a line, the beginning is enough: “parpade” finds parpadea and parpadeando."),
            listed=True,
        ),
        "group": Tongue(
            label=_("Group"), longest=60, help_text=_("Kinds of one group stand together wherever one is chosen."),
        ),
    }  # fmt: skip
    sections = (
        ("", ("name", "group", "department", "days")),
        (_("How it is recognised"), ("words",)),
        (_("When it takes too long"), ("late_factor", "remind_after", "end_after")),
        (_("How long it is kept"), ("keep_months", "keep_private_months")),
        (_("What is special"), ("danger", "private", "active")),
        (_("How it is shown"), ("icon", "order")),
    )
    department = DepartmentChoice(
        label=_("Who does it"), queryset=Department.objects.none(), required=False, empty_label=_("nobody yet")
    )
    days = forms.IntegerField(
        label=_("In how many working days"), min_value=1, max_value=250, help_text=_("Holidays are not counted.")
    )
    late_factor = forms.IntegerField(
        label=_("Badly late after so many times these days"), min_value=2, max_value=50, initial=3,
        help_text=_("Then the head of the department hears it once, and after that the mayor."),
    )  # fmt: skip
    remind_after = forms.IntegerField(
        label=_("Remind a neighbour who does not answer, after working days"), min_value=1, max_value=250, initial=5
    )
    end_after = forms.IntegerField(
        label=_("and end the case after so many more"), min_value=1, max_value=250, initial=10,
        help_text=_("The neighbour is told the day, and one answer opens it again."),
    )  # fmt: skip
    keep_months = forms.IntegerField(
        label=_("Months after its end until a public case is forgotten"), min_value=0, max_value=1200, initial=60,
        help_text=_(
            "Words, photos, place and addresses are then erased; number, kind, days and outcome stay for the figures. "
            "0 keeps it for ever."
        ),
    )  # fmt: skip
    keep_private_months = forms.IntegerField(
        label=_("and a private one"), min_value=0, max_value=1200, initial=60,
    )  # fmt: skip
    icon = DrawingField()
    drawings: dict[str, str]

    class Meta:
        model = Category
        fields = (
            "department", "days", "late_factor", "remind_after", "end_after", "keep_months",
            "keep_private_months", "danger", "private", "active",
            "icon", "order",
        )  # fmt: skip
        labels = {
            "danger": _("Somebody could be in danger"),
            "private": _("Never public"),
            "active": _("In use"),
            "order": _("Place in the list"),
        }
        help_texts = {
            "danger": _("The form and the answer then say: in danger call 112."),
            "private": _("For what concerns one family alone."),
            "active": _("What is not in use stays with the cases that have it."),
            "order": _("Small numbers stand first."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = Department.objects.active().select_related("handle")
        _keep_drawing(self)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- as Django calls it
        """A new kind gets its short name from its first one."""
        if not self.instance.pk:
            self.instance.slug = _free_slug(self.cleaned_data[f"name_{self.languages[0]}"])
        return super().save(commit)


def _free_slug(name: str) -> str:
    base = slugify(name)[:34] or "kind"
    taken = set(Category.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def _keep_drawing(form: "DepartmentForm | CategoryForm") -> None:
    """What the row has already stays choosable; each choice is drawn."""
    field, has = form.fields["icon"], form.instance.icon
    assert isinstance(field, DrawingField)  # noqa: S101 -- declared above
    if has not in dict(DRAWINGS):
        field.choices = [*DRAWINGS, (has, has)]
    form.drawings = {name: name for name, _words in [*DRAWINGS, (has, has)]}
