# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing that is private, held, hidden or somebody's own leaves by the endpoint, whoever asks, in whatever form.

A town is made up at random: cases public and private, words held, hidden, deleted, photos that nobody looked at yet,
sealed answers, names, mail addresses and telephones. Each secret is a word that stands nowhere else.
"""

from itertools import count

import pytest
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from api.conftest import V2
from cast import PASSWORD, STAFF, Cast, found_town
from concejo.api import views
from concejo.api.keys import AtHand
from concejo.cases import actions as cases
from concejo.cases.models import Case, Category, Given
from concejo.channels import clients
from concejo.people.models import Address, Person
from concejo.square import actions as square
from concejo.square.models import Post

PLACES = (
    "requests.json", "requests.xml", "requests.json?extensions=true", "requests.xml?extensions=true",
    "requests.json?status=open", "requests.json?status=closed", "servicerequestupdates.json",
    "servicerequestupdates.xml", "servicerequestupdates.json?api_key={key}", "cases.geojson", "cases.csv",
    "cases.csv?extensions=true", "services.json", "services/lamp.json", "discovery.json", "openapi.json",
)  # fmt: skip
WHAT = ("public", "private", "made private", "held", "hidden", "deleted", "sealed answer", "note", "unlooked photo")
ROLES = ("", *(handle for _name, handle, _kind, _department in STAFF))


class NeverLeaves(TestCase):
    """Each example in a transaction of its own."""

    @given(
        st.lists(st.sampled_from(WHAT), min_size=1, max_size=6), st.sampled_from(ROLES),
        st.lists(st.sampled_from(PLACES), min_size=3, max_size=8, unique=True),
    )  # fmt: skip
    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def test_whoever_asks(self, what: list[str], role: str, places: list[str]) -> None:
        views._door._at_hand = AtHand()
        town, secrets = found_town(), []
        numbers = count(1)
        for one in what:
            secrets += _happens(town, one, next(numbers))
        Address.objects.filter(scheme="mailto", path="alejandra@vecinos.example").update(name="Alejandrasecreta")
        Person.objects.filter(handle__word="miguel").update(public_name="Miguel")
        _client, key = clients.give_key("Arreglamos", by=town["Sofía"])
        browser = Browser()
        if role:
            assert browser.login(username=role, password=PASSWORD)
        numbers_of = list(Case.objects.values_list("number", flat=True))
        for path in [*places, *(f"requests/{number}.json?extensions=true" for number in numbers_of)]:
            answer = browser.get(f"{V2}/{path.format(key=key)}")
            said = answer.content.decode()
            assert answer.status_code in {200, 404}
            for secret in [*secrets, "alejandra@vecinos", "Alejandrasecreta", "958000731"]:
                assert secret not in said, (path, secret, said)
        for case in Case.objects.filter(conversation=None):
            assert browser.get(f"{V2}/requests/{case.number}.json").status_code == 404
            assert case.number not in browser.get(f"{V2}/requests.json").content.decode()


def _happens(town: Cast, what: str, number: int) -> list[str]:
    """Something happens in town; what must not be read of it."""
    secret = f"secreto{number}x{what.replace(' ', '')}"
    if what == "private":
        town.hears("Alejandra", f"Mi vecino {secret} no paga.", visibility="private")
        return [secret]
    if what == "held":
        post = town.hears("Alejandra", f"Llámeme al 958000731, {secret}.", sender="mailto:nueva@otra.example")
        return [] if post.state == Post.State.PUBLISHED else [secret]  # the guard covered the number, or held it
    post = town.hears("Alejandra", f"La farola {number} de la calle Real no luce.", category="lamp")
    case = Case.objects.order_by("-pk")[0]
    if what == "public":
        return []
    WAYS[what](town, case, post, secret)
    return [secret]


def _made_private(town: Cast, case: Case, _post: Post, secret: str) -> None:
    case.main.posts.update(text=f"{secret} tiene hambre")
    cases.keep_private(case, by=town["Pilar"])


def _hidden(town: Cast, _case: Case, _post: Post, secret: str) -> None:
    later = town.hears("Tomás", f"Otra cosa {secret} del mismo sitio.", category="lamp")
    square.hide(later, by=town["Andrés"], reason="Insulta.", why="insult")


def _deleted(town: Cast, case: Case, _post: Post, secret: str) -> None:
    reply = town.says("Pilar", f"Vamos {secret} a verlo.", to=case)
    Post.objects.filter(pk=reply.pk).update(state=Post.State.DELETED)


def _note(town: Cast, case: Case, _post: Post, secret: str) -> None:
    cases.note(case, f"{secret} es un pesado", by=town["Pilar"])


def _sealed_answer(town: Cast, case: Case, _post: Post, secret: str) -> None:
    lamp = Category.objects.get(slug="lamp")
    lamp.questions.get_or_create(code="own", defaults={"text": {"es": "¿Quién?"}, "public": False})
    cases.give(case, {"own": secret}, by=town["Pilar"])
    assert Given.objects.filter(case=case, sealed__isnull=False).exists()


def _unlooked_photo(_town: Cast, _case: Case, post: Post, secret: str) -> None:
    post.media.create(sealed_scope="media", added_at=post.at, name=secret)


WAYS = {
    "made private": _made_private, "hidden": _hidden, "deleted": _deleted, "note": _note,
    "sealed answer": _sealed_answer, "unlooked photo": _unlooked_photo,
}  # fmt: skip
pytestmark = pytest.mark.django_db
