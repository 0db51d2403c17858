# SPDX-License-Identifier: AGPL-3.0-or-later
"""The counter and the telephone: the clerk writes down what is said, and calls back by hand."""

from collections.abc import Sequence

from concejo.channels import written
from concejo.channels.contract import Event, Outcome, Outgoing, Raw, Sent, Surroundings, Target, Trust


class CounterDriver:
    """Reads the clerk's form; words for a telephone become a line on the call-back list."""

    kind = "counter"
    scheme = "tel"
    hears = True
    speaks = True
    repeats_safely = True

    def read(self, raw: Raw, around: Surroundings) -> Sequence[Event]:
        """One form, one thing said."""
        del around
        return [written.read(raw)]

    def weigh(self, raw: Raw, around: Surroundings) -> Trust:
        """The clerk heard it; that proves nothing about a telephone number."""
        del raw, around
        return Trust()

    def targets(self, urns: Sequence[str]) -> Sequence[Target]:
        """One call per number."""
        return [Target(urn=urn, to=urn.removeprefix("tel:")) for urn in dict.fromkeys(urns)]

    def send(self, outgoing: Outgoing, around: Surroundings) -> Sent:
        """A person calls; the list shows it until they tick it."""
        del outgoing, around
        return Sent(outcome=Outcome.BY_HAND)

    def check(self, around: Surroundings) -> Sequence[str]:
        """Nothing can be wrong with it."""
        del around
        return []


driver = CounterDriver()
