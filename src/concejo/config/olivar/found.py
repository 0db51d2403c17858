# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olivar del Genil is founded: departments, streets, holidays, the people of the town hall."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from concejo.cases import taxonomy
from concejo.channels.models import Channel
from concejo.config.olivar import life
from concejo.core import clock
from concejo.people import actions as people
from concejo.people.models import Account, Person, Role
from concejo.town.models import Department, Handle, Holiday, Place, Street, Town

NAME = "Olivar del Genil"
PASSWORD = "olivar-del-genil"  # noqa: S105 -- printed on the screen of a demo
DEPARTMENTS = (
    ("alumbrado", "lamp", "Alumbrado", "Éclairage", "Lighting", "Farolas, cuadros de luz y fiestas."),
    ("limpieza", "bin", "Limpieza", "Propreté", "Cleaning", "Calles limpias, contenedores y muebles viejos."),
    ("aguas", "water", "Aguas", "Eau", "Water", "Fugas, cortes, fuentes y alcantarillas."),
    ("obras", "road", "Obras y calles", "Voirie", "Works and streets", "Baches, aceras y obras."),
    ("parques", "tree", "Parques y jardines", "Parcs et jardins", "Parks and gardens", "Árboles, bancos y columpios."),
    ("policia", "shield", "Policía local", "Police municipale", "Local police", "Tráfico, ruidos y animales."),
    ("escuela", "school", "Escuela y comedor", "École et cantine", "School and canteen", "Menú, autobús y avisos."),
    ("secretaria", "house", "Secretaría", "Secrétariat", "Town clerk", "Padrón, certificados, citas y lo demás."),
)
K = Role.Kind
STAFF = (
    ("Rosario", "rosario", K.MAYOR, None, {"es": "alcaldesa", "fr": "maire", "en": "mayor"}),
    ("Pilar", "pilar", K.CLERK, "secretaria", {"es": "secretaria", "fr": "secrétaire", "en": "clerk"}),
    ("Miguel", "miguel", K.EMPLOYEE, "alumbrado", {"es": "electricista", "fr": "électricien", "en": "electrician"}),
    ("Lucía", "lucia", K.EMPLOYEE, "alumbrado", {"es": "electricista", "fr": "électricienne", "en": "electrician"}),
    ("Dolores", "dolores", K.HEAD, "limpieza", {"es": "encargada", "fr": "cheffe d’équipe", "en": "head of cleaning"}),
    ("Paco", "paco", K.EMPLOYEE, "limpieza", {"es": "barrendero", "fr": "balayeur", "en": "street sweeper"}),
    ("Inés", "ines", K.EMPLOYEE, "aguas", {"es": "fontanera", "fr": "plombière", "en": "plumber"}),
    ("Antonio", "antonio", K.EMPLOYEE, "obras", {"es": "albañil", "fr": "maçon", "en": "mason"}),
    ("Manuela", "manuela", K.HEAD, "parques", {"es": "jardinera", "fr": "jardinière", "en": "gardener"}),
    ("Agente 7", "agente7", K.EMPLOYEE, "policia", {"es": "policía local", "fr": "policier", "en": "police officer"}),
    ("Teresa", "teresa", K.EMPLOYEE, "escuela", {"es": "conserje", "fr": "concierge", "en": "caretaker"}),
    ("Andrés", "andres", K.MODERATOR, None, {"es": "moderador", "fr": "modérateur", "en": "moderator"}),
    ("Carmela", "carmela", K.COUNCILLOR, None, {"es": "concejala", "fr": "conseillère", "en": "councillor"}),
    ("Sofía", "sofia", K.ADMINISTRATOR, None, {"es": "informática", "fr": "informaticienne", "en": "administrator"}),
)
STREETS = (
    ("calle Real", 37.1502, -3.6401), ("calle Alfareros", 37.1511, -3.6412), ("calle Nueva", 37.1496, -3.6388),
    ("calle del Horno", 37.1507, -3.6423), ("calle de la Escuela", 37.1489, -3.6406), ("plaza Mayor", 37.1500, -3.6396),
    ("paseo del río", 37.1481, -3.6391), ("camino de la Era", 37.1522, -3.6437), ("calle San Isidro", 37.1493, -3.6421),
    ("calle Olivares", 37.1516, -3.6384), ("cuesta del Molino", 37.1485, -3.6432),
    ("avenida de Granada", 37.1528, -3.6409),
)  # fmt: skip
PLACES = (
    ("la fuente de los Caños", "calle Nueva", 37.1497, -3.6386),
    ("el colegio", "calle de la Escuela", 37.1488, -3.6405),
    ("el polideportivo", "camino de la Era", 37.1523, -3.6440), ("el mercado", "plaza Mayor", 37.1501, -3.6397),
)  # fmt: skip
HOLIDAYS = (
    (date(2026, 10, 12), "Fiesta Nacional"), (date(2026, 11, 2), "Todos los Santos"),
    (date(2026, 12, 7), "Constitución"),
    (date(2026, 12, 8), "Inmaculada"), (date(2026, 12, 25), "Navidad"), (date(2027, 1, 1), "Año Nuevo"),
    (date(2027, 1, 6), "Reyes"), (date(2027, 3, 1), "Día de Andalucía"),
)  # fmt: skip


