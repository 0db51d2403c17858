# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web form: a letter written on our own page. It hears; whoever left no address comes back with a code."""

from collections.abc import Sequence

from concejo.channels.contract import Outcome, Outgoing, Sent, Surroundings, Target
from concejo.channels.written import FormReader


class WebDriver(FormReader):
    """Reads forms; words for a code on a slip need no carrying, their page is always there."""

    kind = "web"
    scheme = "slip"
    speaks = False

    def targets(self, urns: Sequence[str], *, cause: str = "post") -> Sequence[Target]:
        """Nowhere to take words."""
        del urns
        return []

    def send(self, outgoing: Outgoing, around: Surroundings) -> Sent:
        """Never called: there are no targets."""
        del outgoing, around
        return Sent(outcome=Outcome.INVALID)


driver = WebDriver()
