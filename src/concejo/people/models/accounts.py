# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an account is signed in, and a code on paper for whoever lost every way in."""

from django.db import models

from concejo.core.ids import new_id
from concejo.people.models.people import Account, Person


class SignIn(models.Model):
    """One browser in which an account is signed in: which device in words, since when, last seen to the hour.

    No network address is kept. Whoever takes the row away ends the session: its next request is nobody's.
    """

    class How(models.TextChoices):
        """How somebody showed who they are."""

        PASSKEY = "passkey"
        PASSWORD = "password"  # noqa: S105 -- a way in, not a password
        CODE = "code"
        SLIP = "slip"
        RECOVERY = "recovery"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="signed_in")
    device = models.CharField(max_length=60, blank=True)
    how = models.CharField(max_length=8, choices=How.choices, default=How.PASSWORD)
    since = models.DateTimeField()
    seen = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sign-in {self.pk}"


class Recovery(models.Model):
    """A code that the counter gave on paper to somebody whom it had verified; `mark` is its HMAC, never the code."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recoveries")
    mark = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"recovery {self.pk}"
