# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which way a request to another server is signed: the older one (draft-cavage) first, since some servers drop the
newer one (RFC 9421) without a word; the newer one to a server that has shown that it reads it.

A server shows it by signing so itself, or by refusing the older way with 401 and taking the newer one. What is known is
kept; a server that refused the newer way is not asked so again for a month.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from concejo.core import asked, clock
from concejo.fediverse import messages, signatures
from concejo.fediverse.models import Signing

How = Signing.How
MONTH = timedelta(days=30)


def sign(key: RSAPrivateKey, *, key_id: str, method: str, url: str, body: bytes = b"") -> dict[str, str]:
    """The headers that sign one request as that server wants it."""
    way = messages.sign if is_newer(host_of(url)) else signatures.sign
    return way(key, key_id=key_id, method=method, url=url, body=body, now=clock.now())


def is_newer(host: str) -> bool:
    """Whether that server is asked in the newer way."""
    return host in asked.once("signing", _newer)


def _newer() -> frozenset[str]:
    """All of them, in one question for a whole batch of deliveries."""
    return frozenset(Signing.objects.filter(how__in=[How.NEWER, How.TRY]).values_list("host", flat=True))


def shows(host: str) -> None:
    """It signs in the newer way itself; called for every first request of a key, so it writes only what is new."""
    if _how(host) not in {How.NEWER, How.OLDER}:
        _keep(host, How.NEWER)


def took(url: str, headers: dict[str, str]) -> None:
    """It took a request; if that was signed in the newer way to try, it is known now."""
    host = host_of(url)
    if _was_newer(headers) and _how(host) == How.TRY:
        _keep(host, How.NEWER)


def refused(url: str, headers: dict[str, str]) -> bool:
    """It answered 401. Says whether another way is left, in which the request is worth sending again."""
    host, newer = host_of(url), _was_newer(headers)
    how = _how(host)
    if newer:
        _keep(host, How.OLDER)
        return how == How.NEWER  # to try it, the older way was refused before
    if how == How.OLDER:
        return False
    if how != How.NEWER:
        _keep(host, How.TRY)
    return True


def host_of(url: str) -> str:
    """The server that an address is on, with its port."""
    return urlsplit(url).netloc.lower()[:120]


def _was_newer(headers: dict[str, str]) -> bool:
    return "Signature-Input" in headers


def _how(host: str) -> str:
    row = Signing.objects.filter(host=host).first()
    if row is None or (row.how == How.OLDER and row.since < clock.now() - MONTH):
        return ""
    return row.how


def _keep(host: str, how: str) -> None:
    Signing.objects.update_or_create(host=host, defaults={"how": how, "since": clock.now()})
    asked.changed("signing")
