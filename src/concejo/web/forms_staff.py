# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the people of the town hall fill in."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concejo.cases.models import Case, ExternalBody
from concejo.core.words import in_language
from concejo.people import queries as people
from concejo.people.models import Person
from concejo.people.rules import is_staff
from concejo.square.reasons import WhyHidden
from concejo.town.models import Department
from concejo.web.forms import LONGEST
from concejo.web.forms_kinds import kinds

if TYPE_CHECKING:
    _PersonForm = forms.ModelForm[Person]
else:
    _PersonForm = forms.ModelForm

_NOTHING = {"required": _("Please write a sentence, or add a photo.")}


def words(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Please write a sentence.")},
    )


class Reason(forms.Form):
    """Before something private is opened."""

    reason = forms.CharField(
        label=_("Why do you need to read this?"),
        help_text=_("The neighbour can see that you looked, when, and this reason."),
        max_length=200,
        min_length=8,
    )


class Answer(forms.Form):
    """Words, a photo, or both."""

    text = words(_("Your answer"), required=False)

    def clean(self) -> dict[str, Any]:
        """Something must be said or shown."""
        told = super().clean() or {}
        if not told.get("text", "").strip() and not self.files:
            self.add_error("text", ValidationError(_NOTHING["required"]))
        return told


class Done(forms.Form):
    """Done, without a photo."""

    text = words(_("What did you do?"), help_text=_("One sentence. The neighbour reads it."))


