# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town of the gallery, and what its pages share."""

from types import SimpleNamespace as Thing
from typing import Any

from django.utils.safestring import SafeString


def town() -> Thing:
    """Olivar del Genil, which is on no map."""
    return Thing(
        name="Olivar del Genil",
        hall="Ayuntamiento de Olivar del Genil",
        phone="+34958000100",
        email="hola@olivardelgenil.example",
        address="Plaza Mayor, 1",
        hours="de lunes a viernes, de 9 a 14",
        arms_url="",
        accent_css_url="",
    )


def frame() -> dict[str, Any]:
    """What every page is given."""
    names = [("es", "ES", "español"), ("fr", "FR", "français"), ("en", "EN", "English")]
    labels = ["Plaza", "Avisos", "Ahora", "Servicios", "Buscar"]
    return {
        "town": town(),
        "languages": [
            {"code": code, "label": label, "name": name, "url": f"?lang={code}", "current": code == "es"}
            for code, label, name in names
        ],
        "nav": [{"url": f"#{label}", "label": label, "current": label == "Plaza"} for label in labels],
        "simple_url": "#sencillo",
        "footer_links": [
            {"url": "#datos", "label": "Quién ha mirado mis datos"},
            {"url": "#acc", "label": "Accesibilidad"},
        ],
        "page_title": "Galería",
    }


def now_list() -> list[dict[str, str]]:
    """Three things that happen now."""
    return [
        {
            "tone": "clay",
            "icon": "live",
            "kick": "En directo, desde las 19:00",
            "url": "#pleno",
            "title": "Pleno: se debate la zona peatonal",
            "detail": "Punto 3 de 7. Puede preguntar desde casa.",
        },
        {
            "tone": "cobalt",
            "icon": "water",
            "kick": "Mañana, de 9 a 13",
            "url": "#agua",
            "title": "Corte de agua en calle Real y calle Nueva",
            "detail": "La cuba estará en la plaza.",
        },
        {
            "tone": "copper",
            "icon": "book",
            "kick": "Mañana a las 17:00",
            "url": "#curso",
            "title": "Curso: el móvil sin miedo",
            "detail": "Biblioteca. Quedan 4 sitios de 12.",
        },
    ]


def departments() -> list[dict[str, Any]]:
    """Whom to write to."""
    known = [
        ("Alumbrado", "lamp", "miguel", "Miguel, electricista"),
        ("Limpieza", "bin", "limpieza", "Dolores y Paco"),
        ("Aguas", "water", "aguas", "Inés, fontanera"),
        ("Calles", "road", "calles", "Brigada de obras"),
        ("Policía local", "shield", "policia", "De guardia: agente 7"),
        ("Parques", "tree", "parques", "Antonio"),
        ("Escuela y comedor", "school", "escuela", "Menú, avisos"),
        ("Secretaría", "house", "pilar", "Pilar"),
    ]
    return [
        {"name": {"es": name, "en": name}, "icon": icon, "handle": handle, "who": who, "url": f"#{handle}"}
        for name, icon, handle, who in known
    ]


READERS = [
    {"icon": "people", "words": "Cualquiera que abra la plaza, y las redes donde sale."},
    {"icon": "person", "words": "Miguel (alumbrado) y Pilar (secretaría)."},
    {"icon": "lock", "words": "Su nombre y su correo, solo Pilar."},
]
DOORS = [
    {"tone": "co", "icon": "sms", "title": "Decir algo", "detail": "al ayuntamiento", "url": "#d"},
    {"tone": "cu", "icon": "eye", "title": "Ver qué pasa", "detail": "hoy en el pueblo", "url": "#v"},
    {"tone": "cl", "icon": "phone", "title": "Llamar", "detail": "958 00 01 00", "url": "tel:+34958000100"},
]


def square_pieces() -> dict[str, Any]:
    """What stands around the conversations."""
    return {
        "now": now_list(),
        "departments": departments(),
        "alert": {
            "sentence": "Corte de agua mañana, de 9 a 13,",
            "detail": "en calle Real y calle Nueva",
            "url": "#agua",
        },
        "channels": [
            {"icon": "mail", "label": "Correo", "url": "#c"},
            {"icon": "fedi", "label": "Mastodon", "url": "#f"},
            {"icon": "phone", "label": "Teléfono", "url": "tel:+34958000100"},
            {"icon": "desk", "label": "Mostrador"},
        ],
        "pager": {"newer_url": "#n", "older_url": "#o", "words": "21 a 40 de 312"},
        "speak_url": "#hablar",
        "ways_url": "#modos",
    }


SQUARE: dict[str, Any] = {
    "open_count": 12,
    "open_url": "#",
    "all_url": "#",
    "figures": SafeString(
        "En noviembre, <b>38 personas</b> han dado <b>43 avisos</b>. Tienen respuesta <b>39 de 43</b>; la mitad la "
        "tuvo en menos de <b>2 horas</b>. De <b>33 cerrados</b>, los vecinos confirman que <b>29</b> están arreglados."
    ),
    "figures_url": "#",
    "departments_url": "#",
}
