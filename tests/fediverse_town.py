# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town as another server meets it: its accounts by name, and what its departments say."""

from django.test import Client

from cast import Cast
from concejo.square import actions as square
from concejo.square.models import Post, Visibility
from concejo.town.models import Department
from fediverse_peer import Json, Peer


def of(word: str) -> str:
    """The address of a department's account, as another server finds it."""
    found = Client().get("/.well-known/webfinger", {"resource": f"acct:{word}@olivar.example"})
    assert found.status_code == 200
    (link,) = [one["href"] for one in found.json()["links"] if one["rel"] == "self"]
    return str(link).removeprefix("http://olivar.example")


def full(path: str) -> str:
    """With the town's name."""
    return f"http://olivar.example{path}"


def announces(town: Cast, name: str, words: str, *, word: str) -> Post:
    """Somebody of a department says something to everybody."""
    department = Department.objects.get(handle__word=word)
    talk = square.open_conversation(Visibility.PUBLIC, department=department)
    post = square.say(
        talk, square.Words(text=words, via="web", language="es"), speaker=town[name], department=department
    )
    town.does_what_follows()
    return post


def lamp(peer: Peer, words: str = "La farola de la calle Real no funciona", **more: object) -> Json:
    """Somebody elsewhere mentions the lamps."""
    return peer.note(f"@alumbrado {words}", to=[full(of("alumbrado"))], **more)
