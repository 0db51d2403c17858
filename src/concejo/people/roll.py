# SPDX-License-Identifier: AGPL-3.0-or-later
"""The register of residents (padrón, liste électorale) read from CSV; what is readable ends with the reading.

Columns are found by their Spanish, French or English heads, whatever the separator and the encoding. Sentences about
lines tell their number and what is wrong, never what stands there.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from concejo.core.words import fold
from concejo.people.identity import Identity, WrongNumber, reader
from concejo.people.models import Band

HEADS: dict[str, tuple[str, ...]] = {
    "number": (
        "dni", "nif", "nie", "dninie", "documento", "document", "numerodocumento", "numdocumento", "numerodedocumento",
        "numeroidentificacion", "identificador", "numerodelecteur", "numerodeelecteur", "numeroelecteur",
        "numelecteur", "numeronationaldelecteur", "number",
    ),
    "letter": ("letra", "letradni", "letranif", "letradocumento"),
    "surname": ("apellidos", "primerapellido", "apellido1", "nomdenaissance", "nomnaissance", "nom", "surname"),
    "second": ("segundoapellido", "apellido2"),
    "given": ("nombre", "prenoms", "prenom", "forenames", "givenname", "firstname"),
    "born": (
        "fechanacimiento", "fechadenacimiento", "fnacimiento", "fecnac", "datedenaissance", "datenaissance",
        "dateofbirth", "born",
    ),
    "age": ("edad", "age"),
    "district": (
        "distrito", "barrio", "nucleo", "nucleodepoblacion", "seccion", "quartier", "libelledubureaudevote",
        "bureaudevote", "codedubureaudevote", "district", "neighbourhood",
    ),
}  # fmt: skip
"""What a column may be called: accents, case and everything but letters and digits are left out."""
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%d/%m/%y")
LARGEST = 64 * 1024 * 1024
"""Bytes: the register of half a million people."""


class NotARoll(ValueError):
    """The file cannot be the register; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One resident, closed."""

    identity: Identity
    district: str
    band: str


@dataclass(slots=True)
class Reading:
    """What a file says: its residents, closed, which column was taken for what, and what is wrong in which line."""

    lines: list[Line] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    same_name: int = 0
    """People who share name and birth date with somebody else: they are found by their number alone."""


def read(raw: bytes, *, region: str, today: date) -> Reading:
    """Read a register; ages are counted on `today`. Raises `NotARoll` if it has no column that says who is on it."""
    rows = list(csv.reader(_decoded(raw).splitlines(), delimiter=_separator(raw)))
    heads = rows[0] if rows else []
    at = _columns(heads)
    if "number" not in at and not {"surname", "given", "born"} <= set(at):
        told = ", ".join(head.strip()[:30] for head in heads[:12]) or "–"
        raise NotARoll(
            _("No column says who is on the roll: a document's number, or names and date of birth. Columns: %(heads)s")
            % {"heads": told}
        )
    found = Reading(columns={name: heads[place].strip() for name, place in at.items()})
    identify = reader()
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            _take(found, number, _Cells(row, at), seen, identify, region=region, today=today)
    _part_namesakes(found)
    return found


def _take(
    found: Reading, number: int, cells: "_Cells", seen: dict[str, int], identify: Callable[..., Identity],
    *, region: str, today: date,
) -> None:  # fmt: skip
    try:
        line = _line(cells, identify, region=region, today=today)
        key = line.identity.document or line.identity.named
        if not key:
            raise WrongNumber(_("it does not say who it is"))
        if key in seen:
            raise WrongNumber(_("the same person as in line %(line)d") % {"line": seen[key]})
    except ValueError as error:
        found.wrong.append(f"{number}: {error}")
    else:
        seen[key] = number
        found.lines.append(line)


def _line(cells: "_Cells", identify: Callable[..., Identity], *, region: str, today: date) -> Line:
    born = _day(cells.of("born"), today)
    words = cells.of("number")
    if words and cells.of("letter"):
        words += cells.of("letter")
    named = region != "ES" or not words  # where a number says who it is, nothing more is kept
    surname = f"{cells.of('surname')} {cells.of('second')}"
    identity = identify(
        number=words, surname=surname if named else "", given=cells.of("given"), born=born, region=region
    )
    return Line(identity, " ".join(cells.of("district").split())[:60], _band(born, cells.of("age"), today))


@dataclass(frozen=True, slots=True)
class _Cells:
    row: list[str]
    at: dict[str, int]

    def of(self, name: str) -> str:
        place = self.at.get(name)
        return self.row[place].strip() if place is not None and place < len(self.row) else ""


def _columns(heads: list[str]) -> dict[str, int]:
    plain = [re.sub(r"[^a-z0-9]", "", fold(head)) for head in heads]
    found = {}
    for name, known in HEADS.items():
        place = next((plain.index(one) for one in known if one in plain), None)
        if place is not None:
            found[name] = place
    return found


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _separator(raw: bytes) -> str:
    head = _decoded(raw).split("\n", 1)[0]
    return max((";", ",", "\t", "|"), key=head.count)


def _day(words: str, today: date) -> date | None:
    if not words:
        return None
    for form in _DAYS:
        try:
            day = datetime.strptime(words.split(" ", maxsplit=1)[0], form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
        day = day.replace(year=day.year - 100) if form.endswith("%y") and day > today else day
        if date(1890, 1, 1) <= day <= today:
            return day
    raise WrongNumber(_("the date of birth is no date of birth"))


def _band(born: date | None, age: str, today: date) -> str:
    if born is not None:
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    elif age.isdigit() and int(age) < 130:
        years = int(age)
    else:
        return ""
    return Band.of_age(years).value


def _part_namesakes(found: Reading) -> None:
    """Two people with one name and birth date are told apart by their numbers, so neither is found by the name."""
    many: dict[str, int] = {}
    for line in found.lines:
        many[line.identity.named] = many.get(line.identity.named, 0) + 1
    for place, line in enumerate(found.lines):
        if line.identity.named and many[line.identity.named] > 1 and line.identity.document:
            found.lines[place] = Line(Identity(line.identity.document), line.district, line.band)
            found.same_name += 1


def as_rows(found: Reading) -> Iterator[tuple[str | None, str | None, str, str]]:
    """What is stored, in the order of the hashes, so that the order of the file tells nothing."""
    rows = [(one.identity.document or None, one.identity.named or None, one.district, one.band) for one in found.lines]
    yield from sorted(rows, key=lambda row: row[0] or row[1] or "")
