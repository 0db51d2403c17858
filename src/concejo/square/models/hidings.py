# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was hidden, why, and what came of an objection."""

from django.db import models

from concejo.core.ids import new_id
from concejo.people.models import Person
from concejo.square.models.talks import Conversation, Post
from concejo.square.reasons import WhyHidden


class Hiding(models.Model):
    """A post was hidden: why, who decided, where its author is told and can appeal, and what came of that."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="hidings")
    why = models.CharField(max_length=8, choices=WhyHidden.choices)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    talk = models.OneToOneField(Conversation, on_delete=models.SET_NULL, null=True, related_name="hiding")
    appealed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    restored = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.post_id} hidden: {self.why}"


class Complaint(models.Model):
    """Somebody says that a message does not belong here: the private conversation in which they say why."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    talk = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="complaints")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="complaints")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["talk", "post"], name="one_complaint")]

    def __str__(self) -> str:
        return f"complaint about {self.post_id}"
