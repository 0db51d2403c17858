# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be followed, and what it is called."""

from django.utils.translation import gettext as _

from concejo.cases import near
from concejo.cases import queries as cases
from concejo.cases.models import Case, Category
from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.people.rules import speaks_out
from concejo.square.models import Conversation
from concejo.town import areas
from concejo.town.models import Area, Department, Street

_PLACES: dict[str, type[Area] | type[Street]] = {"area": Area, "street": Street}


def topics_of(case: Case) -> list[str]:
    """Whoever follows one of these hears of the case."""
    named = (
        ("street", case.street_id), ("category", case.category_id), ("department", case.department_id),
        ("area", case.area_id),
    )  # fmt: skip
    return [*(f"{kind}:{key}" for kind, key in named if key), *near.topics_of(case)]


def area_of(case: Case) -> Area | None:
    """The district in which it lies: by its own point, else by the middle of its street."""
    if case.lat is not None:
        return areas.area_at(case.lat, case.lon)
    return areas.area_at(case.street.lat, case.street.lon) if case.street else None


def has_account(topic: str) -> bool:
    """Whether there is an account of the town's that says such things, and that can be followed from elsewhere."""
    kind, _colon, key = topic.partition(":")
    if kind == "person" and key.isdigit():
        return speaks_out(Person.objects.filter(pk=int(key)).first())
    return topic == "square" or kind == "department"


def topic_words(topic: str, language: str) -> str:
    """What a topic is called; empty for one that does not exist or is not public."""
    kind, _colon, key = topic.partition(":")
    if topic == "square":
        return _("everything the town hall announces")
    if not key.isdigit():
        return near.words(topic)
    number = int(key)
    if kind == "conversation":
        conversation = Conversation.objects.public().filter(pk=number).first()
        case = cases.case_of(number) if conversation else None
        return (conversation.title or (case.headline(language) if case else "")) if conversation else ""
    if kind in _PLACES:
        return str(_PLACES[kind].objects.filter(pk=number).first() or "")
    if kind == "person":
        person = Person.objects.filter(pk=number).exclude(handle=None).first()  # never a neighbour
        return person.public_name if person else ""
    row: Department | Category | None = None
    if kind == "department":
        row = Department.objects.filter(pk=number).first()
    elif kind == "category":
        row = Category.objects.filter(pk=number).first()
    return in_language(row.name, language) if row else ""
