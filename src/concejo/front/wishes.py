# SPDX-License-Identifier: AGPL-3.0-or-later
"""May this request be answered with a kept page, and with which?"""

from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie

from concejo.front.pages import Wish
from concejo.web import tongues

IGNORED = frozenset({tongues.COOKIE, "csrftoken"})
"""Cookies on which no kept page depends; whoever brings another one may be somebody whom we know."""
_ATOM = "application/atom+xml"
_ACTIVITY = ("application/activity+json", "application/ld+json")
LONGEST = 512
"""Bytes of an address; longer ones are not worth their place."""
HostAllowed = Callable[[str], bool]


def wish_of(
    method: str, address: bytes, headers: Mapping[str, str], *, secure: bool, host_allowed: HostAllowed
) -> Wish | None:
    """What tells this request's page from others; `None` if only Django can answer it."""
    if method not in {"GET", "HEAD"} or len(address) > LONGEST or "authorization" in headers or "range" in headers:
        return None
    if b"?" in address and b"lang=" in address:
        return None
    if not host_allowed(headers.get("host", "")):
        return None
    cookies = _cookies(headers.get("cookie", ""))
    if cookies is None or not IGNORED.issuperset(cookies):
        return None
    language = tongues.wanted(cookie=cookies.get(tongues.COOKIE, ""), accepts=headers.get("accept-language", ""))
    return Wish(address, kind_of(headers.get("accept", "")), language, secure, "hx-request" in headers)


def kind_of(accepts: str) -> str:
    """Which of the three faces of an address is wanted: the one named first among those we have."""
    for part in accepts.lower().split(","):
        name = part.partition(";")[0].strip()
        if name in {"text/html", "application/xhtml+xml"}:
            break
        if name == _ATOM:
            return "atom"
        if name in _ACTIVITY:
            return "activity"
    return "html"


def _cookies(header: str) -> dict[str, str] | None:
    if not header:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()} or None
    except CookieError:
        return None
