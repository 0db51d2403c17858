# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody tries passwords for an account that is not theirs, perhaps: its owner hears of it."""

from datetime import timedelta

from django.core.cache import cache

from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.people import actions
from concejo.people.models import Account

STRANGE = 5
"""Wrong passwords within `WITHIN`; then the door of this account is closed for as long (ACCOUNT_RATE_LIMITS)."""
WITHIN = 5 * 60
QUIET = timedelta(days=1)
"""Nobody is written to more often, however long somebody tries."""
ACT = "people.tried"


def failed(username: str) -> None:
    """One wrong password; at the fifth a letter goes out. Counted in each process."""
    account = Account.objects.select_related("person").filter(username=username, is_active=True).first()
    if account is None:
        return
    name = f"tried:{account.pk}"
    cache.add(name, 0, WITHIN)
    if cache.incr(name) == STRANGE and not _told_today(account):
        actions.tell(account, ACT, by="town", tries=STRANGE)


def _told_today(account: Account) -> bool:
    since = clock.now() - QUIET
    return LedgerLine.objects.filter(act=ACT, about=account.person.ref, at__gt=since).exists()
