# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of illness, and of whose it is. Folded; a star ends a stem; per language."""

from concejo.privacy.guard.reading import Phrases

ILL = {
    "es": Phrases(
        """diabet*, cancer, tumor, metastas*, leucemia, linfoma, quimioterapia, quimio, radioterapia, oncolog*,
        alzheimer,
        parkinson, demencia, epilep*, esclerosis, fibromialgia, artritis, artrosis, asma, asmatic*, epoc, alerg*,
        celiac*,
        hipertens*, cardiopat*, infarto, ictus, embolia, marcapasos, arritmia, insuficiencia, dialisis, trasplant*,
        hepatitis,
        vih, sida, seroposit*, tuberculosis, covid, depresi*, ansiedad, bipolar, esquizofren*, psicosis, psicotic*,
        psiquiatr*,
        anorexia, bulimia, suicid*, autis*, asperger, tdah, down, alcoholic*, alcoholism*, drogadict*, toxicoman*,
        ludopat*, heroinoman*,
        metadona, discapacid*, minusval*, invalid*, tetraplej*, paraplej*, hemiplej*, ceguera, ciega, ciego, sordera,
        sordo, sorda,
        silla de ruedas, movilidad reducida, andador, muletas, embarazada, embaraz*, aborto, menopausia, fractura,
        fracturad*,
        esguince, contusion*, conmocion, enferm*, operad*, intervenid*, ingresad*, hospitalizad*, diagnostic*,
        tratamiento,
        medicacion, medicamento*, insulina, oxigeno, antidepresiv*, ansiolitic*, baja medica, baja laboral,
        incapacidad, dependiente,
        grado de dependencia, cuidados paliativos, terminal, encamad*, infeccion, neumonia, migran*, lumbalgia,
        hernia, protesis,
        vertigo*, mareos, convulsi*, desmay*, sonda, ostomia, lupus, crohn, colitis, psoriasis, dermatitis, glaucoma,
        cataratas,
        ataque de panico, ataques de ansiedad, crisis de ansiedad, salud mental, perdida de memoria,
        pierde la memoria, esclerosis multiple, ciatica, hernia discal, tiroides,   sobredosis,
        desintoxicacion,
        borracho, borracha, drogadicto, se droga, toma drogas, cesarea, amputad*, respirador, psicolog*,
                  audifono,  postrad*,
        covid persistente, incapacitad*, tutela, cancer de mama, problemas de memoria, mal de la espalda,
        espalda fatal, problemas de corazon, problema de corazon,
        problemas respiratorios, dificultad para respirar, no puede andar, casi no puedo andar, no puedo andar,
        no puede caminar, no puedo caminar,
        baston, taca taca, tacataca, vih positivo, hemofil*, anemia, ulcera*, gastritis, colesterol, tension alta,
        azucar alta, catarata, sordomud*,
        paralisis, cojo, coja, tartamud*, dislex*, sindrome*, se rompio, me rompi, se ha roto, me he roto,
        rota la cadera, roto el brazo, roto la cadera, roto la muneca, roto un brazo, puntos de sutura,
        puntos en la cabeza, meningitis, apendicitis, bronquitis, pancreatitis, sarampion, varicela, sarna, coma,
        acufenos,
        vertigos, incontinencia, biopsia, resonancia, ataxia, ela, fibrosis, cirrosis, tetania, osteoporosis,
        perdida de vision, perdida de audicion, oxigeno en casa, con oxigeno, atado al oxigeno, minusvalia,
        cuidados intensivos,
        en la uci, pierde la vista, ha perdido la vista, perdio la vista, ha perdido la memoria, enfermo terminal,
        endometriosis, esterilidad, fecundacion in vitro, en tratamiento, prosta*"""
    ),
    "fr": Phrases(
        """diabet*, cancer, tumeur, metastas*, leucemie, lymphome, chimiotherapie, chimio, radiotherapie, oncolog*,
        alzheimer,
        parkinson, demence, epilep*, sclerose, fibromyalgie, arthrite, arthrose, asthm*, bpco, allerg*, coeliaque,
        hypertens*,
        cardiaque, infarctus, avc, embolie, pacemaker, arythmie, insuffisance, dialyse, greffe, greffee, hepatite,
        vih, sida,
        seroposit*, tuberculose, covid, depress*, anxiete, angoisse, bipolaire, schizophren*, psychose, psychotique,
        psychiatr*,
        anorexi*, boulimi*, suicid*, autis*, asperger, tdah, trisom*, alcoolique, alcoolisme, toxicoman*, drogue,
        droguee,
        methadone, handicap*, invalid*, tetrapleg*, parapleg*, hemipleg*, aveugle, malvoyant*, cecite, sourd, sourde,
        surdite,
        malentendant*, fauteuil roulant, fauteuil, mobilite reduite, deambulateur, bequilles, enceinte, grossesse,
        fausse couche,
        fracture, fracturee, entorse, contusion*, commotion, malade, maladie, operee, opere, operation, hospitalis*,
        diagnosti*,
        traitement, medicament*, insuline, oxygene, antidepress*, anxiolyt*, arret maladie, arret de travail,
        incapacite, alite*,
        soins palliatifs, phase terminale, infection, pneumonie, migraine*, lombalgie, hernie, prothese, vertige*,
        malaise, convulsi*,
        lupus, crohn, psoriasis, eczema, glaucome, cataracte, crise d'angoisse, crises d'angoisse, mal au dos,
        mal de dos, mal de coeur, probleme de coeur, problemes cardiaques, perte de memoire, perd la memoire,
        alzheimer, sclerose en plaques, sciatique, hernie discale,  thyroide,          cure de desintoxication,
         boit trop, se drogue, overdose, accouche, cesarienne, amputee, ampute,
        respirateur, oxygenotherapie, tutelle, curatelle,
        psychologue,   appareil auditif,  grabataire, covid long, burn-out, burnout,
        hopital psychiatrique, maison de repos, sante mentale, difficulte a marcher,
        du mal a marcher, marche difficilement, ne peut plus marcher, ne marche plus, canne, dechireure, ulcere*,
        anemie, cholesterol, paralyse*, paralysie, hemophil*,
        dyslex*, syndrome*, col du femur, fibrillation, emphyseme, insuffisant*, malvoyante, dialysee,
        handicape mental, troubles psychiques, troubles psychiatriques, troubles du comportement,
        troubles du sommeil, casse la hanche, casse le bras, casse la jambe, casse le poignet, casse la cheville,
        meningite, appendicite, bronchite, pancreatite, rougeole, varicelle, gale, coma, acouphenes, incontinen*,
        biopsie,
        irm, fiv, ataxie, mucoviscidose, cirrhose, osteoporose, endometriose, surdite, perte de vue, perte d'audition,
        sous oxygene, oxygene a la maison, en reanimation, soins intensifs, fin de vie, perdu la vue, perdu la memoire,
        perdu un oeil, perd la vue, perd la tete, perdu la tete, addiction*, jambe cassee, bras casse,
        traumatisme cranien,
        commotion cerebrale, prostate, sterilite, sous dialyse, opere du, operee du, operee de la, opere de la,
        sciatiques,
        points de suture, demence senile, perte d'autonomie"""
    ),
    "en": Phrases(
        """diabet*, cancer, tumour, tumor, metasta*, leukaemia, leukemia, lymphoma, chemotherapy, chemo,
        radiotherapy, oncolog*,
        alzheimer*, parkinson*, dementia, epilep*, sclerosis, fibromyalgia, arthritis, asthma*, copd, allerg*,
        coeliac, hypertens*,
        heart condition, heart attack, heart disease, heart failure, stroke, pacemaker, dialysis, transplant,
        hepatitis, hiv, aids, tuberculosis, covid,
        depress*, anxiety, panic attacks, bipolar, schizophren*, psychosis, psychotic, psychiatr*, mental health,
        ptsd, anorexi*,
        bulimi*, suicid*, autis*, asperger*, adhd, down's syndrome, alcoholic, alcoholism, drug addict, addict,
        addiction, heroin, methadone,
        disabled, disability, disabilit*, quadripleg*, parapleg*, blind, partially sighted, deaf, wheelchair,
        mobility scooter, walking frame, reduced mobility,
        crutches, pregnant, pregnancy, miscarriage, fractured, fracture, sprained, concussion,
        broke her          broke his          broke my wrist, broke her wrist, broken  broken wrist, broken ankle,
        broken arm, broken leg, ill,
        illness, sick, unwell, surgery, operation, hospitalised, hospitalized,
        in hospital, diagnos*, treatment, medication, insulin, oxygen, antidepress*, bedridden, housebound,
        palliative, terminal, terminally,
        infection, pneumonia, migraine*, hernia, prosthe*, hip replacement, seizure*, fits, lupus, crohn*, eczema,
        psoriasis, glaucoma, cataracts, stitches,
        bad back, bad  bad knees, bad leg, weak heart, heart problem, heart problems, breathing problems,
        trouble breathing, struggles to breathe, cannot walk,
        can't walk, unable to walk, struggles to walk, walking stick, walker, zimmer frame, zimmer, hip operation,
        knee operation, knee replacement, kidney*, anaemia, ulcer*,
        paralysed, paralyzed, stammer, dyslex*, syndrome*, angina, emphysema, hard of hearing, hearing aid,
        registered blind, visually impaired, hearing impaired, learning difficulties, learning difficulty,
        learning disability, learning disabilities,
        mentally ill, nervous breakdown, self-harm*, eating disorder, meds, inhaler, epipen, hiv positive, sectioned,
        memory loss, memory problems, off sick, sick leave, stairlift, catheter, stoma, colostomy,
        multiple sclerosis, sepsis, thyroid,  sciatica,
        slipped disc, back pain, blood pressure, blood thinners, warfarin, hospice, dying, ocd, drink problem,
        drinking problem, drug problem, junkie, on drugs,
        crackhead, overdose*, rehab, detox, expecting, ivf, asthma attack, anaphyla*, amputee, prosthetic, frail,
        bedbound, long covid, tested positive,
        immune system, oxygen tank, in labour, caesarean, breast cancer, cannot see, can't see, can't hear,
        hard of hearing,   heart bypass,
          counselling,  therapist, psychologist,  chronic pain, immunocompromised,
        meningitis, appendicitis, bronchitis, pancreatitis, measles, mumps, chickenpox, shingles, scabies, coma,
        tinnitus,
        deafness, blindness, vertigo, incontinen*, biopsy, mri, hrt, ataxia, cystic fibrosis, cirrhosis, osteoporosis,
        endometriosis, sight loss, hearing loss, on oxygen, on dialysis, intensive care, end-of-life care,
        end of life care,
        lost his sight, lost her sight, lost my sight, lost his memory, lost her memory, lost his hearing,
        lost her hearing,
        lost my hearing, losing his sight, losing her sight, losing my sight, losing his memory, losing her memory,
        limited mobility, poor mobility, impaired mobility, mobility problems, mobility issues, mobility difficulties,
        amputat*, gammy leg, artificial leg, false leg, wooden leg, prosthetic leg, swollen leg,
        confined to a wheelchair,
        head injury, brain injury, spinal injury, prostate, infertility, vulnerable, carer, special needs,
        special school"""
    ),
}
WHOSE = {
    "es": Phrases(
        """mi, mis, su, tengo, tiene, tenemos, tenia, soy, estoy, esta, padezco, padece, padecemos, sufro, sufre,
        sufrio, me, le, se, nuestro, nuestra,
        vecino, vecina, hijo, voy, va, toma, tomo, toman, espero, espera, necesito, necesita, llevo, lleva, uso, usa,
        dio, dieron, ingresaron, operaron, inquilino, inquilina, hijos, hijas, nieto, nieta, cunado, cunada,
        primo, prima, tratan, novia,
        hija, madre, padre, marido, mujer, abuelo, abuela, hermano, hermana, senora, senor, anciana, anciano, ella,
        chico, chica, hombre, inquilina, companero, companera, compi, exmarido, exmujer, baja por, baja con,
        diagnosticaron,
        suegra, suegro, tia, tio, nino, nina, novia, novio, amigo, amiga, don, dona, es"""
    ),
    "fr": Phrases(
        """mon, ma, mes, son, sa, j, ai, suis, notre, souffre, souffrant, souffrait, atteint, atteinte, voisin,
        voisine, fils, fille, mere, pere, mari, femme, me,
        fais, fait, prends, prend, attends, attend, porte, utilise, etait, etais, avait, avais, a, as, vis,
        locataire, cousin, cousine, petite, petit, neveu, niece, mamie, papi, veuve, veuf,
        grand, frere, soeur, dame, monsieur, madame, elle, lui, oncle, tante, compagne, compagnon, enfant, papa,
        colocataire, homme, garcon, gamin, gamine, gars, type, arret pour, arretee pour, diagnostique, mamy, papy,
        mes parents,
        maman, belle, il, est, ami, amie, beau"""
    ),
    "en": Phrases(
        """my, i, i'm, am, he, she, her, his, our, suffers, suffer, suffering, suffered, neighbour, neighbor, son,
        daughter, mother, father, husband, wife, mum, dad,
        have, had, got, takes, take, uses, use, needs, need, waiting, tenant, nephew, niece, cousin, landlord, gran,
        grandma, granny, grandad, pensioner, broke,
        grandmother, grandfather, brother, sister, lady, nan, grandad, uncle, aunt, partner, friend, who, has,
        old man, that man, this man, that bloke, that guy, the chap, bloke, lad, chap, guy, grandson, granddaughter,
        flatmate,
        lodger, off with, down with, treated for, diagnosed with, im, ive, his, hers, teenager, ex, woman,
        mr, mrs, child, boy, girl, me"""
    ),
}
HURT = {
    "es": Phrases(
        "romp*, roto, rota, rotos, rotas, partid*, partio, torc*, tuerc*, lesion*, fractur*, luxad*, "
        "luxacion, disloc*, herid*"
    ),
    "fr": Phrases(
        "casse, cassee, casser, foule, foulee, tordu, tordue, luxe, luxee, fractur*, blesse, blessee, dechire"
    ),
    "en": Phrases(
        "broke, broken, fractur*, sprain*, twisted, dislocat*, injured, hurt, shattered, tore, torn, snapped"
    ),
}
BODY = {
    "es": frozenset(
        "tobillo muneca cadera brazo pierna rodilla hombro codo dedo costilla costillas espalda cabeza pelvis "
        "femur columna "
        "clavicula menisco ligamento ligamentos nariz mandibula vertebra vertebras tibia perone cuello talon".split()
    ),
    "fr": frozenset(
        "cheville poignet hanche bras jambe genou epaule coude doigt cotes dos tete bassin femur clavicule menisque "
        "ligament ligaments nez machoire vertebre vertebres tibia perone cou talon main".split()
    ),
    "en": frozenset(
        "ankle wrist hip arm leg knee shoulder elbow finger ribs rib back head pelvis femur collarbone ligament "
        "ligaments nose "
        "jaw vertebra tibia neck heel hand foot toe".split()
    ),
}
"""A bone, a joint: with a word of injury before or behind it, somebody was hurt."""
WEAK = frozenset(
    "tension alcool lung lungs knee hip therapy tablets prosthetic frail fragile fragil expecting detox dying "
    "gota goutte tutela tutelle pastillas cachets terapia therapie borracho borracha covid insuficiencia "
    "tratamiento operad* alerg* terminal dependiente infeccion protesis oxigeno tumor invalid* sordo sorda ciego "
    "ciega andador "
    "insuffisance traitement operation infection drogue fauteuil allerg* cardiaque malaise oxygene incapacite "
    "fracture handicap* malade maladie "
    "syndrome* kidney* canne walker baston treatment operation infection ill sick blind fits carer vulnerable "
    "terminal oxygen disabled addict addiction stroke meds ulcer* anemia fracture allerg* surgery depress*".split()
)
PUBLIC = frozenset(
    "centro centre center dia jornada semana campana campagne campaign charla taller asociacion association "
    "fundacion lucha contra marcha carrera "
    "prevencion prevention vacunacion vacuna vaccination vaccin vaccine unidad unit plaza plazas aparcamiento "
    "aparcamientos bano banos aseo aseos rampa rampas "
    "acceso accesos accesible accessible accessibilite adaptado adaptada personas personnes people gente vecinos "
    "usuarios usuario users place places stationnement parking bay bays "
    "commune ville village pueblo town council mairie ayuntamiento quartier barrio toilettes toilet toilets wc "
    "rampe ramp ramps journee mois octobre depistage screening day walk week month "
    "charity group groupe grupo support service servicio "
    "services area carro carritos carritos poussettes poussette prams pram buggies cochecitos normes norme "
    "normativa acces access barreras barreiras aguas water agua eau planta arbol arboles arbre arbres tree trees "
    "plaga palmera palmeras ash elm olivos olivo estacion polen pollen medidas test tests pruebas parking".split()
)
"""A ramp, a campaign, everybody: nobody's own illness."""
