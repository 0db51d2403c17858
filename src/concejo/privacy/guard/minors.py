# SPDX-License-Identifier: AGPL-3.0-or-later
"""One child who can be told from others: by age, by name, by school or class. Children in general are not meant."""

import re
from collections.abc import Iterable, Iterator

from concejo.privacy.guard import ages
from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding

_AGE_ES = (
    r"(?:[1-9]|1[0-7]|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis"
    r"|diecisiete)"
)
_AGE_FR = (
    r"(?:[1-9]|1[0-7]|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
    r"|dix-sept)"
)
_AGE_EN = (
    r"(?:[1-9]|1[0-7]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen)"
)
_CHILD_ES = (
    r"(?:hij[oa]s?|niet[oa]s?|nin[oa]|crio|cria|chic[oa]|chaval[a]?|bebe|alumn[oa]|sobrin[oa]s?|herman[oa]|menor"
    r"|adolescente|pequen[oa]|gemel[oa]s|mellizos|peque|muchach[oa]|zagal[a]?|niños|ninos)"
)
_CHILD_FR = (
    r"(?:fils|filles?|enfants?|garcon|fillette|gamine?|bebe|eleve|niece|neveu|petit-fils|petite-fille"
    r"|petits-enfants|ado|adolescente?|mineure?|jumeaux|jumelles|frere|soeur|petite?|bambin|collegienne?"
    r"|lyceenne?)"
)
_CHILD_EN = (
    r"(?:son|daughter|sons|daughters|boy|girl|child|children|kids?|baby|toddler|pupil|grandson|granddaughter"
    r"|grandchild|niece|nephew|teenager|teen|twins|lad|schoolgirl|schoolboy|brother|sister|little one|youngest"
    r"|eldest)"
)
_CHILDREN = frozenset(
    "hijo hija hijos hijas nieto nieta nietos nietas nino nina ninos crio cria chico chica chaval chavala bebe alumno "
    "alumna sobrino sobrina sobrinos hermano hermana menor adolescente pequeno pequena gemelos gemelas mellizos peque "
    "muchacho muchacha zagal zagala recien fils fille filles enfant enfants garcon fillette gamin gamine eleve niece "
    "neveu petit petite petits ado adolescent adolescente mineur mineure jumeaux jumelles frere soeur bambin collegien "
    "collegienne lyceen lyceenne nourrisson nouveau son sons daughter daughters boy girl child children kid kids baby "
    "toddler pupil grandson granddaughter grandchild nephew teenager teen teenage twins lad schoolgirl schoolboy "
    "brother "
    "sister little youngest eldest newborn infant minor underage old year unborn triplets lads grandkids stepson "
    "stepdaughter godson goddaughter aine ainee cadet cadette "
    "puce gosse gosses minot pitchoun pitchoune loulou bonhomme mome momes fiston poupon petiot petiote grand grande "
    "enano enana nene nena chiquillo chiquilla kiddo tot lass lassie bairn "
    "ans mois anos meses benjamin benjamine hermanito hermanita crios gamins garcons petites y yo".split()
)
_MANY = re.compile(
    r"\b(?:para|pour|for|actividad\w*|atelier\w*|taller(?:es)?|campamento|activities|stage|cours|curso|clases?"
    r"|entre|de \d+ a|ages?|aged between|inscri\w+|los|las|les|des|aux|edades)\b(?: \w+){0,2} ?$"
)
_RANGE = re.compile(
    r"^\s?(?:a|y|e|et|to|and|-|–|à|o|ou|or)\s?\d|^\s?(?:or|y|et|and) (?:mas|plus|over|above|under|older|up)"
)
_PATTERNS = {
    "es": re.compile(
        rf"\b(?:(?P<whose>mi|mis|su|sus|nuestr[oa]s?|un|una|este|esta|el|la|al|del|aquel|ese|esa|otr[oa]"
        rf"|vuestr[oa]) )?(?:pequen[oa] "
        rf"|propi[oa] )?(?P<who>{_CHILD_ES})(?P<gap>(?:,? [\w']+){{0,4}}?),? (?:de (?:solo |apenas |unos |casi )?"
        rf"|que tiene |tiene |con |cumplio |de tan solo )(?P<age>{_AGE_ES}(?: y (?:medio|{_AGE_ES}))?) (?:anitos"
        rf"|anos|ano|meses|mes)\b"
        rf"|\b(?:un|una|la|el|del|al|otro|otra|mi|su|esta|este) (?:(?:hij[oa]|herman[oa]|niet[oa]|chic[oa]"
        rf"|nin[oa]) )?(?:menor de edad|menor de {_AGE_ES} anos)\b"
        rf"|\b(?:mi|nuestr[oa]|su) (?:hij[oa] (?:menor|pequen[oa]|adolescente)|bebe|recien nacid[oa]|nin[oa]|peque)\b"
        rf"|\b(?:mi|su|nuestr[oa]|un|una|el|la) (?:hij[oa]|nin[oa]|niet[oa]|sobrin[oa]|alumn[oa]|chic[oa]|crio|cria"
        rf"|hij[oa] \w+)(?:,? [\w']+){{0,4}}? (?:va al? (?:colegio|cole|ceip|ies|instituto|guarderia"
        rf"|escuela) (?-i:[A-Z])?|de \d ?º (?:de )?(?:primaria|eso|infantil|[a-d]\b)|esta en \w+ de (?:primaria"
        rf"|infantil|eso)|estudia en|(?:de|en) (?:primero|segundo|tercero|cuarto|quinto|sexto) (?:de )?(?:primaria"
        rf"|eso|infantil|[a-d]\b)|alumn[oa] de|cursa)"
        rf"|\b(?:nino|nina|chic[oa]|chaval|hij[oa]|niet[oa]) [\w ]{{0,24}}?(?:acos\w+|bullying|maltrat\w+|abus\w+"
        rf"|tutelad\w+|custodia)\b"
    ),
    "fr": re.compile(
        rf"\b(?:(?P<whose>mon|ma|mes|son|sa|ses|notre|nos|leur|un|une|ce|cette|le|la|du|l|au) ?'?)?(?:petite? "
        rf"|jeune |plus jeune )?(?P<who>{_CHILD_FR})(?P<gap>(?:,? [\w']+){{0,4}}?),? (?:de (?:seulement |a peine )?"
        rf"|age[es]* de |qui a |agee? d'|a )(?P<age>{_AGE_FR}(?: (?:et )?{_AGE_FR})?) (?:ans?|mois)\b"
        rf"|\b(?:un|une|le|la|du|d'un|d'une) (?:jeune )?(?:mineure?\b|enfant mineure?)(?! (?:travaux|incident"
        rf"|accident|probleme))"
        rf"|\b(?:mon|notre|son|leur|ma) (?:bebe|nourrisson|nouveau-ne|(?:fils|fille) (?:cadet|cadette|adolescente?"
        rf"|mineure?)|petit dernier|petite derniere)\b"
        rf"|\b(?:mon|ma|son|sa|notre|un|une|le|la|l) ?'?(?:fils|fille|enfant|eleve|garcon|petit-fils|petite-fille"
        rf"|niece|neveu|gamine?)(?:,? [\w']+){{0,4}}? (?:en (?:cp|ce1|ce2|cm1|cm2|maternelle|petite section"
        rf"|moyenne section|grande section|sixieme|cinquieme|quatrieme|troisieme|seconde|6e|5e|4e|3e)\b"
        rf"|scolarisee? (?:a|au|en)|est eleve|va a la (?:creche|maternelle)|va a l'ecole (?:maternelle |primaire "
        rf"|elementaire )?(?-i:[A-Z]))"
        rf"|\b(?:fils|fille|enfant|garcon|gamine?|eleve) [\w ']{{0,24}}?(?:harcel\w+|maltrait\w+|abus\w+"
        rf"|place en foyer|placee? (?:en|dans))\b"
    ),
    "en": re.compile(
        r"\b\d{1,2}[- ]months?[- ]old\b"
        rf"|\b(?P<ago>{_AGE_EN})[- ]?(?:(?:year|month|yr)s?[- ]old|y/?o\b)(?:[- ](?:[\w']+ )?{_CHILD_EN})?\b"
        rf"|\b{_CHILD_EN}(?:,? [\w']+){{0,3}}?,? (?:is (?:only |just )?|who is (?:only |just )?|who's |aged |age "
        rf"|of |\()(?P<age>{_AGE_EN})\b(?! (?:metres|meters|miles|minutes|hours|days|times|of|weeks))"
        rf"|\b(?:my|our|his|her|their|the neighbour's) (?:baby|toddler|newborn|teenage (?:son|daughter)|youngest"
        rf"|little (?:boy|girl|one)|young (?:son|daughter)|infant|unborn)\b"
        rf"|\b(?:my|our|his|her|their|a|the) (?:\w+ )?{_CHILD_EN}(?:,? [\w']+){{0,4}}? (?:in (?:year|reception"
        rf"|nursery|class|form|p)\b ?\d*|goes to (?:the )?(?-i:[A-Z])|attends|is a pupil|at (?:nursery"
        rf"|primary school))"
        rf"|\b(?:an? )?(?:minor|underage (?:boy|girl|child))(?= (?:was|is|who|has|living|in care)|\b[,.])(?! road"
        rf"| injury| works| damage)"
        rf"|\b(?:son|daughter|boy|girl|child|pupil) [\w ']{{0,24}}?(?:bullied|abused|in (?:foster )?care"
        rf"|social services|custody)\b"
    ),
}
_SOMEBODYS = {
    "es": re.compile(r"\b(?:mi|su|nuestr[oa]|la|el|una?) "
    "(?:hij[oa]|niet[oa]|nin[oa]|sobrin[oa]|bebe|pequen[oa]|alumn[oa])(?: (?:pequen[oa]|mayor|menor))?,? $"),
    "fr": re.compile(r"\b(?:mon|ma|son|sa|notre|la|le|l|un|une) ?'?(?:petite? "
    ")?(?:fils|fille|enfant|petit-fils|petite-fille|eleve|gamine?|bebe|niece|neveu|garcon|fillette)(?: "
    "(?:cadette?|ainee?))?,? $"),
    "en": re.compile(r"\b(?:my|our|his|her|their|the|a|neighbour's|little|young) "
    "(?:son|daughter|grandson|granddaughter|boy|girl|baby|toddler|child|kid|pupil|niece|nephew|lad),? $"),
}  # fmt: skip


