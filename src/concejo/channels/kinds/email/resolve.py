# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions to the DNS, as a function that tests replace."""

from collections.abc import Callable

import dns.exception
import dns.resolver

Lookup = Callable[[str, str], list[str]]
"""(name, type) -> records as text (TXT joined, MX as `10 mx.example`), none when there is none; or `DnsTrouble`."""
SECONDS = 5.0


class DnsTrouble(OSError):
    """The DNS gave no answer now; later it may."""


def look_up(name: str, kind: str = "TXT") -> list[str]:
    """Ask the machine's resolver. No record is an empty list; a resolver that is silent or broken is `DnsTrouble`."""
    try:
        answer = dns.resolver.resolve(name.rstrip("."), kind, lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, UnicodeError, ValueError) as error:
        raise DnsTrouble(type(error).__name__) from error
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
    return [record.to_text() for record in answer]
