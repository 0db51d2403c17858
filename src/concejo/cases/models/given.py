# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a neighbour, or somebody of the town hall for them, answered to the questions of a kind."""

import json
from typing import Any

from django.db import models
from django.db.models import Q

from concejo.cases.models.case import Case
from concejo.cases.models.kinds import Category
from concejo.privacy.seal import unseal

Value = str | int | float | list[str]
"""As Open311 has it: words, a number, a moment (ISO 8601), the key of a value, or the keys of several."""


class GivenQuerySet(models.QuerySet["Given"]):
    """Answers in the language of the town hall."""

    def current(self) -> "GivenQuerySet":
        """Those that count: given last, to the kind that the case has now."""
        return self.filter(replaced_at=None, category=models.F("case__category"))


class Given(models.Model):
    """One answer, kept as it was given; another answer replaces it and leaves it in the history.

    What everybody may read lies in `value`; all else lies sealed. `code` is the question's: questions may change, and
    go, without what was answered.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="given")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="given")
    code = models.SlugField(max_length=40)
    text = models.JSONField(default=dict)
    """The question in its words of that day."""
    value = models.JSONField(null=True, blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    scope = models.CharField(max_length=80, blank=True)
    """Of the seal."""
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = GivenQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "given"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "category", "code"], condition=Q(replaced_at__isnull=True), name="one_answer_counts"
            ),
            models.CheckConstraint(condition=Q(sealed__isnull=True) | Q(value__isnull=True), name="sealed_or_open"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.code}"

    @property
    def is_public(self) -> bool:
        """Everybody may read it."""
        return self.sealed is None

    @property
    def told(self) -> Value:
        """The answer, opened if it is sealed; empty once it was erased."""
        if self.sealed is None:
            return "" if self.value is None else _value(self.value)
        return _value(json.loads(unseal(self.scope, self.sealed)))


def _value(held: Any) -> Value:
    return [str(one) for one in held] if isinstance(held, list) else held
