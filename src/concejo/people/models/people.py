# SPDX-License-Identifier: AGPL-3.0-or-later
"""Persons, the addresses at which they can be reached, what they are in town, and who looked at what of whom."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from concejo.core import clock
from concejo.core.ids import new_id
from concejo.town.models import Department, Handle

if TYPE_CHECKING:
    from datetime import date


PROVED_FOR = timedelta(days=365)
"""For so long a code round trip says to whom an address belongs."""


class Person(models.Model):
    """Somebody known to the town: an employee, or a neighbour whom it met in person or at more than one address.

    `known_as` is what the town hall calls a neighbour, `public_name` what others read if `shows_name`; `left_out` is
    their wish to be in no statistics, from whichever of their addresses they speak.
    """

    class Notice(models.TextChoices):
        """When an employee hears of new work."""

        AT_ONCE = "at_once", _("at once")
        MORNING = "morning", _("at 7:30 in the morning")

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    public_name = models.CharField(max_length=80, blank=True)
    known_as = models.CharField(max_length=120, blank=True)
    known_folded = models.CharField(max_length=120, blank=True, db_index=True, editable=False)
    shows_name = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    resident_until = models.DateField(null=True, blank=True)
    handle = models.OneToOneField(Handle, on_delete=models.PROTECT, null=True, blank=True, related_name="person")
    title = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=8, blank=True)
    notice = models.CharField(max_length=10, choices=Notice.choices, default=Notice.AT_ONCE)

    def __str__(self) -> str:
        return self.handle.word if self.handle else str(self.pk)

    @property
    def ref(self) -> str:
        """How the ledger names this person."""
        return f"person:{self.pk}"

    @property
    def is_resident(self) -> bool:
        """Verified on the roll in person, and today that still holds."""
        return self.resident_until is not None and self.resident_until >= clock.now().date()


class AddressQuerySet(models.QuerySet["Address"]):
    """Addresses in the language of the post office."""

    def reachable(self) -> "AddressQuerySet":
        """Words may be sent there."""
        return self.filter(blocked_at=None, bounced_at=None)


class Address(models.Model):
    """Where somebody speaks from and hears back: ``mailto:a@b.example``, ``tel:+34…``, or a slip with a code."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    scheme = models.CharField(max_length=20)
    path = models.CharField(max_length=254)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="addresses")
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    chose_public_at = models.DateTimeField(null=True, blank=True)
    shared = models.BooleanField(default=False)
    blocked_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "path"], name="one_address")]

    def __str__(self) -> str:
        return f"address {self.pk}"

    @property
    def urn(self) -> str:
        """``scheme:path``."""
        return f"{self.scheme}:{self.path}"

    @property
    def ref(self) -> str:
        """How the ledger names whoever speaks from here."""
        return f"address:{self.pk}"

    @property
    def proof_holds(self) -> bool:
        """It was proved within the year, and nothing came back since: numbers and mailboxes change hands."""
        if self.proved_at is None or self.proved_at < clock.now() - PROVED_FOR:
            return False
        return self.bounced_at is None


class RoleQuerySet(models.QuerySet["Role"]):
    """Roles that hold today."""

    def current(self, day: "date | None" = None) -> "RoleQuerySet":
        """Begun and not ended."""
        today = day or clock.now().date()
        return self.filter(Q(until=None) | Q(until__gte=today))


class Role(models.Model):
    """What a person is in town; a head or an employee is so in one department."""

    class Kind(models.TextChoices):
        """The roles; a neighbour is anybody and needs none."""

        ADMINISTRATOR = "administrator", _("administrator")
        CLERK = "clerk", _("clerk")
        HEAD = "head", _("head of department")
        EMPLOYEE = "employee", _("employee")
        COUNCILLOR = "councillor", _("councillor")
        MAYOR = "mayor", _("mayor")
        MODERATOR = "moderator", _("moderator")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    department = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, blank=True, related_name="roles")
    until = models.DateField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "department"], name="one_role", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class Substitution(models.Model):
    """While somebody is away, another person does their work."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    substitute = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stands_in")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="absence_ends"),
            models.CheckConstraint(condition=~Q(person=models.F("substitute")), name="substitute_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.substitute_id} for {self.person_id}"


class AccountManager(BaseUserManager["Account"]):
    """An administrator makes those of staff; a neighbour opens her own after proving an address. Nobody signs up."""

    def create_user(self, username: str, password: str | None, *, person: Person, email: str = "") -> "Account":
        """An account for a person who is in the books already."""
        account = self.model(username=username, person=person, email=self.normalize_email(email))
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """The way in for staff, and for neighbours who want one: one to one with a person.

    A neighbour's `username` is made up and shown to nobody. `turn` counts up when everything that is signed in ends.
    """

    username = models.CharField(max_length=40, unique=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="account")
    is_active = models.BooleanField(default=True)
    turn = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects: AccountManager = AccountManager()

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know to go on: it changes with the password, and with `turn`."""
        words = f"{self.password}:{self.turn}"
        return salted_hmac("concejo.people.Account", words, secret=secret, algorithm="sha256").hexdigest()


class Look(models.Model):
    """Somebody of the town hall looked at something private."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="looks")
    about = models.CharField(max_length=60, db_index=True)
    reason = models.CharField(max_length=200, blank=True)
    number = models.PositiveBigIntegerField(unique=True)
    chain = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.by_id} looked at {self.about}"
