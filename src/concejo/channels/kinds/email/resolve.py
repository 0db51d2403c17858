# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions to the DNS, as a function that tests replace."""

import logging
import time
from collections.abc import Callable

import dns.exception
import dns.resolver

Lookup = Callable[[str, str], list[str]]
"""(name, type) -> records as text (TXT joined, MX as `10 mx.example`), none when there is none; or `DnsTrouble`."""
SECONDS = 5.0
REST = 30.0
TIMES = 3
log = logging.getLogger(__name__)


class DnsTrouble(OSError):
    """The DNS gave no answer now; later it may."""


class _Silence:
    """A resolver that is silent is left alone for a while, so that letters are not understood one a minute."""

    def __init__(self) -> None:
        self._until, self._times = 0.0, 0

    def hears(self, *, answer: bool) -> None:
        """One domain may be broken; three questions in a row without an answer mean that the resolver is."""
        self._times = 0 if answer else self._times + 1
        if self._times >= TIMES:
            log.warning("the DNS does not answer; for %.0f s letters are read without it", REST)
            self._until, self._times = time.monotonic() + REST, TIMES - 1

    def lasts(self) -> bool:
        """Not to be asked now."""
        return time.monotonic() < self._until


_silence = _Silence()


def look_up(name: str, kind: str = "TXT") -> list[str]:
    """Ask the machine's resolver. No record is an empty list; a resolver that is silent or broken is `DnsTrouble`."""
    if _silence.lasts():
        raise DnsTrouble("resting")
    try:
        answer = dns.resolver.resolve(name.rstrip("."), kind, lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        _silence.hears(answer=True)
        return []
    except (dns.exception.DNSException, UnicodeError, ValueError) as error:
        if isinstance(error, dns.exception.Timeout | dns.resolver.NoNameservers | dns.resolver.NoResolverConfiguration):
            _silence.hears(answer=False)
        raise DnsTrouble(type(error).__name__) from error
    _silence.hears(answer=True)
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
    return [record.to_text() for record in answer]
