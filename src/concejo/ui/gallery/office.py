# SPDX-License-Identifier: AGPL-3.0-or-later
"""What employees see: tasks, the queue, the guard, many cases at once."""

from datetime import timedelta
from types import SimpleNamespace as Thing
from typing import Any

from concejo.ui.gallery.talk import EVENING, SIGNS


def tasks() -> list[Thing]:
    """Miguel's morning."""
    shared = {"url": "#t", "done_url": "#", "done_plain_url": "#f", "answer_url": "#r", "place_url": "#m"}
    return [
        Thing(
            **shared,
            title="Farola parpadea",
            sign=SIGNS[5],
            due_words="vence hoy",
            is_late=True,
            place="calle Real, 41",
            quote="La misma de la semana pasada, vuelve a parpadear.",
            quote_by="Un vecino",
            via_icon="plane",
            via_words="por Telegram",
        ),
        Thing(
            **shared,
            title="Farola apagada",
            sign=SIGNS[1],
            due_words="mañana",
            is_late=False,
            place="paseo del río, junto al puente",
            quote="No luce desde el sábado.",
            quote_by="Carmen",
            via_icon="phone",
            via_words="por teléfono",
        ),
        Thing(
            **shared,
            title="Enchufe de la caseta",
            sign=SIGNS[2],
            due_words="viernes 27",
            is_late=False,
            place="plaza Mayor",
            quote="Hace falta luz para el mercadillo.",
            quote_by="Asociación de comerciantes",
            via_icon="desk",
            via_words="en el mostrador",
        ),
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
