# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open311 GeoReport v2 as a channel: reports of other people's apps come in, cases go out to other bodies."""

from collections.abc import Sequence
from dataclasses import replace

from concejo.channels.contract import (
    Enclosure,
    Event,
    Outgoing,
    Picture,
    Raw,
    Said,
    Sent,
    Surroundings,
    Target,
    Trust,
)
from concejo.channels.kinds.open311 import client, envelope
from concejo.core import http

LARGEST_PICTURE = 10 * 1024 * 1024
SCHEME = "open311"
TO = "to/"
"""Begins the path of a body that is reported to; all others are clients, who come and ask."""


def urn_of(client: int, number: str) -> str:
    """Who reported a case, where nobody left an address: the client, for this one case."""
    return f"{SCHEME}:from/{client}/{number}"


class Open311Driver:
    """Reads what came through the door, and reports to other servers."""

    kind = envelope.KIND
    scheme = SCHEME
    hears = True
    speaks = True
    repeats_safely = True
    one_server = False
    overheard = False
    threads = False
    writes: frozenset[str] = frozenset()

    def read(self, raw: Raw, around: Surroundings) -> Sequence[Event]:
        """One report, or one update of a case."""
        del around
        told, photos = envelope.read(raw)
        return [
            Said(
                sender=told.sender, sender_name=told.sender_name, text=told.text, full_text=told.text,
                language=told.language or None, hints=dict(told.hints), replies_to=told.replies_to,
                external_id=told.external_id, enclosures=photos,
                elsewhere=tuple(Picture(url=one) for one in told.media_urls),
            )
        ]  # fmt: skip

    def weigh(self, raw: Raw, around: Surroundings) -> Trust:
        """A client vouches for itself by its key, and for nobody whose mail address it types in."""
        del around
        sender = envelope.read(raw)[0].sender
        named = ("client", "number", "update", "body")
        evidence = {name: str(raw.envelope[name]) for name in named if name in raw.envelope}
        return Trust(aligned=sender.startswith(f"{SCHEME}:"), evidence=evidence)

    def fetch(self, said: Said, around: Surroundings) -> Said:
        """Pictures that lie elsewhere; one that cannot be had is left out, and its address stays in the letter."""
        del around
        got = [one for picture in said.elsewhere if (one := _picture(picture)) is not None]
        return replace(said, enclosures=(*said.enclosures, *got), elsewhere=())

    def targets(self, urns: Sequence[str], *, cause: str = "post") -> Sequence[Target]:
        """Bodies that are reported to; a client that reports comes and asks what became of it."""
        del cause
        paths = [urn.removeprefix(f"{SCHEME}:") for urn in dict.fromkeys(urns)]
        return [Target(urn=f"{SCHEME}:{path}", to=path) for path in paths if path.startswith(TO)]

    def send(self, outgoing: Outgoing, around: Surroundings) -> Sent:
        """Report to that body, or tell it how its case goes on here."""
        return client.send(outgoing, around)

    def check(self, around: Surroundings) -> Sequence[str]:
        """Each body has its own test, on its page."""
        del around
        return []


def _picture(picture: Picture) -> Enclosure | None:
    try:
        reply = http.get(picture.url, headers={"Accept": "image/*"}, most=LARGEST_PICTURE)
    except (http.Forbidden, http.Unreachable):
        return None
    if reply.status != 200 or not reply.headers.get("content-type", "").startswith("image/"):
        return None
    return Enclosure(name="photo", content_type="image/jpeg", data=reply.body, alt=picture.alt)


driver = Open311Driver()
