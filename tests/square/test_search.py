# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is found and what is not: the same on SQLite and on PostgreSQL."""

import pytest

from concejo.cases.models import Case
from concejo.square import search
from concejo.square.models import Post

pytestmark = pytest.mark.django_db
SAID = {
    "angel": "La farola de la calle Ángel Ganivet está apagada desde el martes.",
    "case": "Igual que en 2026-0412: la fuente pierde agua.",
    "street": "Straße, œuvre, Señal nº 5 y c/Real; foo_bar & 'comillas' | (nada) !no :* \\ % fin",
}


@pytest.fixture
def said(town):
    return {town.hears("Alejandra", text, language="es").pk: name for name, text in SAID.items()}


def found(said, words):
    return {said[post.pk] for post in search.find(words) if post.pk in said}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("angel", {"angel"}), ("ÁNGEL", {"angel"}), ("Angel ganivet", {"angel"}), ("ganivet fuente", set()),
        ("far", {"angel"}), ("far angel", set()), ("farola ang", {"angel"}), ("esta", {"angel"}),
        ("2026-0412", {"case"}), ("2026 0412", {"case"}), ("0412", {"case"}), ("-0412", {"case"}), ("041", {"case"}),
        ("strasse", {"street"}), ("straße", {"street"}), ("senal", {"street"}), ("c/real", {"street"}),
        ("foo_bar", {"street"}), ("bar", {"street"}), ("comillas' | fin", {"street"}), ("'", set()), ("& | !", set()),
        ("fin:*", {"street"}), ("%", set()), ("\\", set()), ("la", {"angel", "case"}), ("", set()), ("\x00", set()),
        ("fuente\x00agua", {"case"}), ("x" * 5000, set()),
    ],
)  # fmt: skip
def test_what_is_found(said, words, names) -> None:
    assert found(said, words) == names


def test_the_newest_comes_first_and_the_next_page_goes_on(said) -> None:
    newest, older = (post.pk for post in search.find("la", limit=2))
    assert newest > older
    assert [post.pk for post in search.find("la", before=newest)] == [older]
    assert search.find("la", before=10**30).count() == 2


def test_a_private_post_and_one_taken_back_are_not_found(town, said) -> None:
    secret = town.hears("Carmen", "La farola de mi casa", visibility="private")
    assert secret.pk not in {post.pk for post in search.find("farola")}
    search.forget(Post.objects.get(pk=next(iter(said))))
    assert found(said, "angel") == set()


def test_the_index_can_be_made_anew(said) -> None:
    for post in Post.objects.all():
        search.forget(post)
    assert found(said, "la") == set()
    counted = list(search.rebuild())
    assert counted[-1] >= len(said)
    assert found(said, "la") == {"angel", "case"}


def test_a_letter_without_end_of_words_is_indexed(town) -> None:
    text = " ".join(f"palabra{number:x}" for number in range(60_000)) + " " + "w" * 100_000
    post = town.hears("Alejandra", "Un bache")
    Post.objects.filter(pk=post.pk).update(text=text)
    search.index(Post.objects.get(pk=post.pk))
    assert [one.pk for one in search.find("palabra7b")] == [post.pk]
    assert Case.objects.count() == 1
