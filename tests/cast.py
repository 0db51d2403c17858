# SPDX-License-Identifier: AGPL-3.0-or-later
"""One cast for every test, and a town that hears them: `town.hears("Alejandra", "The lamp in calle Real is out")`.

Pilar is the clerk, Miguel the electrician, Rosario the mayor, Lucía stands in for Miguel; Alejandra, Carmen (81) and
Tomás are neighbours.
"""

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from PIL import Image

from concejo.cases import taxonomy
from concejo.cases.models import Case
from concejo.channels import hear, intake, written
from concejo.channels.models import Delivery
from concejo.channels.work import until_quiet
from concejo.core import clock
from concejo.core.ids import new_token
from concejo.desk import reading as desk
from concejo.people import actions as people
from concejo.people.models import Address, Person, Role
from concejo.square import actions as square
from concejo.square.models import Media, Post
from concejo.square.pictures import keep, prepare
from concejo.square.readings import Reading
from concejo.town.models import Department, Handle, Holiday, Street, Town

PASSWORD = "la-farola-de-jun"
DEPARTMENTS = {
    "alumbrado": "Alumbrado", "limpieza": "Limpieza", "aguas": "Aguas", "policia": "Policía local",
    "obras": "Obras", "parques": "Parques", "escuela": "Escuela", "secretaria": "Secretaría",
}  # fmt: skip
STAFF = (
    ("Pilar", "pilar", Role.Kind.CLERK, "secretaria"),
    ("Miguel", "miguel", Role.Kind.EMPLOYEE, "alumbrado"),
    ("Lucía", "lucia", Role.Kind.EMPLOYEE, "alumbrado"),
    ("Rosario", "rosario", Role.Kind.MAYOR, None),
    ("Dolores", "dolores", Role.Kind.HEAD, "limpieza"),
    ("Sofía", "sofia", Role.Kind.ADMINISTRATOR, None),
    ("Andrés", "andres", Role.Kind.MODERATOR, None),
    ("Inés", "ines", Role.Kind.COUNCILLOR, None),
)
NEIGHBOURS = {
    "Alejandra": "mailto:alejandra@vecinos.example",
    "Tomás": "mailto:tomas@vecinos.example",
    "Carmen": "tel:+34958000731",
}


def photo(*, colour: str = "orange", size: tuple[int, int] = (640, 480)) -> bytes:
    """A small JPEG."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Cast:
    """Everybody, by first name."""

    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def hears(self, name: str, text: str, *, via: str = "web", language: str = "es", **hints: str) -> Post:
        """A neighbour says something through a form; the town understands it and does what follows."""
        sender = hints.pop("sender", NEIGHBOURS.get(name, ""))
        media = [one.name for one in hints.pop("media", [])]  # type: ignore[union-attr]
        raw = written.write(
            "counter" if via in {"counter", "phone"} else "web", sender=sender, text=text,
            hints={"visibility": "public", "via": via} | hints, media=media, language=language,
            at=clock.now(),
        )  # fmt: skip
        letter = intake.store(raw, dedupe=new_token())
        (post,) = hear.hear(letter).posts
        self.does_what_follows()
        return post

    def says(self, name: str, text: str, *, to: Post | Case, media: tuple[Media, ...] = ()) -> Post:
        """Somebody of the town hall answers in a conversation, and the desk reads it."""
        conversation = to.main if isinstance(to, Case) else to.conversation
        words = square.Words(text=text, via="web", language="es", media=media)
        post = square.say(conversation, words, speaker=self[name])
        desk.read(
            Reading(
                post=post, text=text, person=self[name], mentions=tuple(square.mentioned(text)), has_photo=bool(media)
            )
        )
        self.does_what_follows()
        return post

    def photo(self) -> Media:
        """A photo that an employee took."""
        return keep(prepare(photo()), shown=True)

    def does_what_follows(self) -> int:
        """The worker's rounds, as if thirty seconds and more had gone by."""
        with clock.at(clock.now() + square.UNDO):
            return until_quiet()

    def told(self, name: str) -> list[Delivery]:
        """What went out to a neighbour."""
        scheme, _, path = NEIGHBOURS[name].partition(":")
        return list(Delivery.objects.filter(address__scheme=scheme, address__path=path).order_by("made_at", "pk"))


def found_town() -> Cast:
    """Olivar del Genil with its departments, streets, holidays and staff."""
    Town.objects.create(
        name="Olivar del Genil", languages=["es", "fr", "en"], phone="958 00 01 00", mail_domain="olivar.example",
        handle_domain="olivar.example", public_url="http://olivar.example", address="Plaza Mayor, 1", population=3512,
        hours={"es": "De lunes a viernes, de 9 a 14", "en": "Monday to Friday, 9 to 14"},
    )  # fmt: skip
    departments = {
        word: Department.objects.create(
            handle=Handle.objects.create(word=word), name={"es": name}, purpose={"es": f"Todo sobre {name.lower()}."}
        )
        for word, name in DEPARTMENTS.items()
    }
    for name, lat in (("calle Real", 37.21), ("calle Alfareros", 37.22), ("plaza Mayor", 37.215)):
        Street.objects.create(name=name, lat=lat, lon=-3.6)
    Holiday.objects.create(day=date(2026, 12, 8), name="Inmaculada")
    taxonomy.load()
    cast = Cast()
    for name, handle, kind, department in STAFF:
        posts = [people.Post(kind=kind, department=departments[department] if department else None)]
        cast.people[name] = people.welcome(
            name, handle=handle, password=PASSWORD, email=f"{handle}@personal.example", posts=posts, by="setup"
        )
    return cast


def address(name: str) -> Address:
    """A neighbour's address, once the town has met it."""
    scheme, _, path = NEIGHBOURS[name].partition(":")
    return Address.objects.get(scheme=scheme, path=path)
