# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of illness, and of whose it is. Folded; a star ends a stem; per language."""

from concejo.privacy.guard.reading import Phrases

ILL = {
    "es": Phrases(
        """diabet*, cancer, tumor, metastas*, leucemia, linfoma, quimioterapia, quimio, radioterapia, oncolog*, alzheimer,
        parkinson, demencia, epilep*, esclerosis, fibromialgia, artritis, artrosis, asma, asmatic*, epoc, alerg*, celiac*,
        hipertens*, cardiopat*, infarto, ictus, embolia, marcapasos, arritmia, insuficiencia, dialisis, trasplant*, hepatitis,
        vih, sida, seroposit*, tuberculosis, covid, depresi*, ansiedad, bipolar, esquizofren*, psicosis, psicotic*, psiquiatr*,
        anorexia, bulimia, suicid*, autis*, asperger, tdah, down, alcoholic*, alcoholism*, drogadict*, toxicoman*, ludopat*, heroinoman*,
        metadona, discapacid*, minusval*, invalid*, tetraplej*, paraplej*, hemiplej*, ceguera, ciega, ciego, sordera, sordo, sorda,
        silla de ruedas, movilidad reducida, andador, muletas, embarazada, embaraz*, aborto, menopausia, fractura, fracturad*,
        esguince, contusion*, conmocion, enferm*, operad*, intervenid*, ingresad*, hospitalizad*, diagnostic*, tratamiento,
        medicacion, medicamento*, insulina, oxigeno, antidepresiv*, ansiolitic*, baja medica, baja laboral, incapacidad, dependiente,
        grado de dependencia, cuidados paliativos, terminal, encamad*, infeccion, neumonia, migran*, lumbalgia, hernia, protesis,
        vertigo*, mareos, convulsi*, desmay*, sonda, ostomia, lupus, crohn, colitis, psoriasis, dermatitis, glaucoma, cataratas,
        se rompio, me rompi, se ha roto, me he roto, rota la cadera, roto el brazo, roto la cadera, roto la muneca, roto un brazo, puntos de sutura, puntos en la cabeza"""
    ),
    "fr": Phrases(
        """diabet*, cancer, tumeur, metastas*, leucemie, lymphome, chimiotherapie, chimio, radiotherapie, oncolog*, alzheimer,
        parkinson, demence, epilep*, sclerose, fibromyalgie, arthrite, arthrose, asthm*, bpco, allerg*, coeliaque, hypertens*,
        cardiaque, infarctus, avc, embolie, pacemaker, arythmie, insuffisance, dialyse, greffe, greffee, hepatite, vih, sida,
        seroposit*, tuberculose, covid, depress*, anxiete, angoisse, bipolaire, schizophren*, psychose, psychotique, psychiatr*,
        anorexi*, boulimi*, suicid*, autis*, asperger, tdah, trisom*, alcoolique, alcoolisme, toxicoman*, drogue, droguee,
        methadone, handicap*, invalid*, tetrapleg*, parapleg*, hemipleg*, aveugle, malvoyant*, cecite, sourd, sourde, surdite,
        malentendant*, fauteuil roulant, fauteuil, mobilite reduite, deambulateur, bequilles, enceinte, grossesse, fausse couche,
        fracture, fracturee, entorse, contusion*, commotion, malade, maladie, operee, opere, operation, hospitalis*, diagnosti*,
        traitement, medicament*, insuline, oxygene, antidepress*, anxiolyt*, arret maladie, arret de travail, incapacite, alite*,
        soins palliatifs, phase terminale, infection, pneumonie, migraine*, lombalgie, hernie, prothese, vertige*, malaise, convulsi*,
        lupus, crohn, psoriasis, eczema, glaucome, cataracte, casse la hanche, casse le bras, casse la jambe, casse le poignet, casse la cheville, points de suture, demence senile, perte d'autonomie"""
    ),
    "en": Phrases(
        """diabet*, cancer, tumour, tumor, metasta*, leukaemia, leukemia, lymphoma, chemotherapy, chemo, radiotherapy, oncolog*,
        alzheimer*, parkinson*, dementia, epilep*, sclerosis, fibromyalgia, arthritis, asthma*, copd, allerg*, coeliac, hypertens*,
        heart condition, heart attack, heart disease, heart failure, stroke, pacemaker, dialysis, transplant, hepatitis, hiv, aids, tuberculosis, covid,
        depress*, anxiety, panic attacks, bipolar, schizophren*, psychosis, psychotic, psychiatr*, mental health, ptsd, anorexi*,
        bulimi*, suicid*, autis*, asperger*, adhd, down's syndrome, alcoholic, alcoholism, drug addict, addict, addiction, heroin, methadone,
        disabled, disability, disabilit*, quadripleg*, parapleg*, blind, partially sighted, deaf, wheelchair, mobility scooter, walking frame, reduced mobility,
        crutches, pregnant, pregnancy, miscarriage, fractured, fracture, sprained, concussion, broke her hip, broke his hip,
        broke my wrist, broke her wrist, broken hip, broken wrist, broken ankle, broken arm, broken leg, ill, illness, sick, unwell, surgery, operation, hospitalised, hospitalized,
        in hospital, diagnos*, treatment, medication, insulin, oxygen, antidepress*, bedridden, housebound, palliative, terminal, terminally,
        infection, pneumonia, migraine*, hernia, prosthe*, hip replacement, seizure*, fits, lupus, crohn*, eczema, psoriasis, glaucoma, cataracts, stitches,
        chronic pain, immunocompromised, vulnerable, carer, special needs, learning disabilit*"""
    ),
}
WHOSE = {
    "es": Phrases(
        """mi, mis, su, tengo, tiene, tenemos, tenia, soy, estoy, esta, padezco, padece, padecemos, sufro, sufre, sufrio, me, le, se, nuestro, nuestra,
        vecino, vecina, hijo, hija, madre, padre, marido, mujer, abuelo, abuela, hermano, hermana, senora, senor, anciana, anciano, ella, suegra, suegro, tia, tio, nino, nina, novia, novio, amigo, amiga, don, dona, es"""
    ),
    "fr": Phrases(
        """mon, ma, mes, son, sa, j, ai, suis, notre, souffre, souffrant, souffrait, atteint, atteinte, voisin, voisine, fils, fille, mere, pere, mari, femme, me,
        grand, frere, soeur, dame, monsieur, madame, elle, lui, oncle, tante, compagne, compagnon, enfant, papa, maman, belle, il, est, ami, amie, beau"""
    ),
    "en": Phrases(
        """my, i, i'm, am, he, she, her, his, our, suffers, suffer, suffering, suffered, neighbour, neighbor, son, daughter, mother, father, husband, wife, mum, dad,
        grandmother, grandfather, brother, sister, lady, nan, grandad, uncle, aunt, partner, friend, who, has, old man, woman, mr, mrs, child, boy, girl, me"""
    ),
}
WEAK = frozenset(
    "covid insuficiencia tratamiento operad* alerg* terminal dependiente infeccion protesis oxigeno tumor invalid* sordo sorda ciego ciega andador "
    "insuffisance traitement operation infection drogue fauteuil allerg* cardiaque malaise oxygene incapacite fracture handicap* malade maladie "
    "treatment operation infection ill sick blind fits carer vulnerable terminal oxygen disabled addict addiction stroke fracture allerg* surgery depress*".split()
)
PUBLIC = frozenset(
    "centro centre center dia jornada semana campana campagne campaign charla taller asociacion association fundacion lucha contra marcha carrera "
    "prevencion prevention vacunacion vacuna vaccination vaccin vaccine unidad unit plaza plazas aparcamiento aparcamientos bano banos aseo aseos rampa rampas "
    "acceso accesos accesible accessible accessibilite adaptado adaptada personas personnes people gente vecinos usuarios usuario users place places stationnement parking bay bays "
    "toilettes toilet toilets wc rampe ramp ramps journee mois octobre depistage screening day walk week month charity group groupe grupo support service servicio "
    "services area carro carritos carritos poussettes poussette prams pram buggies cochecitos normes norme normativa acces access barreras barreiras aguas water agua eau planta arbol arboles arbre arbres tree trees "
    "plaga palmera palmeras ash elm olivos olivo estacion polen pollen medidas test tests pruebas parking".split()
)
"""A ramp, a campaign, everybody: nobody's own illness."""
