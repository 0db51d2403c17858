# SPDX-License-Identifier: AGPL-3.0-or-later
"""Number plates of Spain (since 1900), France (since 1950) and the United Kingdom (since 1963).

A form that hardly anything else has counts wherever it stands, in any letters; one that a road, a price or a word
could have too counts only where the words near it speak of a vehicle.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding

_SP, _FR, _GB = "BCDFGHJKLMNPRSTVWXYZ", "A-HJ-NP-TV-Z", "A-HJ-PR-Z"
_PROVINCES = (
    "AB|AL|AV|BA|BI|BU|CA|CC|CE|CO|CR|CS|CU|GC|GE|GI|GR|GU|HU|IB|LE|LO|LU|MA|ML|MU|NA|OR|OU|PM|PO|SA|SE|SG|SO|SS|TE"
    "|TF"
    "|TO|VA|VI|ZA|A|B|C|H|J|L|M|O|P|S|T|V|Z"
)
_SEP = r"[ .-]?"
_YEAR = re.compile(r"(?:19|20)\d\d[ -]")
_LIKELY = re.compile(r"\d[ .-]?[A-Za-z]{2,3}(?!\w)|[A-Za-z][ .-]?\d{2,6}")
_CUE = re.compile(
    r"matricula|placa|plaque|immatricul|number plate|licence plate|license plate|registration|plate|\breg\b"
    r"|\bcoche|furgon|camion|\bmoto|vehicul|voiture|fourgon|scooter|\bcars?\b|\bvans?\b|\btruck|lorry|motorbike|taxi"
    r"|turismo|remolque|caravan|quad|ciclomotor|todoterreno|\bauto\b|patinete|conduct|chofer|remorque|\bbike|trailer"
    r"|aparcad|aparca\b|estacionad|garee?s?\b|stationn|parked|parks|parking|driver|driving|drove|speeding|atropell"
    r"|renault|peugeot|citroen|\bseat\b|\bford\b|toyota|\bopel\b|volkswagen|\bgolf\b|\bbmw\b|audi|mercedes|nissan|kia"
    r"|hyundai|dacia|fiat|skoda|vauxhall|corsa|fiesta|clio|berlingo|kangoo|partner|transit|\bgrua\b|fourriere|clamp"
)
_CARRIES = re.compile(r"matricula|placa|plaque|immatricul|\bplate|registration|\breg\b|licen[cs]e")
_UNITS = frozenset("KMS MTS KGS PTS GRS HRS LTS CMS MLS MMS RPM KWH KMH MBPS PTS PPM MHZ GHZ BTU DPT TTC".split())
_WORDS = frozenset(
    "THE AND FOR WAS HAS BUS CAR VAN OUT OFF ALL ARE NOT YOU WHO HOW HIM HER HIS SHE TWO ONE MAX MIN CAN DAY DID GET "
    "LOS LAS UNA UNO QUE POR CON SIN MAS MUY LES DES UNE SUR PAR PAS EST QUI AUX VIA RUE DEL EUR ROAD EXIT".split()
)
_SMALL = frozenset("LA LE DE ET EN NE CE SA MA TA ES AL EL SE TE ME SU MR DR AM PM KM CM MM KG KW HP CV MB GB".split())
NEAR = 70


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of plates; `sure` says of capitals without sign (as "XX") when it needs no vehicle near it."""

    pattern: re.Pattern[str]
    sure: Callable[[str], bool]


def _form(pattern: str, sure: Callable[[str], bool]) -> _Form:
    return _Form(re.compile(rf"(?<![\w.,])(?:{pattern})(?!\w)", re.IGNORECASE), sure)


def _modern(words: str) -> bool:
    return words[-3:].upper() not in _UNITS and not _YEAR.match(words)


def _french(words: str) -> bool:
    first, last = words[:2].upper(), words[-2:].upper()
    return not re.search(r"[ .]", words) or not ({first, last} & _SMALL)


def _written_large(words: str) -> bool:
    """In capitals, with no word in it."""
    letters = re.findall(r"[A-Za-z]+", words)
    return words.isupper() and not set(letters) & (_WORDS | _SMALL) and not _YEAR.match(words)


FORMS = (
    _form(rf"(?:[CEPRTVH][ -])?\d{{4}}{_SEP}[{_SP}]{{3}}", _modern),
    _form(rf"(?:{_PROVINCES})[ -]?\d{{4}}[ -]?[A-Z]{{1,2}}", lambda words: "-" in words or _written_large(words)),
    _form(rf"(?:{_PROVINCES})-\d{{4,6}}", lambda _words: False),
    _form(rf"[{_FR}]{{2}}{_SEP}\d{{3}}{_SEP}[{_FR}]{{2}}", _french),
    _form(r"\d{2,4}[ -]?[A-HJ-NP-Z]{2,3}[ -]?(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])", _written_large),
    _form(rf"[{_GB}]{{2}}\d{{2}}[ -]?[{_GB}]{{3}}", lambda words: words[-3:].upper() not in _WORDS),
    _form(rf"[{_GB}]{{2}} \d{{2}}[ -]?[{_GB}]{{3}}", lambda _words: False),
    _form(r"[A-HJ-NPR-TV-Y]\d{3}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?\d{3}[A-HJ-NPR-TV-Y]", _written_large),
    _form(r"[A-HJ-NPR-TV-Y]\d{1,2}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?\d{1,2}[A-HJ-NPR-TV-Y]", lambda _words: False),
)


def find(reading: Reading) -> Iterator[Finding]:
    """Plates that can be nothing else, and others where the words speak of a vehicle."""
    text = reading.text
    if not _LIKELY.search(text):
        return
    taken: list[tuple[int, int]] = []
    for form in FORMS:
        for match in form.pattern.finditer(text):
            start, end = match.span()
            if any(start < right and left < end for left, right in taken[-20:]):
                continue
            if form.sure(match.group()) or _vehicle(reading.plain, match):
                taken.append((start, end))
                yield Finding(start, end, "plate")


def _vehicle(plain: str, match: re.Match[str]) -> bool:
    """The words near it speak of a vehicle; of its plate, where a year or a unit could be meant."""
    words, before = match.group(), plain[max(0, match.start() - NEAR) : match.start()]
    letters = {one.upper() for one in re.findall(r"[A-Za-z]+", words)}
    if _YEAR.match(words) or letters & (_UNITS | _WORDS) or (words.islower() and letters & _SMALL):
        return _CARRIES.search(before[-30:]) is not None
    return _CUE.search(before) is not None or _CUE.search(plain[match.end() : match.end() + NEAR]) is not None
