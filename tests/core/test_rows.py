# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows in bulk are what single ones are; tokens hold what they promise."""

import pytest

from concejo.core import clock, rows
from concejo.core.ids import new_token
from concejo.core.models import Promise
from concejo.town.models import Holiday, Street


@pytest.mark.django_db
def test_many_rows_are_written_with_every_default(django_assert_num_queries) -> None:
    now = clock.now()
    many = [Promise(key=f"a:{at}", name="a", arguments={"post": at}, made_at=now, next_at=now) for at in range(3)]
    with django_assert_num_queries(1):
        rows.write_many(many)
    assert [one.arguments for one in Promise.objects.order_by("key")] == [{"post": 0}, {"post": 1}, {"post": 2}]
    assert {one.work for one in Promise.objects.all()} == {Promise.State.WAITING}
    rows.write_many([Street(name="calle Real", folded="calle real"), Street(name="plaza", folded="plaza")])
    assert Street.objects.count() == 2, "the database numbers them"
    rows.write_many([])
    assert not Holiday.objects.exists()


def test_a_token_is_made_of_letters_that_nobody_confuses() -> None:
    tokens = {new_token() for _one in range(500)}
    assert len(tokens) == 500
    assert {len(one) for one in tokens} == {26}
    assert {*"".join(tokens)} == {*"abcdefghijkmnpqrstuvwxyz23456789"}
