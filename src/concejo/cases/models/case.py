# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody asked the town to mend, who has it in hand, and everything that happened to it."""

from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value

from concejo.cases import states
from concejo.cases.models.kinds import Category
from concejo.cases.states import CLOSED, OPEN, SIGNS, Sign, State
from concejo.core import clock
from concejo.core.ids import new_id
from concejo.core.words import in_language
from concejo.people.models import Address, Person
from concejo.square.models import Conversation, Post
from concejo.town.models import Area, Asset, Department, Street

METRES_PER_DEGREE = 111_320.0
NOT_CLOSED = Q(closed_at__isnull=True)
ON_THE_MAP = Q(closed_at__isnull=True, conversation__isnull=False)


def square_around(lat: float, lon: float, *, metres: float) -> tuple[float, float, float, float]:
    """South, west, north and east of a square of twice that many metres around a point (WGS84)."""
    high = metres / METRES_PER_DEGREE
    wide = high / max(cos(radians(lat)), 0.01)
    return lat - high, lon - wide, lat + high, lon + wide


class Series(models.Model):
    """The last number given out in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04d}"


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases in the language of the town hall."""

    def open(self) -> "CaseQuerySet":
        """Still to be done: no day on which it was closed, as the database holds it; its indexes are made by that."""
        return self.filter(closed_at__isnull=True)

    def closed(self) -> "CaseQuerySet":
        """Done or ended otherwise."""
        return self.filter(state__in=CLOSED)

    def late(self, at: datetime | None = None) -> "CaseQuerySet":
        """Open beyond the deadline."""
        return self.open().filter(due_at__lt=at or clock.now())

    def public(self) -> "CaseQuerySet":
        """Everybody may see them."""
        return self.filter(conversation__isnull=False)

    def of(self, person: Person) -> "CaseQuerySet":
        """In this person's hands."""
        return self.filter(in_charge=person)

    def near(self, lat: float, lon: float, *, metres: float) -> "CaseQuerySet":
        """Within a square of twice that many metres around a point (WGS84); exact distance is the caller's to check."""
        return self.within(*square_around(lat, lon, metres=metres))

    def within(self, south: float, west: float, north: float, east: float) -> "CaseQuerySet":
        """Inside a window of the map (WGS84)."""
        return self.filter(lat__range=(south, north), lon__range=(west, east))

    def by_distance(self, lat: float, lon: float) -> "CaseQuerySet":
        """Those with a place on the map, the nearest first."""
        high = F("lat") - Value(lat)
        wide = (F("lon") - Value(lon)) * Value(cos(radians(lat)))
        away = ExpressionWrapper(high * high + wide * wide, output_field=models.FloatField())
        return self.exclude(lat=None).exclude(lon=None).annotate(away=away).order_by("away", "-id")

    def with_line(self) -> "CaseQuerySet":
        """With what its line in a list says: its words, its kind, who has it."""
        return self.select_related("category", "in_charge", "conversation").only(
            "number", "state", "place", "opened_at", "due_at", "closed_at", "mended_at", "reopened",
            "category__name", "in_charge__public_name", "conversation__title",
        )  # fmt: skip

    def with_line_and_place(self) -> "CaseQuerySet":
        """With its line in a list beside a map."""
        return self.select_related("category", "in_charge", "conversation").only(
            "number", "state", "place", "opened_at", "due_at", "closed_at", "mended_at", "reopened", "lat", "lon",
            "category__name", "in_charge__public_name", "conversation__title",
        )  # fmt: skip

    def with_all(self) -> "CaseQuerySet":
        """With everything that a list shows, in one query."""
        return self.select_related(
            "category", "department__handle", "in_charge__handle", "conversation", "private_conversation", "street"
        ).defer("category__words", "category__group", "department__purpose", "department__hours")


