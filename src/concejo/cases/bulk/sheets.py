# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file of another register as a table, whoever wrote it: its letters, what parts its columns, what they may hold."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concejo.cases.bulk.rows import KNOWN_AS, Wrong
from concejo.cases.states import State
from concejo.core.words import fold

LARGEST = 10 * 1024 * 1024
"""A step of the worker reads the whole file again, in two seconds; larger ones are brought in by the command."""
MOST_COLUMNS = 200
_PARTS = ";,\t|"
HEADS: dict[str, tuple[str, ...]] = {
    "id": ("id", "codigo", "numero", "num", "n", "no", "referencia", "ref", "expediente", "reference", "number",
           "case id"),
    "text": (
        "texto", "descripcion", "asunto", "aviso", "incidencia", "observaciones", "texte", "objet", "message",
        "summary", "comentario", "commentaire", "details", "detalle",
    ),
    "opened": (
        "fecha", "fecha de alta", "alta", "fecha alta", "fecha aviso", "fecha entrada", "apertura", "fecha apertura",
        "date", "date de creation", "cree le", "ouvert le", "created", "created at", "reported", "opened at",
        "date creation",
    ),
    "category": ("categoria", "tipo", "clase", "servicio", "categorie", "type", "kind", "tema"),
    "place": ("lugar", "direccion", "calle", "ubicacion", "adresse", "lieu", "rue", "street", "location", "domicilio"),
    "lat": ("latitud", "y", "coord y"),
    "lon": ("longitud", "x", "coord x"),
    "state": ("estado", "situacion", "etat", "statut"),
    "closed": (
        "cierre", "fecha cierre", "fecha de cierre", "cerrado", "fecha baja", "fecha fin", "ferme le", "cloture",
        "date de cloture", "closed at", "resuelto", "fecha resolucion",
    ),
    "department": ("departamento", "area", "concejalia", "unidad", "service responsable", "department", "agency"),
    "seen": ("ultima actualizacion", "actualizado", "modificado", "mis a jour", "updated", "updated at", "last seen"),
}  # fmt: skip
"""Heads of columns as they are written in es, fr and en, accents folded; besides those of `rows.KNOWN_AS`."""
WORDS: dict[State, tuple[str, ...]] = {
    State.RECEIVED: ("abiert", "nuev", "pendient", "recib", "ouvert", "nouveau", "recu", "open", "new", "received"),
    State.UNDER_WAY: ("en curso", "en tramite", "en marcha", "en proceso", "en cours", "in progress", "under way"),
    State.PLANNED: ("planific", "program", "previst", "planifi", "prevu", "planned", "scheduled"),
    State.ASSIGNED: ("asignad", "encargad", "attribu", "affect", "assigned"),
    State.WAITING: ("en espera", "espera", "en attente", "waiting", "on hold"),
    State.NOT_OURS: ("no compet", "derivad", "trasladad", "hors compet", "transmis", "not ours", "referred"),
    State.DECLINED: ("rechaz", "denegad", "desestim", "no procede", "rejet", "refus", "reject", "declin"),
    State.WITHDRAWN: ("anulad", "retirad", "cancel", "annul", "retir", "withdrawn"),
    State.DONE: (
        "cerrad", "resuelt", "solucion", "finaliz", "hech", "termin", "ferm", "clos", "resol", "trait", "closed",
        "done", "fixed", "resolved", "complet",
    ),
}  # fmt: skip
"""How words for a state begin. Closed elsewhere is done, never mended."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: how it was written, its heads, its lines with the number at which an editor shows their end."""

    charset: str
    parted_by: str
    heads: list[str]
    text: str

    def lines(self) -> Iterator[tuple[int, dict[str, str | None]]]:
        """Each line by the heads of its columns."""
        reader = csv.DictReader(io.StringIO(self.text, newline=""), delimiter=self.parted_by)
        for line in reader:
            if any(value for value in line.values() if isinstance(value, str)):
                yield reader.line_num, {key: value for key, value in line.items() if isinstance(key, str)}

    def values(self, head: str, *, most: int) -> list[tuple[str, int]]:
        """What stands in a column and how often, the most frequent first."""
        found = Counter((line.get(head) or "").strip() for _number, line in self.lines())
        return [(value, many) for value, many in found.most_common(most) if value]


def read(data: bytes) -> Sheet:
    """UTF-8 if it is that, else as old Windows writes; raises `Wrong` for what is no table."""
    if data[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        raise Wrong(_("this is a workbook; please save it as CSV first"))
    charset = "utf-8-sig"
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        charset = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "cp1252"
        text = data.decode(charset, errors="replace")
    if "\0" in text:
        raise Wrong(_("this is no CSV file"))
    first = next((line for line in text.splitlines() if line.strip()), "")
    parted_by = max(_PARTS, key=first.count)
    try:
        heads = next(csv.reader(io.StringIO(text, newline=""), delimiter=parted_by), [])
    except csv.Error:
        raise Wrong(_("this is no CSV file")) from None
    if len(heads) < 2 or len(heads) > MOST_COLUMNS or len(set(heads)) < len(heads):
        raise Wrong(_("the first line must name the columns, each otherwise"))
    return Sheet(charset.removesuffix("-sig"), parted_by, heads, text)


def guess_columns(heads: Sequence[str]) -> dict[str, str]:
    """Which column may hold what, by its head; each column once."""
    folded = {" ".join(fold(head).replace("_", " ").split()): head for head in reversed(heads)}
    found: dict[str, str] = {}
    for name, known in KNOWN_AS.items():
        for word in (*(one.replace("_", " ") for one in known), *HEADS.get(name, ())):
            if word in folded and folded[word] not in found.values():
                found[name] = folded[word]
                break
    return found


def guess_state(value: str) -> State:
    """What a word of theirs may mean; received where it says nothing."""
    folded = fold(value).strip()
    if folded in State.values and folded not in {State.JOINED, State.MENDED}:
        return State(folded)
    begins = ((state, word) for state, words in WORDS.items() for word in words)
    return next((state for state, word in begins if folded.startswith(word)), State.RECEIVED)


def guess_day_first(values: Sequence[str]) -> bool:
    """Day before month, unless a month beyond twelve shows that it is the other way round."""
    parts = [value.replace("-", "/").replace(".", "/").split("/") for value in values]
    firsts = [(int(one[0]), int(one[1])) for one in parts if len(one) >= 2 and one[0].isdigit() and one[1].isdigit()]
    return not any(second > 12 and first <= 12 for first, second in firsts)
