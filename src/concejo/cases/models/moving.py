# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town moves in with the cases of its old register."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from concejo.core.ids import new_id
from concejo.people.models import Person


class MoveIn(models.Model):
    """A file of another register: what its columns hold, whether it was tried, how far it has come, whether undone."""

    class Stage(models.TextChoices):
        """How far it is."""

        READING = "reading", _("waits for you to say what its columns hold")
        BRINGING = "bringing", _("is being brought in")
        DONE = "done", _("was brought in")
        UNDOING = "undoing", _("is being undone")
        UNDONE = "undone", _("was undone")

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=60, unique=True)
    """The name of the register, as `Brought` keeps it."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.READING)
    sealed = models.BinaryField(null=True)
    """The file as it came, sealed, until it was brought in or thrown away."""
    told = models.JSONField(default=dict)
    """What its columns hold: a `cases.bulk.told.Told`."""
    wrong = models.JSONField(default=list)
    """Lines that cannot be taken, with the reason; at most 5,000 of them."""
    tried_at = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(default=0)
    """Those that can be taken."""
    wrong_count = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    covered = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField(default=0)
    """How many lines have been looked at."""
    undone = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    """Cases that stay although it was undone, because somebody here has worked on them since."""
    made = models.JSONField(default=dict)
    """Kinds and streets that came into being with it."""

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.source

    @property
    def scope(self) -> str:
        """Under which its file is sealed."""
        return f"move-in:{self.pk}"

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"move-in:{self.pk}"
