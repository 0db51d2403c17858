# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alejandra reads her private matter with a code, sees what the town holds about her, takes it away and erases it."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast, photo
from concejo.cases.models import Case, Report
from concejo.channels import compose
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.people import actions, links
from concejo.people.models import Address, Proof
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.square.pictures import keep, prepare

HERE = {"HTTP_ORIGIN": "http://testserver"}
HERS = "alejandra@vecinos.example"
SECRET = "insulina"


@pytest.fixture
def private(town: Cast) -> Case:
    town.hears(
        "Alejandra", f"Mi marido necesita {SECRET} y no puede subir al autobús.", visibility="private",
        media=[keep(prepare(photo(colour="blue")))],
    )  # fmt: skip
    case = Case.objects.get()
    town.says("Pilar", f"Lo de la {SECRET} lo hablamos mañana.", to=case)
    return case


@pytest.fixture
def her(town: Cast) -> Client:
    return Client(headers={"accept-language": "es"})


def link_of(case: Case, path: str = HERS) -> str:
    report = Report.objects.get(case=case, address__path=path)
    return f"/c/{case.number}/{links.make(links.Purpose.CASE, report.pk)}/"


def code_sent(to: str) -> str:
    row = Delivery.objects.filter(cause="code", address__path=to).latest("made_at", "pk")
    return re.search(r"^(\d{6})$", compose.compose(row).text, re.MULTILINE)[1]


def entered(her: Client, town: Cast, case: Case) -> str:
    """From the link in her mail to her own page, by the code that goes to her mail."""
    asked = her.post(f"{link_of(case)}read/", **HERE)
    assert asked.status_code == 302
    town.does_what_follows()
    opened = her.post(asked["Location"], {"code": code_sent(HERS)}, **HERE)
    assert opened.status_code == 302
    return opened["Location"]


def test_the_link_alone_shows_no_word_of_it_and_a_get_asks_for_no_code(town, her, private):
    page = her.get(link_of(private)).content.decode()
    assert SECRET not in page
    assert "Envíenme un código" in page
    assert her.get(f"{link_of(private)}read/").status_code == 302
    assert not Proof.objects.exists()


def test_with_the_code_she_reads_it_and_sees_her_photo(town, her, private):
    own = entered(her, town, private)
    page = her.get(own).content.decode()
    talk = f"{own}t/{private.main.pk}/"
    assert talk in page
    thread = her.get(talk).content.decode()
    assert f"necesita {SECRET}" in thread
    assert "lo hablamos mañana" in thread
    picture = re.search(r'src="(/my/[^"]+/picture/[^"]+)"', thread)[1]
    answer = her.get(picture)
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xff\xd8")
    assert "no-store" in answer["Cache-Control"]


def test_nobody_elses_code_opens_it(town, her, private):
    town.hears("Tomás", "Mi farola no luce.")
    own = own_page("tomas@vecinos.example")
    assert SECRET not in her.get(own).content.decode()
    assert her.get(f"{own}t/{private.main.pk}/").status_code == 404
    name = private.main.posts.order_by("at").first().media.get().name
    assert her.get(f"{own}picture/{name}/").status_code == 404
    assert SECRET not in her.get(f"{own}file/").content.decode()


def test_whoever_only_commented_reads_nothing_after_it_was_made_private(town, her):
    post = town.hears("Alejandra", "La farola de la calle Real está rota.")
    tomas = actions.meet("mailto:tomas@vecinos.example", language="es")
    square.take_part(tomas, post.conversation)
    square.say(post.conversation, square.Words(text="A mí también.", via="web"), author=tomas)
    talk = square.seclude(post.conversation, by=town["Pilar"])
    assert her.get(f"{own_page(tomas.path)}t/{talk.pk}/").status_code == 404
    assert her.get(f"{own_page(HERS)}t/{talk.pk}/").status_code == 200


def own_page(path: str) -> str:
    """Somebody's own page, after the code came back."""
    proof = actions.ask(Address.objects.get(path=path), Proof.Wish.ENTER)
    assert actions.check(proof, actions.code_of(proof))
    return f"/my/{links.make(links.Purpose.OWN, proof.pk)}/"


def test_her_page_closes_after_half_an_hour(town, her, private):
    own = entered(her, town, private)
    with clock.at(clock.now() + timedelta(minutes=31)):
        for path in (own, f"{own}file/", f"{own}t/{private.main.pk}/"):
            assert her.get(path).status_code == 404


def test_she_takes_away_what_the_town_holds_and_has_it_erased(town, her, private):
    actions.look(town["Rosario"], about=private.ref, reason="por curiosidad")
    own = entered(her, town, private)
    page = her.get(f"{own}file/").content.decode()
    assert SECRET in page
    assert "por curiosidad" in page, "who looked is told too"
    assert her.get(f"{own}file/take/").status_code == 302, "a GET never acts"
    taken = her.post(f"{own}file/take/", **HERE)
    told = json.loads(zipfile.ZipFile(io.BytesIO(taken.content)).read("my-file.json"))
    assert any(SECRET in one["words"] for one in told["posts"])
    assert her.post(f"{own}file/erase/", {}, **HERE).status_code == 422
    assert her.post(f"{own}file/erase/", {"sure": "on"}).status_code == 403, "not from elsewhere"
    assert her.post(f"{own}file/erase/", {"sure": "on"}, **HERE).status_code == 200
    town.does_what_follows()
    assert not Address.objects.filter(path=HERS).exists()
    assert not any(post.words for post in Post.objects.exclude(author=None).select_related("conversation"))
    assert her.get(own).status_code == 404


def test_an_address_of_two_takes_only_its_own_away(town, her, private):
    person = actions.write_down("Alejandra Ruiz", by="setup")
    hers, phone = Address.objects.get(path=HERS), actions.meet("tel:+34600111222", language="es")
    for one in (hers, phone):
        actions.link(one, person, by=town["Pilar"])
    own = entered(her, town, private)
    assert "otra dirección" in her.get(f"{own}file/").content.decode()
    her.post(f"{own}file/erase/", {"sure": "on"}, **HERE)
    phone.refresh_from_db()
    person.refresh_from_db()
    assert (phone.path, phone.person) == ("+34600111222", person)
    assert person.known_as == "Alejandra Ruiz"
