# SPDX-License-Identifier: AGPL-3.0-or-later
"""No reader of any process gets an old page once a transaction is visible.

One process serves, another (this one) lets the town live: people speak, cases are opened and mended, staff edit rows
by forms, photos become ready, the clock goes on. After each step every page that the other process gives out is the
page as it would be made now.
"""

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cast import NEIGHBOURS, Cast, found_town, photo
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.core import changes, clock
from concejo.people import actions as people
from concejo.people.models import Address
from concejo.square import actions as square
from concejo.square.keeps import hide_media, show_media
from concejo.square.models import Conversation, Media, Post
from concejo.square.pictures import keep, prepare
from concejo.town.models import Department, Holiday, Street, Town
from concejo.web.forms_office.departments import DepartmentForm
from concejo.web.forms_office.places import StreetForm
from concejo.web.forms_office.town import TownForm

ROOT = Path(__file__).resolve().parents[2]
BEGIN = datetime(2026, 11, 19, 21, 48, tzinfo=UTC)
FIXED = ["/", "/now/", "/talk/", "/cases/", "/cases/?which=all", "/cases/?which=mended", "/d/", "/d/alumbrado/",
         "/p/miguel/", "/feed/", "/cases/feed/", "/search/?q=farola", "/sitemap.xml", "/robots.txt"]  # fmt: skip


