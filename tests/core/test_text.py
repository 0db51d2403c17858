# SPDX-License-Identifier: AGPL-3.0-or-later
"""A NUL in what somebody sent stops nothing, on either database."""

import pytest
from django.db import connection

from concejo.core import ledger
from concejo.square.models import Conversation, Post
from concejo.town.models import Town

pytestmark = pytest.mark.django_db


def test_words_with_a_nul_are_kept_and_read(town) -> None:
    post = town.hears("Alejandra", "La farola\x00 está \x00apagada")
    kept = Post.objects.get(pk=post.pk).text
    assert kept.replace("\x00", "\ufffd") == "La farola\ufffd está \ufffdapagada"
    if connection.vendor == "postgresql":
        assert "\x00" not in kept


def test_json_with_a_nul_is_kept(town) -> None:
    Town.objects.update(hours={"e\x00s": ["a\x00", {"b": "\x00c"}], "plain": "\\u0000"})
    hours = Town.objects.get().hours
    assert hours["plain"] == "\\u0000"
    assert len(hours) == 2
    line = ledger.write("test", by="town", about="x", word="a\x00b")
    line.refresh_from_db()
    assert line.facts["word"].replace("\x00", "\ufffd") == "a\ufffdb"


@pytest.mark.parametrize("path", ["/search/?q=%00", "/search/?q=a%00b", "/d/%00/", "/@%00/", "/c/%00/", "/files/%00"])
def test_an_address_with_a_nul_is_answered(town, client, path) -> None:
    assert client.get(path).status_code in {200, 302, 404}


def test_looking_for_a_nul_finds_nothing(town) -> None:
    assert not Conversation.objects.filter(title="\x00").exists()