def found(*, say: Callable[[str], None], web: int, now: datetime | None = None) -> None:
    """Found the town, some weeks before `now`, and let its month go by."""
    now = now or clock.now()
    with clock.at(now - timedelta(days=life.DAYS + 40)), transaction.atomic():
        _town(f"http://127.0.0.1:{web}")
        departments = _departments()
        _places()
        taxonomy.load()
        for name, handle, kind, department, title in STAFF:
            post = people.Post(kind=kind, department=departments[department] if department else None)
            people.welcome(
                name, handle=handle, password=None, email=f"{handle}@personal.example", posts=[post], by="setup",
                title=title,
            )  # fmt: skip
        Account.objects.update(password=make_password(PASSWORD))  # one for all: making it is slow on purpose
    life.live(now=now, say=say)


def set_ports(*, web: int, sink: int) -> None:
    """Where the demo is reached this time."""
    Town.objects.update(public_url=f"http://127.0.0.1:{web}")
    Channel.objects.update_or_create(
        kind="email",
        defaults={"settings": {"smtp_host": "127.0.0.1", "smtp_port": sink, "smtp_security": "none"}},
    )


def who_is_who(*, web: int, mail: int) -> str:
    """What the console says: where it is, who can sign in, and how to send a real e-mail."""
    who = "\n".join(
        f"    {person.handle.word:<10} {person.title.get('en', '')}"
        for person in Person.objects.filter(handle__isnull=False).select_related("handle").order_by("pk")
        if person.handle
    )
    return (
        f"\n{NAME} is at http://127.0.0.1:{web}/   (Ctrl+C stops it; ./concejo demo --reset begins anew)\n"
        f"Sign in at /account/login/ with the password  {PASSWORD}  as\n{who}\n{_how_many_locks()}\n"
        f"Outgoing mail of the demo: http://127.0.0.1:{web}/demo/mail/\n"
        f"Send a real e-mail with a photo:\n"
        f"    curl --url smtp://127.0.0.1:{mail} --mail-from alejandra@vecinos.example \\\n"
        f"         --mail-rcpt avisos@olivar.example \\\n"
        f"         -F '=La farola de la calle Alfareros, 12 está apagada.;type=text/plain' \\\n"
        f"         -F 'photo=@photo.jpg;encoder=base64' \\\n"
        f"         -H 'From: alejandra@vecinos.example' -H 'To: avisos@olivar.example' -H 'Subject: Farola'\n"
    )


def _how_many_locks() -> str:
    if settings.STAFF_WITHOUT_FACTOR:
        return "The password alone opens the door here (staff_without_factor); a real town asks staff for a second one."
    return "Staff are led to set up a second factor first, as in a real town."


def _town(public_url: str) -> None:
    Town.objects.create(
        name=NAME, population=3512, languages=["es", "fr", "en"], time_zone="Europe/Madrid",
        address="Plaza Mayor, 1", phone="958 00 01 00", region="ES", mail_domain="olivar.example",
        handle_domain="olivar.example", public_url=public_url, lat=37.15, lon=-3.64,
        hours={
            "es": "De lunes a viernes, de 9 a 14", "fr": "Du lundi au vendredi, de 9 h à 14 h",
            "en": "Monday to Friday, 9 to 14",
        },
        hall={
            "es": "Ayuntamiento de Olivar del Genil", "fr": "Mairie d’Olivar del Genil",
            "en": "Town hall of Olivar del Genil",
        },
    )  # fmt: skip


def _departments() -> dict[str, Department]:
    rows = {}
    for order, (word, icon, es, fr, en, purpose) in enumerate(DEPARTMENTS):
        rows[word] = Department.objects.create(
            handle=Handle.objects.create(word=word), icon=icon, name={"es": es, "fr": fr, "en": en},
            purpose={"es": purpose}, order=order,
        )  # fmt: skip
    return rows


def _places() -> None:
    streets = {name: Street.objects.create(name=name, lat=lat, lon=lon) for name, lat, lon in STREETS}
    for name, street, lat, lon in PLACES:
        Place.objects.create(name=name, street=streets[street], lat=lat, lon=lon)
    for day, name in HOLIDAYS:
        Holiday.objects.create(day=day, name=name)
