# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lamp of calle Alfareros, and the states that a case may be in."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from django.templatetags.static import static

from concejo.ui.speech import as_page

EVENING = datetime(2026, 11, 19, 21, 48, tzinfo=UTC)
MENTIONS = {"miguel": "#miguel", "limpieza": "#limpieza"}

SIGNS = [
    Thing(tone="plain", icon="file", words="Recibido"),
    Thing(tone="cobalt", icon="at", words="Encargado a Miguel"),
    Thing(tone="cobalt", icon="half", words="En marcha"),
    Thing(tone="asks", icon="check", words="Hecho; falta que lo confirme"),
    Thing(tone="mended", icon="check", words="Reparada en 11 h"),
    Thing(tone="broken", icon="redo", words="Sigue rota: abierta otra vez"),
    Thing(tone="broken", icon="clock", words="Fuera de plazo, 2 días"),
    Thing(tone="plain", icon="right", words="Le toca a la Diputación; se lo hemos pasado"),
    Thing(tone="plain", icon="lock", words="Solo el ayuntamiento"),
]


def photo(name: str, width: int, height: int, alt: str) -> dict[str, Any]:
    """A picture of the lamp."""
    return {"url": static(f"ui/sample/{name}.jpg"), "width": width, "height": height, "alt": alt}


def said(minutes: int, who: str, text: str, **more: Any) -> Thing:
    """Somebody speaks, so many minutes after the first word."""
    known: dict[str, Any] = {
        "who_name": who,
        "at": EVENING + timedelta(minutes=minutes),
        "html": as_page(text, MENTIONS),
    }
    return Thing(**(known | {"is_town": False, "photos": [], "id": minutes + 1} | more))


def lamp() -> list[Thing]:
    """The lamp of calle Alfareros, from the first word to the thanks."""
    mail = {"via_icon": "mail", "via_words": "por correo"}
    fedi = {"via_icon": "fedi", "via_words": "desde Mastodon", "role": "Alcaldía", "url": "#p10"}
    light: dict[str, Any] = {"is_town": True, "role": "Alumbrado"}
    day = photo("lamp-day", 800, 600, "La farola, encendida de prueba por la mañana.")
    rough = photo("lamp-upright", 420, 726, "La misma farola, de lado.")
    dark = "Buenas noches. La farola de la calle Alfareros, a la altura del 12, está apagada y no se ve el escalón."
    done = "Era el balasto. Cambiado, y de paso he limpiado el cristal. Prueba hecha: luce."
    thanks = "¡Qué rapidez! Ya se ve el escalón. Gracias, Miguel.\nhttps://example.org/foto"
    changed = EVENING + timedelta(minutes=675)
    return [
        said(0, "Alejandra", dark, **mail),
        said(1, "", "", withheld=True),
        said(9, "Rosario", "Gracias, Alejandra. @miguel, ¿la miras mañana a primera hora?", is_town=True, **fedi),
        said(10, "", "", happened="Encargado a Miguel. Plazo: 3 días.", icon="at"),
        said(664, "Miguel", done, photos=[day], **light),
        said(670, "Miguel", "Y otra, de cerca.", photos=[rough, day], edited_at=changed, **light),
        said(700, "", "", deleted=True),
        said(1167, "Alejandra", thanks, **mail),
    ]


def talk_pieces() -> dict[str, Any]:
    """The conversation in its shapes: whole, short, on a list."""
    posts = lamp()
    return {
        "signs": SIGNS,
        "posts": posts,
        "talk": Thing(
            id=1,
            title="Farola apagada en la calle Alfareros",
            url="#c",
            sign=SIGNS[4],
            posts=posts,
            footnote="La vecina confirmó que luce. La siguen 6 vecinos.",
        ),
        "brief": Thing(
            id=2,
            title="Se ha perdido Canela, perra parda con collar rojo",
            url="#p",
            sign=None,
            replies=9,
            excerpt="Salió por la era a las seis. Quien la vea, que llame a la policía local.",
            via_icon="phone",
            via_words="por teléfono",
            at=EVENING,
        ),
        "lines": [
            Thing(
                title="Bache hondo",
                url="#b",
                sign=sign,
                number="2026-0430",
                place="calle del Horno, 3",
                in_charge="calles",
                at=EVENING,
            )
            for sign in SIGNS[:3]
        ],
    }


def photo_pieces() -> dict[str, Any]:
    """Before and after: drawn ones, and one as a telephone takes it."""
    before, after = {"label": "Antes", "when": "jueves, 22:48"}, {"label": "Después", "when": "viernes, 18:15"}
    return {
        "pair": [
            photo("lamp-before", 800, 600, "La calle a oscuras.") | before,
            photo("lamp-after", 800, 600, "La misma calle con luz.") | after,
        ],
        "rough": [
            photo("lamp-upright", 420, 726, "Foto de lado, oscura.") | before,
            photo("lamp-day", 800, 600, "La farola por la mañana.") | after,
        ],
    }


def case_pieces() -> dict[str, Any]:
    """What a case's page shows beside the conversation."""
    return {
        "ask": Thing(
            question="¿Está arreglada?",
            sentence="Alejandra dijo que sí. Si vive cerca, díganos cómo la ve hoy.",
            yes_label="Sí, ya luce",
            no_label="No, sigue rota",
            yes_url="#si",
            no_url="#no",
            post=True,
            small="Si dice que no, el aviso se abre otra vez y Miguel lo ve al momento.",
        ),
        "steps_done": [
            {"words": "Recibido por correo", "kind": "first", "at": EVENING},
            {"words": "Encargado a Miguel", "note": "plazo: 3 días", "at": EVENING},
            {"words": "Sigue rota, dice una vecina", "kind": "broken", "at": EVENING},
            {"words": "La vecina lo confirma", "kind": "ok", "at": EVENING},
            {"words": "Le preguntamos si está arreglado", "kind": "next"},
        ],
        "lockbox": Thing(
            hidden=["El apellido y el correo de Alejandra.", "Una línea que pidió dejar en privado."],
            looks="Quién los ha mirado: Pilar, una vez. Alejandra lo sabe.",
        ),
    }


CASE: dict[str, Any] = {
    "case": {
        "number": "2026-0412",
        "title": "Farola apagada en la calle Alfareros",
        "department_name": "Alumbrado",
        "followers": 6,
        "joined": 2,
    },
    "facts": [
        {"label": "Al cargo", "value": "@miguel", "url": "#", "more": "Miguel, alumbrado"},
        {"label": "Lugar", "value": "Calle Alfareros, 12"},
    ],
    "back_url": "#",
    "follow_url": "#",
    "join_url": "#",
    "answer_url": "#",
}
