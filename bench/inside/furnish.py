# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town hall of a made-up town: departments, forty colleagues, streets, kinds of cases. Told through the models."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from concejo.cases import taxonomy
from concejo.cases.models import Category
from concejo.people import actions as people
from concejo.people.models import Account, Role
from concejo.town.models import Department, Handle, Street, Town

from .words import STREETS

PASSWORD = "medida-por-medida"  # noqa: S105 -- a town of numbers, on this machine alone
DEPARTMENTS = {
    "alumbrado": "Alumbrado", "limpieza": "Limpieza", "aguas": "Aguas", "obras": "Obras y calles",
    "parques": "Parques y jardines", "policia": "Policía local", "escuela": "Escuela", "secretaria": "Secretaría",
}  # fmt: skip
CLERK, WORKER, HEAD, MAYOR = "pilar", "miguel", "dolores", "rosario"
K = Role.Kind


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who of the town hall speaks in the bulk of messages."""

    person: int
    handle: int
    word: str
    department: int


@dataclass(frozen=True, slots=True)
class Hall:
    """What the bulk of messages refers to."""

    colleagues: dict[str, list[Colleague]]
    """By the word of their department."""
    departments: dict[str, int]
    categories: dict[str, tuple[int, str]]
    """By slug: its id and its department's word."""
    streets: list[tuple[int, str]]


@transaction.atomic
def furnish(name: str) -> None:
    """Found the town."""
    Town.objects.create(
        name=name, population=3512, languages=["es", "fr", "en"], address="Plaza Mayor, 1", phone="958 00 01 00",
        mail_domain="medida.example", handle_domain="medida.example", public_url="http://127.0.0.1:8080",
        hours={"es": "De lunes a viernes, de 9 a 14"}, hall={"es": f"Ayuntamiento de {name}"},
    )  # fmt: skip
    rows = {
        word: Department.objects.create(
            handle=Handle.objects.create(word=word), name={"es": title, "en": title},
            purpose={"es": f"Todo sobre {title.lower()}."}, order=order,
        )
        for order, (word, title) in enumerate(DEPARTMENTS.items())
    }  # fmt: skip
    taxonomy.load()
    Street.objects.bulk_create(
        Street(name=street, folded=street.lower(), lat=37.15 + at / 5000, lon=-3.64)
        for at, street in enumerate(STREETS)
    )
    _welcome("Pilar", CLERK, K.CLERK, rows["secretaria"])
    _welcome("Miguel", WORKER, K.EMPLOYEE, rows["alumbrado"])
    _welcome("Dolores", HEAD, K.HEAD, rows["limpieza"])
    _welcome("Rosario", MAYOR, K.MAYOR, None)
    _welcome("Sofía", "sofia", K.ADMINISTRATOR, None)
    for number in range(35):
        word = list(DEPARTMENTS)[number % len(DEPARTMENTS)]
        _welcome(f"Colega {number}", f"colega{number}", K.EMPLOYEE, rows[word])
    Account.objects.update(password=make_password(PASSWORD))


def _welcome(name: str, word: str, kind: Role.Kind, department: Department | None) -> None:
    posts = [people.Post(kind=kind, department=department)]
    people.welcome(name, handle=word, password=None, email=f"{word}@personal.example", posts=posts, by="setup")


def hall() -> Hall:
    """What was furnished, as ids."""
    found: dict[str, list[Colleague]] = {}
    for role in Role.objects.filter(department__isnull=False).select_related("person__handle", "department__handle"):
        person, department = role.person, role.department
        if person.handle and department:
            one = Colleague(person.pk, person.handle.pk, person.handle.word, department.pk)
            found.setdefault(department.handle.word, []).append(one)
    return Hall(
        colleagues=found,
        departments={one.handle.word: one.pk for one in Department.objects.select_related("handle")},
        categories={
            one.slug: (one.pk, one.department.handle.word if one.department else "secretaria")
            for one in Category.objects.select_related("department__handle")
        },
        streets=list(Street.objects.order_by("pk").values_list("pk", "name")),
    )
