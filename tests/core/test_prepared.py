# SPDX-License-Identifier: AGPL-3.0-or-later
"""A prepared question answers as the same question that is put anew, whatever the values."""

from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet

from concejo.cases.models import Case
from concejo.core import clock
from concejo.core.prepared import prepared
from concejo.people.models import Role
from concejo.square.models import Conversation, Post, PostQuerySet

pytestmark = pytest.mark.django_db


def _posts(ids: list[int], conversations: list[int], since: datetime, via: str) -> PostQuerySet:
    wanted = Q(pk__in=ids) | Q(conversation__in=conversations)
    return Post.objects.filter(wanted, at__gte=since, via=via).with_voice().order_by("-id")


said = prepared(_posts)


@pytest.fixture
def posts(town: Any) -> list[Post]:
    return [town.hears("Alejandra", f"La farola {number} está apagada") for number in range(4)]


def _shown(rows: Any) -> list[tuple[Any, ...]]:
    return [(one.pk, one.at, one.text, one.facts, one.conversation.title, one.author.name) for one in rows]


@pytest.mark.parametrize("many", [0, 1, 3])
def test_it_answers_as_the_plain_question(posts, django_assert_num_queries, many) -> None:
    ids, talks = [one.pk for one in posts[:many]], [one.conversation_id for one in posts[2:]]
    for since in (clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)):
        for via in ("email", "web"):
            values = (ids, talks, since, via)
            with django_assert_num_queries(1):
                rows = said(*values)
                found = _shown(rows)
            assert found == _shown(_posts(*values))


def test_it_is_put_into_sql_once_and_answers_what_is_there_now(posts, django_assert_num_queries) -> None:
    made = []

    @prepared
    def shown(conversations: list[int], *, limit: int) -> "QuerySet[Post, tuple[int, str]]":
        made.append(limit)
        return Post.objects.filter(conversation__in=conversations).order_by("id").values_list("id", "text")[:limit]

    ids = [one.conversation_id for one in posts]
    with django_assert_num_queries(5):
        assert len(shown(ids, limit=2)) == 2
        assert len(shown(ids, limit=3)) == 3
        assert shown(ids[1:2], limit=3)[0] == (posts[1].pk, posts[1].text)
        Post.objects.filter(pk=posts[2].pk).update(text="Otra cosa")
        assert shown(ids[2:3], limit=3)[0] == (posts[2].pk, "Otra cosa")
    assert made == [2, 3, 3]


def test_days_are_values_too(town) -> None:
    roles = prepared(lambda day: Role.objects.current(day).order_by("id"))
    today = date(2026, 11, 20)
    assert roles(today) == [*Role.objects.current(today).order_by("id")]
    Role.objects.update(until=today)
    assert roles(today)
    assert roles(today + timedelta(days=1)) == []


def test_nothing_is_in_an_empty_list(town, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert prepared(lambda ids: Post.objects.filter(pk__in=ids))([]) == []


def test_a_value_outside_conditions_is_a_mistake(posts) -> None:
    with pytest.raises(TypeError, match="elsewhere"):
        prepared(lambda word: Post.objects.filter(text__contains=word))("farola")
    with pytest.raises(TypeError, match="no value"):
        prepared(lambda person: Post.objects.filter(speaker=person))(None)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection(town) -> None:
    known = prepared(lambda ids: Conversation.objects.filter(pk__in=ids))
    conversation = town.hears("Alejandra", "Una cosa").conversation_id
    assert len(known([conversation])) == 1
    found: list[Any] = []

    def look() -> None:
        found.extend(known([conversation]))
        connection.close()

    other = Thread(target=look)
    other.start()
    other.join()
    assert [one.pk for one in found] == [conversation]


@prepared
def _between(south: float, north: float) -> "QuerySet[Case]":
    return Case.objects.filter(lat__range=(south, north))


def test_a_fraction_is_asked_for_as_exactly_as_it_was_given(posts) -> None:
    Case.objects.update(lat=37.2199999)
    assert len(_between(37.2199998, 37.22)) == 4
    assert _between(37.22, 37.23) == []
    assert len(_between(37.2199999, 37.2199999)) == 4
