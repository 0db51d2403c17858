# SPDX-License-Identifier: AGPL-3.0-or-later
"""In whose name somebody of the town hall may speak: their own, and departments for which they may."""

from django.utils.translation import get_language

from concejo.core.words import in_language
from concejo.people import rules as people
from concejo.people.models import Person
from concejo.town.models import Department

Voice = tuple[str, str, Department | None]
"""The value in a form, its words, and the department; none is the person."""


def voices_of(person: Person) -> list[Voice]:
    """Their own first."""
    return [("me", person.public_name or str(person), None), *departments_of(person)]


def departments_of(person: Person) -> list[Voice]:
    """The departments for which they may speak."""
    language = get_language() or "es"
    active = Department.objects.active()
    if not people.has_role(person, people.K.CLERK, people.K.MAYOR, people.K.ADMINISTRATOR):
        active = active.filter(pk__in=people.departments_of(person))
    return [(str(one.pk), in_language(one.name, language), one) for one in active]