_PLURALS = frozenset(
    "hijos hijas nietos nietas ninos ninas crios gemelos gemelas mellizos mellizas filles enfants garcons gamins "
    "jumeaux "
    "jumelles sons daughters boys girls kids twins lads grandkids triplets child brother sister frere soeur "
    "hermano hermana".split()
)
_OWNERS = {
    "es": frozenset("mi mis su sus nuestro nuestra nuestros nuestras un una otro otra".split()),
    "fr": frozenset("mon ma mes son sa ses notre nos leur leurs petit petite un une".split()),
    "en": frozenset("my our his her their foster little young s two three a door".split()),
}
_STAGES = {
    "es": re.compile(
        r"\b(?:(?:[1-6] ?º|primero|segundo|tercero|cuarto|quinto|sexto) (?:de )?(?:primaria|infantil|eso"
        r"|bachiller\w*|[a-d]\b)"
        r"|menor de edad|recien nacid[oa]|acos\w+|bullying|acogida)"
    ),
    "fr": re.compile(
        r"\b(?:(?:en|de) (?:cp|ce1|ce2|cm1|cm2|maternelle|petite section|moyenne section|grande section|sixieme"
        r"|cinquieme|quatrieme|troisieme|seconde|premiere|terminale|[3-6]e)\b|a la creche|en bas age|mineure?\b"
        r"|lyceenne?\b|collegienne?\b|entre (?:en|au|a l)\b|en classe de \w+|harcel\w+|en famille d'accueil)"
    ),
    "en": re.compile(
        r"\b(?:in (?:year|reception|class|form) ?\w{0,2}\b|in p\d\b|in \d[a-d]\b|starts? (?:nursery|reception"
        r"|school|primary"
        r"|secondary|playgroup)|year \d{1,2} pupil|in nursery|at (?:nursery|playgroup|primary|preschool)|school age"
        r"|bull(?:y|ied)\w*|foster|underage)"
    ),
}


