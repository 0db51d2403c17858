# SPDX-License-Identifier: AGPL-3.0-or-later
"""The counter and the telephone: the clerk writes down what is said, and calls back by hand."""

from collections.abc import Sequence

from concejo.channels.contract import Outcome, Outgoing, Sent, Surroundings, Target
from concejo.channels.written import FormReader


class CounterDriver(FormReader):
    """Reads the clerk's form; words for a telephone become a line on the call-back list."""

    kind = "counter"
    scheme = "tel"
    speaks = True

    def targets(self, urns: Sequence[str], *, cause: str = "post") -> Sequence[Target]:
        """One call per number."""
        return [Target(urn=urn, to=urn.removeprefix("tel:")) for urn in dict.fromkeys(urns)]

    def send(self, outgoing: Outgoing, around: Surroundings) -> Sent:
        """A person calls; the list shows it until they tick it."""
        del outgoing, around
        return Sent(outcome=Outcome.BY_HAND)


driver = CounterDriver()
