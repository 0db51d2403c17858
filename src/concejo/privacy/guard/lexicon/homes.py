# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words around addresses: with which one begins, and who or what stands there because somebody lives there. Folded."""

STARTS = frozenset(
    "calle c cl avenida avda av plaza pza plza plazoleta paseo camino cno carretera ctra travesia callejon "
    "cuesta ronda "
    "urbanizacion urb pasaje barriada bda glorieta vereda carrer residencial placeta barrio bulevar rue numero "
    "number no "
    "n nº n° primero segundo tercero cuarto quinto bajo atico entresuelo principal piso planta puerta pta escalera esc "
    "portal apartamento apto appartement appart appt apt app bat batiment premier deuxieme troisieme quatrieme "
    "cinquieme "
    "porte escalier rez flat apartment unit".split()
)
"""With one of these words, or a number, every address begins."""
HINTS = frozenset(
    "my our his her their we us me mine ours mi mis nuestro nuestra su sus mon ma mes notre nos son sa ses leur "
    "registered moving movin mudo mudarme mudado alquilo alquilamos censado censada domicilies domiciliees loges "
    "logeons logent residons demeurons appart there nous hay vivo vivimos vive viven vivia vivian viviendo resido "
    "residimos reside residen domiciliado domiciliada empadronado "
    "empadronada casa piso vivienda domicilio direccion portal apartamento puerta atico chalet bloque adosado fachada "
    "balcon ventana cochera garaje comunidad edificio mude mudamos alquilado alquilada madre padre abuelo abuela "
    "suegro "
    "suegra hermano hermana tio tia vecino vecina vecinos vecinas inquilino inquilina inquilinos propietario "
    "propietaria "
    "dueno dueña duena familia pareja matrimonio señora senora hombre mujer chico chica anciano anciana "
    "habite habitons habitent habitant vis vivons vit vivent demeure demeurant resident domicilie domiciliee "
    "loge adresse "
    "appartement maison logement porte pavillon immeuble studio portail fenetre chez voisin voisine voisins voisines "
    "locataire locataires proprietaire dame monsieur famille homme femme couple personne gens "
    "live lives lived living stay stays reside resides house home flat address apartment place bungalow cottage "
    "property "
    "front driveway drive window bedroom neighbour neighbours neighbor neighbors tenant tenants owner owners man woman "
    "lady guy occupant occupants occupier bloke gentleman".split()
)
"""Without one of these words no home is spoken of."""
PEOPLE = frozenset(
    "vecino vecina inquilino inquilina casero casera propietario propietaria dueno duena familia pareja "
    "matrimonio senora "
    "senor sra sr don dona abuela abuelo madre padre suegra suegro tia tio hermana hermano hija hijo novia novio "
    "prima primo "
    "amiga amigo viuda viudo mude mudamos mudado alquile alquilo alquilamos vivo vive viven vivimos domicilio vivienda "
    "voisin voisine locataire proprietaire famille couple dame monsieur madame mme mlle m veuve grand mere pere "
    "soeur frere "
    "oncle tante cousin cousine parents enfants ami amie gens emmenage emmenagons loue louons occupe occupent habite "
    "neighbour neighbor neighbours neighbors tenant tenants owner landlord landlady family couple lady gentleman "
    "man woman "
    "chap bloke guy lot people occupants occupier pensioner widow widower mr mrs ms miss mum mom mother dad "
    "father gran nan "
    "granny grandma grandad grandfather grandmother sister brother aunt uncle cousin son daughter friend ex parents "
    "deliver delivered delivery deliveries parcel parcels letter letters livraison livrer colis paquete paquetes "
    "entreguen moved rent rents visit us living live lives reside resides chez maison logement loge appart "
    "appartement pavillon home house flat "
    "door bungalow cottage casa piso chalet adosado portal dog dogs barking party parties music bonfire garden "
    "hedge fence "
    "shed loft roof chimney driveway garage cats chickens cockerel perro perros fiesta fiestas musica seto "
    "jardin tejado "
    "chimenea garaje terraza gallo gallinas chien chiens fete musique haie cloture volets toit cheminee terrasse "
    "coq poules".split()
)
"""Whoever stands right before an address lives there; so do their dog, their hedge and their party."""
ABOUT = frozenset("etage bat batiment appt app appartement apt rdc rez porte bloc escalier floor".split())
BETWEEN = frozenset(
    "de del la el los las en que vive viven y a al numero num n no casa piso tiene con un una su mi "
    "du des le les l d au aux dans qui habite habitent occupe vit vivent sont est au et numero chez un une "
    "studio studios "
    "at of from in on to into the who is are lives live number no with next door me a house flat apartment "
    "up over old elderly other new".split()
)
