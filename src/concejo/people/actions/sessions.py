# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where somebody is signed in: it begins, is seen, and is ended one by one or all at once."""

from datetime import datetime, timedelta

from django.db import transaction

from concejo.core import clock, ledger, outbox
from concejo.core.ids import new_id
from concejo.people.models import Account, SignIn
from concejo.people.rules import comes_back_daily

FORGOTTEN_AFTER = timedelta(days=15)
"""A session ends after two weeks (SESSION_COOKIE_AGE); what was seen before that can only be over."""
REST = timedelta(hours=12)
"""After so long without a page, whoever reads private matters at a desk signs in anew."""
MOST = 50
"""So many browsers of one account are remembered; the one that was seen longest ago is out."""


def begin_sign_in(account: Account, *, device: str, how: str) -> SignIn:
    """Somebody signed in with a browser."""
    now = clock.now()
    SignIn.objects.filter(seen__lt=now - FORGOTTEN_AFTER).delete()
    row = SignIn.objects.create(id=new_id(), account=account, device=device[:60], how=how, since=now, seen=_hour(now))
    old = account.signed_in.order_by("-seen", "-pk").values_list("pk", flat=True)[MOST:]
    SignIn.objects.filter(pk__in=list(old)).delete()
    return row


def rested(row: SignIn) -> bool:
    """Nobody has used that browser for a night, and what can be read with it is private."""
    return comes_back_daily(row.account.person) and row.seen < clock.now() - REST


def see(row: SignIn) -> None:
    """That browser is still there; written down once an hour."""
    hour = _hour(clock.now())
    if row.seen < hour:
        SignIn.objects.filter(pk=row.pk).update(seen=hour)


def signed_out(number: int) -> None:
    """Somebody left by the door."""
    SignIn.objects.filter(pk=number).delete()


@transaction.atomic
def end_sign_in(row: SignIn, *, by: str) -> None:
    """One browser is out."""
    ledger.write("people.signed_out", by=by, about=row.account.person.ref, ended=1)
    row.delete()


@transaction.atomic
def end_sign_ins(account: Account, *, by: str, but: int | None = None) -> int:
    """Every browser is out, except `but`, whose session must be given the new hash by whoever calls; how many."""
    account.turn += 1
    account.save(update_fields=["turn"])
    rows = account.signed_in.exclude(pk=but) if but else account.signed_in.all()
    gone: int = rows.delete()[0]
    ledger.write("people.signed_out", by=by, about=account.person.ref, ended=gone)
    return gone


def tell(account: Account, act: str, *, by: str, **facts: int) -> None:
    """A line in the ledger, and a letter to every address of whoever owns the account: it may not have been they."""
    line = ledger.write(act, by=by, about=account.person.ref, **facts)
    outbox.promise("people.account_changed", key=str(line.pk), line=line.pk, person=account.person_id)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