class Case(models.Model):
    """Something to be mended, from the first word until a neighbour says that it is."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    in_charge = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    conversation = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, null=True, blank=True, related_name="case"
    )
    private_conversation = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, null=True, blank=True, related_name="private_case"
    )
    internal_conversation = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, null=True, blank=True, related_name="internal_case"
    )
    place = models.CharField(max_length=160, blank=True)
    street = models.ForeignKey(Street, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    """The lamp or the container that it is about, where its number is known."""
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    planned_for = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    mended_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    joined_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="joined")
    see_also = models.ManyToManyField("self", blank=True)
    """Cases that have to do with this one, and are not the same thing."""

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=NOT_CLOSED, name="open_due"),
            models.Index(fields=["category", "due_at", "id"], condition=NOT_CLOSED, name="open_of_kind"),
            models.Index(fields=["department", "closed_at", "due_at", "id"], name="open_of_department"),
            models.Index(fields=["in_charge", "closed_at", "due_at", "id"], name="open_of_person"),
            models.Index(fields=["-opened_at", "-id"], condition=NOT_CLOSED, name="open_newest"),
            models.Index(  # holds all that the mayor's page counts
                fields=["department", "in_charge", "due_at", "opened_at", "closed_at"],
                condition=NOT_CLOSED,
                name="open_counted",
            ),
            models.Index(fields=["state", "conversation", "closed_at"], condition=NOT_CLOSED, name="open_public"),
            models.Index(fields=["category", "lat", "lon"]),
            models.Index(  # holds all that a window of the map asks, so that no row is read for it
                fields=["lat", "lon", "-opened_at", "-id", "state", "closed_at", "conversation"],
                condition=ON_THE_MAP,
                name="open_on_the_map",
            ),
            models.Index(fields=["street", "-opened_at", "-id"]),
            models.Index(fields=["-opened_at", "-id"]),
            models.Index(fields=["state", "-opened_at", "-id"]),
            models.Index(fields=["category", "-opened_at", "-id"]),
            models.Index(fields=["department", "-opened_at", "-id"]),
            models.Index(fields=["department", "state", "conversation"]),
            models.Index(fields=["in_charge", "-mended_at"]),
            models.Index(fields=["-mended_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(conversation__isnull=False) | Q(private_conversation__isnull=False),
                name="case_is_spoken_of",
            ),
            models.CheckConstraint(condition=~Q(joined_to=F("id")), name="not_joined_to_itself"),
            models.CheckConstraint(condition=NOT_CLOSED | ~Q(state__in=sorted(OPEN)), name="open_is_not_closed"),
            models.CheckConstraint(condition=~NOT_CLOSED | Q(state__in=sorted(OPEN)), name="closed_has_its_day"),
        ]

    def __str__(self) -> str:
        return self.number

    def move_to(self, state: State) -> State:
        """Follow an arrow of the table (else `NotAllowed`); returns the state before. The caller saves."""
        before = State(self.state)
        states.check(before, state)
        self.state = state
        return before

    @property
    def sign(self) -> Sign:
        """How its state is shown."""
        return SIGNS[State(self.state)]

    @property
    def is_open(self) -> bool:
        """Still to be done."""
        return self.state in OPEN

    @property
    def is_private(self) -> bool:
        """Only the town hall sees it."""
        return self.conversation_id is None

    @property
    def main(self) -> Conversation:
        """Where it is spoken of with the neighbour."""
        found = self.conversation or self.private_conversation
        assert found is not None  # noqa: S101 -- held by the constraint case_is_spoken_of
        return found

    @property
    def is_late(self) -> bool:
        """Open beyond its deadline."""
        return self.is_open and self.due_at is not None and self.due_at < clock.now()

    @property
    def took(self) -> timedelta | None:
        """From the first word until it was done."""
        return self.closed_at - self.opened_at if self.closed_at else None

    @property
    def ref(self) -> str:
        """How ledger and counters name it."""
        return f"case:{self.pk}"

    def headline(self, language: str) -> str:
        """What a list calls it: the public words, else its kind, else its number."""
        if self.conversation and self.conversation.title:
            return self.conversation.title
        return in_language(self.category.name, language) if self.category else self.number


class Step(models.Model):
    """One step of a case's history; added, never changed."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=30)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    by = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="steps")
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="steps")
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["person", "-at"]),
            models.Index(fields=["at", "id"]),
            models.Index(fields=["act", "case"], condition=Q(act__in=["head_told", "mayor_told"]), name="told_of_late"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.case_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """History is written once."""
        if not self._state.adding:
            raise TypeError("a step of a case's history is never changed")
        super().save(*args, **kwargs)


class Report(models.Model):
    """Somebody told the town of a case: the first, or one who joined and keeps a conversation of their own."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="reports")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    via = models.CharField(max_length=20)
    at = models.DateTimeField()
    first = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "address"], name="one_report")]

    def __str__(self) -> str:
        return f"{self.address_id} told {self.case_id}"
