# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of cases are learnt from what the town hall has seen to, and used once they are better than lists of words."""

import random
from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast
from concejo.cases import classifier, suggest, teach
from concejo.cases.bulk import bring
from concejo.cases.bulk.rows import Row
from concejo.cases.models import Case, Category, Learnt
from concejo.cases.states import State
from concejo.core import clock
from concejo.square import actions as square

pytestmark = pytest.mark.django_db

SAID = {
    "lamp": ["el plafon del poste numero {n} no alumbra", "el poste {n} sin alumbrar, el plafon negro"],
    "rubbish": ["desperdicios y ramaje en la esquina {n}", "desperdicios amontonados en la esquina {n}"],
    "tree": ["un pino seco junto al numero {n}, da miedo el pino", "el pino del numero {n} se inclina"],
}
"""Words that mostly stand on no list of ours."""


def many(count: int) -> list[Row]:
    """Cases of another register, in the order of time."""
    chance, now = random.Random(4), clock.now()
    kinds = [chance.choice(list(SAID)) for _one in range(count)]
    return [
        Row(
            line=number, external_id=str(number), text=chance.choice(SAID[kind]).format(n=number),
            opened=now - timedelta(hours=count - number), category=kind, state=State.DONE,
        )
        for number, kind in enumerate(kinds)
    ]  # fmt: skip


def first(text: str) -> str:
    found = suggest.suggest(text)
    return found.slug if found else ""


def test_with_few_cases_the_words_decide(town: Cast) -> None:
    bring(many(teach.FEWEST - 1), source="old")
    assert teach.when_due() is False
    assert first("el plafon negro del poste 7") == ""
    assert first("una farola apagada") == "lamp"


def test_what_is_better_than_the_words_takes_over_and_says_how_well_it_does(town: Cast) -> None:
    bring(many(300), source="old")
    assert teach.when_due()
    learnt = Learnt.objects.get()
    assert (learnt.examples, learnt.tried, learnt.in_use) == (300, 60, True)
    assert learnt.right > learnt.words_right + 30
    assert first("el plafon negro del poste 7") == "lamp"
    assert first("Se ha inclinado un pino") == "tree"
    assert teach.when_due() is False, "once a day is enough"
    page = Client()
    page.force_login(town["Sofía"].account)
    said = page.get("/town/categories/").content.decode()
    assert f"nombra bien {learnt.right}" in said


def test_what_it_is_not_sure_of_is_left_to_the_words_and_then_to_a_person(town: Cast) -> None:
    bring(many(300), source="old")
    teach.now()
    Learnt.objects.update(sure_from=2.0, made_at=clock.now() - timedelta(minutes=1))
    assert first("el plafon negro del poste 7") == ""
    assert [one.slug for one in suggest.suggestions("el plafon negro del poste 7")][:1] == ["lamp"]
    assert first("una farola apagada") == "lamp"


def test_who_puts_a_kind_right_teaches_it(town: Cast) -> None:
    bring(many(300), source="old")
    bench = Category.objects.get(slug="bench")
    Case.objects.filter(category__slug="tree").update(category=bench)
    teach.now()
    assert first("Se ha inclinado un pino") == "bench"


def test_nothing_is_a_case_that_no_list_of_words_knows(town: Cast) -> None:
    bring(many(300), source="old")
    teach.now()
    assert not suggest.asks_for_work("Gracias por el pino, ha quedado precioso")
    assert suggest.asks_for_work("una farola apagada")


def test_what_was_erased_or_is_private_is_not_learnt_from(town: Cast) -> None:
    bring(many(300), source="old")
    case = Case.objects.order_by("opened_at").first()
    assert case is not None
    before = teach.known_examples()
    square.delete(case.main.posts.get(), by="town")
    town.hears("Tomás", "una farola apagada", visibility="private")
    assert len(teach.known_examples()) == len(before) - 1


def test_it_comes_back_from_the_database_as_it_went() -> None:
    learnt = classifier.learn([(text.format(n=n), kind) for n in range(4) for kind in (1, 2) for text in SAID["lamp"]])
    assert classifier.Classifier.unpacked(learnt.packed()) == learnt
    assert learnt.ranked("nada de esto se sabe") == []


def test_what_one_neighbour_alone_wrote_is_in_no_model() -> None:
    rows = [("el poste fundido", 1), ("el poste roto", 1), ("un poste de Hermenegilda", 1), ("otro pino", 2)]
    learnt = classifier.learn(rows)
    assert set(learnt.weights) == classifier.stems("poste")


def test_chance_is_not_called_better() -> None:
    def trial(only_learnt: int, only_words: int) -> bool:
        return classifier.Trial(100, 0, 0, 0, 0, 0, only_learnt, only_words, 2.0, 0, 0).is_better

    assert [trial(6, 4), trial(15, 4), trial(4, 15), trial(0, 0)] == [False, True, False, False]
