# SPDX-License-Identifier: AGPL-3.0-or-later
"""How people threaten each other, and how contempt for a group sounds. Folded; es, fr, en."""

import re

GROUPS = {
    "es": (
        r"(?:mor[oa]s?|gitan[oa]s?|inmigrantes?|extranjer[oa]s?|negr[oa]s|judi[oa]s?|musulman(?:es|as)?|arabes?"
        r"|ruman[oa]s?"
        r"|sudameri\w+|subsaharian[oa]s|latin[oa]s|chin[oa]s|ecuatorian[oa]s|marroquies?|african[oa]s|maricas?|gays?"
        r"|homosexuales|transexuales"
        r"|lesbianas?|mujeres|menas?|panchit[oa]s?|refugiad[oa]s|discapacitad[oa]s|negratas?)"
    ),
    "fr": (
        r"(?:arabes?|noirs|juifs?|juives?|musulman(?:e|s|es)?|gitan(?:e|s|es)?|roms?|tsiganes?|immigree?s?|migrants?"
        r"|etrangers?|etrangeres|roumaine?s?|africaine?s?|maghrebins?|algeriens?|marocains?|turcs?|chinois|homosexuels?"
        r"|homos?|gays?|lesbiennes?|femmes|refugiee?s|handicapes|gens du voyage|tapettes?)"
    ),
    "en": (
        r"(?:immigrants?|migrants?|muslims?|jews?|gyps(?:y|ies)|travellers|blacks|black people|foreigners?"
        r"|romanians?|poles"
        r"|asians|africans|chinese|pakistanis|indians|turks|queers?|arabs|gays?|lesbians?|trans people|women"
        r"|refugees|asylum seekers|disabled people|faggots?|chinks?)"
    ),
}
SLURS = frozenset(
    "sudaca sudacas negrata negratas maricon maricones maricona bollera bolleras travelo travelos moraco moracos "
    "moromierda "
    "bougnoule bougnoules bicot bicots negro negros youpin youpins pede pedes gouine gouines bamboula bamboulas "
    "niakoue "
    "nigger niggers nigga paki pakis wog wogs pikey pikeys gyppo gyppos tranny trannies kike kikes raghead ragheads "
    "towelhead towelheads faggot".split()
) - {"negro", "negros"}  # black, in Spanish
PESTS = frozenset(
    "cucaracha cucarachas rata ratas raton ratones mosquito mosquitos avispa avispas oruga orugas paloma palomas "
    "hormiga "
    "hormigas hierba hierbas hierbajos picudo pulgas garrapatas jabali jabalies insectos bichos plaga "
    "cafard cafards rat rats souris moustique moustiques guepe guepes frelon frelons chenille chenilles pigeon pigeons "
    "fourmi fourmis herbes ronces insectes nuisibles sangliers "
    "cockroach cockroaches roaches rats mice wasp wasps hornet hornets caterpillar caterpillars pigeons ants weeds "
    "weed "
    "nettles brambles fleas ticks moles insects pests vole".split()
) - {"ratas", "rats", "rata", "rat", "plaga"}
"""What is killed with nobody's harm; rats only where no people are called so."""

