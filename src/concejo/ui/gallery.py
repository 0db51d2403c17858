# SPDX-License-Identifier: AGPL-3.0-or-later
"""For those who build pages: every component in every state, with made-up words, on one page and on pages of its own."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

from concejo.ui import icons
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
    known: dict[str, Any] = {"who_name": who, "at": EVENING + timedelta(minutes=minutes), "html": as_page(text, MENTIONS)}
    return Thing(**(known | {"is_town": False, "photos": [], "id": minutes + 1} | more))


def lamp() -> list[Thing]:
    """The lamp of calle Alfareros, from the first word to the thanks."""
    mail = {"via_icon": "mail", "via_words": "por correo"}
    day, rough = photo("lamp-day", 800, 600, "La farola, encendida de prueba por la mañana."), photo(
        "lamp-upright", 420, 726, "La misma farola, de lado."
    )  # fmt: skip
    return [
        said(0, "Alejandra", "Buenas noches. La farola de la calle Alfareros, a la altura del 12, está apagada y no se ve "
             "el escalón.", **mail),
        said(1, "", "", withheld=True),
        said(9, "Rosario", "Gracias, Alejandra. @miguel, ¿la miras mañana a primera hora?", is_town=True, role="Alcaldía",
             via_icon="fedi", via_words="desde Mastodon", url="#p10"),
        said(10, "", "", happened="Encargado a Miguel. Plazo: 3 días.", icon="at"),
        said(664, "Miguel", "Era el balasto. Cambiado, y de paso he limpiado el cristal. Prueba hecha: luce.",
             is_town=True, role="Alumbrado", photos=[day]),
        said(670, "Miguel", "Y otra, de cerca.", is_town=True, role="Alumbrado", photos=[rough, day],
             edited_at=EVENING + timedelta(minutes=675)),
        said(700, "", "", deleted=True),
        said(1167, "Alejandra", "¡Qué rapidez! Ya se ve el escalón. Gracias, Miguel.\nhttps://example.org/foto", **mail),
    ]  # fmt: skip


class Trial(forms.Form):
    """Every kind of field, so that one sees what is wrong with each."""

    text = forms.CharField(
        label="¿Qué pasa?", help_text="Con sus palabras. No hace falta saber a quién le toca.", widget=forms.Textarea(attrs={"rows": 5})
    )
    place = forms.CharField(label="Lugar", required=False, help_text="Calle y número, o un sitio que todos conozcan.")
    kind = forms.ChoiceField(label="Clase", choices=[("lamp", "Alumbrado"), ("road", "Calles")])
    due = forms.DateField(label="Plazo", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    readers = forms.ChoiceField(
        label="¿Quién puede leerlo?",
        choices=[("all", "Todo el pueblo"), ("hall", "Solo el ayuntamiento")],
        widget=forms.RadioSelect,
        initial="all",
    )
    how = forms.ChoiceField(
        label="¿Por dónde le contestamos?",
        choices=[("mail", "Correo"), ("call", "Una llamada"), ("self", "Ya miraré yo")],
        widget=forms.RadioSelect,
        initial="mail",
    )
    email = forms.EmailField(label="Su correo", required=False)
    agree = forms.BooleanField(label="He leído quién lo va a ver", required=False)


def town() -> Thing:
    """Olivar del Genil, which is on no map."""
    return Thing(
        name="Olivar del Genil", hall="Ayuntamiento de Olivar del Genil", phone="+34958000100",
        email="hola@olivardelgenil.example", address="Plaza Mayor, 1", hours="de lunes a viernes, de 9 a 14",
        arms_url="", accent_css_url="",
    )  # fmt: skip


def frame(request: HttpRequest) -> dict[str, Any]:
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
        "footer_links": [{"url": "#datos", "label": "Quién ha mirado mis datos"}, {"url": "#acc", "label": "Accesibilidad"}],
        "page_title": "Galería",
    }


def now_list() -> list[dict[str, str]]:
    """Three things that happen now."""
    return [
        {"tone": "clay", "icon": "live", "kick": "En directo, desde las 19:00", "url": "#pleno",
         "title": "Pleno: se debate la zona peatonal", "detail": "Punto 3 de 7. Puede preguntar desde casa."},
        {"tone": "cobalt", "icon": "water", "kick": "Mañana, de 9 a 13", "url": "#agua",
         "title": "Corte de agua en calle Real y calle Nueva", "detail": "La cuba estará en la plaza."},
        {"tone": "copper", "icon": "book", "kick": "Mañana a las 17:00", "url": "#curso",
         "title": "Curso: el móvil sin miedo", "detail": "Biblioteca. Quedan 4 sitios de 12."},
    ]  # fmt: skip


def departments() -> list[dict[str, Any]]:
    """Whom to write to."""
    known = [("Alumbrado", "lamp", "miguel", "Miguel, electricista"), ("Limpieza", "bin", "limpieza", "Dolores y Paco"),
             ("Aguas", "water", "aguas", "Inés, fontanera"), ("Calles", "road", "calles", "Brigada de obras"),
             ("Policía local", "shield", "policia", "De guardia: agente 7"), ("Parques", "tree", "parques", "Antonio"),
             ("Escuela y comedor", "school", "escuela", "Menú, avisos"), ("Secretaría", "house", "pilar", "Pilar")]  # fmt: skip
    return [
        {"name": {"es": name, "en": name}, "icon": icon, "handle": handle, "who": who, "url": f"#{handle}"}
        for name, icon, handle, who in known
    ]


def tasks() -> list[Thing]:
    """Miguel's morning."""
    shared = {"url": "#t", "done_url": "#", "done_plain_url": "#f", "answer_url": "#r", "place_url": "#m"}
    return [
        Thing(**shared, title="Farola parpadea", sign=SIGNS[5], due_words="vence hoy", is_late=True, place="calle Real, 41",
              quote="La misma de la semana pasada, vuelve a parpadear.", quote_by="Un vecino", via_icon="plane",
              via_words="por Telegram"),
        Thing(**shared, title="Farola apagada", sign=SIGNS[1], due_words="mañana", is_late=False,
              place="paseo del río, junto al puente", quote="No luce desde el sábado.", quote_by="Carmen",
              via_icon="phone", via_words="por teléfono"),
        Thing(**shared, title="Enchufe de la caseta", sign=SIGNS[2], due_words="viernes 27", is_late=False,
              place="plaza Mayor", quote="Hace falta luz para el mercadillo.", quote_by="Asociación de comerciantes",
              via_icon="desk", via_words="en el mostrador"),
    ]  # fmt: skip


