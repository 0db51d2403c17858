# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other ways of saying that an address is a home: "my balcony, 12 Oak Road", "we at 12 Oak Road", "at Ana's, 9 …"."""

import re
from collections.abc import Iterator

from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.reading import Reading

BEFORE, BEHIND = 60, 70
_MINE = r"(?:my|our|his|her|their|mi|mis|nuestr[oa]s?|su|sus|mon|ma|mes|notre|nos|son|sa|ses|leur)"
_BESIDE = re.compile(rf"\b{_MINE}(?P<what>(?: [\w'-]+){{1,3}}),\s?$")
"""Something of mine, and behind a comma where it is."""
_AT_MINE = re.compile(r"\b(?:my|our|his|her|their)(?P<what>(?: [\w'-]+){1,3}) (?:at|in|on)\s?$")
_SPEAKS = re.compile(
    r"\b(?:(?:we|us|me|people|those)(?: here| all| who are)? (?:at|in)|(?:at|from|by|to) (?:mine|ours),?"
    r"|registered (?:at|to|in)|"
    r"(?:^|\b(?:i'?m|i am|we'?re|we are|we|i|he'?s|she'?s|they'?re) )(?:\w+ )?(?:moving?|movin|move) (?:in)?to"
    r"|brought up (?:at|in)|born (?:at|in)"
    r"|(?:mudamos|mudo|mudarme|mudarnos|mudado) a(?:l)?(?: la)?|alquil[oae]\w*(?: [\w]+){0,3} en(?: la| el)?"
    r"|censad[oa]s? en(?: la| el)?|nosotr[oa]s(?: los)? (?:de|en)(?: la| el)?"
    r"|(?:demenage\w*|emmenage\w*)(?: bientot)? (?:au|a)|(?:logeons|logent|loger?|residons|demeurons|domicilie\w*)"
    r"(?: \w+){0,4}?,?(?: au| a la)?|nous(?: autres)? (?:du|au))\s?$"
)
_AFTER = re.compile(
    r"^[\s,.:;-]{0,3}(?:(?:there'?s|there is|there are|hay|il y a|y a) (?:an? |two |un |une |una |des |dos )"
    r"(?:[\w'-]+ ){0,2}?(?:baby|girl|boy|child|children|woman|man|lady|family|couple|pensioners?|person|bebe|nin[oa]s?"
    r"|crios?|mujer|hombre|familia|ancian[oa]s?|pareja|matrimonio|enfants?|dame|monsieur|homme|femme|famille"
    r"|couple|personne)\b"
    r"|(?:vit|vivent|habite|habitent|loge) (?:un|une|mon|ma|des|le|la|m\.|mme)\b"
    r"|\((?:chez |casa de |la casa de )?(?:mes|mis|mi|ma|mon|my|nos|our|her|his) [\w-]+\))"
)
_LATER = re.compile(
    r"^[^.!?\n]{0,50}?\b(?:(?:he|she|they) lives? (?:there|here|alone)|vive(?:n)? (?:ahi|alli|aqui|sol[oa])"
    r"|(?:il|elle|ils|elles) y (?:habite|vit|habitent|vivent)"
    r"|(?:and|but|y|pero|et|mais) (?:the|my|our|el|la|mi|nuestr[oa]|le|mon|ma|notre) "
    r"(?:landlord|landlady|letting agent|caser[oa]|propietari[oa]|proprietaire|bailleur)"
    r"|(?:across|over|blocks?|blocking|on|up) (?:my|our) (?:drive|driveway|gate|garage))\b"
)
_OUTSIDE = re.compile(
    r"\b(?:outside|opposite|front of|facing|behind|near|frente a|delante de|devant|face au)[\w ]{0,8}$"
)
_NAMED_HOUSE = re.compile(
    r"\b(?i:live|lives|lived|living|stay|stays)\b(?: [\w']+){0,4} (?:at|in) (?P<en>(?:The )?(?:[A-Z]\w+ ){1,2}"
    r"(?:Cottage|House|Farm|Farmhouse|Lodge|Villa|Barn|Bungalow|Grange|Croft)\b)"
    r"|\b(?i:vivo|vive|viven|vivimos|resido|reside)\b(?: \w+){0,3} en (?:el |la )?"
    r"(?P<es>(?:Cortijo|Finca|Villa|Chalet|Caserío) (?:de |del |la |las |los |el )*[A-ZÁÉÍÓÚÑ]\w+)"
    r"|\b(?i:habite|habitons|habitent|vis|vivons|vit)\b(?: \w+){0,3} (?:au|à|à la|dans la) "
    r"(?P<fr>(?:lieu-dit|ferme|mas|villa|moulin) (?:de |du |des |la |le |les )*[A-ZÉÈÀ][\w'-]+)"
)
_NOT_MINE = (
    people.PLACES - frozenset("residence residencia casa maison house jardin bloque edificio batiment villa".split())
) | frozenset(
    "office work job shop bank gp doctor dentist solicitor vet appointment meeting interview class lesson surgery firm "
    "business company community town village local ayuntamiento oficina tienda taller trabajo negocio medico cita "
    "empresa comunidad pueblo bureau boutique magasin medecin dentiste travail entreprise commerce rendez-vous "
    "association reunion cabinet".split()
)
"""What is mine, and is no home of mine."""


def tells(reading: Reading, start: int, end: int) -> bool:
    """The words right before or behind the address speak of people who live there."""
    plain = reading.plain
    first, stop = reading.sentence(start)
    before, behind = plain[max(first, start - BEFORE) : start], plain[end : min(stop + 1, end + BEHIND)]
    if _SPEAKS.search(before) or _AFTER.match(behind):
        return True
    beside = _BESIDE.search(before) or _AT_MINE.search(before)
    if beside and _NOT_MINE.isdisjoint(beside.group("what").split()):
        return True
    return _is_at_somebodys(reading, start) or bool(_LATER.match(behind) and not _OUTSIDE.search(before))


def called(reading: Reading) -> Iterator[tuple[int, int]]:
    """Houses without a number: "I have lived all my life at Elm Cottage"."""
    for match in _NAMED_HOUSE.finditer(reading.text):
        yield match.span(match.lastgroup or 0)


def _is_at_somebodys(reading: Reading, start: int) -> bool:
    """As in "from Brian O'Leary's, 9 Mill Lane"; "St Mary's, 9 Mill Lane" is a church."""
    words, at = reading.words, reading.at(start)
    if at < 3 or words[at - 1].plain != "s" or not words[at - 2].capital:
        return False
    near = {word.plain for word in words[max(0, at - 4) : at - 1] if word.capital}
    return bool(near & (people.GIVEN | people.FAMILY)) and near.isdisjoint(people.PLACES)
