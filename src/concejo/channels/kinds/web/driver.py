# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web form: a letter written on our own page. It hears; whoever left no address comes back with a code."""

from collections.abc import Sequence

from concejo.channels import written
from concejo.channels.contract import Event, Outcome, Outgoing, Raw, Sent, Surroundings, Target, Trust


class WebDriver:
    """Reads forms; words for a code on a slip need no carrying, their page is always there."""

    kind = "web"
    scheme = "slip"
    hears = True
    speaks = False
    repeats_safely = True

    def read(self, raw: Raw, around: Surroundings) -> Sequence[Event]:
        """One form, one thing said."""
        del around
        return [written.read(raw)]

    def weigh(self, raw: Raw, around: Surroundings) -> Trust:
        """Nobody vouches for what a form says of its sender."""
        del raw, around
        return Trust()

    def targets(self, urns: Sequence[str]) -> Sequence[Target]:
        """Nowhere to take words."""
        del urns
        return []

    def send(self, outgoing: Outgoing, around: Surroundings) -> Sent:
        """Never called: there are no targets."""
        del outgoing, around
        return Sent(outcome=Outcome.INVALID)

    def check(self, around: Surroundings) -> Sequence[str]:
        """Nothing can be wrong with it."""
        del around
        return []


driver = WebDriver()
