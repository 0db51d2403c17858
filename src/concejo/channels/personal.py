# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this room holds about somebody: their letters as they came, and what was sent to them."""

from collections.abc import Iterator

from concejo.channels.intake import open_letter
from concejo.channels.models import Delivery, Digest, ExternalRef, Gathered, Letter, Stance
from concejo.core import clock
from concejo.core.models import Leased
from concejo.people.models import Address
from concejo.privacy.holdings import Holding, Row, Subject, holds
from concejo.privacy.townkey import CannotOpen


def tell(subject: Subject) -> dict[str, list[Row]]:
    """When letters came, what went out to them, and whether the town listens to them with care, or not at all."""
    sent = Delivery.objects.filter(address__in=subject.addresses).order_by("made_at")
    return {
        "letters": [
            {"at": one.received_at, "through": one.kind, "what became of it": one.fate} for one in _letters(subject)
        ],
        "sent": [
            {"at": one.sent_at or one.made_at, "through": one.kind, "why": one.cause, "outcome": one.outcome}
            for one in sent
        ],
        "rules": [
            {"account": one.who, "rule": one.how, "why": one.why, "since": one.at}
            for one in Stance.objects.filter(who__in=_paths(subject)).order_by("at")
        ],
    }


def files(subject: Subject) -> Iterator[tuple[str, bytes]]:
    """Letters as they came."""
    for letter in _letters(subject):
        if letter.body:
            try:
                yield (f"letter-{letter.received_at:%Y-%m-%d-%H%M}-{letter.pk}.eml", open_letter(letter).body)
            except CannotOpen:
                continue  # the key of a backup from elsewhere; the row above still tells of it


def erase(subject: Subject) -> dict[str, int]:
    """Letters are emptied, what waits for them does not leave; that something came and went stays as a number."""
    letters = _letters(subject)
    for letter in letters:
        letter.body, letter.evidence, letter.sender = b"", {}, None
        letter.save(update_fields=["body", "evidence", "sender"])
    ExternalRef.objects.filter(post__author__in=subject.addresses).delete()
    Digest.objects.filter(address__in=subject.addresses).delete()
    Gathered.objects.filter(address__in=subject.addresses).delete()
    rows = Delivery.objects.filter(address__in=subject.addresses)
    rows.filter(work=Leased.State.WAITING).update(work=Leased.State.GIVEN_UP, error="", outcome=Delivery.STOPPED)
    rows.update(to="", external_id="", error="", address=None, closed_at=clock.now())
    return {"letters": len(letters)}


def _paths(subject: Subject) -> list[str]:
    return list(Address.objects.filter(pk__in=subject.addresses, path__contains="@").values_list("path", flat=True))


def _letters(subject: Subject) -> list[Letter]:
    theirs = Letter.objects.filter(sender__in=subject.addresses)
    heard = Letter.objects.filter(posts__post__author__in=subject.addresses)
    return list((theirs | heard).distinct().order_by("received_at"))


holds(Holding("channels", tell, erase, files))
