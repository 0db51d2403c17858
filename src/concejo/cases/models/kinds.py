# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of cases, as data, and what was learnt of them."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.text import slugify

from concejo.core.words import in_language
from concejo.town.models import Department


class CategoryQuerySet(models.QuerySet["Category"]):
    """Kinds in the language of the town hall."""

    def chosen(self, value: str) -> list[int]:
        """What a list is narrowed down to: a kind by its slug, or all kinds of a group by the group's key."""
        return [one.pk for one in self.only("slug", "group") if value in {one.slug, one.group_key}]


class Category(models.Model):
    """A kind of case, as data: its names, the words by which it is known, who does it and in how many working days."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    group = models.JSONField(default=dict, blank=True)
    words = models.JSONField(default=dict, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="categories"
    )
    days = models.PositiveSmallIntegerField(default=5)
    late_factor = models.PositiveSmallIntegerField(default=3)
    """After so many times `days` an open case is badly late."""
    remind_after = models.PositiveSmallIntegerField(default=5)
    """Working days after which a neighbour who was asked something hears the question again."""
    end_after = models.PositiveSmallIntegerField(default=10)
    """Working days after that; then a case without an answer ends."""
    keep_months = models.PositiveSmallIntegerField(default=60)
    """Months after its end until a public case is forgotten but for a tombstone; 0 is never."""
    keep_private_months = models.PositiveSmallIntegerField(default=60)
    """The same of a private one."""
    icon = models.CharField(max_length=20, default="file")
    danger = models.BooleanField(default=False)
    private = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.slug

    @property
    def group_key(self) -> str:
        """How an address names its group: ``all-limpieza-y-basura``; empty for a kind without one."""
        first = in_language(self.group, "es")
        return f"all-{slugify(first)}" if first else ""


class Question(models.Model):
    """What is asked about a kind once the words are written: the number on the lamp, whether the container burnt.

    Where `variable` is false nothing is asked: `text` is something to know. `values` are what can be chosen,
    ``[{"key": "one", "name": {"es": …}, "notice": {"es": …}}]``; what stands in `notice` is told to whoever chooses it.
    `stops` are the values at which a report ends, each with the sentence that says why, ``{"motorway": {"es": …}}``;
    something to know that ends it has the sentence under the empty key.
    """

    class Datatype(models.TextChoices):
        """In Open311's words (GeoReport v2, service definition)."""

        STRING = "string"
        NUMBER = "number"
        DATETIME = "datetime"
        TEXT = "text"
        ONE = "singlevaluelist"
        SEVERAL = "multivaluelist"

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=40)
    text = models.JSONField(default=dict)
    help = models.JSONField(default=dict, blank=True)
    datatype = models.CharField(max_length=16, choices=Datatype.choices, default=Datatype.STRING)
    required = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=10)
    values = models.JSONField(default=list, blank=True)
    condition = models.JSONField(default=dict, blank=True)
    """Asked only when another question of the kind has one of these values: ``{"code": "what", "values": ["out"]}``."""
    variable = models.BooleanField(default=True)
    stops = models.JSONField(default=dict, blank=True)
    public = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="question_once")]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.code}"

    @property
    def is_list(self) -> bool:
        """Answered by choosing."""
        return self.datatype in {self.Datatype.ONE, self.Datatype.SEVERAL}

    @property
    def keys(self) -> list[str]:
        """What can be chosen."""
        return [str(one["key"]) for one in self.values]

    def name_of(self, key: str, language: str) -> str:
        """What a value is called; one that is no more, by its key."""
        names: Mapping[str, str] = next((one["name"] for one in self.values if one["key"] == key), {})
        return in_language(names, language) or key

    def notice_of(self, key: str, language: str) -> str:
        """What is told to whoever chooses it."""
        told: Mapping[str, Any] = next((one for one in self.values if one["key"] == key), {})
        return in_language(told.get("notice") or {}, language)


class Learnt(models.Model):
    """What the town has learnt of its kinds from its own cases: one row, made anew each day, with how well it does.

    `in_use` once it is better than the lists of words beyond chance; what is less certain than `sure_from` a person
    decides. `model` is a `cases.classifier.Classifier`, packed.
    """

    made_at = models.DateTimeField()
    examples = models.PositiveIntegerField()
    tried = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    among_three = models.PositiveIntegerField()
    words_right = models.PositiveIntegerField()
    sure = models.PositiveIntegerField()
    sure_right = models.PositiveIntegerField()
    sure_from = models.FloatField()
    in_use = models.BooleanField()
    model = models.BinaryField()

    class Meta:
        verbose_name_plural = "learnt"

    def __str__(self) -> str:
        return f"{self.right} of {self.tried}"
