# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail addresses and telephone numbers of Spain, France, the United Kingdom, and any with its country code.

Numbers are told by their national form (leading digits, how they are grouped), not by whether they are assigned today:
a number that will be somebody's tomorrow is covered too. Numbers that nobody can own (free and service lines) stay.
"""

import re
from collections.abc import Iterator

from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding

_EMAIL = re.compile(r"(?<![\w.+%-])[\w+%-][\w.+%-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_SPELLED = re.compile(
    r"(?<![\w.])[\w+%-][\w.+%-]{0,63} ?[(\[{]? ?(?:arroba|arobase|at|chez) ?[)\]}]? ?"
    r"[\w-]{2,63} ?(?:[(\[{]? ?(?:punto|point|dot) ?[)\]}]? ?|\.)(?:com|es|fr|uk|co|net|org|eu|cat|gal|eus|info)\b"
)
_OFFICIAL = re.compile(
    r"@(?:[\w-]+\.)*(?:ayto|ayuntamiento|dip|mairie|ville|commune|council)[\w-]*\.|\.(?:gouv\.fr|gob\.es|gov\.uk)$"
)
_ROLES = frozenset(
    "info informacion contacto contact atencion ayuntamiento registro secretaria mairie accueil council enquiries "
    "avisos signalements reports noreply alcaldia urbanismo policia cultura deportes biblioteca padron".split()
)
_SEP = r"[ \t\xa0\u202f.\-/()·]"
_PHONE = re.compile(
    rf"(?<![\w.,/+\-])(?<!\d )(?:"
    rf"\(?(?:\+|00){_SEP}?[1-9](?:{_SEP}{{0,3}}\d){{7,14}}"
    rf"|\(?0(?:{_SEP}{{0,2}}\d){{9,10}}"
    rf"|\(?[6-9](?:{_SEP}{{0,2}}\d){{8}}"
    rf")(?!\d|[.,/\-]\d)"
)
_AFTER_NUMBER = re.compile(rf"(?<=\d[ ,/])(?:0|[6-9])(?:{_SEP}?\d){{8,10}}(?!\d|[.,/\-]\d)")
_CUE = re.compile(
    r"(?:tel|tlf|tfno|movil|fijo|llam|whats|wasap|guasap|contact|telef|numero es|joindre|appel|portable|fixe|sms"
    r"|call|phone|mobile|ring|reach|text me|number is|mon numero|au 0)"
)
_OTHER = re.compile(
    r"(?:expediente|exp|referencia|referencias|ref|contador|factura|recibo|registro|contrato|poliza|pedido"
    r"|liquidacion"
    r"|dossier|compteur|facture|contrat|reference|account|invoice|meter|ticket|job|order|isbn|siret|siren|cif|csv"
    r"|cups"
    r"|serie|serial|catastral|matricula|presupuesto|budget|licencia|codigo|code|lote|lot|permit|application|planning)"
    r"[\s:.nº°#-]{0,4}(?:numero|number|num|no|de|is|es)?[\s:.nº°#-]{0,4}$"
)
_GROUPS_BEFORE = re.compile(r"(?:\b[\da-z]{4}[ -]){2,}$")
_METER = re.compile(r"\b(?:contador|compteur|meter|counter)\b[\w ]{0,14}$")
_UNIT = re.compile(
    r"\s?(?:€|eur|£|\$|euro|pound|libra|m2|m²|m3|km|kg|kw|habitant|inhabitant|vecinos|people|personas|lit|kwh|m\b"
    r"|hect)"
)
_GROUPS = {
    9: {(9,), (3, 3, 3), (3, 2, 2, 2), (2, 3, 2, 2), (3, 6), (2, 7), (6, 3), (5, 4), (3, 3, 1, 2), (2, 2, 2, 3),
        (1, 2, 2, 2, 2)},
    10: {(10,), (2, 2, 2, 2, 2), (4, 3, 3), (4, 2, 2, 2), (4, 6), (2, 8), (5, 5), (3, 3, 4), (1, 3, 2, 2, 2),
         (1, 1, 2, 2, 2, 2)},
    11: {(11,), (5, 6), (5, 3, 3), (3, 4, 4), (4, 3, 4), (4, 7), (5, 2, 2, 2), (3, 8), (6, 5), (2, 3, 3, 3)},
}  # fmt: skip


def find_emails(reading: Reading) -> Iterator[Finding]:
    """``name@host.tld``, also with the at spelled out; not the desk of a town hall, which is nobody's own."""
    if "@" in reading.text:
        for match in _EMAIL.finditer(reading.text):
            words = reading.plain[match.start() : match.end()].rstrip(".-")
            if not (_OFFICIAL.search(words) and words.partition("@")[0] in _ROLES):
                yield Finding(match.start(), match.start() + len(words), "email")
    if "arroba" in reading.plain or "arobase" in reading.plain or re.search(r"\b(?:at|chez)\b", reading.plain):
        for match in _SPELLED.finditer(reading.plain):
            spelled = match.group()
            plain_at = re.search(r" (?:at|chez) ", spelled)
            if not plain_at or re.search(r"punto|point|dot|[.](?:com|es|fr|uk)$", spelled):
                yield Finding(*match.span(), "email")


def find_phones(reading: Reading) -> Iterator[Finding]:
    """Telephone numbers that may be somebody's own."""
    end = 0
    for pattern in (_PHONE, _AFTER_NUMBER):
        for match in pattern.finditer(reading.text):
            start = match.start()
            words = match.group()
            if pattern is _AFTER_NUMBER and start < end:
                continue
            if _is_phone(words) and not _is_something_else(reading.plain, start, match.end()):
                end = match.end()
                yield Finding(start, end, "phone")


def _is_phone(words: str) -> bool:
    digits = re.sub(r"\D", "", words)
    if words.lstrip("(").startswith("+") or words.lstrip("(").startswith("00"):
        national = digits.removeprefix("00")
        return 8 <= len(national) <= 15 and not re.match(r"34[89]0|338|44(?:8|3)", national)
    groups = tuple(len(one) for one in re.findall(r"\d+", words))
    if groups not in _GROUPS.get(len(digits), ()):
        return False
    if len(digits) == 9:
        return bool(re.match(r"6|7[0-9]|8[1-8]|9[1-8]", digits))
    if len(digits) == 10:
        return bool(re.match(r"0[1-79]", digits))
    return bool(re.match(r"0(?:1|2|7)", digits))


def _is_something_else(plain: str, start: int, end: int) -> bool:
    """A price, a file number, a meter: unless the words before speak of calling."""
    before = plain[max(0, start - 36) : start]
    if _GROUPS_BEFORE.search(before):
        return True  # the middle of an account number
    if _UNIT.match(plain[end : end + 14]):
        return True
    return bool(_OTHER.search(before) or _METER.search(before)) and not _CUE.search(before[-18:])