def find(reading: Reading, languages: Iterable[str]) -> Iterator[Finding]:
    """A child with an age, a class, a school or a name of its own; babies; minors in trouble."""
    if reading.vocabulary.isdisjoint(_CHILDREN):
        return
    for language in languages:
        for match in _PATTERNS[language].finditer(reading.plain):
            if not _is_general(reading, match):
                yield Finding(*match.span(), "minor")
        for start, end in ages.find(reading, language):
            if not _is_offer(reading, start, end):
                yield Finding(start, end, "minor")
        yield from _at_school(reading, language)
        yield from _named(reading, language)


def _is_general(reading: Reading, match: re.Match[str]) -> bool:
    """An offer for an age, a range of ages, children as such."""
    before = reading.plain[max(0, match.start() - 28) : match.start()]
    return bool(_RANGE.match(reading.plain[match.end() : match.end() + 12]) or _MANY.search(before))


_ONES_OWN = re.compile(
    r"\b(?:mis?|sus?|nuestr[oa]s?|mon|ma|mes|son|sa|ses|notre|nos|leurs?|my|our|his|her|their)(?: (?:two|three|deux"
    r"|trois|dos|tres|\w+))? $"
)


def _is_offer(reading: Reading, start: int, end: int) -> bool:
    before = reading.plain[max(0, start - 28) : start]
    if _ONES_OWN.search(before):
        return False
    return bool(_RANGE.match(reading.plain[end : end + 12]) or _MANY.search(before))


