# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody follows comes gathered into one letter, each morning or each Monday, everything in it once.

What there is to tell is noted when it is said, as the conversation alone; the words are read when the letter leaves,
so that it holds nothing that was hidden, deleted or made private meanwhile.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction

from concejo.channels.fanning import deliver, neighbours
from concejo.channels.models import Delivery, Digest, Gathered
from concejo.core import clock, ledger
from concejo.people.models import Address
from concejo.square import actions as square
from concejo.square.models import Conversation, Follow, Pace
from concejo.town.models import Town

HOUR = time(8)
MONDAY = 0
KEPT = timedelta(days=60)
"""For as long a letter is known by which somebody ends what they follow."""


def note(conversation: Conversation, topics: Iterable[str], *, at: datetime, but: set[int]) -> None:
    """Whoever wants it gathered hears of it with their next letter; not those who hear at once (`but`, addresses)."""
    if not conversation.is_public:
        return
    sooner: dict[int, str] = {}
    for row in Follow.objects.gathered(topics):
        if row.address_id not in but and sooner.get(row.address_id) != Pace.DAILY:
            sooner[row.address_id] = row.pace
    rows = [
        Gathered(address_id=pk, pace=pace, conversation=conversation, since=at) for pk, pace in sorted(sooner.items())
    ]
    Gathered.objects.bulk_create(rows, ignore_conflicts=True)


def send_due() -> int:
    """From eight o'clock what was gathered until then leaves; what is weekly, on Mondays. Returns how many letters."""
    zone = Town.objects.current().zone
    now = clock.now().astimezone(zone)
    if now.time() < HOUR:
        return 0
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    _forget()
    return _send(Pace.DAILY, today, zone_hour=_eight(today)) + _send(Pace.WEEKLY, monday, zone_hour=_eight(monday))


def end(digest: Digest) -> None:
    """One press, and nothing more comes gathered like this."""
    with transaction.atomic():
        for row in digest.address.follows.filter(pace=digest.pace, ended_at=None).select_related("address"):
            square.unfollow(row)
        Gathered.objects.filter(address=digest.address, pace=digest.pace, digest=None).delete()
        ledger.write("channels.digest_ended", by=digest.address.ref, about=f"digest:{digest.pk}")


def _eight(day: date) -> datetime:
    return datetime.combine(day, HOUR, Town.objects.current().zone)


def _send(pace: str, day: date, *, zone_hour: datetime) -> int:
    waiting = Gathered.objects.filter(pace=pace, digest=None, since__lt=zone_hour)
    sent = 0
    for pk in list(waiting.order_by("address").values_list("address", flat=True).distinct()):
        with transaction.atomic():
            address = Address.objects.select_related("person").get(pk=pk)
            digest, fresh = Digest.objects.get_or_create(address=address, pace=pace, day=day)
            if not fresh or not neighbours([address]):
                continue
            waiting.filter(address=pk).update(digest=digest)
            sent += len(deliver([address], cause="digest", subject=digest.pk, post=None, lane=Delivery.Lane.MANY))
    return sent


def _forget() -> None:
    """Long after it left, what a letter held is nobody's concern; so is what waits for an address that is gone."""
    Digest.objects.filter(day__lt=(clock.now() - KEPT).date()).delete()
    Gathered.objects.filter(digest=None, since__lt=clock.now() - KEPT).delete()
