# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report as a client sends it (GeoReport v2, POST Service Request) is looked through, and becomes a letter.

Everything that is wrong is said at once. What is right is what a form of ours would have said.
"""

import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import phonenumbers

from concejo.api.keys import Known, Service, client_of
from concejo.api.params import Params
from concejo.api.wrong import Error, Wrong, bad, missing, unknown
from concejo.cases import questions
from concejo.channels.contract import Enclosure
from concejo.channels.kinds.open311.envelope import Told
from concejo.channels.models import Client
from concejo.core import http
from concejo.town import ground
from concejo.town.models import Town

LONGEST = 4000
"""Letters of a description (GeoReport v2)."""
LONGEST_PLACE = 160
MOST_URLS = 4
SAME_WITHIN = timedelta(hours=24)
"""The same report of the same client within so long a time is the same one, and gets the same number."""
OTHER = "other"
"""The service of what nobody has put to a kind."""
_MAIL = re.compile(r"[^@\s<>\",;]{1,64}@[^@\s<>\",;]+\.[^@\s<>\",;.]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is to be kept: who reported what to whom; `mark` is what the same report has in common with itself."""

    client: Client
    service: str
    told: Told
    photos: tuple[Enclosure, ...]
    mark: str
    earlier: str
    """The mark that it would have had a day before."""
    private: bool


def read(params: Params, known: Known, *, at: datetime) -> Report:
    """Look a report through; raises `Wrong` with everything that is wrong with it."""
    client = client_of(params.one("api_key"), known)
    wrong: list[Error] = []
    jurisdiction(params, known.town, wrong)
    service = _service(params, known, wrong)
    hints = _where(params, known, wrong)
    sender, name = _who(params, known.town, wrong)
    text = _description(params, wrong)
    answers = _answers(params, service, wrong)
    urls = media_urls(params, wrong)
    if wrong or service is None:
        raise Wrong(*wrong)
    hints |= {"visibility": "private" if service.private else "public", "via": "open311"}
    if service.slug != OTHER:
        hints["category"] = service.slug
    if answers:
        hints["answers"] = json.dumps(answers, ensure_ascii=False)
    told = Told(
        sender=sender, sender_name=name, text=text or service.name, language=_language(params), hints=hints,
        media_urls=urls,
    )  # fmt: skip
    mark, earlier = (_mark(client, told, params, day) for day in (at, at - SAME_WITHIN))
    return Report(
        client=client, service=service.slug, told=told, photos=tuple(params.photos), mark=mark, earlier=earlier,
        private=service.private,
    )  # fmt: skip


def jurisdiction(params: Params, town: Town, wrong: list[Error]) -> None:
    """It is this town that is meant, if any is named."""
    told = params.one("jurisdiction_id")
    if told and not is_here(told, town):
        wrong.append(unknown("jurisdiction_id"))


def is_here(jurisdiction: str, town: Town) -> bool:
    """There is one town behind this endpoint: its domain, with or without ``www``."""
    host = town.public_url.partition("//")[2].partition("/")[0].partition(":")[0]
    names = {town.handle_domain.lower(), host.lower()}
    return jurisdiction.lower().removeprefix("www.") in {one.removeprefix("www.") for one in names}


def _service(params: Params, known: Known, wrong: list[Error]) -> Service | None:
    code = params.one("service_code")
    if not code:
        wrong.append(missing("service_code"))
        return None
    found = Service(OTHER, "", private=False) if code == OTHER else known.services.get(code)
    if found is None:
        wrong.append(unknown("service_code"))
    return found


def _where(params: Params, known: Known, wrong: list[Error]) -> dict[str, str]:
    lat, lon = params.one("lat"), params.one("long")
    place = " ".join(params.one("address_string").split())[:LONGEST_PLACE]
    hints = {"place": place} if place else {}
    if bool(lat) != bool(lon):
        wrong.append(missing("long" if lat else "lat"))
    elif lat:
        point = [_degrees("lat", lat, 90, wrong), _degrees("long", lon, 180, wrong)]
        if None not in point:
            why = ground.astray(point[0] or 0.0, point[1] or 0.0, around=known.extent)
            if why:
                wrong.append(bad("lat, long", why))
            hints |= {"lat": str(point[0]), "lon": str(point[1])}
    if not (lat or lon or place or params.one("address_id")):
        wrong.append(missing("a place (lat and long, address_string or address_id)"))
    return hints


def _degrees(name: str, told: str, most: float, wrong: list[Error]) -> float | None:
    try:
        number = float(told)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > most:
        wrong.append(bad(name, "degrees of WGS 84 are expected, as 37.2195"))
        return None
    return round(number, 7)


def _who(params: Params, town: Town, wrong: list[Error]) -> tuple[str, str]:
    """By mail, else by telephone; without either the client itself is who hears of it, by asking."""
    name = " ".join(f"{params.one('first_name')} {params.one('last_name')}".split())[:80]
    if mail := mail_of(params, wrong):
        return mail, name
    if phone := params.one("phone"):
        try:
            number = phonenumbers.parse(phone, town.region)
        except phonenumbers.NumberParseException:
            number = None
        if number is not None and phonenumbers.is_possible_number(number):
            return f"tel:{phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)}", name
        wrong.append(bad("phone", "a telephone number is expected, as +34 958 000 000"))
    return "", name


def mail_of(params: Params, wrong: list[Error]) -> str:
    """The mail address that was typed in, as a URN; empty if there is none."""
    mail = params.one("email")
    if mail and (len(mail) > 200 or not _MAIL.fullmatch(mail)):
        wrong.append(bad("email", "an address as name@example.org is expected"))
    return f"mailto:{mail.lower()}" if mail else ""


def _description(params: Params, wrong: list[Error]) -> str:
    text = params.one("description").replace("\r\n", "\n").replace("\x00", "")
    if len(text) > LONGEST:
        wrong.append(bad("description", f"more than {LONGEST} letters"))
    return text


def _answers(params: Params, service: Service | None, wrong: list[Error]) -> dict[str, object]:
    if service is None or not service.questions:
        return {}
    found = questions.check(service.questions, params.attributes())
    for code, why in found.wrong.items():
        wrong.append(Error("400", f"attribute[{code}]: {why}"))
    return dict(found.answers)


def media_urls(params: Params, wrong: list[Error]) -> tuple[str, ...]:
    """Where pictures lie, as far as they may be asked for; nothing is asked here."""
    urls = params.several("media_url")
    if len(urls) > MOST_URLS:
        wrong.append(bad("media_url", f"more than {MOST_URLS}"))
    for url in urls[:MOST_URLS]:
        try:
            http.look_at(url)
        except (http.Forbidden, ValueError):
            wrong.append(bad("media_url", "an address on the open Internet is expected (https)"))
    return tuple(urls[:MOST_URLS])


def _language(params: Params) -> str:
    told = params.one("language").lower()[:2]
    return told if told in {"es", "fr", "en"} else ""


def _mark(client: Client, told: Told, params: Params, at: datetime) -> str:
    """Which report it is: client, day (UTC), and all that was said."""
    photos = [hashlib.sha256(one.data).hexdigest() for one in params.photos]
    said = sorted((name, values) for name, values in params.fields.items() if name != "api_key")
    facts = [client.pk, at.date().isoformat(), told.sender, said, photos]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
