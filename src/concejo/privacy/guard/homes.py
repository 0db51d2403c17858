# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where somebody lives. "The lamp in calle Real, 12" is a place; "I live in calle Real, 12" is a home.

Addresses are found first, each within a bounded stretch; one is a home if the words around it say that somebody lives
there, or if it names a floor and a door, which no lamp has.
"""

import re
from collections.abc import Iterator

from concejo.privacy.guard import homes_told
from concejo.privacy.guard.lexicon import homes as words_of
from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding

_NUMBER = (
    r"(?:numero|num\.?|nro\.?|n[º°o]?\.?º?|no\.|portal|bloque|blq\.?|casa|#)?\s?\d{1,4}(?:\s?(?:bis|ter)\b"
    r"|\s?[a-d]\b)?"
)
_ES_STREET = (
    r"(?:\bcalle|\bc/|\bcl?\.|\bavenida|\bavda?\.?|\bav\.|\bplaza|\bpl?za\.?|\bplazoleta|\bpaseo|\bcamino|\bcno\.?"
    r"|\bcarretera|\bctra\.?|\btravesia|\bcallejon|\bcuesta|\bronda|\burbanizacion|\burb\.?|\bpasaje|\bbarriada"
    r"|\bbda\."
    r"|\bglorieta|\bvereda|\bcarrer|\bresidencial|\bplaceta|\bbarrio|\bbulevar)"
)
_FR_STREET = (
    r"(?:rue\b|r\.|avenue|av\b\.?|bd\b\.?|bvd\b\.?|boulevard|place\b|pl\b\.?|chemin|ch\b\.?|chem\.|che\b\.?|chm\b\.?|impasse|imp\b\.?"
    r"|allees?\b|all\b\.?|route\b|rte\b\.?|res\b\.?|lot\b\.?|quai|cours|square"
    r"|passage|residence|hameau|lotissement|sentier|voie|cite|villa|clos|ruelle|montee|faubourg|traverse|venelle"
    r"|lieu-dit)"
)
_EN_STREET = (
    r"(?:street|st|road|rd|lane|ln|avenue|ave|close|drive|dr|way|crescent|cres|court|ct|terrace|place|gardens|gdns"
    r"|grove"
    r"|hill|square|row|mews|green|walk|view|rise|parade|bank|gate|fields|meadows?|gdns|cottages|end|vale)"
)
_FLOOR = (
    r"(?:\d{1,2}\s?[º°ªo](?:\s?-?\s?(?:[a-h]\b|izq\w*\.?|der\w*\.?|dcha\.?|drcha\.?|centro|puerta \w{1,2}))?"
    r"|\d{1,2}\s?-?\s?(?:[a-h]\b|izq\w*\.?|dcha\.?|drcha\.?)|(?:primero|segundo|tercero|cuarto|quinto|bajo|atico"
    r"|entresuelo|principal)"
    r"\s(?:[a-h]\b|izq\w*|der\w*|dcha\.?|puerta \w{1,2})|(?:piso|planta|puerta|pta\.?|escalera|esc\.?|portal"
    r"|apartamento|apto\.?)\s\w{1,3}\b"
    r"|atico|bajo\b)"
)
_FR_FLAT = (
    r"(?:(?:appartement|appart|appt|apt|app)\b\.?\s?(?:n[°o]\s?)?\w{1,4}\b|bat(?:iment|\.)?\s\w{1,3}\b|\d{1,2}\s?(?:e"
    r"|er|eme|ieme|re)\s(?:etage|gauche|droite)"
    r"|(?:premier|deuxieme|troisieme|quatrieme|cinquieme) etage|porte\s\w{1,3}\b|escalier\s\w{1,2}\b|rez-de-chaussee)"
)
_EN_FLAT = r"(?:(?:flat|apartment|apt|unit)\.?\s(?:no\.?\s|number\s)?\d{0,3}[a-h]?\b)"
_ADDRESSES = re.compile(
    rf"(?P<es>{_ES_STREET}\s?[^\d;\n!?]{{2,44}}?[\s,]{_NUMBER}\b(?!\d)(?:\s?[,.-]?\s?{_FLOOR}){{0,2}})"
    rf"|(?P<fr>\b\d{{1,4}}(?:\s?(?:bis|ter|quater)|\s?[a-d]\b)?,?\s(?:de (?:la |l')?"
    rf"|du )?{_FR_STREET}(?<=[\w.])\s(?:de |du |des |la |l'|d'|le "
    rf"|les )?[^\d.;,\n!?()]{{2,28}}(?:,?\s?{_FR_FLAT}){{0,3}})"
    rf"|(?P<nr>\brue [^\d.;\n!?]{{2,30}}?,?\s(?:au\s)?(?:numero\s|n[°o]\s?)\d{{1,4}}\b)"
    rf"|(?P<en>(?:{_EN_FLAT},?\s)?\b\d{{1,4}}[a-d]?,?\s[^\d.;,\n!?]{{2,28}}?\s{_EN_STREET}\b)"
    rf"|(?P<no>\b(?:numero|number|no\.|n[º°])\s?\d{{1,4}}[a-d]?\b(?:\s?[,.-]?\s?{_FLOOR})?)"
    rf"|(?P<flat>(?:{_FR_FLAT}(?!,?\s(?:bis\s|ter\s)?{_FR_STREET})|{_EN_FLAT}|\b{_FLOOR})(?:\s(?:del?|du|of|at)\s(?:el\s|la\s|the\s)?(?:numero|number"
    rf"|portal|bloque|n[º°])?\s?\d{{1,4}}\b)?)"
)
_FLOOR_SAID = re.compile(
    rf"\d[\s,.-]{{1,3}}(?:\d{{1,2}}\s?[º°ªo]\s?-?\s?(?:[a-h]\b|izq|der|dch|drch|centro|puerta)"
    rf"|\d{{1,2}}\s?-?\s?(?:[a-h]\b|izq|dcha)|(?:bajo|atico)\s?(?:[a-h]\b|izq|der|dch)"
    rf"|piso\s\d|(?:primero|segundo|tercero|cuarto)\s(?:[a-h]\b|izq|der|dch))|appartement|\bappt?\b|\bflat \d"
    rf"|\bapartment \d|\bapt\b"
)
_LIVES = re.compile(
    r"\b(?:vivo|vivimos|vive|viven|vivia|vivian|viviendo|resido|residimos|reside|residen|domiciliad[oa]s?"
    r"|empadronad[oa]s?"
    r"|(?:mi|nuestr[oa]|su|tu) (?:propia )?(?:casa|piso|vivienda|domicilio|direccion|portal|apartamento|puerta"
    r"|atico|chalet|bloque|adosado|fachada|balcon|ventana|cochera|garaje|comunidad|edificio)"
    r"|(?:casa|piso|vivienda|domicilio|direccion) (?:de (?:mi|mis|su|sus|don|dona|la senora|el senor|un|una)"
    r"|particular|postal|completa)|en casa|domicilio(?= ?:| es| en)|direccion(?= ?:| es)|me mude|nos mudamos"
    r"|alquilad[oa]|mi (?:madre|padre|abuel[oa]|suegr[oa]|herman[oa]|ti[oa])"
    r"|j'habite|habitons|habite|habitent|habitant|je vis|nous vivons|vit|vivent|je demeure|demeurant|je reside"
    r"|reside|resident|domiciliee?s?|loge|on est|nous sommes|je suis|emmenag\w+|(?:je|nous) lou(?:e|ons)"
    r"|proprietaire (?:du|au)|(?:mes|ses|leurs) (?:parents|grands-parents)|ma (?:grand-mere|mere|tante|soeur|fille"
    r"|voisine)|mon (?:pere|grand-pere|oncle|frere|fils|voisin)|(?:mme|m\.|monsieur|madame|mlle) [\w'-]+"
    r"|qui occupe(?:nt)?"
    r"|(?:mon|ma|notre|son|sa|leur) (?:domicile|adresse|appart|appartement|maison|logement|porte"
    r"|pavillon|immeuble|studio"
    r"|garage|portail|fenetre)|chez (?:moi|nous|lui|elle|eux|mon|ma|mes)"
    r"|domicile|adresse(?= ?:| est| postale)"
    r"|(?:i|we|they|who|and|he|she|family|mother|father|mum|dad|nan|parents?) (?:live|lives|lived|stay|stays|reside"
    r"|resides)|live at|lives at|lives in|live in|living at|living in|(?:my|our|her|his|their) (?:house|home|flat"
    r"|address|apartment|place|bungalow|cottage|property|front door|front garden|driveway|drive|garage|window"
    r"|bedroom)|home address|address is|address:|resident (?:at|of)|i am at|i'm at|we're at|we are at|come to"
    r"|come round to|call at|moved (?:in)?to|(?:i|we|he|she|they) (?:rent|own|bought|occupy|rents"
    r"|owns)[\w ]{0,12}(?: at| in)?|visit (?:me|us) at|find us|mum's|dad's|gran's|nan's|next door|my (?:gran|nan"
    r"|mum|dad|mother|father|sister|brother|aunt|uncle|landlord|tenant|ex)|(?:mr|mrs|ms"
    r"|miss) [\w'-]+(?: [\w'-]+)? (?:of|from|at|in))\b"
)
_NEIGHBOUR = re.compile(
    r"\b(?:(?:el|la|mi|un|una|al|del|este|esta|ese|esa|los|unos|mis) (?:vecin[oa]s?|inquilin[oa]s?|propietari[oa]s?"
    r"|dueñ[oa]s?|duen[oa]s?|senora?|chic[oa]|mujer|hombre|familia|pareja|abuel[oa]|ancian[oa]|matrimonio"
    r"|gente)(?: \w+){0,3} (?:que vive |que viven )?(?:del|de la|de|en el|en la)"
    r"|(?:el|la|los|las) (?:del|de el)"
    r"|(?:le|la|mon|ma|un|une|mes|du|les|au) (?:voisin(?:e|s|es)?|locataires?|proprietaires?|dame|monsieur"
    r"|vieille dame|famille|homme|femme|couple|personne|retraite|gens)(?: [\w.]+){0,3} (?:qui habite(?:nt)? )?(?:du"
    r"|au|de l'|de la|dans l')"
    r"|(?:the|my|our|a|an|elderly|old) (?:neighbou?rs?|tenants?|owners?|man|woman|lady|family|couple|guy|people"
    r"|occupants?|occupiers?|person|student|students|resident|bloke|gentleman|chap|lad|lot|owner"
    r"|landlord)(?: who lives?| who live| living|(?: \w+){0,3}) (?:at|in|from|of|on)|(?:at|in|from|of"
    r"|on) number)\s?(?:el |la |l'|the )?$"
)
_AFTER = re.compile(
    r"^[\s,]{0,3}(?:\([^)]{0,20}\)\s?)?(?:(?:que )?es (?:mi casa|donde vivo|mi domicilio)|donde (?:vivo|vive|viven"
    r"|vivimos|resid\w+)|(?:,? )?(?:vive|viven|reside) (?:un|una|el|la|mi|don|dona)"
    r"|ou (?:j'habite|habite|vit|je vis|nous habitons|vivent)|c'est (?:chez moi|mon domicile|mon adresse)"
    r"|habite (?:un|une|mon|ma|m\.|mme)|where (?:i|we|he|she|they|my)[\w ]{0,14} lives?|,? ?(?:they|he|she|someone"
    r"|somebody|people|ils|elles?|quelqu'un|des gens|alguien|unos vecinos)\b|is (?:my|our) (?:home|house|flat"
    r"|address)|,? ?my (?:home|house|address)|,? ?ou (?:j'habite|nous vivons)|,? ?chez (?:moi|nous)"
    r"|,? ?c'est (?:chez nous|la maison))"
)
_NOT_HOME = re.compile(
    r"\b(?:ayuntamiento|mairie|town hall|farmacia|colegio|centro|oficina|tienda|bar|taller|shop|school|ecole|bureau"
    r"|library|biblioteca|clinica|sede)\b[^.]{0,12}$"
)
_CALLED = re.compile(
    r"(?:(?i:\b(?:vivo|vive|viven|vivimos|resido|reside)(?: \w+){0,2}|\bmi (?:casa|piso|domicilio)(?: esta"
    r"| queda)?) en (?:la |el |los |las )?"
    r"|(?i:\bhabite|\blive|\blives|\bvis)(?:(?i: au| at| on| in))? )(?P<where>[A-ZÁÉÍÓÚÑ][\w'’]+(?: (?:de |del |la "
    r"|los |las |d[eu] )*[A-ZÁÉÍÓÚÑ][\w'’]+){0,3},? (?:nº ?|n° ?|número |numéro )?\d{1,3})(?! años| personas| km"
    r"| metros)\b"
)
_DOOR = re.compile(r"\d\s?[º°ª]|\d[\s,-]{1,3}[a-h]\b|\b(?:app?t|apartment|flat|izq|dcha|bajo|etage|piso|atico)\b")
MOST_BETWEEN = 6
_NO_STREET = re.compile(r"\b(?:and|that|this|is|are|was|to|in|on|at|my|your|no|or|but|with|for)\b")
_NEAR_BY = re.compile(r"\b(?:altura|esquina|invade|entre|frente|hasta|hauteur|angle|opposite|corner|outside)\b")
BEFORE, BEHIND = 60, 40


def find(reading: Reading) -> Iterator[Finding]:
    """Addresses at which, by the words around them, somebody lives."""
    if (
        reading.vocabulary.isdisjoint(words_of.HINTS)
        and reading.vocabulary.isdisjoint(words_of.PEOPLE | words_of.ABOUT)
        and not _DOOR.search(reading.plain)
    ):
        return
    plain, done = reading.plain, 0
    for word in reading.words:
        if word.start < done or not (word.plain[0].isdigit() or word.plain in words_of.STARTS):
            continue
        match = _ADDRESSES.match(plain, word.start)
        if match and not (match.lastgroup == "en" and _NO_STREET.search(match.group())):
            start, done = word.start, _end(match)
            if _is_home(plain, match, start, done) or (
                match.lastgroup in {"es", "fr", "nr", "en"}
                and not _NEAR_BY.search(match.group())
                and (
                    _is_theirs(reading, start)
                    or _is_indoors(plain, start, done)
                    or homes_told.tells(reading, start, done)
                )
            ):
                yield Finding(start, done, "home")
    for match in _CALLED.finditer(reading.text):
        yield Finding(*match.span("where"), "home")
    for start, end in homes_told.called(reading):
        yield Finding(start, end, "home")


def _end(match: re.Match[str]) -> int:
    """Where the address ends: a French one before the verb or the "and" that follows its street."""
    words = match.group().rstrip()
    verb = _NO_NAME.search(words) if match.lastgroup == "fr" else None
    return match.start() + (verb.start() if verb else len(words))


_NO_NAME = re.compile(
    r"(?<=\w{3}) (?:et|vit|vivent|habite|habitent|qui|est|sont|a|ont|y|mais|pour|avec|je|on|il|elle|nous|ne) "
)
_INDOORS = re.compile(
    r"\betage\b|\bbat\b|\bbatiment\b|\bappt?\b|appartement|\bapt\b|\brdc\b|rez-de-ch|\bporte \w{1,3}\b|\bbloc \w\b"
    r"|\bescalier\b"
    r"|\bflat\b|\bapartment\b|\bfloor\b|\bpiso\b|\bpuerta\b|\bpta\b|\bescalera\b"
)


_OFFICE = re.compile(
    r"\b(?:permanence|bureau|salle|reunion|rendez-vous|atelier|association|cita|sala|aula|local|oficina|despacho"
    r"|consulta"
    r"|meeting|drop-in|office|room|surgery|clinic|workshop|mairie|ayuntamiento|council|cabinet|guichet)\b"
)


_HOURS = re.compile(
    r"\d{1,2} ?(?:[:.h] ?\d{0,2})? ?(?:am|pm|h)? ?(?:a|to|-|et|y|and) ?\d{1,2} ?(?:[:.h] ?\d{0,2}|am|pm|h)?,? ?"
    r"(?:del? |du )?(?:lunes|martes|miercoles|jueves|viernes|sabado|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|monday|tuesday|wednesday|thursday|friday|saturday)\b"
    r"|\b(?:lunes|lundi|monday|mon) (?:a|al|au|to|-) ?"
    r"(?:viernes|sabado|jueves|vendredi|samedi|jeudi|friday|saturday|fri|sat)\b"
)
"""What has opening hours is open to everybody."""


def _is_indoors(plain: str, start: int, end: int) -> bool:
    """A floor, a flat, a staircase stand beside street and number: no lamp has one."""
    if _HOURS.search(plain[max(0, start - 80) : start]):
        return False
    behind = plain[end : end + 22]
    cut = re.search(r"[.;!?\n]\s", behind)
    if _OFFICE.search(plain[max(0, start - 80) : start]):
        return False
    return _INDOORS.search(plain[start:end] + (behind[: cut.start()] if cut else behind)) is not None


def _is_theirs(reading: Reading, start: int) -> bool:
    """People stand right before the address, with nothing but their name and small words between: "Mrs Brown of …"."""
    words, at = reading.words, reading.at(start)
    for back in range(1, MOST_BETWEEN + 1):
        if at - back < 0:
            return False
        word = words[at - back]
        if any(sign in reading.plain[word.end : words[at - back + 1].start] for sign in ".;!?\n"):
            return len(word.plain) < 4 and word.plain in words_of.PEOPLE
        if word.plain in words_of.PEOPLE:
            return True
        if word.plain not in words_of.BETWEEN and not (word.capital and not reading.opens_sentence(word)):
            return False
    return False


def _is_home(plain: str, match: re.Match[str], start: int, end: int) -> bool:
    before = plain[max(0, start - BEFORE) : start]
    cut = max(before.rfind(". "), before.rfind("\n"), before.rfind("? "), before.rfind("! "))
    before = before[cut + 1 :] if cut >= 0 and before[cut - 2 : cut].strip() not in {"no", "n"} else before
    kind = match.lastgroup
    if _NEIGHBOUR.search(before) or _AFTER.match(plain[end : end + BEHIND]):
        return True
    if kind == "flat":
        return bool(
            re.search(
                r"\b(?:vivo|vive|viven|vivimos|resido|j'habite|habite|i live|lives|live|mi piso|mi casa"
                r"|mon appartement|my flat)\b",
                before[-30:],
            )
        )
    if kind != "no" and _FLOOR_SAID.search(match.group()):
        return True
    lives = list(_LIVES.finditer(before))
    if not lives:
        return False
    return not _NOT_HOME.search(before[lives[-1].end() :])
