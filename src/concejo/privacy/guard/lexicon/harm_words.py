# SPDX-License-Identifier: AGPL-3.0-or-later
"""Threats and hate by their parts: who means to, what, to whom; which group, and what is said of it. Folded."""

import re

VIOLENT = frozenset(
    "matar matarte matarlo matarla matarlos matarlas mataros mato maten mataran mataremos rajar rajarte rajo "
    "degollar fusilar "
    "fusilen apunalar apunalen disparar dispararle tiro tiros balazo ahorcar ahorquen linchar linchen atropellar "
    "atropello "
    "apalear paliza reventar reviento envenenar envenenen gasear quemen queme quememos ardan arda muertos muertas "
    "muerto muerta "
    "mueran muera morir navajazo desaparecer accidente sangre "
    "tuer tue tues tuent crever creve buter bute egorger poignarder pendre pende fusiller lyncher brule brulent "
    "brulera saigner "
    "morts mortes mort morte meurent meure meures balle accident disparaitre sang "
    "kill kills stab shoot slash hang lynch burn burns dead die dies murder strangle drown accident bullet blood "
    "hurt disappear".split()
)
"""Harm to a body. With an accident, or with disappearing, only what is foretold to somebody."""
STEMS = re.compile(
    r"(?:fusil(?!es?$)|ahor[cq]|linch|degoll|degue|apunal|atropell|apale|apedre|envenen|gase(?!os)|quem[aeo](?!d)"
    r"|ard(?:er|a|an|e|en)$"
    r"|mat(?:ar|are|aria|emos|aremos|ais|o|en|arl[oae]s?|arte|aros)$|rajar|estrangul|descuartiz|tortur|despelleja"
    r"|fusill|poignard|egorg|lynch|noy(?:er|ez)|brul(?:er|e|ent|ez|era|eront)$|tu(?:er|e|es|ent|era|eront|erai)$"
    r"|tortur|etrangl"
    r"|pend(?:re|us?|ez)$|saign|massacr|eventr|strangl|murder|burn(?:s|ed|t)?$|kill(?:s|ed)?$|stab(?:s|bed)?$|shot$"
    r"|slash|behead"
    r"|hang(?:s|ed)?$|drown|tortur|skin(?:ned)? alive)"
)
"""Verbs of harm in all their forms."""
BODY = frozenset(
    "boca cara cabeza dientes piernas brazos cuello huesos cuchillo gueule dents tete jambes bras cou os couteau "
    "teeth legs face "
    "neck skull bones throat knees arms".split()
)
BREAK = frozenset(
    "partir partirte partirle romper romperte romperle saltar saltarte arrancar arrancarte cortar cortarte pinchar "
    "acabar cargarme "
    "quitar reventar casser peter "
    "couper arracher exploser trancher finir crever knock break smash snap slit cut finish".split()
)
"""With a part of the body behind, or against a person of town, they are harm too."""
ACCIDENTAL = frozenset(
    "accidente desaparecer accident disparaitre disappear sangre sang blood muerto muerta mort morte".split()
)
MEANS = frozenset(
    "voy vamos juro ojala deberia deberian habria merece merecen merecemos mereceis mereces tendria tendrian "
    "vais jure faudrait devrait devraient merite meritent espere "
    "swear ll will gonna should ought hope deserve deserves".split()
)
"""Somebody means to, hopes for it, finds it right."""
GOING = (("m", "going"), ("am", "going"), ("re", "going"), ("im", "gonna"))
FORETELLS = (("va", "a"), ("van", "a"), ("va", "avoir"), ("va", "lui"), ("is", "going"), ("will", "have"))
WHOM = frozenset(
    "te ti os vosotros le les vecino vecina vecinos alcalde alcaldesa concejal concejala policia policias tecnico "
    "tecnica "
    "funcionario funcionaria ese esa esos esas todos todas guardia guardias presidente presidenta "
    "toi t vous lui eux voisin voisine voisins maire adjoint adjointe policier policiers flic flics celui ceux "
    "tous toutes agent agents technicien "
    "you him her them he she they neighbour neighbours mayor councillor councillors officer officers engineer man "
    "woman "
    "lot all everyone whoever clerk".split()
)
"""A person to whom it is to happen: pronouns that are no article too, and people of town."""
NOT_MEANT = frozenset(
    "risa risas teatro obra pelicula libro ajedrez partida hambre aburrimiento toro toros hoguera hogueras falla "
    "fallas judas "
    "polvo calor pena envidia susto rastrojos seguro cementerio tiempo verguenza ganas foto fotos salida carrera "
    "rire theatre piece film livre ennui faim chaleur honte bonfire peur poussiere envie temps photo photos chasse "
    "chasseurs laughter play film book boredom heat dust candle candles calories time photo photos start video scene "
    "hedge "
    "tree trees bush battery donor donors drive nhs caza cazadores hunt hunting sangre sang blood".split()
)
"""Where these stand nobody is threatened: one dies of laughter, one gives blood, one shoots photos."""
AGAINST = frozenset(
    "marre virez virer degagez dehors harto harta hartos sick throw kick echen echad echar expulsen expulsar "
    "expulsad largo plaga escoria chusma gentuza parasitos ratas monos ladrones ladronas violadores terroristas "
    "maleantes delincuentes invaden "
    "invasores sobran roban apestan asco raza razas quemen quemarlos gasearlos exterminarlos echarlos expulsarlos "
    "fusilarlos "
    "inferiores moros "
    "plaie vermine racaille parasites rats singes voleurs voleuses violeurs terroristes envahissent envahisseurs "
    "sauvages "
    "puent race races inferieurs gazer exterminer "
    "vermin scum parasites rats apes monkeys thieves rapists terrorists invaders invading steal stink race races "
    "savages "
    "subhuman inferior filth gas".split()
) - {"moros"}
"""Said of a group, they are contempt."""
GROUP_WORDS = frozenset(
    "moro moros mora moras gitano gitana gitanos gitanas inmigrante inmigrantes extranjeros extranjeras negros "
    "negras judio "
    "judia judios judias musulman musulmanes musulmanas arabe arabes rumano rumanos rumanas sudamericanos latinos "
    "chinos "
    "ecuatorianos marroqui marroquies africanos subsaharianos maricas gays homosexuales transexuales lesbianas "
    "feministas menas "
    "panchitos refugiados mujeres discapacitados "
    "arabes noirs juif juifs juives musulmans musulmanes gitans gitanes rom roms tsiganes immigre immigres migrant "
    "migrants "
    "etrangers etrangeres roumains roumaines africains maghrebins algeriens marocains turcs chinois homosexuels homos "
    "lesbiennes femmes feministes refugies handicapes "
    "immigrant immigrants muslim muslims jew jews gypsy gypsies travellers blacks foreigner foreigners romanians "
    "poles asians "
    "africans chinese pakistanis indians arabs lesbians queers feminists refugees women".split()
)
NEAR = 8
"""Words between a group and what is said of it."""
