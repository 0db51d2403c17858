# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the town hall arranges its work, as data: who gets what, sentences written once, lists kept for tomorrow."""

from django.db import models
from django.db.models import Q

from concejo.cases.models.case import Case
from concejo.cases.models.kinds import Category
from concejo.people.models import Address, Person
from concejo.town.models import Department, Street


class Route(models.Model):
    """A rule that says who gets a case: of those in use, in their order, the first that fits.

    Each condition that is left empty fits everything; where none fits, the department of the kind gets it.
    """

    order = models.PositiveSmallIntegerField(default=10)
    name = models.CharField(max_length=80)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="routes")
    streets = models.ManyToManyField(Street, blank=True, related_name="routes")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    metres = models.PositiveIntegerField(null=True, blank=True)
    weekdays = models.JSONField(default=list, blank=True)
    """Monday is 0."""
    since = models.TimeField(null=True, blank=True)
    until = models.TimeField(null=True, blank=True)
    words = models.JSONField(default=list, blank=True)
    asset_kind = models.CharField(max_length=80, blank=True)
    """Things of that kind, as the list of things writes it, from the number `asset_from` to `asset_to`."""
    asset_from = models.PositiveIntegerField(null=True, blank=True)
    asset_to = models.PositiveIntegerField(null=True, blank=True)
    asset_department = models.ForeignKey(
        Department, on_delete=models.CASCADE, null=True, blank=True, related_name="asset_routes"
    )
    """Things that this department looks after."""
    department = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, blank=True, related_name="routes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="routes")
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    """Working days until the deadline, where it is another than that of the kind."""
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=False) | Q(person__isnull=False), name="route_leads_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(metres__isnull=True) | Q(lat__isnull=False, lon__isnull=False), name="circle_has_a_middle"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How ledger and history name it."""
        return f"route:{self.pk}"


class AnswerTemplate(models.Model):
    """A sentence that is written once and filled in for each case, in each language of the town.

    `act` is what it is offered for: an act on the page of a case, or `answer`.
    """

    act = models.CharField(max_length=12)
    name = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=10)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["act", "order", "id"])]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


class ExternalBody(models.Model):
    """Somebody outside the town hall to whom cases are passed on: the province, a contractor, a neighbouring town.

    By mail; or, where `open311` says how, by Open311: ``{"url", "how" (xml, json), "jurisdiction", "services": {kind
    here: service_code there, "*": for all others}, "states": {status there: act here}}``. What comes back from its
    address is heard as its words, under its name.
    """

    name = models.CharField(max_length=80)
    address = models.OneToOneField(Address, on_delete=models.PROTECT, related_name="external_body")
    purpose = models.CharField(max_length=160, blank=True)
    active = models.BooleanField(default=True)
    open311 = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    """Up to when its updates were fetched."""

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "external bodies"

    def __str__(self) -> str:
        return self.name


class Marked(models.Model):
    """A case that an employee has put on their round of today; it stays there until it is closed or taken off."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="marked")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="marked")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "marked"
        constraints = [models.UniqueConstraint(fields=["person", "case"], name="marked_once")]

    def __str__(self) -> str:
        return f"{self.person_id} goes to {self.case_id}"


class SavedFilter(models.Model):
    """A list of cases that an employee looks at again and again: what was chosen, under a name of their own."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="filter_named_once")]

    def __str__(self) -> str:
        return self.name
