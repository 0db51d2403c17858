# SPDX-License-Identifier: AGPL-3.0-or-later
"""To whom a channel listens: servers and accounts that are let in, listened to with care, or not at all.

The narrowest rule counts: an account's own, its server's, then those of the domains above it. Where a channel listens
only to those it knows, everybody without a rule stays out.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from concejo.channels import registry
from concejo.channels.models import Delivery, Stance
from concejo.core import asked, changes, clock, lease, ledger
from concejo.core.prepared import prepared
from concejo.people.models import Address, Person
from concejo.square import actions as square
from concejo.square.models import Follow

How = Stance.How
ONLY_KNOWN, WATCHED = "only_known", "watched"
"""Settings of a channel: listen only to whom a rule lets in; words that make a message wait for somebody to look."""
MOST_LINES = 50_000
_NAME = re.compile(r"(?:[^\s@/:]{1,64}@)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_SEVERITIES = {"suspend": How.SUSPEND, "silence": How.LIMIT, "limit": How.LIMIT}
COLUMNS = ("#domain", "#severity", "#reject_media", "#reject_reports", "#public_comment", "#obfuscate")
"""Of Mastodon's list of blocked domains."""


class NoName(ValueError):
    """It is neither the name of a server nor an account on one; the sentence is for the reader."""


def name_of(told: str) -> str:
    """`Bad.Example`, `https://bad.example/`, `@who@bad.example` as rules name them; raises `NoName`."""
    plain = told.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/").removeprefix("@")
    user, at, domain = plain.rpartition("@")
    try:
        plain = f"{user}{at}{domain.encode('idna').decode()}" if domain.isascii() is False else plain
    except UnicodeError as error:
        raise NoName(_("«%(name)s» is no server and no account.") % {"name": told[:80]}) from error
    if len(plain) > 254 or not _NAME.fullmatch(plain):
        raise NoName(_("«%(name)s» is no server and no account.") % {"name": told[:80]})
    return plain


def toward(kind: str, paths: Iterable[str]) -> dict[str, str]:
    """What counts for each `who@server`, or server alone; all of them by one question for each thousand names."""
    names = {path: list(_names(path)) for path in set(paths)}
    names_asked = sorted({name for several in names.values() for name in several})
    rules: dict[str, str] = {}
    for place in range(0, len(names_asked), 1000):
        rules |= {row.who: row.how for row in _rules(kind, names_asked[place : place + 1000])}
    default = How.SUSPEND if _settings(kind).get(ONLY_KNOWN) else How.ALLOW
    return {path: next((rules[name] for name in several if name in rules), default) for path, several in names.items()}


@prepared
def _rules(kind: str, names: list[str]) -> QuerySet[Stance]:
    return Stance.objects.filter(kind=kind, who__in=names)


def _settings(kind: str) -> Mapping[str, str | int | bool]:
    return asked.once(("channel", kind), lambda: registry.surroundings(kind).settings)


def refuses(kind: str, path: str) -> bool:
    """Nothing of theirs comes in, and nothing goes to them."""
    return toward(kind, [path])[path] == How.SUSPEND


def refuses_all(kind: str, server: str) -> bool:
    """The same for a whole server: not one account on it has a rule that lets it in."""
    if not refuses(kind, server):
        return False
    accounts = Stance.objects.filter(Q(who__endswith=f"@{server}") | Q(who__contains=f"@{server}:"), kind=kind)
    return not accounts.exclude(how=How.SUSPEND).exists()


def watched(kind: str, words: str) -> bool:
    """One of the words that the town watches stands in it, as a word of its own."""
    told = str(_settings(kind).get(WATCHED, ""))
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    if not lines:
        return False
    either = "|".join(re.escape(line) for line in lines)
    return re.search(rf"(?<!\w)(?:{either})(?!\w)", words, re.IGNORECASE) is not None


@transaction.atomic
def take(kind: str, who: str, how: str, *, by: Person, why: str = "") -> Stance:
    """A rule from now on; whoever is shut out follows nothing any more, and nothing that waits leaves for them."""
    fresh = {"how": how, "why": why[:200], "at": clock.now(), "by": by}
    row, _new = Stance.objects.update_or_create(kind=kind, who=who, defaults=fresh)
    if how == How.SUSPEND:
        _shut_out(kind, who)
    changes.touch("town")
    ledger.write("channels.stance_taken", by=by.ref, about=f"stance:{row.pk}", how=how)
    return row


