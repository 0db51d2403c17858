# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of cases, as data, and what was learnt of them."""

from django.db import models

from concejo.town.models import Department


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

    class Meta:
        ordering = ["order", "id"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.slug


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
