# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that a state, a bank or a health service gave somebody, told by their check digits.

DNI and NIE (Spain), NIR and fiscal number (France), NHS number and National Insurance number (United Kingdom, the
latter without check digit but of one unmistakable form), Spanish social security, IBAN, Spanish CCC, payment cards.
"""

import re
from collections.abc import Callable, Iterator

from stdnum import iban, luhn
from stdnum.es import ccc, dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs

from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding

Valid = Callable[[str], bool]
_JOINT = re.compile(r"[\s.\-/·]")
_SPANISH = re.compile(
    r"(?<![\w.])(?:[XYZ][-.\s]?(?:\d{7}|\d[.\s]\d{3}[.\s]\d{3})|\d{7,8}|\d{1,2}[.\s]\d{3}[.\s]\d{3})(?:[-./]?"
    r"|\s?-?\s?)[A-Z](?!\w)",
    re.IGNORECASE,
)
_NIR = re.compile(
    r"(?<!\w)[1-478][\s.-]?\d{2}[\s.-]?\d{2}[\s.-]?\d[\dAB][\s.-]?\d{3}[\s.-]?\d{3}[\s.\-/]{0,3}\d{2}(?!\w)",
    re.IGNORECASE,
)
_NIR_SHORT = re.compile(r"(?<!\w)[12] \d{2} (?:0[1-9]|1[0-2]) (?:\d{2}|2[AB]) \d{3} \d{3}(?! ?\d)", re.IGNORECASE)
_INSURANCE = re.compile(r"(?<!\w)[A-Z]{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?[A-D](?!\w)", re.IGNORECASE)
_NOT_GIVEN = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})
_NHS = re.compile(r"(?<![\w.])\d{3}([ -]?)\d{3}\1\d{4}(?![\w]|[.,]\d)")
_SOCIAL = re.compile(r"(?<![\w.])\d{2}([ /-]?)\d{8}\1\d{2}(?![\w]|[.,]\d)")
_FISCAL = re.compile(r"(?<![\w.])[0-3]\d(?: ?\d{2} ?\d{3} ?\d{3} ?\d{3})(?!\w)")
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}[ -]?[A-Z0-9]{4}", re.IGNORECASE)
_IBAN_LENGTH = {
    "ES": 24, "FR": 27, "GB": 22, "DE": 22, "PT": 25, "IT": 27, "BE": 16, "NL": 18, "IE": 22, "RO": 24, "CH": 21,
    "LU": 20, "AT": 20, "PL": 28, "BG": 22, "MA": 28, "AD": 24, "MC": 27, "LT": 20, "SE": 24, "DK": 18, "FI": 18,
    "NO": 15, "GR": 27, "CZ": 24, "HU": 28, "GI": 23, "EE": 20, "LV": 21, "HR": 21, "SI": 19, "SK": 24,
}  # fmt: skip
_ACCOUNT = re.compile(r"(?<![\w.])\d{4}([ -]?)\d{4}\1\d{2}\1\d{10}(?!\w)")
_CARD = re.compile(r"(?<![\w.])(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}|\d{4}[ -]?\d{6}[ -]?\d{5}|\d{13,19})(?!\w)")
_HEALTH = re.compile(r"\bnhs\b|health service|patient n|medical n")
_NATIONAL = re.compile(r"(?:nino|ni n|n\.i\.|national insurance|insurance n)")


def find_ids(reading: Reading) -> Iterator[Finding]:
    """Identity, social security and health service numbers."""
    text = reading.text
    for match in _SPANISH.finditer(text):
        if _is_spanish(match.group()) and not _is_word(reading, match):
            yield Finding(*match.span(), "id")
    yield from _checked(text, _NIR, "id", lambda words: bool(nir.is_valid(_JOINT.sub("", words))))
    yield from (Finding(*match.span(), "id") for match in _NIR_SHORT.finditer(text))
    for match in _INSURANCE.finditer(text):
        if _is_insurance(match.group(), reading.plain[max(0, match.start() - 40) : match.start()]):
            yield Finding(*match.span(), "id")
    yield from _of_services(reading)


def _of_services(reading: Reading) -> Iterator[Finding]:
    """Health service, social security and tax: told by their check digits and by what stands near them."""
    text = reading.text
    for match in _NHS.finditer(text):
        said = _HEALTH.search(reading.plain[max(0, match.start() - 50) : match.end() + 30])
        if (said is not None or match.group(1)) and nhs.is_valid(_JOINT.sub("", match.group())):
            yield Finding(*match.span(), "id")
    for match in _SOCIAL.finditer(text):
        said = re.search(r"segur|afilia|nuss|naf|s\.s", reading.plain[max(0, match.start() - 40) : match.start()])
        if (said or match.group(1)) and _is_social(_JOINT.sub("", match.group())):
            yield Finding(*match.span(), "id")
    for match in _FISCAL.finditer(text):
        said = re.search(r"fiscal|impot|spi\b", reading.plain[max(0, match.start() - 40) : match.start()])
        number = _JOINT.sub("", match.group())
        if said and int(number[:10]) % 511 == int(number[10:]):
            yield Finding(*match.span(), "id")


def find_accounts(reading: Reading) -> Iterator[Finding]:
    """Bank accounts: IBAN of any country in the table, and the Spanish number that stands inside it."""
    text = reading.text
    for match in _IBAN.finditer(text):
        end = _iban_end(text, match.start())
        if end and iban.is_valid(text[match.start() : end], check_country=False):
            yield Finding(match.start(), end, "iban")
    yield from _checked(text, _ACCOUNT, "iban", lambda words: bool(ccc.is_valid(words)))


def find_cards(reading: Reading) -> Iterator[Finding]:
    """Payment cards (ISO/IEC 7812, Luhn)."""
    for match in _CARD.finditer(reading.text):
        number = _JOINT.sub("", match.group())
        if re.match(r"[3-6]|2[2-7]", number) and len(set(number)) > 1 and luhn.is_valid(number):
            yield Finding(*match.span(), "card")


def _checked(text: str, pattern: re.Pattern[str], kind: str, valid: Valid) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        if valid(match.group()):
            yield Finding(*match.span(), kind)


def _is_spanish(words: str) -> bool:
    compact = _JOINT.sub("", words).upper()
    return bool(dni.is_valid(compact.rjust(9, "0")) if compact[0].isdigit() else nie.is_valid(compact))


def _is_word(reading: Reading, match: re.Match[str]) -> bool:
    """A lone small letter behind a space is a word ("12345678 y más"), unless the number was called a DNI."""
    words = match.group()
    if not (words[-1].islower() and words[-2].isspace()):
        return False
    return not re.search(r"\b(?:dni|nif|nie|d\.n\.i)", reading.plain[max(0, match.start() - 30) : match.start()])


def _is_insurance(words: str, before: str) -> bool:
    compact = _JOINT.sub("", words).upper()
    if _NATIONAL.search(before):
        return True
    given = not set(compact[0]) & set("DFIQUV") and not set(compact[1]) & set("DFIOQUV")
    return given and compact[:2] not in _NOT_GIVEN and (words.isupper() or words.islower())


def _is_social(number: str) -> bool:
    province, rest, check = int(number[:2]), int(number[2:10]), int(number[10:])
    whole = province * 10**7 + rest if rest < 10**7 else int(number[:10])
    return 1 <= province <= 66 and whole % 97 == check


def _iban_end(text: str, start: int) -> int:
    """The place behind the last letter that an IBAN of that country has; 0 if the text ends before."""
    wanted, at = _IBAN_LENGTH.get(text[start : start + 2].upper(), 0), start
    while wanted and at < len(text):
        if text[at].isascii() and text[at].isalnum():
            wanted -= 1
        elif text[at] not in " -.\xa0\u202f":
            return 0
        at += 1
    whole = not (at < len(text) and text[at].isalnum() and text[at - 1].isdigit() and text[at].isdigit())
    return at if not wanted and at > start and whole else 0