def _at_school(reading: Reading, language: str) -> Iterator[Finding]:
    """One child, told by whose it is, with a class or a stage of school in the same sentence."""
    words = reading.words
    if not _STAGES[language].search(reading.plain):
        return
    for at, word in enumerate(words):
        before = words[at - 1].plain if at else ""
        one = word.plain in ages.CHILD[language] and (before in _OWNERS[language] or word.plain not in _PLURALS)
        little = word.plain in ages.LITTLE and before in ages.WHOSE
        named = word.capital and word.plain in people.GIVEN - people.WORDS_TOO and not reading.opens_sentence(word)
        if not (one or little or named):
            continue
        _start, stop = reading.sentence(word.start)
        match = _STAGES[language].search(reading.plain, word.end, min(stop, word.end + 70))
        if match:
            yield Finding(word.start, match.end(), "minor")


def _named(reading: Reading, language: str) -> Iterator[Finding]:
    """As in "my daughter Ana": a child noun and a given name (the name is found too, as a name)."""
    for word in reading.words:
        if word.capital and len(word.plain) > 2:
            before = reading.plain[max(0, word.start - 40) : word.start]
            match = _SOMEBODYS[language].search(before)
            own = match and match.group().split()[0] in _OWNERS[language] - {"un", "una", "une", "a"}
            known = own or word.plain in people.GIVEN - people.WORDS_TOO
            if match and known and not reading.opens_sentence(word):
                yield Finding(word.start - len(before) + match.start(), word.end, "minor")
