# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small vocabulary, from which the made-up towns speak: some words in every second message, some hardly ever."""

from random import Random

STREETS = tuple(
    f"{kind} {name}"
    for kind in ("calle", "plaza", "avenida", "camino")
    for name in (
        "Alfareros", "Almendros", "Azahar", "del Agua", "del Horno", "del Molino", "del Pilar", "de la Cruz",
        "de la Era", "de la Escuela", "de la Fuente", "de la Vega", "de las Eras", "de los Caños", "Granada",
        "Jazmines", "Mayor", "Nueva", "Olivares", "Real", "San Antón", "San Isidro", "San Juan", "Santa Ana",
    )
)  # fmt: skip
TROUBLES = (
    ("lamp", "La farola de la {street}, {number}, está apagada"),
    ("lamp", "Parpadea la bombilla de la farola en la {street}, {number}"),
    ("lamp", "Toda la {street} está a oscuras desde el número {number}"),
    ("lamp", "Otra vez no luce el alumbrado de la {street}, {number}"),
    ("pothole", "Hay un bache muy grande en la {street}, {number}"),
    ("pavement", "Una baldosa suelta en la acera de la {street}, {number}"),
    ("container", "El contenedor de la {street}, {number}, está lleno"),
    ("rubbish", "Hay basura y cristales en la {street}, {number}"),
    ("water", "Sale agua de una tubería en la {street}, {number}"),
    ("tree", "Una rama del árbol de la {street}, {number}, toca los cables"),
)
QUESTIONS = (
    "¿A qué hora abre el consultorio los viernes?", "¿Cuándo empieza la matrícula de la escuela de música?",
    "¿Habrá mercado en la {street} el día de fiesta?", "¿Dónde se recoge la tarjeta del punto limpio?",
    "¿Se puede reservar la pista del polideportivo por la tarde?", "¿Qué documentos hacen falta para el padrón?",
)  # fmt: skip
NEWS = (
    "Mañana no habrá agua en la {street} de 9 a 13 horas.", "El sábado hay mercado en la {street}.",
    "Hoy se podan los árboles de la {street}; no aparquen allí.", "El pleno empieza el jueves a las ocho de la tarde.",
    "La biblioteca abre también los sábados por la mañana.", "Se buscan voluntarios para la fiesta del agua.",
)  # fmt: skip
MORE = (
    "Lleva así varios días.", "Pasa por aquí mucha gente mayor.", "Gracias por adelantado.", "Es peligroso de noche.",
    "Ya lo dije la semana pasada.", "Los niños pasan por ahí al colegio.", "Muchas gracias y un saludo.",
)  # fmt: skip
RARE = (
    "almoraduj", "balaustrada", "cantonera", "dovela", "espadaña", "fanal", "gárgola", "hornacina", "imbornal",
    "jamba", "lindero", "mampostería", "nogal", "ojiva", "pretil", "quicio", "rejería", "sillar", "tapial", "voladizo",
)  # fmt: skip
ANSWERS = (
    "Gracias por avisar, lo miramos hoy. @{who}", "Recibido, va para allá @{who}.", "Ya está en manos de @{who}.",
    "Lo arreglamos esta semana, gracias por la paciencia. @{who}",
)  # fmt: skip
DONE = ("Arreglado, con pieza nueva.", "Hecho esta mañana.", "Reparado; si vuelve a fallar, dígalo.", "Ya está listo.")
THANKS = ("Sí, ya luce. ¡Gracias!", "Perfecto, gracias.", "Muchas gracias, qué rapidez.", "Ya funciona, gracias.")
NAMES = ("Aurora", "Benito", "Candela", "Diego", "Elvira", "Fermín", "Gloria", "Hilario", "Isabel", "Julián", "", "")


def trouble(chance: Random, street: str) -> tuple[str, str]:
    """A kind of case and a neighbour's words about it."""
    kind, sentence = chance.choice(TROUBLES)
    first = sentence.format(street=street, number=chance.randint(1, 90))
    return kind, f"{first}. {_tail(chance)}"


def question(chance: Random, street: str) -> str:
    """What somebody wants to know."""
    return f"{chance.choice(QUESTIONS).format(street=street)} {_tail(chance)}"


def news(chance: Random, street: str) -> str:
    """What a department announces."""
    return f"{chance.choice(NEWS).format(street=street)} {_tail(chance)}"


def _tail(chance: Random) -> str:
    words = chance.choice(MORE)
    return f"{words} Junto a la {chance.choice(RARE)}." if chance.random() < 0.02 else words
