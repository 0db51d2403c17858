# SPDX-License-Identifier: AGPL-3.0-or-later
"""An account elsewhere may call itself as it likes: on the town's pages it does not pass for the town hall."""

import pytest
from django.test import Client

from cast import Cast
from concejo.channels import hear, intake, written
from concejo.channels.models import Letter
from concejo.core import clock
from concejo.core.lookalike import skeleton
from concejo.people.models import Address
from concejo.town.pretending import pretends
from fediverse_peer import Peer
from fediverse_town import full, of

PRETENDERS = (
    "Ayuntamiento", "AYUNTAMIENTO DE OLIVAR", "Аyuntamiento", "Ayuntаmiento", "Ауuntamiento", "Ayuntam1ent0",
    "A y u n t a m i e n t o", "✅ Ayuntamiento ✅", "Ａｙｕｎｔａｍｉｅｎｔｏ", "𝐀𝐲𝐮𝐧𝐭𝐚𝐦𝐢𝐞𝐧𝐭𝐨",
    "Ay\u200buntamiento", "\u202eotneimatnuyA\u202c Ayuntamiento",
    "Alumbrado", "alumbrado", "AIumbrado", "Αlumbrado", "Alumbrado Olivar del Genil",
    "Alumbrado público", "Servicio de Alumbrado",
    "Policia Local", "Pοlicía Lοcal", "policía-local oficial", "Mairie", "Hôtel de Ville", "Town Hall",
    "Olivar del Genil", "01ivar de1 Geni1", "Ａlumbrado ☑️", "ALUMBRAD\u041e",
)  # fmt: skip
PEOPLE = (
    "Tomás", "Ana Ayuso", "Marie", "Juan Alcalde", "María del Mar", "José Luis de la Obra", "Aguas Claras Bar", "Luis",
    "Olivar Pérez", "Pilar", "vecina de la calle Real", "Τάσος", "Наталья", "李雷", "محمد", "🦊", "",
    "Escuela de baile Carmen",
)  # fmt: skip


@pytest.mark.parametrize("name", PRETENDERS)
def test_names_that_look_like_the_town_halls(town: Cast, name: str) -> None:
    assert pretends(name)


@pytest.mark.parametrize("name", PEOPLE)
def test_names_of_people(town: Cast, name: str) -> None:
    assert not pretends(name)


def test_what_looks_alike_is_alike() -> None:
    assert skeleton("АIumbrad0") == skeleton("alumbrado")
    assert skeleton("Alumbrado") != skeleton("Alambrado")


@pytest.mark.parametrize("name", ["Ayuntamiento de Olivar", "Аlumbrado", "Policía Local"])
def test_on_the_towns_pages_it_is_called_by_its_account(town: Cast, peer: Peer, name: str) -> None:
    peer.documents["/users/tomas"] = peer.document() | {"name": name}
    spoken = peer.note("@alumbrado La farola de la calle Real no funciona", to=[full(of("alumbrado"))])
    assert peer.posts(spoken) == 202
    town.does_what_follows()
    assert Address.objects.get(scheme="acct").name == f"@{peer.acct}"
    said = Letter.objects.get(kind="fediverse").posts.get().post
    page = Client().get(f"/t/{said.conversation_id}/", follow=True).content.decode()
    thread = page.partition('class="say"')[2].partition("</li>")[0]
    assert f"@{peer.acct}" in thread
    assert name not in thread


def test_a_form_does_not_pass_for_the_town_hall_either(town: Cast) -> None:
    for sender, name in (("mailto:a@x.example", "Ayuntamiento"), ("mailto:b@x.example", "Ana")):
        hints = {"visibility": "public", "via": "web", "name": name}
        raw = written.write("web", sender=sender, text="Una farola rota", hints=hints, language="es", at=clock.now())
        hear.hear(intake.store(raw))
    those = Address.objects.filter(path__in=["a@x.example", "b@x.example"]).order_by("path")
    assert [one.name for one in those] == ["", "Ana"]


def test_a_server_with_letters_of_another_alphabet_is_refused(town: Cast, peer: Peer) -> None:
    odd = peer.base.replace("127", "１２７")
    document = peer.document()
    peer.documents["/users/tomas"] = {**document, "id": f"{odd}/users/tomas", "inbox": f"{odd}/inbox"}
    assert peer.posts(peer.does("Like", "x")) == 401
    assert not Address.objects.filter(scheme="acct").exists()
