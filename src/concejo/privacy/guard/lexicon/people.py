# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words around names: who is meant as a person, and what only bears a person's name. Folded, es, fr and en together."""

from pathlib import Path

_HERE = Path(__file__).parent


def _list(name: str) -> frozenset[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


GIVEN, FAMILY = _list("given_names.txt"), _list("family_names.txt")
TITLES = frozenset(
    "don dona dn dna d senor senora sr sra srta senorita m mme mlle monsieur madame mademoiselle mr mrs ms miss "
    "mister".split()
)
"""Before a name they say that a person is meant."""
DOCTORS = frozenset("doctor doctora dr dra docteur dre profesor profesora professeur professor".split())
OFFICES = frozenset(
    "alcalde alcaldesa concejal concejala concejales edil presidente presidenta ministro ministra consejero consejera "
    "diputado diputada senador senadora delegado delegada portavoz secretario secretaria interventor interventora "
    "tecnico tecnica arquitecto arquitecta aparejador aparejadora policia agente inspector inspectora director "
    "directora "
    "coordinador coordinadora cronista pregonero pregonera parroco cura obispo rey reina maire adjoint adjointe "
    "conseiller conseillere depute deputee president presidente prefet senateur ministre directeur directrice "
    "mayor councillor cllr cllrs mp minister officer chair chairman chairwoman chairperson clerk director king queen "
    "prince princess princesse reine roi lord lady sir alderman vicar rector warden principal head headteacher "
    "electricista jardinero jardinera conserje bibliotecario bibliotecaria monitor monitora medico medica enfermera "
    "entrenador entrenadora cartero cartera caretaker gardener electrician librarian jardinier jardiniere "
    "gardien".split()
)
"""Whoever is named with an office is named in public duty."""
PLACES = frozenset(
    "calle calles c cl r avenida avda av plaza pza plz placeta plazoleta paseo camino carretera ctra travesia callejon "
    "cuesta ronda urbanizacion urb pasaje barrio barriada bda glorieta vereda bulevar rotonda colegio ceip cep ies cra "
    "instituto escuela guarderia universidad facultad parque jardin jardines pabellon polideportivo estadio "
    "campo pista "
    "piscina centro casa biblioteca teatro cine auditorio museo sala salon hospital clinica consultorio ambulatorio "
    "residencia farmacia iglesia ermita parroquia convento monasterio catedral capilla cementerio tanatorio mercado "
    "fuente puente edificio torre palacio castillo estacion parada bar cafe cafeteria restaurante hotel hostal tienda "
    "supermercado panaderia carniceria ferreteria peluqueria fundacion asociacion pena club cofradia hermandad grupo "
    "ampa afa trofeo torneo premio copa memorial feria fiesta fiestas dia virgen cristo santo san santa sto sta "
    "nuestra "
    "poligono finca cortijo molino arroyo rio monte cerro sierra playa puerto muelle bloque bloques zona sector aula "
    "academia taller gimnasio nave kiosco quiosco mirador monumento busto estatua mural alameda rambla carrer "
    "rue rues carrefour croisement intersection esplanade esquina cruce crossing avenue boulevard bd place chemin "
    "impasse allee allees route quai cours square passage lotissement "
    "sentier "
    "voie cite clos ruelle montee faubourg traverse ecole college lycee creche maternelle universite stade "
    "gymnase salle "
    "salles parc jardin piscine centre maison bibliotheque mediatheque theatre cinema musee hopital clinique ehpad "
    "pharmacie eglise chapelle paroisse cathedrale cimetiere marche fontaine pont batiment tour palais chateau gare "
    "arret hameau quartier ville commune mairie espace complexe halle aire residence fondation association "
    "trophee prix "
    "tournoi fete saint sainte st ste notre lieu dit boulangerie resto foyer groupe scolaire rond point "
    "street road lane avenue ave close drive way crescent court terrace gardens grove hill park row mews green walk "
    "view rise school academy primary secondary nursery college university church chapel cathedral hall centre center "
    "library museum theatre hospital surgery clinic house pub inn arms bridge station stop playground field fields "
    "stadium club trust foundation society cup trophy memorial estate lodge tower cemetery market shop stores bakery "
    "roundabout junction crossing bench statue monument plaque sports pavilion pitch recreation common wood "
    "woods river "
    "lake beach harbour bay cafe island county council borough parish district bank".split()
)
"""What bears the names of people without being any."""
CULTURE = frozenset(
    "libro novela poemas poesia obra exposicion concierto actuacion pelicula documental autor autora escritor "
    "escritora "
    "poeta pintor pintora cantante actor actriz director musica cuadros conferencia charla homenaje centenario recital "
    "livre roman exposition concert spectacle film auteur autrice ecrivain poete peintre chanteur chanteuse hommage "
    "conference piece oeuvre oeuvres recueil book novel exhibition concert play film author writer poet painter singer "
    "talk lecture tribute works paintings show band gig performance reading".split()
)
"""Near them a name stands on a poster."""
KIN = frozenset(
    "ex exmarido exmujer exnovio exnovia roommate flatmate lodger colleague stepson stepdaughter stepfather "
    "stepmother hijastro hijastra padrastro madrastra colocataire bailleur ado coinquilino vecino vecina amigo "
    "amiga companero companera novio novia marido mujer esposo esposa pareja hijo hija hermano "
    "hermana padre madre abuelo abuela nieto nieta tio tia primo prima sobrino sobrina cunado cunada suegro "
    "suegra yerno "
    "nuera inquilino inquilina dueno duena propietario propietaria casero casera jefe jefa senor senora tal "
    "chico chica "
    "nino nina chaval chavala hombre cliente clienta alumno alumna viuda viudo anciano anciana tutor tutora "
    "voisin voisine ami amie copain copine mari femme epoux epouse compagnon compagne conjoint fils fille frere soeur "
    "pere mere papi mamie oncle tante cousin cousine neveu niece beau belle locataire proprietaire patron patronne "
    "monsieur madame dame homme gamin gamine garcon nomme nommee certain certaine eleve veuve veuf bebe "
    "neighbour neighbor friend husband wife partner boyfriend girlfriend son daughter brother sister father mother dad "
    "mum mom grandson granddaughter grandfather grandmother grandad grandma nan uncle aunt cousin nephew niece tenant "
    "landlord landlady owner boss boy girl lad man woman guy bloke pupil student carer widow toddler baby kid "
    "child".split()
)
"""A given name behind them is a person's."""
SEEN = frozenset(
    "saw met caught recognised recognized reported accuse suspect vi vimos vieron visto pillado pillamos pille "
    "denuncio "
    "denunciado conozco sospecho acuso vu croise surpris reconnu denonce soupconne".split()
)
"""Whom one sees, meets, suspects is a person."""
FIGURES = frozenset(
    "quijote tenorio perlimplin giovanni bovary hulot camillo dalloway darcy zhivago watson moriarty bonaparte "
    "lestrade maigret poirot marple rosita bernarda".split()
)
"""Of books and plays."""
EVENTS = frozenset(
    "velada flamenco cine teatro cinema cante copla baile baila jazz rock magia mago circo humor cuentacuentos "
    "cuentos monologo "
    "monologos guitarra piano coro orquesta verbena sesion gala espectaculo titeres taller "
    "bal contes chants chorale orchestre guitare humour cirque magie dedicace rencontre lecture "
    "comedy magic choir orchestra guitar storytelling signing dance disco folk".split()
)
"""Something is played or told there: whoever is named with it stands on the poster."""
CALLED = frozenset(
    "llama llaman llamado llamada llamaba apellida conocido apodado appelle appelee nommee nomme prenomme called "
    "named name surnamed".split()
)
OWNED = frozenset(
    "perro perra perros gato gata coche coches moto furgoneta casa piso patio terraza huerto cochera garaje culpa "
    "familia hijo hija hijos madre padre mujer marido viuda hermano hermana vecino vecina obra jardin parcela balcon "
    "chien chiens chienne chat voiture maison appartement jardin garage famille fils fille enfants mere pere "
    "femme mari "
    "faute terrain balcon moto camion".split()
)
"""*of* and a given name behind them: somebody's."""
OWNED_EN = frozenset(
    "dogs flat place balcony yard backyard workshop window windows radio stereo tv bonfire barbecue trampoline pool "
    "boat caravan trailer lorry truck scooter chickens hens cockerel barking noise rubbish fires boiler loft roof shop "
    "dog cat car van house home flat garden fence hedge tree drive driveway bins bin son daughter wife husband "
    "mother father mum dad kids children party bike motorbike music shed extension wall family brother sister "
    "fault".split()
)
DOES = frozenset(
    "aparca aparco deja dejo tira tiro pone puso grita roba robo amenaza amenazo insulta insulto molesta bebe "
    "vende pega pego debe "
    "quema quemo conduce ocupa rompio pinto maltrata trafica fuma vive trabaja dice dijo tiene lleva saca "
    "gare laisse jette crie vole menace insulte boit vend frappe doit brule conduit occupe casse habite dit a fume "
    "parks parked leaves left dumps dumped throws threw shouts shouted steals stole threatens threatened drinks sells "
    "hits hit owes burns burned drives lives works said says told has keeps smokes broke vandalised".split()
)
"""What a neighbour complains of: a given name before it is a person's."""
SELF = frozenset(
    "soy llamo nombre suis appelle nom am name firmado fdo firma signe signed atentamente cordialement sincerely "
    "regards saludo saludos gracias merci thanks cheers".split()
)
HELLO = frozenset(
    "hola buenas buenos querido querida estimado estimada gracias dear hello hi hey thanks bonjour bonsoir salut "
    "cher chere merci thank felicidades bravo enhorabuena".split()
)
IN = frozenset(
    "en entre esquina hasta desde hacia sur entre on near between along outside opposite towards vers".split()
)
"""Nobody is *in* a person: what follows bears a name."""
PARTICLES = frozenset(
    "de del la las los da dos do le du des van von der den el al ben bin ould y i e mac mc o d".split()
)
WORDS_TOO = frozenset(
    "sol luz paz mar rosa rosario pilar dolores angel angeles santos nieves reyes jesus cruz mercedes consuelo "
    "victoria "
    "concepcion asuncion carmen trinidad socorro remedios milagros gracia gloria esperanza soledad amparo alba aurora "
    "estrella flor iris jazmin margarita violeta perla africa america asia india italia francia florencia paris london "
    "england chelsea jordan georgia summer autumn april june august may will bill rob art dale lane brook rose lily "
    "daisy holly heather ivy jasmine amber ruby pearl crystal faith hope joy grace chance miles reed guy rich "
    "drew sierra "
    "savannah austin dallas houston madison virginia carolina noel pascal avril prune cerise clementine olive violette "
    "marguerite capucine constance modeste prudence blanche pierre marine julio abril agosto domingo mayo marzo enero "
    "octubre mark frank jack dean earl duke king prince major sterling harley ford lincoln washington jackson "
    "flora vera "
    "gene bob belen fe salud candela salvador leon lourdes fatima montserrat guadalupe camino regla macarena rocio "
    "aime desire parfait fortune martin max maxime ella sean eve celeste jade lucia sonny bonnie penny robin max "
    "carol christian angela basil ginger dawn skye kent chester florence alma amor cielo oliva palma palmira "
    "zara gala".split()
)
"""Names that are words, months or places too: they count only where more than a capital speaks for a person."""
NOT_FAMILY = frozenset(
    "alzheimer parkinson down crohn asperger ayuntamiento policia local guardia civil junta diputacion gobierno "
    "estado espana francia andalucia madrid granada "
    "sevilla europa mairie council hall plaza mayor navidad semana santa facebook twitter whatsapp internet covid "
    "magos noel januario enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre lunes "
    "martes miercoles jueves viernes sabado domingo monday tuesday wednesday thursday friday saturday sunday january "
    "february march april june july august september october november december the el la los las un una le les des and "
    "que por para con sin pero como cuando donde si no hay esta este estos voila il elle je nous vous on ce cette "
    "i we you they he she it this that there when please could thank".split()
)
"""Behind a given name they are no family name."""
