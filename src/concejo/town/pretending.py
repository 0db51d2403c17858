# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody passes for the town hall by the name that they give themselves."""

from concejo.core import asked
from concejo.core.lookalike import skeleton
from concejo.town.models import Department, Handle, Town

_HALLS = "ayuntamiento ayto alcaldía concejalía policía-local mairie hôtel-de-ville townhall town-hall city-hall"
_AROUND = (
    "oficial official officiel officielle público pública public servicio servicios service services municipal "
    "municipale local atención a al de del la el los las le les du des the of and y et en department departamento "
    "avisos incidencias cuenta perfil verificado verified vérifié"
)
HALLS = tuple(skeleton(word).replace(" ", "") for word in _HALLS.split())
AROUND = frozenset(skeleton(word) for word in _AROUND.split())
LONG = 6
"""Letters from which the name of an institution is found also in the middle of others."""


def pretends(name: str) -> bool:
    """Whether a reader could take it for the town hall's or a department's."""
    seen = skeleton(name)
    if not seen:
        return False
    joined = seen.replace(" ", "")
    if any(hall == joined or (len(hall) >= LONG and hall in joined) for hall in HALLS):
        return True
    tokens = set(seen.split())
    places, names = asked.once("names of the town", _names)
    return any(joined == one.replace(" ", "") or _is_about(tokens, set(one.split()), places) for one in names)


def _is_about(tokens: set[str], name: set[str], places: frozenset[str]) -> bool:
    """The name is there, and nothing that tells it apart."""
    return name <= tokens and tokens - name <= AROUND | places


def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Words of the town's own name, and what the town hall and its parts are called in any language."""
    town = Town.objects.first()
    names = {town.name} if town else set()
    places = frozenset(skeleton(town.name).split()) if town else frozenset()
    names |= {one for told in Department.objects.values_list("name", flat=True) for one in told.values()}
    names |= set(Handle.objects.filter(department__isnull=False).values_list("word", flat=True))
    return places, frozenset(skeleton(one) for one in names if skeleton(one))