class Plan(forms.Form):
    """A day is named."""

    day = forms.DateField(
        label=_("On which day?"),
        help_text=_("Everybody who waits for this case hears it."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class Ask(forms.Form):
    """A question to the neighbour."""

    text = words(_("What do you need to know?"), help_text=_("The case waits until the neighbour answers."))


class NotOurs(forms.Form):
    """Somebody else must do it."""

    body = forms.CharField(label=_("Whose job is it?"), max_length=80)
    text = words(_("What shall the neighbour read?"), help_text=_("Say to whom you have passed it on."))


class _Body(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: ExternalBody) -> str:
        return f"{obj.name} ({obj.purpose})" if obj.purpose else obj.name


class Forward(forms.Form):
    """To a body outside the town hall, by mail."""

    to = _Body(label=_("To whom?"), queryset=ExternalBody.objects.filter(active=True), empty_label=None)
    after = forms.ChoiceField(
        label=_("And the case?"), widget=forms.RadioSelect, initial="stays",
        choices=[("stays", _("stays with us, under way")), ("closes", _("is not ours, and closes"))],
    )  # fmt: skip
    text = words(_("What shall the neighbour read?"), required=False, help_text=_("Needed if the case closes."), rows=2)

    def clean(self) -> dict[str, Any]:
        """A case is closed with a sentence."""
        told = super().clean() or {}
        if told.get("after") == "closes" and not told.get("text", "").strip():
            self.add_error("text", ValidationError(_("Please write a sentence.")))
        return told


class Decline(forms.Form):
    """It will not be done."""

    text = words(_("Why not?"), help_text=_("The neighbour reads it, and so does the town."))


class Again(forms.Form):
    """It was not done after all."""

    text = words(_("What is still wrong?"), required=False)


class Note(forms.Form):
    """Words for colleagues alone."""

    text = words(_("A note for colleagues"), rows=2)


def recipients(language: str) -> list[Any]:
    """Colleagues and departments to whom a case can be handed, as the choices of a select."""
    departments = [
        (f"department:{one.pk}", in_language(one.name, language))
        for one in Department.objects.active().select_related("handle")
    ]
    colleagues = [(f"person:{one.pk}", one.public_name or str(one)) for one in people.staff()]
    return [("", "—"), (_("Departments"), departments), (_("People"), colleagues)]


def recipient(value: str) -> Person | Department | None:
    """Whom a choice of `recipients` names."""
    kind, _colon, key = value.partition(":")
    if not key.isdigit():
        return None
    if kind == "person":
        found = Person.objects.select_related("handle").filter(pk=int(key)).first()
        return found if is_staff(found) else None
    return Department.objects.active().filter(pk=int(key)).first()


class Hand(forms.Form):
    """To a person or a department."""

    to = forms.ChoiceField(label=_("To whom?"))
    text = words(_("Words that the neighbour reads too"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["to"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 -- declared above
        chosen.choices = recipients(get_language() or "es")

    def clean_to(self) -> Person | Department:
        """Somebody who is there."""
        found = recipient(self.cleaned_data["to"])
        if found is None:
            raise ValidationError(_("Please choose somebody."))
        return found


class Settings(_PersonForm):
    """How an employee hears of work, and in which language."""

    class Meta:
        model = Person
        fields = ["notice", "language"]
        widgets = {"notice": forms.RadioSelect}
        labels = {"notice": _("When do you want to hear of new work?"), "language": _("Language of letters and pages")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label,
            choices=[("", _("the town's")), *settings.LANGUAGES],
            required=False,
        )


class Voice(forms.Form):
    """In whose name something is passed on."""

    voice = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, voices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.RadioSelect if len(voices) <= 4 else forms.Select
        self.fields["voice"] = forms.ChoiceField(
            label=self.fields["voice"].label, choices=voices, initial=voices[0][0], widget=widget
        )


class Edit(forms.Form):
    """Other words."""

    text = words(_("What shall it say?"), rows=5)
    about = forms.CharField(
        label=_("What it is about, before one reads it"),
        help_text=_(
            "Only for what may upset somebody, for example “An accident”. The words are then behind one press."
        ),
        max_length=120,
        required=False,
    )


class Letter(forms.Form):
    """The desk: the answer in the middle, and the slip beside it, in one."""

    text = words(_("Answer"), rows=4, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    to = forms.ChoiceField(label=_("In charge"), required=False)
    due = forms.DateField(
        label=_("Deadline"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    readers = forms.ChoiceField(
        label=_("Who reads it"),
        required=False,
        choices=[("public", _("The whole town")), ("private", _("Only the town hall"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, words: str = "", public: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "es"
        slip = {"form": "reply"}
        self.fields["kind"] = forms.ChoiceField(
            label=self.fields["kind"].label, choices=kinds(language, text=words), required=False
        )
        self.fields["to"] = forms.ChoiceField(
            label=self.fields["to"].label, choices=recipients(language), required=False
        )
        self.fields["place"].widget.attrs["list"] = "streets"
        for name in ("kind", "place", "to", "due", "readers"):
            self.fields[name].widget.attrs.update(slip)
        self.fields["to"].widget.attrs["data-key"] = "a"
        if not public:
            del self.fields["readers"]


class Why(forms.Form):
    """A reason that is shown or kept."""

    reason = forms.CharField(label=_("Why?"), max_length=160, min_length=4)


class Hide(forms.Form):
    """Why a message is hidden: for the count, and in words for whoever wrote it and everybody else."""

    why = forms.ChoiceField(label=_("What is wrong with it?"), choices=WhyHidden.choices)
    reason = forms.CharField(
        label=_("Why?"), max_length=160, min_length=4,
        help_text=_("Stands in the place of the message; whoever wrote it is told, and can object."),
    )  # fmt: skip


class Number(forms.Form):
    """Another case."""

    number = forms.CharField(label=_("Number of the case, for example 2026-0412"), max_length=12)

    def clean_number(self) -> Case:
        """One that exists."""
        case = Case.objects.with_all().filter(number=self.cleaned_data["number"].strip()).first()
        if case is None:
            raise ValidationError(_("There is no case with this number."))
        return case


class Split(forms.Form):
    """One letter that spoke of up to three things."""

    first = words(_("Stays in this case"), rows=3)
    second = words(_("Second case"), rows=3)
    third = words(_("Third case"), rows=3, required=False)
