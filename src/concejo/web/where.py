# SPDX-License-Identifier: AGPL-3.0-or-later
"""The place of what somebody tells: a point becomes words, and words that name another street put the point right."""

from django.utils.translation import gettext as _

from concejo.town import gazetteer, geocoders, ground
from concejo.web.drafts import Answers


def take(told: Answers, lat: float, lon: float) -> None:
    """A point (of a photo, of the telephone, of the map) is offered as the place, if it can be meant at all."""
    if ground.astray(lat, lon, around=ground.extent()):
        return
    told.lat, told.lon = str(lat), str(lon)
    told.place = told.place or _words(lat, lon)


def settle(told: Answers, *, words: str) -> None:
    """After the question where: a new point gives words; other words than `words` may take the point away."""
    if not told.lat or not told.lon:
        look_further(told, words=words)
        return
    lat, lon = float(told.lat), float(told.lon)
    if not told.place or (words == told.place and words.startswith(_near(""))):
        told.place = _words(lat, lon)
    elif words != told.place:
        named, pointed = gazetteer.find_in(told.place), gazetteer.nearest(lat, lon)
        if named and (pointed is None or named.street != pointed.street):
            told.lat = told.lon = ""


def look_further(told: Answers, *, words: str = "") -> None:
    """Words that the town's own streets do not know may be known to the geocoder that the town named."""
    if told.place and told.place != words and gazetteer.find_in(told.place) is None:
        point = geocoders.find(told.place)
        if point is not None:
            told.lat, told.lon = (f"{one:.6f}" for one in point)


def _words(lat: float, lon: float) -> str:
    spot = gazetteer.nearest(lat, lon)
    return _near(spot.words) if spot else ""


def _near(street: str) -> str:
    return _("near %(street)s") % {"street": street}
