# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in an identity document, made comparable and closed at once: only keyed hashes leave this module.

Spain: DNI, NIE or passport number. France: numéro d'électeur, or birth name, first forename and date of birth, since
no French identity card bears a number that the lists of voters know.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from stdnum.es import dni, nie

from concejo.core.words import fold
from concejo.people.models import RollEntry
from concejo.privacy import keyring

ROLL, RESIDENCY = "roll", "residency"
"""Scopes of the keys. Neither is ever renewed (privacy/renewal.py): what was hashed is looked up for ever."""


class WrongNumber(ValueError):
    """The number cannot be right; the sentence never repeats it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Hashes of what a document says, hexadecimal; empty where it says nothing of the kind."""

    document: str = field(default="", repr=False)
    named: str = field(default="", repr=False)


def reader() -> Callable[..., Identity]:
    """A function that hashes with the key of the roll, which is asked for once: `read(number=, surname=, …)`."""
    key = keyring.key_of(ROLL)

    def read(
        *, number: str = "", surname: str = "", given: str = "", born: date | None = None, region: str = "ES"
    ) -> Identity:
        document = _document(number, region) if number.strip() else ""
        named = _named(surname, given, born) if surname.strip() and given.strip() and born else ""
        return Identity(_mac(key, "document", document), _mac(key, "named", named))

    return read


def on_roll(identity: Identity) -> RollEntry | None:
    """Whoever on the roll has this document, else this name and birth date."""
    found = RollEntry.objects.filter(document=identity.document).first() if identity.document else None
    if found is None and identity.named:
        found = RollEntry.objects.filter(named=identity.named).first()
    return found


def mark_of(entry: RollEntry) -> str:
    """What a residency keeps: an HMAC of the entry's hash with another key, the same after every loading."""
    return _mac(keyring.key_of(RESIDENCY), "mark", entry.document or entry.named or "")


def _document(words: str, region: str) -> str:
    number = re.sub(r"[^A-Z0-9]", "", words.upper())
    if not 1 <= len(number) <= 20 or not any(letter.isdigit() for letter in number):
        raise WrongNumber(_("this is no number of a document"))
    return _spanish(number) if region == "ES" else number.lstrip("0")


def _spanish(number: str) -> str:
    if re.fullmatch(r"\d{1,8}", number):  # the letter was left out: it follows from the digits
        digits = number.zfill(8)
        return digits + dni.calc_check_digit(digits)
    if re.fullmatch(r"\d{1,8}[A-Z]", number):
        number = number.zfill(9)
        if not dni.is_valid(number):
            raise WrongNumber(_("the letter of the DNI does not fit its digits"))
    elif re.fullmatch(r"[XYZ]\d{1,7}[A-Z]", number):
        number = number[0] + number[1:].zfill(8)
        if not nie.is_valid(number):
            raise WrongNumber(_("the letters of the NIE do not fit its digits"))
    elif len(number) < 5:
        raise WrongNumber(_("this is no number of a document"))
    return number


def _named(surname: str, given: str, born: date) -> str:
    forenames = re.findall(r"[a-zñ]+", fold(given))
    surnames = re.findall(r"[a-zñ]+", fold(surname))
    return f"{' '.join(surnames)}|{forenames[0]}|{born:%Y-%m-%d}" if forenames and surnames else ""


def _mac(key: bytes, kind: str, words: str) -> str:
    return hmac.new(key, f"{kind}:{words}".encode(), hashlib.sha256).hexdigest() if words else ""
