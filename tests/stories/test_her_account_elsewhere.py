# SPDX-License-Identifier: AGPL-3.0-or-later
"""Carmen keeps her account of the fediverse together with her e-mail: a code goes there and comes back."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Cast
from concejo.fediverse.models import RemoteActor
from concejo.people import actions, links
from concejo.people.models import Address, Proof
from concejo.square.models import Post
from fediverse_peer import Peer, found_by_name

HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def peer(settings):
    """Her account is on a server of her own."""
    cache.clear()
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    with found_by_name(Peer(name="carmen")) as one:
        yield one


@pytest.fixture
def page(town: Cast) -> str:
    """Her own page, opened by a code a moment ago."""
    address = actions.meet("mailto:carmen@vecinos.example", language="es")
    proof = actions.ask(address, Proof.Wish.ENTER)
    actions.check(proof, actions.code_of(proof))
    return f"/my/{links.make(links.Purpose.OWN, proof.pk)}/"


def code_in(peer: Peer) -> str:
    """What came to her in private."""
    return re.search(r"\b\d{3} ?\d{3}\b", peer.notes(public=False)[-1]["content"])[0]


def test_the_code_goes_there_and_she_types_it(town: Cast, peer: Peer, page: str) -> None:
    answer = Client().post(page, {"act": "add", "contact": f"@{peer.acct.upper()}"}, **HERE)
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    town.does_what_follows()
    proof = Proof.objects.get(wish=Proof.Wish.LINK)
    told = Client().post(page, {"act": "code", "proof": proof.pk, "code": code_in(peer)}, **HERE).content.decode()
    assert f"@{peer.acct}" in told
    account = RemoteActor.objects.get().address
    mail = Address.objects.get(path="carmen@vecinos.example")
    assert account.person is not None
    assert account.person == mail.person
    assert account.proof_holds


def test_the_code_comes_back_as_an_answer_there(town: Cast, peer: Peer, page: str) -> None:
    Client().post(page, {"act": "add", "contact": f"@{peer.acct}"}, **HERE)
    town.does_what_follows()
    actor = peer.notes(public=False)[-1]["attributedTo"]
    assert peer.posts(peer.note(code_in(peer), to=[actor], public=False)) == 202
    town.does_what_follows()
    assert RemoteActor.objects.get().address.person is not None
    assert not Post.objects.filter(via="fediverse").exists(), "a code is no message"


@pytest.mark.parametrize("contact", ["@nobody@127.0.0.1:9", "@ana", "@ana@", "@ana@10.0.0.1", "@a b@c.example"])
def test_an_account_that_cannot_be_found_is_said(town: Cast, peer: Peer, page: str, contact: str) -> None:
    answer = Client().post(page, {"act": "add", "contact": contact}, **HERE)
    assert answer.status_code == 422
    assert not Proof.objects.filter(wish=Proof.Wish.LINK).exists()


def test_a_server_that_names_somebody_elses_account_is_not_believed(town: Cast, peer: Peer, page: str) -> None:
    peer.documents["/.well-known/webfinger"]["links"][0]["href"] = f"{peer.base}/users/other"
    peer.documents["/users/other"] = peer.document()
    assert Client().post(page, {"act": "add", "contact": f"@{peer.acct}"}, **HERE).status_code == 422
