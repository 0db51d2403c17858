# SPDX-License-Identifier: AGPL-3.0-or-later
"""Atom for every public list, unchanged until something changes; and what a message said before it was changed."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from cast import Cast
from concejo.cases.models import Case
from concejo.square import actions as square

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def case(town: Cast) -> Case:
    post = town.hears("Alejandra", "La farola de la calle Real, 3 está apagada")
    town.says("Rosario", "Gracias. @miguel, por favor", to=post)
    return Case.objects.get()


def test_every_public_list_has_its_feed(town: Cast, case: Case) -> None:
    client = Client()
    talk = case.main.pk
    for path in (
        "/feed/", "/cases/feed/", f"/c/{case.number}/feed/", f"/t/{talk}/feed/", "/d/alumbrado/feed/",
        "/p/rosario/feed/",
        "/search/feed/?q=farola",
    ):  # fmt: skip
        answer = client.get(path)
        entries = ET.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 -- our own words
        assert entries, path
        assert answer["Content-Type"].startswith("application/atom+xml")
    town.says("Miguel", "Voy mañana", to=case)
    assert "Voy mañana" in client.get("/feed/").content.decode()


def test_a_private_conversation_has_no_feed(town: Cast) -> None:
    post = town.hears("Alejandra", "Mi recibo está mal", visibility="private")
    assert Client().get(f"/t/{post.conversation_id}/feed/").status_code == 404


def test_what_it_said_before_stays_readable(town: Cast, case: Case) -> None:
    said = town.says("Rosario", "Vamos el martes", to=case)
    client = Client()
    url = f"/t/{case.main.pk}/p/{said.pk}/"
    assert client.get(url).status_code == 404, "nothing was changed yet"
    square.edit(said, "Vamos el miércoles", by=town["Rosario"])
    page = client.get(url).content.decode()
    assert page.index("Vamos el miércoles") < page.index("Vamos el martes")
    assert url in client.get(f"/c/{case.number}/").content.decode()
    square.delete(said, by=town["Rosario"].ref)
    assert client.get(url).status_code == 404
    assert "martes" not in client.get("/search/?q=vamos").content.decode()