@transaction.atomic
def give_up(row: Stance, *, by: Person) -> None:
    """The rule counts no more; what was shut out has to come anew."""
    ledger.write("channels.stance_given_up", by=by.ref, about=f"stance:{row.pk}", how=row.how)
    row.delete()
    changes.touch("town")


def _shut_out(kind: str, who: str) -> None:
    scheme = registry.drivers()[kind].scheme
    those = Address.objects.filter(scheme=scheme).filter(_of(who))
    for follow in Follow.objects.filter(address__in=those, ended_at=None).select_related("address"):
        square.unfollow(follow)
    waiting = Delivery.objects.filter(kind=kind, address__in=those, work=Delivery.State.WAITING, lease="")
    waiting.update(work=Delivery.State.GIVEN_UP, outcome=Delivery.STOPPED, closed_at=clock.now())
    for row in Delivery.objects.filter(kind=kind, address__in=those, work=Delivery.State.WAITING):
        lease.failed(row, "shut out", permanent=True)


def _of(who: str) -> Q:
    """Addresses for which that rule may count."""
    if "@" in who:
        return Q(path=who)
    return Q(path__endswith=f"@{who}") | Q(path__endswith=f".{who}") | Q(path__contains=f"@{who}:")


def _names(path: str) -> Iterator[str]:
    """The account, its server, and the domains above it, the narrowest first."""
    path = path.lower()
    _user, at, domain = path.rpartition("@")
    if at:
        yield path
    labels = domain.partition(":")[0].split(".")
    for place in range(max(1, len(labels) - 1)):
        yield ".".join(labels[place:])


@dataclass(slots=True)
class Import:
    """What a list of blocked domains brought."""

    fresh: int = 0
    same: int = 0
    wrong: list[str] = field(default_factory=list)


def bring_list(kind: str, data: bytes, *, by: Person) -> Import:
    """A list as Mastodon exports it (CSV: domain, severity, comment), or a name in each line. Raises `NoName`."""
    told = Import()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoName(_("This is no text file in UTF-8.")) from error
    known = dict(Stance.objects.filter(kind=kind).values_list("who", "how"))
    for number, (name, severity, comment) in enumerate(_lines(text), start=1):
        if number > MOST_LINES:
            raise NoName(_("The list has more than %(n)d lines.") % {"n": MOST_LINES})
        how = _SEVERITIES.get(severity or "suspend")
        if severity == "noop":
            told.same += 1
            continue
        try:
            who = name_of(name)
        except NoName as error:
            told.wrong.append(str(error))
            continue
        if how is None:
            told.wrong.append(_("«%(name)s»: nobody knows what «%(word)s» means.") % {"name": who, "word": severity})
        elif known.get(who) == how:
            told.same += 1
        else:
            take(kind, who, how, by=by, why=comment)
            known[who] = how
            told.fresh += 1
    return told


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    rows = csv.reader(io.StringIO(text, newline=""))
    places = {"domain": 0, "severity": 1, "public_comment": 2}
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        names = [cell.lower().lstrip("#") for cell in cells]
        if "domain" in names:
            places = {name: place for place, name in enumerate(names)}
            continue
        if cells[0].startswith("#"):
            continue
        cell = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        yield cell["domain"], cell.get("severity", "").lower(), cell.get("public_comment", "")


def as_list(kind: str) -> str:
    """The servers that are shut out or listened to with care, as Mastodon reads them."""
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\n")
    write.writerow(COLUMNS)
    for row in _servers(kind):
        severity = "suspend" if row.how == How.SUSPEND else "silence"
        write.writerow([row.who, severity, "False", "False", row.why, "False"])
    return out.getvalue()


def _servers(kind: str) -> Iterable[Stance]:
    return Stance.objects.filter(kind=kind, how__in=[How.SUSPEND, How.LIMIT]).exclude(who__contains="@").order_by("who")
