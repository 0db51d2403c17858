# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations, posts and their earlier words; whom they name."""

from django.db import models
from django.db.models import Q

from concejo.core.ids import new_id, new_token
from concejo.people.models import Address, Person
from concejo.privacy.models import SealKey
from concejo.privacy.seal import unseal
from concejo.town.models import Department, Handle


class Visibility(models.TextChoices):
    """Who reads a conversation, for ever."""

    PUBLIC = "public"
    PRIVATE = "private"
    INTERNAL = "internal"


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations in the language of the square."""

    def public(self) -> "ConversationQuerySet":
        """Everybody may read them, and there is something to read."""
        return self.filter(visibility=Visibility.PUBLIC, shown=True)


class Conversation(models.Model):
    """Posts that belong together; public, private or internal, for ever."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    visibility = models.CharField(max_length=8, choices=Visibility.choices)
    title = models.CharField(max_length=120, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations"
    )
    key = models.ForeignKey(SealKey, on_delete=models.PROTECT, null=True, blank=True)
    token = models.CharField(max_length=26, unique=True, default=new_token)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    shown = models.BooleanField(default=False)
    waits_since = models.DateTimeField(null=True, blank=True, db_index=True)
    topics = models.JSONField(default=list, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        # Partial, because SQLite finds no index for a yes-or-no column that stands alone in a condition.
        indexes = [
            models.Index(fields=["visibility", "-last_at", "-id"], condition=Q(shown=True), name="talks_newest"),
            models.Index(
                fields=["department", "visibility", "-last_at", "-id"], condition=Q(shown=True), name="talks_department"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(visibility="public") | Q(key__isnull=False), name="private_is_sealed")
        ]

    def __str__(self) -> str:
        return f"{self.visibility} conversation {self.pk}"

    @property
    def is_public(self) -> bool:
        """Everybody may read it."""
        return self.visibility == Visibility.PUBLIC

    @property
    def topic(self) -> str:
        """How followings and change counters name it."""
        return f"conversation:{self.pk}"


class PostQuerySet(models.QuerySet["Post"]):
    """Posts in the language of the square."""

    def published(self) -> "PostQuerySet":
        """What stands in the open, tombstones not counted."""
        return self.filter(state=Post.State.PUBLISHED)

    def public(self) -> "PostQuerySet":
        """What everybody may read."""
        return self.published().filter(conversation__visibility=Visibility.PUBLIC)

    def with_cards(self) -> "PostQuerySet":
        """Only what a public page shows of each, in a constant number of queries."""
        return self.with_voice().prefetch_related("media", "mentions")

    def with_voice(self) -> "PostQuerySet":
        """The words and who said them, without pictures and mentions; one query."""
        return self.select_related("author__person", "speaker__handle", "department", "conversation").only(
            "via", "at", "about", "text", "sealed", "language", "state", "facts", "edited_at", "author__name",
            "author__shared", "author__person__public_name", "author__person__shows_name", "author__person__handle",
            "author__person__resident_until", "speaker__public_name", "speaker__title", "speaker__handle__word",
            "department__name", "conversation__visibility", "conversation__title", "conversation__key",
        )  # fmt: skip

    def with_people(self) -> "PostQuerySet":
        """Everything a thread shows, in a constant number of queries."""
        joined = self.select_related("author__person", "speaker__handle", "department", "conversation")
        plain = joined.defer("department__purpose", "department__hours", "conversation__topics")
        return plain.prefetch_related("media", "mentions")


class Post(models.Model):
    """One thing that was said in a conversation."""

    class State(models.TextChoices):
        """A post is held until it may be read, published, hidden by a moderator, or deleted (a tombstone)."""

        HELD = "held"
        PUBLISHED = "published"
        HIDDEN = "hidden"
        DELETED = "deleted"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    speaker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    via = models.CharField(max_length=20)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    language = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    held_for = models.CharField(max_length=20, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    answers = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="answered_by")
    about = models.CharField(max_length=120, blank=True)
    """What it is about, said before one reads it; the words are then behind one press."""
    useful_until = models.DateTimeField(null=True, blank=True)
    """It is urgent, and of no use after that moment."""
    edited_at = models.DateTimeField(null=True, blank=True)
    leaves_at = models.DateTimeField(null=True, blank=True)
    mentions = models.ManyToManyField(Handle, through="Mention", related_name="mentioned_in")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["conversation", "at", "id"]),
            models.Index(fields=["state", "-at"]),
            models.Index(fields=["department", "-at"]),
            models.Index(fields=["speaker", "-at"]),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    @property
    def words(self) -> str:
        """The text, opened if it is sealed."""
        if self.sealed is None:
            return self.text
        return unseal(str(self.conversation.key_id), self.sealed).decode()

    @property
    def is_town(self) -> bool:
        """Somebody of the town hall speaks."""
        return self.speaker_id is not None

    @property
    def by(self) -> str:
        """How the ledger names who said it."""
        return f"person:{self.speaker_id}" if self.speaker_id else f"address:{self.author_id}"


class PostVersion(models.Model):
    """What a public post said before it was edited."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.post_id} before {self.at}"


class Mention(models.Model):
    """A post names a person or a department."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE)
    handle = models.ForeignKey(Handle, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "handle"], name="one_mention")]

    def __str__(self) -> str:
        return f"{self.handle_id} in {self.post_id}"
