# SPDX-License-Identifier: AGPL-3.0-or-later
"""What employees see: tasks, the queue, the guard, many cases at once."""

from datetime import timedelta
from types import SimpleNamespace as Thing
from typing import Any

from concejo.ui.gallery.talk import EVENING, SIGNS


def task(title: str, state: int, due: str, place: str, quote: str, by: str, icon: str, via: str) -> Thing:
    """One task of Miguel's."""
    facts = {"title": title, "sign": SIGNS[state], "due_words": due, "is_late": due == "vence hoy", "place": place}
    told = {"quote": quote, "quote_by": by, "via_icon": icon, "via_words": via}
    links = {"url": "#t", "done_url": "#", "done_plain_url": "#f", "answer_url": "#r", "place_url": "#m"}
    return Thing(**facts, **told, **links)


def tasks() -> list[Thing]:
    """Miguel's morning."""
    again, dark, wish = (
        "La misma de la semana pasada, vuelve a parpadear.",
        "No luce desde el sábado.",
        "Hace falta luz para el mercadillo.",
    )
    river, traders = "paseo del río, junto al puente", "Asociación de comerciantes"
    return [
        task("Farola parpadea", 5, "vence hoy", "calle Real, 41", again, "Un vecino", "plane", "por Telegram"),
        task("Farola apagada", 1, "mañana", river, dark, "Carmen", "phone", "por teléfono"),
        task("Enchufe de la caseta", 2, "viernes 27", "plaza Mayor", wish, traders, "desk", "en el mostrador"),
    ]


def queue() -> list[dict[str, Any]]:
    """What waits on Pilar's desk."""
    known = [
        ("Farola a oscuras junto al colegio", "phone", "Nuevo", "vence en 2 h"),
        ("¿Cuándo abre la piscina cubierta?", "plane", "Pregunta", "vence mañana"),
        ("Recibo del agua repetido", "mail", "Privado", "vence mañana"),
        ("Ruido de motos de madrugada", "fedi", "Nuevo", "vence el miércoles"),
        ("Quiero el certificado de empadronamiento", "desk", "Privado", "vence el jueves"),
    ]
    return [
        {
            "title": title,
            "via_icon": icon,
            "kind": kind,
            "due_words": due,
            "soon": number == 0,
            "current": number == 0,
            "url": f"#q{number}",
            "at": EVENING - timedelta(hours=number),
        }
        for number, (title, icon, kind, due) in enumerate(known)
    ]


def office_pieces() -> dict[str, Any]:
    """One of each."""
    found = [
        {"text": "Si hace falta, llámenme al "},
        {"text": "958 00 07 31", "kind": "teléfono"},
        {"text": ", soy yo."},
    ]
    return {
        "tasks": tasks(),
        "queue": queue(),
        "guard": Thing(title="Hay un teléfono en el texto", url="#", anyway_url="#igual", pieces=found),
        "undo": Thing(url="#", until=EVENING + timedelta(days=9000), words="Sale en medio minuto."),
        "bulk": Thing(
            url="#",
            acts=[{"value": "assign", "label": "Encargar a Alumbrado"}],
            rows=[
                {"id": number, "title": "Farola apagada", "url": "#c", "meta": "calle Real", "sign": sign}
                for number, sign in enumerate(SIGNS[:4])
            ],
        ),
    }
