# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town as data: its settings, the one namespace of handles, departments, streets and holidays."""

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from concejo.core import asked
from concejo.core.prepared import prepared
from concejo.core.words import fold

TOWN_WORDS = {"es": "ayuntamiento", "fr": "mairie", "en": "townhall"}
HANDLE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,38}[a-z0-9]|[a-z0-9]")


class TownManager(models.Manager["Town"]):
    """There is one town."""

    def current(self) -> "Town":
        """The town; an unsaved one with safe defaults before `setup`. While one request is answered, the same one."""
        return asked.once("town", lambda: next(iter(_the_town()), None) or Town())


class Town(models.Model):
    """Everything that makes this town itself, set on a page; the addresses are set once at `setup`."""

    name = models.CharField(max_length=80, default="Concejo")
    population = models.PositiveIntegerField(default=0)
    languages = models.JSONField(default=list)
    time_zone = models.CharField(max_length=40, default="Europe/Madrid")
    address = models.CharField(max_length=160, blank=True)
    hours = models.JSONField(default=dict, blank=True)
    hall = models.JSONField(default=dict, blank=True)
    opens = models.TimeField(default="09:00")
    closes = models.TimeField(default="14:00")
    phone = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=2, default="ES")
    arms = models.CharField(max_length=120, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    public_url = models.URLField(default="http://127.0.0.1:8080")
    handle_domain = models.CharField(max_length=120, default="localhost")
    mail_domain = models.CharField(max_length=120, default="localhost")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    resident_years = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )

    one_clerk = models.BooleanField(default=False)

    objects: TownManager = TownManager()

    def __str__(self) -> str:
        return self.name

    @property
    def language(self) -> str:
        """The town's first language."""
        return str(self.languages[0]) if self.languages else "es"

    @property
    def account_word(self) -> str:
        """How the town itself is called on other networks: @ayuntamiento, @mairie, @townhall."""
        return TOWN_WORDS.get(self.language, "townhall")

    @property
    def zone(self) -> ZoneInfo:
        """The one zone in which people of this town read clocks and count days."""
        return ZoneInfo(self.time_zone)

    def url(self, path: str) -> str:
        """The full public address of a path."""
        return self.public_url.rstrip("/") + path


@prepared
def _the_town() -> "models.QuerySet[Town]":
    return Town.objects.order_by("pk")[:1]


BACKUP_MADE, BACKUP_FAILED = "town.backup_made", "town.backup_failed"
"""Acts of the ledger: a backup was made and proved by restoring it, or not."""


class Handle(models.Model):
    """One word of the town's single namespace: @mention, fediverse account and mail local part; never used again."""

    word = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(f"^(?:{HANDLE.pattern})$", _("Small letters, digits, dots and dashes only."))],
    )
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.word


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Departments in the language of the town hall."""

    def active(self) -> "DepartmentQuerySet":
        """Those that work."""
        return self.filter(active=True)


class Department(models.Model):
    """A part of the town hall that people can speak to; or a team, which works within another department."""

    handle = models.OneToOneField(Handle, on_delete=models.PROTECT, related_name="department")
    name = models.JSONField(default=dict)
    purpose = models.JSONField(default=dict, blank=True)
    hours = models.JSONField(default=dict, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    icon = models.CharField(max_length=20, default="house")
    active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)
    within = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="teams")
    """The department whose team it is; its people see and do what is the team's."""

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(within=models.F("id")), name="no_team_of_itself")]

    def __str__(self) -> str:
        return self.handle.word


class Street(models.Model):
    """A street of the town's own gazetteer."""

    name = models.CharField(max_length=120, unique=True)
    folded = models.CharField(max_length=120, db_index=True, editable=False)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["folded", "id"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name in step with the name."""
        self.folded = fold(self.name)[:120]
        super().save(*args, **kwargs)


class Place(models.Model):
    """A named place or a door: the school, the fountain, number 12."""

    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=160, db_index=True, editable=False)
    street = models.ForeignKey(Street, on_delete=models.CASCADE, null=True, blank=True, related_name="places")
    number = models.CharField(max_length=10, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["folded", "number"]
        constraints = [models.UniqueConstraint(fields=["name", "street", "number"], name="one_place")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name in step with the name."""
        self.folded = fold(self.name)[:160]
        super().save(*args, **kwargs)


class Holiday(models.Model):
    """A day on which the town hall does not work."""

    day = models.DateField(unique=True, default=date.today)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class TownMapManager(models.Manager["TownMap"]):
    """There is one map, or none."""

    def current(self) -> "TownMap | None":
        """The map; while one request is answered, the same one."""
        return asked.once("map", self.order_by("pk").first)


class TownMap(models.Model):
    """What the town looks like from above: its own file of streets and houses, and its boundary; each may lack."""

    file = models.CharField(max_length=120, blank=True)
    south = models.FloatField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    deepest = models.PositiveSmallIntegerField(default=0)
    boundary = models.JSONField(default=list, blank=True)

    objects: TownMapManager = TownMapManager()

    def __str__(self) -> str:
        return self.file or "no map file"


class Area(models.Model):
    """A district of the town: its name and its outline, as rings of [longitude, latitude]."""

    name = models.CharField(max_length=80, unique=True)
    rings = models.JSONField(default=list)
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies in the rectangle around it."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


class Asset(models.Model):
    """A thing with a number on it: lamp 112, container 40. Its kind holds the words for it, parted by slashes."""

    kind = models.CharField(max_length=80)
    number = models.CharField(max_length=20)
    folded = models.CharField(max_length=20, editable=False)
    place = models.CharField(max_length=120, blank=True)
    street = models.ForeignKey(Street, on_delete=models.SET_NULL, null=True, blank=True, related_name="assets")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="assets")
    """Who looks after it, where that is another than the kind of a case says."""

    class Meta:
        ordering = ["kind", "folded"]
        constraints = [models.UniqueConstraint(fields=["kind", "folded"], name="one_asset")]
        indexes = [models.Index(fields=["folded"])]

    def __str__(self) -> str:
        return f"{self.kind.split('/')[0]} {self.number}"

    @property
    def count(self) -> int | None:
        """Its number as one counts, without letters."""
        digits = "".join(letter for letter in self.folded if letter.isdigit())
        return int(digits) if digits else None