def queue() -> list[dict[str, Any]]:
    """What waits on Pilar's desk."""
    known = [("Farola a oscuras junto al colegio", "phone", "Nuevo", "vence en 2 h"),
             ("¿Cuándo abre la piscina cubierta?", "plane", "Pregunta", "vence mañana"),
             ("Recibo del agua repetido", "mail", "Privado", "vence mañana"),
             ("Ruido de motos de madrugada", "fedi", "Nuevo", "vence el miércoles"),
             ("Quiero el certificado de empadronamiento", "desk", "Privado", "vence el jueves")]  # fmt: skip
    return [
        {"title": title, "via_icon": icon, "kind": kind, "due_words": due, "soon": number == 0, "current": number == 0,
         "url": f"#q{number}", "at": EVENING - timedelta(hours=number)}
        for number, (title, icon, kind, due) in enumerate(known)
    ]  # fmt: skip


def pieces(**more: Any) -> dict[str, Any]:
    """One of each, for the long page."""
    posts = lamp()
    moment = {"at": EVENING}
    return {
        "icons": sorted(icons.names()), "signs": SIGNS, "posts": posts, "few": posts[:3], "now": now_list(),
        "form": Trial(), "wrong": Trial({"text": "", "readers": "", "how": "mail", "email": "ale@", "due": "ayer"}),
        "tasks": tasks(), "queue": queue(), "departments": departments(), "photo_limit": 20,
        "how_icons": {"mail": "mail", "call": "phone", "self": "eye"},
        "how_hints": {"mail": "Lo usamos para esto y nada más.", "self": "Le damos un número para leer la respuesta aquí."},
        "readers_hints": {"all": "Sale en la plaza, sin su nombre.", "hall": "Cada mirada queda apuntada; usted la ve."},
        "alert": {"sentence": "Corte de agua mañana, de 9 a 13,", "detail": "en calle Real y calle Nueva", "url": "#agua"},
        "pair": [photo("lamp-before", 800, 600, "La calle a oscuras.") | {"label": "Antes", "when": "jueves, 22:48"},
                 photo("lamp-after", 800, 600, "La misma calle con luz.") | {"label": "Después", "when": "viernes, 18:15"}],
        "rough": [photo("lamp-upright", 420, 726, "Foto de lado, oscura.") | {"label": "Antes", "when": "jueves, 22:48"},
                  photo("lamp-day", 800, 600, "La farola por la mañana.") | {"label": "Después", "when": "viernes, 9:52"}],
        "ask": Thing(question="¿Está arreglada?", sentence="Alejandra dijo que sí. Si vive cerca, díganos cómo la ve hoy.",
                     yes_label="Sí, ya luce", no_label="No, sigue rota", yes_url="#si", no_url="#no", post=True,
                     small="Si dice que no, el aviso se abre otra vez y Miguel lo ve al momento."),
        "steps_done": [{"words": "Recibido por correo", "kind": "first"} | moment,
                       {"words": "Encargado a Miguel", "note": "plazo: 3 días"} | moment,
                       {"words": "Sigue rota, dice una vecina", "kind": "broken"} | moment,
                       {"words": "La vecina lo confirma", "kind": "ok"} | moment,
                       {"words": "Le preguntamos si está arreglado", "kind": "next"}],
        "lockbox": Thing(hidden=["El apellido y el correo de Alejandra.", "Una línea que pidió dejar en privado."],
                         looks="Quién los ha mirado: Pilar, una vez. Alejandra lo sabe."),
        "open_book": Thing(hidden=[], looks="", title=""),
        "channels": [{"icon": "mail", "label": "Correo", "url": "#c"}, {"icon": "fedi", "label": "Mastodon", "url": "#f"},
                     {"icon": "phone", "label": "Teléfono", "url": "tel:+34958000100"}, {"icon": "desk", "label": "Mostrador"}],
        "pager": {"newer_url": "#n", "older_url": "#o", "words": "21 a 40 de 312"},
        "guard": Thing(title="Hay un teléfono en el texto", url="#", anyway_url="#igual", pieces=[
            {"text": "Si hace falta, llámenme al "}, {"text": "958 00 07 31", "kind": "teléfono"}, {"text": ", soy Carmen."}]),
        "undo": Thing(url="#", until=EVENING + timedelta(days=9000), words="Sale en medio minuto."),
        "bulk": Thing(url="#", acts=[{"value": "assign", "label": "Encargar a Alumbrado"}], rows=[
            {"id": number, "title": "Farola apagada", "url": "#c", "meta": "calle Real", "sign": sign}
            for number, sign in enumerate(SIGNS[:4])]),
        "confirm": Thing(title="¿Sigue rota la farola?", sentence="Si dice que sí, el aviso se abre otra vez.", url="#",
                         yes_label="Sí, sigue rota", no_url="#", no_label="No, volver", tone="clay", fields=[]),
        "lines": [Thing(title="Bache hondo", url="#b", sign=sign, number="2026-0430", place="calle del Horno, 3",
                        in_charge="calles", **moment) for sign in SIGNS[:3]],
        "talk": Thing(id=1, title="Farola apagada en la calle Alfareros", url="#c", sign=SIGNS[4], posts=posts,
                      footnote="La vecina confirmó que luce. La siguen 6 vecinos."),
        "brief": Thing(id=2, title="Se ha perdido Canela, perra parda con collar rojo", url="#p", sign=None, replies=9,
                       excerpt="Salió por la era a las seis. Quien la vea, que llame a la policía local.",
                       via_icon="phone", via_words="por teléfono", **moment),
        "answers": [{"label": "Qué", "value": "La farola está apagada.", "change_url": "#1", "what": "qué pasa"},
                    {"label": "Dónde", "value": "Calle Alfareros, 12", "change_url": "#2", "what": "dónde"}],
        "speak_url": "#hablar", "ways_url": "#modos",
    } | more  # fmt: skip


PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "worklist": ("ui/gallery_worklist.html", {"staff": {"name": "Miguel", "role": "Alumbrado"}, "signout_url": "#"}),
    "desk": ("ui/gallery_desk.html", {"staff": {"name": "Pilar", "role": "Secretaría"}, "signout_url": "#"}),
    "question": ("ui/gallery_question.html", {"step": 4, "steps": 5, "back_url": "#", "danger": True}),
    "wrong": ("ui/gallery_question.html", {"step": 4, "steps": 5, "back_url": "#", "is_wrong": True}),
    "confirm": ("ui/confirm_page.html", {"back_url": "#"}),
    "404": ("404.html", {}),
    "500": ("500.html", {"town": None, "nav": [], "languages": [], "footer_links": [], "simple_url": ""}),
    "simple": ("ui/simple.html", {}),
}
READERS = [{"icon": "people", "words": "Cualquiera que abra la plaza, y las redes donde sale."},
           {"icon": "person", "words": "Miguel (alumbrado) y Pilar (secretaría)."},
           {"icon": "lock", "words": "Su nombre y su correo, solo Pilar."}]  # fmt: skip
DOORS = [{"tone": "co", "icon": "sms", "title": "Decir algo", "detail": "al ayuntamiento", "url": "#d"},
         {"tone": "cu", "icon": "eye", "title": "Ver qué pasa", "detail": "hoy en el pueblo", "url": "#v"},
         {"tone": "cl", "icon": "phone", "title": "Llamar", "detail": "958 00 01 00", "url": "tel:+34958000100"}]  # fmt: skip


def gallery_page(request: HttpRequest) -> HttpResponse:
    """Every component, one under the other."""
    return render(request, "ui/gallery.html", frame(request) | pieces() | {"pages": sorted(PAGES)})


def gallery_whole_page(request: HttpRequest, name: str) -> HttpResponse:
    """One base template as a whole page."""
    if name not in PAGES:
        raise Http404
    template, more = PAGES[name]
    context = frame(request) | pieces(readers=READERS, doors=DOORS, calm="Mañana no hay agua en calle Real.") | more
    if more.get("is_wrong"):
        context["form"] = context["wrong"]
    elif name == "question":
        context["form"] = Trial(initial={"how": "mail"})
        context["how_insets"] = {"mail": context["form"]["email"]}
    return render(request, template, context | {"full_url": "#", "alert": None if name == "500" else context["alert"]})
