# SPDX-License-Identifier: AGPL-3.0-or-later
"""What arrived, what must go out, the channels themselves, and the apps and bodies that report through a key."""

from concejo.channels.models.clients import Accepted, Client, ClientDay
from concejo.channels.models.letters import (
    Channel,
    Delivery,
    Digest,
    Draft,
    ExternalRef,
    Gathered,
    Letter,
    Origin,
    SentMail,
    Stance,
)

__all__ = [
    "Accepted", "Channel", "Client", "ClientDay", "Delivery", "Digest", "Draft", "ExternalRef",
    "Gathered", "Letter", "Origin", "SentMail",
    "Stance",
]  # fmt: skip