_KILL_ES = (
    r"(?:matar|rajar|reventar|degollar|apunalar|pinchar|atropellar|estrangular|linchar|moler a palos|partir"
    r"|quemar viv[oa]s?"
    r"|romper la (?:cara|cabeza|boca)|dar una paliza|pegar un tiro|meter un tiro|hundir la vida)"
)
_KILL_FR = (
    r"(?:tuer|crever|buter|planter|egorger|defoncer|massacrer|demolir|saigner|eclater|fumer|ecraser|bruler|etrangler"
    r"|lyncher"
    r"|(?:casser|peter|eclater) la (?:gueule|tete|figure|tronche)|foutre une balle|faire la peau)"
)
_THREATS = {
    "es": re.compile(
        rf"\b(?:te|os|le|les|lo|la|los|las) (?:voy|vamos|van) a {_KILL_ES}\b(?! de risa)"
        r"|\b(?:te|le|os|les|lo|la|los|las) (?:parto|rompo|mato|quemo|prendo fuego|pego (?:un|una|cuatro)|meto un"
        r"|arranco|corto"
        r"|rajo|abro|reviento|atropello|aplasto|destrozo|hundo|pincho|machaco|estampo|borro) "
        r"?(?:la|las|el|los|tiro|hostia|ruedas|en|a|del|$|[.,!])"
        r"|\b(?:hacer|hare)(?:te|le|les|os)? la vida imposible|\bte hare la vida|\bte vas a (?:arrepentir|enterar)"
        r"|\b(?:con los pies por delante|en una caja de pino|en ataud)\b"
        r"|\bno mere(?:ce|cen|ceis|ces) (?:vivir|respirar)|\bmerecen? (?:morir|la muerte|la horca|un tiro|una paliza)"
        r"|\b(?:dar|pegar|meter)(?:le|les|te|os) (?:una (?:leccion|paliza|somanta|tunda)|dos hostias|una hostia"
        r"|un escarmiento)"
        r"|\bprend(?:er|o|emos|ere)(?:le|les|te)? fuego (?:al?|con) (?:el |la |los )?(?:coche|casa|tienda"
        r"|ayuntamiento|tod\w+)"
        r"|\b(?:cuidado|ojo) con tus? (?:hij[oa]s?|familia|mujer|perro|coche|espaldas?)"
        r"|\bte (?:queda\w*|quedan) (?:dos|tres|poc[oa]s?) (?:dias|telediarios|noches)"
        rf"|\b(?:voy|vamos) a (?:matar|rajar|reventar|partir|quemar|romper|pegar|meter)(?:te|os|le|les|lo|la|los|las)\b"
        r"|\b(?:voy|vamos) a por (?:ti|vosotros|el|ella|ellos|ese|esa)\b"
        r"|\b(?:hay|habria|habra|tendrian|tenian|deberian) (?:que )?(?:de )?"
        r"(?:(?:matar|colgar|fusilar|ahorcar|linchar|quemar|reventar|apalear|fumigar|gasear|eliminar|exterminar"
        r"|envenenar|empalar|apedrear)(?:lo|la|los|las|le)\b"
        r"|(?:pegar|meter|dar)(?:le|les)s? (?:un|dos|cuatro) (?:tiros?|balas?|navajazo)|(?:colgar|matar|fusilar"
        r"|linchar) a "
        r"(?:tod[oa]s|es[eoa]s?|est[eoa]s?|el|la|l[oa]s)\b)"
        r"|\ba (?:ese|esa|esos|esas|este|esta|estos|estas|tod[oa]s) (?:hay|habria) que (?:matar|colgar|fusilar"
        r"|quemar|linchar)"
        r"|\bojala (?:te|os|se|le|les|l[oa]s?) (?:muer\w+|mor\w+|mur\w+|pudr\w+|maten?|atropell\w+)"
        r"|\b(?:se|sabemos|ya se) (?:bien )?donde (?:vives|vivis|trabajas|aparcas|duermes)\b"
        r"|\b(?:vas|vais) a (?:acabar|terminar|aparecer) (?:en una cuneta|muert[oa]s?|bajo tierra|mal)"
        r"|\b(?:vas|vais) a (?:morir|sangrar|pagar\w*)\b|\b(?:no lo cuentas|date por muert[oa]|estas muert[oa]"
        r"|te queda poco)\b"
        r"|\b(?:lo|la|le|te|os|los|las|les) (?:atropello|mato|rajo|reviento|parto la cara|pego un tiro|quemo viv[oa])\b"
        r"|\b(?:voy|venimos|vengo|ire|viene[ns]?|viens|come|comes|vais)\b[^.!?\n]{0,40}\b(?:con|avec|with) (?:la|una"
        r"|el|un|mi|le|mon|une|a|my) "
        r"(?:escopeta|pistola|navaja|machete|hacha|cuchillo|bate|fusil|couteau|batte|hache|pistolet|shotgun|gun"
        r"|knife|axe|bat)\b"
        r"|\b(?:a|liarnos a|liarme a) (?:tiros|balazos|navajazos|machetazos|punaladas)\b"
        r"|\b(?:tiro|bala) en la (?:nuca|cabeza|frente)\b"
        r"|\bquemar(?:le|les|te|os)? (?:el|la|los|las|su|tu) (?:coche|casa|tienda|negocio|bar|moto|furgoneta)\b"
    ),
    "fr": re.compile(
        rf"\b(?:vais|va|allons|vont|allez|viendrai|viens) (?:te|vous|le|la|les|lui|leur|t') ?{_KILL_FR}\b(?! de rire)"
        r"|\bje (?:te|vous|lui|leur|la|le|les) (?:casse|pete|brule|defonce|fracasse|demonte|explose|ecrase|creve"
        r"|arrache|coupe) "
        r"?(?:la|les|le|tout|tes|ses|$|[.,!])"
        r"|\bles pieds devant\b|\bentre quatre planches\b|\b(?:pourrir|faire de) (?:la|ta|sa) vie (?:un enfer)?"
        r"|\bne? ?merite(?:nt|s)? pas (?:de )?(?:vivre|respirer)|\bmerite(?:nt)? (?:la corde|une raclee|une correction)"
        r"|\bdonner une (?:lecon|raclee|correction) (?:a coups|avec)|\b(?:lui|leur|te) (?:donner|mettre"
        r"|foutre) une (?:lecon|raclee)"
        r"|\bfaudrait (?:le|la|les) (?:tous )?(?:gazer|pendre|tuer|bruler|fusiller|noyer|empoisonner|eliminer|lyncher)"
        r"|\bfais (?:gaffe|attention) a (?:tes|ta|ton) (?:enfants?|gosses|famille|femme|fille|fils|dos|voiture)"
        r"|\btu (?:vas t'en repentir|le paieras|vas le regretter|ne perds rien pour attendre)"
        r"|\b(?:vais|va|allons|vont) (?:foutre|mettre) le feu (?:a|au|aux) (?:(?:la|sa|ta|votre|leur|ton|son) )?"
        r"(?:voiture|maison|magasin|moto|camion|portail|mairie)"
        r"|\b(?:tu vas|vous allez) (?:mourir|crever|finir (?:dans|sous|mort)|le regretter|le payer|y passer|saigner)\b"
        r"|\b(?:on|je|nous) (?:sai[ts]|savons) ou (?:tu|vous) (?:habit\w+|travaill\w+|gar\w+|dor\w+)"
        r"|\bballes? dans la (?:tete|nuque)\b"
        rf"|\bil (?:faut|faudrait|fallait) (?:tous |toutes )?(?:le|la|les) (?:tous |toutes )?{_KILL_FR}\b"
        rf"|\bil (?:faut|faudrait) (?:tous|toutes) les {_KILL_FR}\b"
        r"|\bil (?:faut|faudrait) (?:le|la|les) (?:pendre|fusiller|abattre|gazer)\b"
        r"|\bmerite(?:nt|s)? (?:une balle|de mourir|la mort|de crever|d'etre (?:pendu|tue|abattu|fusille))"
        r"|\bcreve[zr]?,? (?:ordure|salaud|salope|connard|connasse|charogne|pourriture|chien)"
        r"|\bj'espere que (?:tu|vous|il|elle|ils|elles) (?:vas |allez |va |vont )?(?:mour\w+|crev\w+)|\bqu'(?:il"
        r"|elle|ils) crevent?\b"
        r"|\bon (?:t'|vous )attend (?:a|au|dehors|devant)\b[^.!?\n]{0,30}\b(?:rentreras|rentrerez|verras|verrez"
        r"|regretter)"
        r"|\bje (?:l'|le |la |les |te |t'|vous )(?:ecrase|tue|creve|bute|plante|egorge|defonce|saigne)s?\b"
    ),
    "en": re.compile(
        r"\b(?:leaves?|leave here|goes?|go) (?:here )?in a (?:box|coffin|body bag)\b|\bgo(?:es)? up in (?:flames"
        r"|smoke)\b"
        r"|\bteach(?:es)? (?:him|her|them|you) a lesson\b|\b(?:doesn't|don't|does not|do not) deserve to (?:live"
        r"|breathe)\b"
        r"|\b(?:gas|shoot|hang|drown|burn|exterminate|poison) (?:the lot of (?:them|you)|them all|every last)\b"
        r"|\bmake (?:your|his|her|their) life (?:a )?(?:hell|a misery|misery)\b|\byour days are numbered\b"
        r"|\bor else (?:your|his|her|their) (?:kids|family|house|car)\b|\b(?:i|we)'ll be seeing to (?:you|him|her"
        r"|them)\b"
        r"|\b(?:i|we)(?:'ll| will|'m going to| am going to|'re going to| are going to|'m gonna| are gonna|'d) (?:\w+ )?"
        r"(?:kill|stab|shoot|hurt|smash|burn|break|batter|murder|beat|strangle|knife|slit|bash|do) "
        r"(?:you|him|her|them|your|his|their|that (?:bastard|bitch|man|woman|lot)|the [\w]+'s"
        r"|every one)\b(?! with laughter)"
        r"|\b(?:i|we)(?:'ll| will|'m going to) run (?:you|him|her|them) over\b"
        r"|\b(?:should|ought to|deserves?(?: to)?|needs? to|want(?:s)?) (?:all )?(?:be )?"
        r"(?:shot|hanged|hang (?:him|her|them|you)|die|burn(?:ed|t)? alive|stabbed|killed|gassed|lynched|strung up)\b"
        r"|\b(?:i|we) know where you (?:live|work|sleep)\b|\bdrop dead\b"
        r"|\byou(?:'ll| will) (?:end up (?:in a ditch|dead|in hospital)|regret (?:this|it)|pay for (?:this|it)|die)\b"
        r"|\byou(?:'re| are) (?:a )?dead(?: man)?\b|\bkill (?:them|'em) all\b|\bkill yourself\b|\bwatch your back\b"
        r"|\bi hope (?:you|he|she|they) (?:\w+ )?(?:dies?|burns?|rots?|gets? (?:cancer|killed|shot|stabbed))\b"
        r"|\b(?:won't|will not) (?:walk|make it|get) home\b|\bbullet (?:in|through) (?:his|her|your|their) (?:head"
        r"|brain)\b"
        r"|\bburn (?:his|her|your|their) (?:house|car|shop|van|home)\b|\bburn them (?:down|out|alive)\b"
    ),
}
_CONTEMPT = {
    "es": (
        r"(?:plaga|escoria|basura|ladron\w*|animales|monos|ratas|parasitos|cancer|delincuentes|violadores"
        r"|terroristas|vag[oa]s"
        r"|cerd[oa]s|maleantes|chusma|gentuza|asquerosos)"
    ),
    "fr": (
        r"(?:plaie|voleu(?:rs?|ses?)|animaux|singes|rats|parasites|vermine|ordures?|racaille|cancer|fleau"
        r"|delinquants|violeurs"
        r"|terroristes|feignants|faineants|assistes|sauvages|chiens)"
    ),
    "en": (
        r"(?:vermin|thieves|animals|apes|monkeys|rats|parasites|scum|a plague|plague|cancer|criminals|rapists"
        r"|terrorists|filth"
        r"|not human|subhuman|savages|dogs)"
    ),
}
_HATE = {
    "es": re.compile(
        rf"\b(?:put[oa]s?|asqueros[oa]s?|jodid[oa]s?|cerd[oa]s?|guarr[oa]s?|fuera(?: l[oa]s)?"
        rf"|muerte a l[oa]s) {GROUPS['es']}\b"
        rf"|\b{GROUPS['es']},? (?:de mierda|asqueros\w+|a (?:su|vuestro|tu) pais|volved|vete a|fuera|al horno"
        rf"|a la hoguera"
        r"|(?:\w+ ){0,2}(?:sobran|dan asco|dais asco|no (?:son|sois) (?:personas|human\w+)|no sirven para"
        r"|no valen para))"
        rf"|\b{GROUPS['es']} (?:[\w']+ ){{0,4}}?(?:son|sois) (?:tod[oa]s |un[oa]s? |el |la |solo "
        rf"|como )*{_CONTEMPT['es']}\b"
        rf"|\b{GROUPS['es']} (?:\w+ ){{0,2}}?(?:nos invaden|invaden|roban|traen (?:enfermedades|delincuencia|drogas?"
        rf"|problemas)"
        r"|viven de (?:las ayudas|nosotros|paguitas)|huelen mal|apestan|no se lavan|no se integran)"
        rf"|\b(?:no (?:alquil\w+|vend\w+|contrat\w+|atiend\w+)[^.!?\n]{{0,20}} a|cierren (?:las tiendas"
        rf"|los locales) de) (?:l[oa]s )?"
        rf"{GROUPS['es']}\b|\b{GROUPS['es']}\b[^.!?\n]{{0,30}}\b(?:a por ell[oa]s|cierren sus|que se vayan)"
        rf"|\b(?:vuelvan|vuelvanse|volver|vayan|larguen)[^.!?\n]{{0,40}}\b{GROUPS['es']}\b|\b(?:es[oa]s?"
        rf"|est[oa]s?) {GROUPS['es']} es[oa]s\b"
        rf"|\bun[oa]? {GROUPS['es']} no (?:puede|debe|deberia) \w+"
        r"|\b(?:esa|esta|esos|estos|toda esa|vaya) (?:gentuza|escoria|chusma|alimanas|basura humana|indeseables)\b"
        r"|(?:^|[.!] |¡)(?:moros|gitanos|inmigrantes|negros|judios|musulmanes|extranjeros|menas) no\b"
        r"|\bson (?:tod[oa]s |una |pura )*(?:escoria|chusma|gentuza|alimanas)\b"
        rf"|\b{GROUPS['es']}\b[^.!?\n]{{0,40}}\b(?:echarlos|echarlas|exterminar\w*|gasear\w*|deportarl[oa]s)"
    ),
    "fr": re.compile(
        rf"\b(?:sales?|putains? de|saloperies? de|dehors les|dehors,? |mort aux|a bas les) ?{GROUPS['fr']}\b"
        rf"|\b{GROUPS['fr']},? (?:de merde|degueulasses?|au four|a la mer|a la cuisine|dehors"
        r"|(?:\w+ ){0,3}?(?:n'ont rien a (?:faire|foutre)|ne sont pas (?:des )?humains|ne savent pas commander))"
        rf"|\b{GROUPS['fr']} (?:[\w']+ ){{0,4}}?sont (?:tous |toutes |des |une |un |les |que des )*{_CONTEMPT['fr']}\b"
        rf"|\b{GROUPS['fr']} (?:\w+ ){{0,2}}?(?:nous envahissent|envahissent|volent|apportent (?:des "
        rf"|la )?(?:maladies?|delinquance|drogue)"
        r"|vivent (?:des aides|sur notre dos)|puent|ne se lavent pas|ne s'integrent pas|profitent du systeme)"
        rf"|\b(?:ne (?:louez|vendez|embauchez|servez) (?:pas|rien)|fermez les (?:boutiques|magasins)) (?:aux|a des"
        rf"|des) {GROUPS['fr']}\b"
        rf"|\b(?:repartent|retournent|rentrent|degagent)[^.!?\n]{{0,40}}\b{GROUPS['fr']}\b"
        rf"|\b{GROUPS['fr']}\b[^.!?\n]{{0,30}}\bsortons-les"
        rf"|\b(?:un|une) {GROUPS['fr']} ne (?:doit|peut|devrait) pas\b"
        r"|\b(?:cette|ces|toute cette) (?:racaille|vermine|ordures|sous-hommes)\b"
        r"|\bpas d(?:e |')(?:arabes|noirs|juifs|gitans|migrants|immigres|roms|musulmans|etrangers) (?:ici|chez nous"
        r"|dans)"
        r"|\b(?:rentre|retourne)[zr]? (?:tous )?(?:dans (?:votre|ton|leur) (?:pays|brousse)|en afrique)"
        rf"|\b{GROUPS['fr']}\b[^.!?\n]{{0,40}}\b(?:les renvoyer|exterminer|gazer|les expulser|les virer)"
    ),
    "en": re.compile(
        rf"\b(?:dirty|filthy|bloody|fucking|disgusting|stinking|vile|death to) {GROUPS['en']}\b"
        rf"|\b{GROUPS['en']},? (?:go home|out(?: of (?:our|this|my))?\b(?! of (?:work|season|date))|to the (?:ovens?"
        rf"|gas)"
        r"|should not be in charge|belong in the kitchen|(?:\w+ )?(?:are|is) not (?:human|people))"
        rf"|\b{GROUPS['en']} (?:[\w']+ ){{0,4}}?are (?:all |a |just |nothing but |like )*{_CONTEMPT['en']}\b"
        rf"|\b{GROUPS['en']} (?:\w+ ){{0,2}}?(?:are invading|invade|steal|bring (?:diseases?|crime|drugs|trouble)"
        rf"|live off (?:us|benefits)"
        r"|stink|never wash|don't wash|breed like|don't integrate)"
        rf"|\b(?:don't|do not|never) (?:rent|sell|hire|serve|give \w+) (?:\w+ )?(?:to )?{GROUPS['en']}\b"
        rf"|\b(?:put|ship|send|pack) (?:those|these|the|all) (?:\w+ )?{GROUPS['en']} (?:on a|back|off|out|away)"
        rf"|\b(?:a|an|no) {GROUPS['en']} should (?:not|never|be allowed)|\b(?:that|this|these|those) (?:scum|vermin"
        rf"|subhumans)\b"
        r"|\bno (?:arabs|blacks|jews|gypsies|migrants|immigrants|muslims|travellers|foreigners) (?:here|in (?:our"
        r"|this|my))"
        r"|\bback to (?:africa|the kitchen|your (?:own )?country|where (?:you|they) came from)\b"
        rf"|\b{GROUPS['en']}\b[^.!?\n]{{0,40}}\b(?:send them (?:all )?back|kick them out|gas them|deport them)"
    ),
}
_SIGNS = {
    "threat": frozenset(
        "con avec with ire vengo venimos viens come comes voy vais parto rompo quemo prendo pego meto arranco corto "
        "abro aplasto destrozo hundo pincho imposible arrepentir delante pino "
        "merece merecen leccion escarmiento hostias hostia fuego prender cuidado ojo queda quedan fumigarlos "
        "gasearlos eliminarlos "
        "exterminarlos envenenarlos apedrearlos casse pete brule fracasse demonte explose arrache coupe devant "
        "planches enfer "
        "lecon raclee correction faudrait gaffe repentir paieras coffin box flames lesson deserve lot misery hell "
        "numbered "
        "matar matarte matarlo matarla matarlos mato rajar rajarte rajo reventar reviento partir partirle partirte "
        "quemar "
        "quemarle quemarlo colgarlo colgarlos colgar fusilar fusilarlos linchar ahorcar tiro tiros balazos bala "
        "cuneta ojala "
        "donde atropello atropellar cuentas muerto muerta degollar apunalar paliza navajazos machetazos morir por "
        "romper pegar "
        "pegarle pegarles meterle matarle vivo vivos "
        "tuer tue creve crever buter bute egorger defoncer gueule feu mourir regretter payer ou balle pendre "
        "fusiller abattre "
        "merite meritent crevent attend ecrase ecraser plante planter bruler massacrer saigner lyncher gazer tete "
        "finir "
        "kill stab shoot hurt smash burn break batter murder beat strangle knife bash over shot hanged hang die "
        "killed gassed "
        "stabbed lynched where dead ditch regret pay back hope home bullet strung".split()
    ),
    "hate": frozenset(
        "puta putas puto putos asqueroso asquerosos fuera mierda pais volved sobran asco horno hoguera son sois sirven "
        "invaden roban traen viven huelen apestan lavan integran alquilen alquilar vendan contraten cierren vayan "
        "vuelvan vuelvanse "
        "larguen esos esas debe puede deberia esa esta estos gentuza chusma escoria envahissent volent apportent "
        "vivent puent "
        "lavent louez vendez embauchez fermez repartent retournent rentrent degagent doit peut devrait cette ces "
        "racaille vermine "
        "invading invade steal bring live stink wash breed rent hire serve sell put ship send pack should that this "
        "these those "
        "pas no echarlos muerte sale sales dehors merde four mer cuisine sont rien rentrez rentre retournez savent "
        "renvoyer "
        "degueulasse dirty filthy bloody fucking disgusting stinking vile out go ovens oven charge kitchen are back "
        "death is "
        "deportarlos expulser gas deport kick".split()
    ),
}
PATTERNS = [
    *(("threat", _SIGNS["threat"], pattern) for pattern in _THREATS.values()),
    *(("hate", _SIGNS["hate"], pattern) for pattern in _HATE.values()),
]
