# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-mail as one channel among others: what the town's registry of channels finds under the name `email`."""

from collections.abc import Sequence

from concejo.channels.contract import Event, Outgoing, Raw, Said, Sent, Surroundings, Target, Trust

from . import doctor, headers, read, send, trust
from .resolve import Lookup, look_up


class EmailDriver:
    """Reads, weighs, aims, sends and examines; keeps nothing."""

    kind = "email"
    scheme = "mailto"
    hears = True
    speaks = True
    repeats_safely = True
    one_server = True
    overheard = False
    threads = False
    writes: frozenset[str] = frozenset()

    def __init__(self, *, lookup: Lookup = look_up) -> None:
        self._lookup = lookup

    def read(self, raw: Raw, around: Surroundings) -> Sequence[Event]:
        """Pure; raises `Unreadable`."""
        return read.read(raw, around)

    def weigh(self, raw: Raw, around: Surroundings) -> Trust:
        """Asks the DNS."""
        return trust.weigh(raw, around, lookup=self._lookup)

    def fetch(self, said: Said, around: Surroundings) -> Said:
        """A letter brings everything along."""
        return said

    def targets(self, urns: Sequence[str], *, cause: str = "post") -> Sequence[Target]:
        """One letter per mailbox, never two to the same, never one that shows an address to another."""
        found: dict[str, Target] = {}
        for urn in urns:
            scheme, _, path = urn.partition(":")
            address = headers.normal(path) if scheme.lower() == self.scheme else ""
            if address:
                found.setdefault(address, Target(urn=urn, to=address))
        return tuple(found.values())

    def send(self, outgoing: Outgoing, around: Surroundings) -> Sent:
        """One attempt; never raises for what the network does."""
        return send.send(outgoing, around)

    def check(self, around: Surroundings) -> Sequence[str]:
        """DNS records, the SMTP server and the mailbox, as `doctor` asks."""
        return doctor.check(around, lookup=self._lookup)

    def dedupe_key(self, raw: Raw) -> str:
        """The same letter by two ways has one key."""
        return read.dedupe_key(raw)


driver = EmailDriver()
