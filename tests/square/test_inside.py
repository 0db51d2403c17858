# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search in private matters: only where somebody may read, each hit a look, no word in any index or log."""

import pytest
from django.test import Client

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.core.models import LedgerLine
from concejo.people.models import Look
from concejo.privacy import renewal
from concejo.square import inside
from concejo.square.models import Post
from concejo.town.models import Department

WORDS = "Mi marido necesita insulina y la médica de la calle Real no contesta."


@pytest.fixture
def lights(town: Cast) -> Department:
    """Two private matters: one with lighting, one with nobody yet."""
    town.hears("Alejandra", WORDS, visibility="private")
    department = Department.objects.get(handle__word="alumbrado")
    cases.assign(Case.objects.get(), to=town["Miguel"], by=town["Pilar"])
    town.hears("Tomás", "La medica me dijo: insulina, y farola.", visibility="private")
    town.hears("Tomás", "La insulina está en la plaza.")
    town.does_what_follows()
    return department


def as_(town: Cast, name: str) -> Client:
    client = Client(headers={"accept-language": "es"})
    client.force_login(town[name].account)
    return client


def test_words_are_found_whatever_their_accents_and_only_there(town, lights):
    found = inside.search(lights, "INSULINA medica")
    assert [hit.post.words for hit in found.hits] == [WORDS]
    assert ("médica", True) in found.hits[0].pieces
    assert "".join(text for text, _hit in found.hits[0].pieces) == WORDS
    assert [hit.post.author.path for hit in inside.search(None, "insul").hits] == ["tomas@vecinos.example"]
    assert inside.search(lights, "insulina farola").hits == []
    assert inside.search(lights, " . ").hits == []


def test_a_message_that_does_not_open_is_told_and_stops_nothing(town, lights):
    town.hears("Alejandra", "Otra vez la insulina.", visibility="private")
    case = Case.objects.filter(conversation=None).latest("id")
    cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    post = Post.objects.exclude(sealed=None).filter(conversation__department=lights).earliest("id")
    Post.objects.filter(pk=post.pk).update(sealed=b"\0" * 40)
    found = inside.search(lights, "insulina")
    assert (len(found.hits), found.closed, found.read) == (1, 1, 1)


def test_keys_are_opened_in_two_questions(town, lights, django_assert_num_queries):
    for number in range(6):
        town.hears("Alejandra", f"Asunto privado número {number}: insulina.", visibility="private")
    with django_assert_num_queries(2):
        assert len(inside.search(None, "insulina").hits) == 7


def test_each_hit_is_a_look_and_no_word_is_kept(town, lights):
    client = as_(town, "Miguel")
    page = client.post("/inside/", {"words": "insulina", "department": str(lights.pk)})
    assert "<mark>insulina</mark>" in page.content.decode()
    assert "1 mensaje" in page.content.decode()
    case = Case.objects.get(private_conversation__department=lights)
    assert Look.objects.filter(about=case.ref, by=town["Miguel"]).count() == 1
    assert "insulina" not in repr(list(LedgerLine.objects.values()) + list(Look.objects.values()))
    assert "no-store" in page["Cache-Control"]


def test_nobody_searches_where_they_may_not_read(town, lights):
    miguel = as_(town, "Miguel")
    assert miguel.post("/inside/", {"words": "insulina", "department": "desk"}).status_code == 422
    other = as_(town, "Dolores").post("/inside/", {"words": "insulina", "department": str(lights.pk)})
    assert other.status_code == 422
    assert "insulina</mark>" not in other.content.decode()
    for name in ("Andrés", "Inés"):
        assert as_(town, name).get("/inside/").status_code == 403
    assert Client().get("/inside/").status_code == 302
    assert not Look.objects.filter(by__in=[town["Dolores"], town["Miguel"]]).exists()


def test_the_clerk_searches_what_nobody_has_yet_and_the_mayor_says_why(town, lights):
    clerk = as_(town, "Pilar").post("/inside/", {"words": "insulina", "department": "desk"})
    assert clerk.content.decode().count("<mark>insulina</mark>") == 1
    mayor = as_(town, "Rosario")
    asked = {"words": "insulina", "department": str(lights.pk)}
    assert mayor.post("/inside/", asked).status_code == 422
    page = mayor.post("/inside/", asked | {"reason": "queja ante el pleno"})
    assert "<mark>insulina</mark>" in page.content.decode()
    case = Case.objects.get(private_conversation__department=lights)
    assert Look.objects.get(about=case.ref, by=town["Rosario"]).reason == "queja ante el pleno"


def test_after_a_renewal_old_and_new_words_are_found(town, lights, monkeypatch):
    monkeypatch.setattr(renewal, "GRACE", 0.0)
    renewal.renew(say=str)
    assert len(inside.search(lights, "insulina").hits) == 1
    assert len(inside.search(None, "insulina").hits) == 1
