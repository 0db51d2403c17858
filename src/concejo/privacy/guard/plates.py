# SPDX-License-Identifier: AGPL-3.0-or-later
"""Number plates of Spain (since 1971), France (since 1950) and the United Kingdom (since 1963)."""

import re
from collections.abc import Iterator

from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding

_SP, _FR, _GB = "BCDFGHJKLMNPRSTVWXYZ", "A-HJ-NP-TV-Z", "A-HJ-PR-Z"
_PROVINCES = (
    "A AB AL AV B BA BI BU C CA CC CE CO CR CS CU GC GE GI GR GU H HU IB J L LE LO LU M MA ML MU NA O OR OU P PM PO S "
    "SA SE SG SO SS T TE TF TO V VA VI Z ZA"
).replace(" ", "|")
_MODERN = re.compile(rf"(?<![\w.,])(?:[CEPRTVH][ -])?\d{{4}}[ -]?[{_SP}]{{3}}(?!\w)")
_OLD_SPANISH = re.compile(rf"(?<!\w)(?:{_PROVINCES})[ -]?\d{{4}}[ -]?[A-Z]{{1,2}}(?!\w)")
_FRENCH = re.compile(rf"(?<!\w)[{_FR}]{{2}}[ -]?\d{{3}}[ -]?[{_FR}]{{2}}(?!\w)")
_OLD_FRENCH = re.compile(r"(?<![\w.,])\d{2,4}[ -]?[A-HJ-NP-Z]{2,3}[ -]?(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])(?!\w)")
_BRITISH = re.compile(rf"(?<!\w)[{_GB}]{{2}}\d{{2}} ?[{_GB}]{{3}}(?!\w)")
_OLD_BRITISH = re.compile(r"(?<!\w)(?:[A-HJ-NPR-TV-Y]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-HJ-NPR-TV-Y])(?!\w)")
_ANY = re.compile(
    rf"(?<![\w.,])(?:\d{{4}}[ -]?[{_SP}]{{3}}|[{_FR}]{{2}}[ -.]?\d{{3}}[ -.]?[{_FR}]{{2}}|[{_GB}]{{2}} ?\d{{2}} ?[{_GB}]{{3}}"
    rf"|(?:{_PROVINCES})[ -]?\d{{4}}[ -]?[A-Z]{{0,2}}|[A-Z]\d{{1,3}} ?[A-Z]{{3}}|\d{{3,4}}[ -]?[A-Z]{{2,3}}[ -]?\d{{2}})(?!\w)",
    re.IGNORECASE,
)
_SMALL_LETTERS = re.compile(
    rf"(?<![\w.,])(?:\d{{4}}[ -]?[{_SP.lower()}]{{3}}|[a-hj-np-tv-z]{{2}}-\d{{3}}-[a-hj-np-tv-z]{{2}}|[a-hj-pr-z]{{2}}\d{{2}} ?[a-hj-pr-z]{{3}})(?!\w)"
)
_CUE = re.compile(
    r"matricula|placa|plaque|immatricul|number plate|licence plate|license plate|registration|plate|\breg\b"
    r"|\bcoche|furgon|camion|\bmoto\b|vehicul|voiture|fourgon|scooter|\bcar\b|\bvan\b|\btruck|lorry|motorbike|taxi"
    r"|renault|peugeot|citroen|\bseat\b|\bford\b|toyota|\bopel\b|volkswagen|\bgolf\b|\bbmw\b|audi|mercedes|nissan|kia"
    r"|hyundai|dacia|fiat|skoda|vauxhall|corsa|fiesta|clio|berlingo|kangoo|partner|transit"
)
_CARRIES = re.compile(r"matricula|placa|plaque|immatricul|\bplate|registration|\breg\b")
_YEAR = re.compile(r"(?:19|20)\d\d ")
_SMALL = frozenset("LA LE DE ET EN NE CE SA MA TA ES AL EL SE TE ME SU MR DR AM PM KM CM MM KG KW HP CV MB GB".split())
_LIKELY = re.compile(r"\d[ -]?[A-Za-z]{2,3}(?!\w)|[A-Za-z][ .-]?\d{2,4}")
_SAID = frozenset(
    "matricula matriculas placa plaque plaques immatriculation immatricule immatriculee plate registration reg".split()
)
NEAR = 60


def find(reading: Reading) -> Iterator[Finding]:
    """Plates, in capitals anywhere, in any letters where the words speak of a vehicle."""
    text = reading.text
    if not _LIKELY.search(text):
        return
    for pattern in (_MODERN, _OLD_SPANISH, _FRENCH, _OLD_FRENCH, _BRITISH, _OLD_BRITISH):
        for match in pattern.finditer(text):
            if _is_plate(match, pattern, _vehicle(reading.plain, match)):
                yield Finding(*match.span(), "plate")
    for match in _SMALL_LETTERS.finditer(text):
        if _vehicle(reading.plain, match) and not _YEAR.match(match.group()):
            yield Finding(*match.span(), "plate")
    if reading.vocabulary & _SAID:
        for match in _ANY.finditer(text):
            before = reading.plain[max(0, match.start() - 30) : match.start()]
            if _CARRIES.search(before) and not _YEAR.match(match.group()):
                yield Finding(*match.span(), "plate")


def _vehicle(plain: str, match: re.Match[str]) -> bool:
    """The words near it speak of a vehicle."""
    return _CUE.search(plain[max(0, match.start() - NEAR) : match.end() + NEAR]) is not None


def _is_plate(match: re.Match[str], pattern: re.Pattern[str], vehicle: bool) -> bool:
    words = match.group()
    if pattern in {_OLD_BRITISH, _OLD_FRENCH}:
        return vehicle and not _YEAR.match(words)
    if pattern is _MODERN:
        return vehicle or not _YEAR.match(words)
    if pattern is _OLD_SPANISH:
        return vehicle or "-" in words
    if pattern is _FRENCH and " " in words:
        first, last = words[:2], words[-2:]
        return vehicle or not ({first, last} & _SMALL)
    return True