class SecondProcess:
    """The process that serves."""

    def __init__(self, folder: Path, media: str) -> None:
        self._clock = folder / "clock"
        self.set_clock(BEGIN)
        database = {name: connection.settings_dict[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
        told = json.dumps({"media": str(media), "database": {k: str(v) for k, v in database.items()}})
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        key = str(Path(connection.settings_dict["NAME"]).parent / "town.key")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.front.second_web", str(self._clock)], cwd=ROOT, stdout=subprocess.PIPE,
            env=kept | _environment() | {"CONCEJO_TEST_TOWN": told, "CONCEJO_KEY_FILE": key},
        )  # fmt: skip
        self.port = int(self._process.stdout.readline())
        self._line = HTTPConnection("127.0.0.1", self.port, timeout=20)

    def set_clock(self, moment: datetime) -> None:
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(repr(moment.timestamp()))
        fresh.replace(self._clock)

    def get(self, path: str, language: str) -> tuple[int, bytes]:
        self._line.request("GET", path, headers={"Accept-Language": language})
        reply = self._line.getresponse()
        return reply.status, reply.read()

    def stop(self) -> None:
        self._line.close()
        self._process.terminate()
        self._process.wait(20)
        self._process.stdout.close()


def _environment() -> dict[str, str]:
    """What settings are made from, without a town of anybody else."""
    return {"CONCEJO_CONFIG": "/nonexistent.toml"}


class Life:
    """What happens in town, by name; each draws what it needs."""

    def __init__(self, town: Cast, draw: random.Random) -> None:
        self.town, self.draw, self.now = town, draw, BEGIN

    def happens(self, what: str) -> None:
        with clock.at(self.now):
            getattr(self, what)()

    def case(self) -> Case | None:
        return self.draw.choice(list(Case.objects.order_by("id")) or [None])

    def post(self) -> Post | None:
        return self.draw.choice(list(Post.objects.exclude(state="deleted").order_by("id")) or [None])

    def speaks(self) -> None:
        words = self.draw.choice(["La farola de la calle Real está rota.", "Hay basura en la plaza Mayor.", "Gracias."])
        self.town.hears(self.draw.choice(list(NEIGHBOURS)), words, **self.draw.choice([{}, {"visibility": "private"}]))

    def answers(self) -> None:
        if post := self.post():
            self.town.says("Miguel", self.draw.choice(["Voy mañana.", "Hecho, ya luce."]), to=post)

    def is_assigned(self) -> None:
        if (case := self.case()) and case.is_open:
            cases.assign(case, to=self.town["Miguel"], by=self.town["Pilar"])

    def is_planned(self) -> None:
        if (case := self.case()) and case.is_open:
            cases.plan(case, day=self.now.date() + timedelta(days=2), by=self.town["Pilar"])

    def is_mended(self) -> None:
        if (case := self.case()) and case.state == "done":
            cases.mended(case, by=case.reports.first().address)

    def is_told_too(self) -> None:
        if (case := self.case()) and Address.objects.exists():
            cases.join_report(case, address=self.draw.choice(list(Address.objects.all())), via="web")

    def is_joined(self) -> None:
        rows = [one for one in Case.objects.all() if one.is_open and one.conversation_id]
        if len(rows) > 1:
            cases.join_cases(rows[0], into=rows[1], by=self.town["Pilar"])

    def is_kept_private(self) -> None:
        if (case := self.case()) and case.conversation_id and not case.private_conversation_id:
            cases.keep_private(case, by=self.town["Pilar"])

    def is_hidden(self) -> None:
        if post := self.post():
            square.hide(post, by=self.town["Andrés"], reason="insultos")

    def is_restored(self) -> None:
        for post in Post.objects.filter(state="hidden"):
            square.restore(post, by=self.town["Andrés"])

    def is_deleted(self) -> None:
        if post := self.post():
            square.delete(post, by="town")

    def is_edited(self) -> None:
        if (post := self.post()) and post.speaker_id:
            square.edit(post, "Voy el jueves con la farola.", by=post.speaker)

    def is_looked_at(self) -> None:
        if case := self.case():
            people.look(self.town["Rosario"], about=case.ref, reason=self.draw.choice(["queja", "pregunta"]))

    def photo_is_sent(self) -> None:
        media = keep(prepare(photo(colour=self.draw.choice(["red", "blue"]))))
        self.town.hears("Alejandra", "La farola, con foto, en la calle Real.", media=[media])

    def photos_are_looked_at(self) -> None:
        for post in Post.objects.filter(media__looked_at=None, media__kind="photo").distinct():
            square.look_at_photos(post, by=self.town["Pilar"].ref)

    def photo_is_ready(self) -> None:
        for media in Media.objects.filter(shown_at=None).exclude(looked_at=None):
            with transaction.atomic():
                show_media(media=media.name)

    def photo_is_taken_back(self) -> None:
        for media in Media.objects.exclude(shown_at=None)[:1]:
            with transaction.atomic():
                hide_media(media=media.name)

    def town_is_edited(self) -> None:
        _edit(TownForm, Town.objects.get(), phone=self.draw.choice(["958 00 01 00", "958 00 01 01"]))

    def department_is_edited(self) -> None:
        name = self.draw.choice(["Alumbrado", "Alumbrado público"])
        _edit(DepartmentForm, Department.objects.get(handle__word="alumbrado"), name_es=name)

    def street_is_edited(self) -> None:
        _edit(StreetForm, Street.objects.order_by("id")[0], name=self.draw.choice(["calle Real", "calle Nueva"]))

    def somebody_takes_part(self) -> None:
        if conversation := Conversation.objects.order_by("?").first():
            square.take_part(self.draw.choice(list(Address.objects.all())), conversation)

    def a_day_is_a_holiday(self) -> None:
        Holiday.objects.get_or_create(day=self.now.date() + timedelta(days=3), defaults={"name": "Fiesta"})

    def something_private_happens(self) -> None:
        changes.touch("worklists")

    def time_goes_on(self) -> None:
        self.now += timedelta(minutes=self.draw.choice([3, 20, 55, 700, 1441, 10_000]))

    def midnight_comes(self) -> None:
        local = self.now.astimezone(Town.objects.get().zone)
        self.now = datetime(local.year, local.month, local.day, tzinfo=local.tzinfo).astimezone(UTC) + timedelta(
            days=1, minutes=1
        )


def _edit(form, row, **changed) -> None:
    """As the page of the office does it."""
    unbound = form(instance=row)
    data = {name: unbound[name].value() for name in unbound.fields} | changed
    bound = form(
        {name: value for name, value in data.items() if value is not None and value is not False}, instance=row
    )
    assert bound.is_valid(), bound.errors
    bound.save()


ACTS = [name for name in vars(Life) if not name.startswith("_") and name not in {"happens", "case", "post"}]


@pytest.fixture
def living(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ALLOWED_HOSTS = ["*"]
    town = found_town()
    served = SecondProcess(tmp_path, settings.MEDIA_ROOT)
    yield town, served
    served.stop()


def pages(draw: random.Random) -> list[str]:
    """Every public page there is, up to forty of them."""
    own = [f"/c/{case.number}/" for case in Case.objects.all()] + [
        f"/c/{case.number}/feed/" for case in Case.objects.all()
    ]
    own += [f"/t/{one.pk}/" for one in Conversation.objects.all()]
    own += [f"/cases/?street={street.pk}" for street in Street.objects.all()]
    return FIXED + draw.sample(own, min(len(own), 12))


def compare(served: SecondProcess, life: Life) -> int:
    """Every page of the other process is the page as it would be made now; returns how many were looked at."""
    served.set_clock(life.now)
    language = life.draw.choice(["es", "fr", "en"])
    asked = pages(life.draw)
    for path in asked:
        with clock.at(life.now):
            made = Client(headers={"accept-language": language}).get(path)
        status, body = served.get(path, language)
        assert status == made.status_code, path
        assert body == made.content, "\n".join(
            [path, *unified_diff(*(_lines(one) for one in (body, made.content)), n=0)]
        )
    return len(asked)


def _lines(page: bytes) -> list[str]:
    return [line.strip() for line in page.decode().splitlines()]


@settings(
    max_examples=int(os.environ.get("CONCEJO_EXAMPLES", "3")), deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(seed=st.integers(0, 2**32), acts=st.lists(st.sampled_from(ACTS), min_size=8, max_size=14))
def test_what_the_other_process_gives_out_is_what_is_true_now(living, seed, acts) -> None:
    town, served = living
    life = Life(town, random.Random(seed))
    life.now = max([BEGIN, *Post.objects.values_list("at", flat=True)])
    for act in ["speaks", *acts]:
        life.happens(act)
        compare(served, life)


def test_each_thing_that_happens_in_town(living) -> None:
    town, served = living
    life = Life(town, random.Random(7))
    life.happens("speaks")
    life.happens("photo_is_sent")
    for act in ACTS:
        compare(served, life)
        life.happens(act)
        compare(served, life)


def test_thousands_of_foreign_commits_and_none_is_missed(living) -> None:
    _town, served = living
    for number in range(300):
        with transaction.atomic():
            Town.objects.update(name=f"Olivar {number}")
            changes.touch("town")
        status, body = served.get("/d/", "es")
        assert (status, f"Olivar {number}<" in body.decode()) == (200, True)
