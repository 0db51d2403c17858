# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's own mailboxes: where it writes from, and the two addresses that carry a token behind the plus (RFC 5233).

A town with a domain of its own keeps `r+TOKEN` and `b+TOKEN`; a town with one mailbox at a provider may set
`avisos+r-{token}`, or nothing at all, and conversations are then found by References alone.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from concejo.channels.contract import Surroundings

from .headers import normal

REPLY = "r+{token}"
BOUNCE = "b+{token}"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")


def setting(around: Surroundings, name: str, default: str) -> str:
    """A setting as text; what is not set takes its default."""
    return told(around.settings, name, default)


def told(settings: Mapping[str, object], name: str, default: str) -> str:
    """The same from the settings alone. An empty text is an answer; a field left blank (None) is not."""
    value = settings.get(name)
    return default if value is None else str(value)


def domain_of(around: Surroundings) -> str:
    """The mail domain as the DNS writes it."""
    return normal(f"x@{around.mail_domain}").partition("@")[2]


def sender_of(around: Surroundings) -> str:
    """The address residents see: `avisos@…` unless the town chose another."""
    return f"{setting(around, 'from_local', 'avisos')}@{domain_of(around)}"


def reply_address(around: Surroundings, token: str | None) -> str:
    """Where an answer to these words should go; empty when the town has no address for it."""
    return _with_token(around, setting(around, "reply_local", REPLY), token)


def bounce_address(around: Surroundings, token: str | None) -> str:
    """The envelope sender (VERP), so that a returned letter says by itself which words were returned."""
    return _with_token(around, setting(around, "bounce_local", BOUNCE), token)


def _with_token(around: Surroundings, template: str, token: str | None) -> str:
    if not template or not token:
        return ""
    if not _TOKEN.match(token):
        message = "a token may hold letters, digits, - and _ only"
        raise ValueError(message)
    return f"{template.replace('{token}', token)}@{domain_of(around)}"


def reply_token(around: Surroundings, addresses: tuple[str, ...]) -> str | None:
    """The token of the first address that is one of our reply addresses."""
    return _find(setting(around, "reply_local", REPLY), domain_of(around), addresses)


def bounce_token(around: Surroundings, addresses: tuple[str, ...]) -> str | None:
    """The token of the first address that is one of our envelope senders."""
    return _find(setting(around, "bounce_local", BOUNCE), domain_of(around), addresses)


def _find(template: str, domain: str, addresses: tuple[str, ...]) -> str | None:
    if "{token}" not in template:
        return None
    for address in addresses:
        match = _shape(template.lower(), domain).match(address)
        if match:
            return match.group(1)
    return None


@lru_cache(maxsize=32)
def _shape(template: str, domain: str) -> re.Pattern[str]:
    before, _, after = template.partition("{token}")
    return re.compile(rf"{re.escape(before)}([a-z0-9_-]{{1,60}}){re.escape(after)}@{re.escape(domain)}\Z")


def is_ours(around: Surroundings, address: str) -> bool:
    """Whether the town's machine itself writes from this address (staff with a mailbox in the domain are people)."""
    if not address:
        return False
    one = (address,)
    return address == sender_of(around) or bool(reply_token(around, one) or bounce_token(around, one))
