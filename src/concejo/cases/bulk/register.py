# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds, streets and departments of a town, looked up by the words of another register; what is new is added."""

import re
from collections.abc import Iterable, Sequence

from django.utils.text import slugify

from concejo.cases.bulk.rows import Row
from concejo.cases.models import Category
from concejo.core.words import fold
from concejo.town.models import Department, Street, Town

_NUMBER = re.compile(r"^(?P<name>.*?)(?:,\s*(?:n[º°.]?\s*)?\d[\w/ -]*|\s+\d+\s*[a-zA-Z]?)?$")
NEW_ORDER = 1000
"""New kinds stand behind those of the town."""


class Register:
    """Knows each name once, so that a batch asks nothing twice."""

    def __init__(self, town: Town) -> None:
        self._language = town.language
        self._categories: dict[str, Category] = {}
        for category in Category.objects.select_related("department").order_by("-order", "-id"):
            for word in (category.slug, *category.name.values()):
                self._categories[fold(word)] = category
        self._departments: dict[str, Department] = {}
        for department in Department.objects.select_related("handle"):
            for word in (department.handle.word, *department.name.values()):
                self._departments[fold(word)] = department
        self._streets = {street.folded: street for street in Street.objects.all()}
        self.fresh_streets = 0
        self.fresh_categories = 0

    def add_names(self, rows: Sequence[Row]) -> None:
        """Add the streets and kinds that these rows name and nobody knew."""
        self._add_streets(rows)
        for name in dict.fromkeys(row.category for row in rows):
            if name and fold(name) not in self._categories:
                self._categories[fold(name)] = self._fresh_category(name)

    def category(self, row: Row) -> Category | None:
        """The kind of this row."""
        return self._categories.get(fold(row.category))

    def street(self, row: Row) -> Street | None:
        """The street of this row."""
        return self._streets.get(folded(street_name(row.place)))

    def department(self, row: Row) -> Department | None:
        """The department that the row names, else the one that does such things."""
        category = self.category(row)
        return self._departments.get(fold(row.department)) or (category.department if category else None)

    def _add_streets(self, rows: Iterable[Row]) -> None:
        fresh: dict[str, Street] = {}
        for row in rows:
            name = street_name(row.place)
            key = folded(name)
            if key and key not in self._streets and key not in fresh:
                fresh[key] = Street(name=name, folded=key, lat=row.lat, lon=row.lon)
        Street.objects.bulk_create(fresh.values())
        self._streets |= fresh
        self.fresh_streets += len(fresh)

    def _fresh_category(self, name: str) -> Category:
        stem = slugify(name)[:34] or "kind"
        slug, number = stem, 1
        while Category.objects.filter(slug=slug).exists():
            number += 1
            slug = f"{stem}-{number}"
        self.fresh_categories += 1
        return Category.objects.create(slug=slug, name={self._language: name}, order=NEW_ORDER)


def street_name(place: str) -> str:
    """``Calle Real, 12`` is in ``Calle Real``."""
    found = _NUMBER.match(place.strip())
    return (found["name"] if found else place).strip(" ,")[:120]


def folded(name: str) -> str:
    """As the gazetteer keeps it."""
    return fold(name)[:120]
