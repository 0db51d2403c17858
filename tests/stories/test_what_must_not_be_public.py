# SPDX-License-Identifier: AGPL-3.0-or-later
"""A telephone in a public mail is covered, a private part is pointed to, what is attached is sealed."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from cast import Cast, address, photo
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.channels import hear, intake
from concejo.channels.contract import Raw
from concejo.channels.models import Letter
from concejo.core import clock
from concejo.core.ids import new_token
from concejo.core.models import LedgerLine
from concejo.privacy.guard import DOTS
from concejo.square import actions as square
from concejo.square import pictures
from concejo.square.models import Media, Post
from concejo.square.pictures import keep, prepare

PHONE = "612 34 56 78"
LAMP = "La farola de la calle Real, 3, está apagada."
SECRET = "la contraseña del portal es jacaranda"


@pytest.fixture(autouse=True)
def _keys_of_this_town() -> None:
    caches["keys"].clear()


def mail(body: str, *, to: str = "avisos", kind: str = "text/plain; charset=utf-8") -> Post:
    """Alejandra writes from her own mailbox."""
    raw = (
        f"From: Alejandra <alejandra@vecinos.example>\r\nTo: {to}@olivar.example\r\nSubject: Farola\r\n"
        f"Message-ID: <{new_token()}@vecinos.example>\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    )
    letter = intake.store(Raw(kind="email", body=raw.encode(), received_at=clock.now()), dedupe=new_token())
    (post,) = hear.hear(letter).posts
    return post


def read_by_anybody(*paths: str) -> str:
    return "".join(Client().get(path, follow=True).content.decode() for path in paths)


@pytest.mark.django_db(transaction=True)
def test_a_telephone_number_in_a_public_mail_is_masked_everywhere(town: Cast) -> None:
    post = mail(f"{LAMP} Pueden llamarme al {PHONE}.")
    square.confirm(post, by="town")
    town.does_what_follows()
    case = Case.objects.get()
    page = read_by_anybody(f"/c/{case.number}/", "/", "/feed/", "/search/?q=farola", "/now/")
    assert LAMP in page
    assert DOTS in page
    assert PHONE not in page
    assert PHONE.replace(" ", "") not in page
    post.refresh_from_db()
    assert PHONE not in post.text
    assert not any("612" in str(line.facts) for line in LedgerLine.objects.all())
    letter = Letter.objects.get()
    assert PHONE.encode() in intake.open_letter(letter).body, "the town hall reads it"
    assert PHONE.encode() not in bytes(letter.body), "as it came it lies sealed"


@pytest.mark.django_db(transaction=True)
def test_a_private_part_of_a_public_case_is_pointed_to_and_never_quoted(town: Cast) -> None:
    town.hears("Alejandra", LAMP)
    case = Case.objects.get()
    words = square.Words(text=f"Para entrar: {SECRET}.", via="web", language="es")
    extra = square.say(case.main, words, author=address("Alejandra"))
    assert "jacaranda" in read_by_anybody(f"/c/{case.number}/")
    town.says("Rosario", "Gracias, mañana vamos.", to=case)
    town.does_what_follows()
    cases.say_privately(extra, by=town["Pilar"])
    town.does_what_follows()
    page = Client(headers={"accept-language": "en"}).get(f"/c/{case.number}/").content.decode()
    assert "Another line, in private. Only the town hall reads it." in page
    assert "A line that is private." in page
    assert page.index("está apagada") < page.index("Another line, in private") < page.index("mañana vamos")
    assert "jacaranda" not in page + read_by_anybody("/", "/feed/", "/search/?q=portal", "/now/")
    extra.refresh_from_db()
    assert extra.text == ""
    assert SECRET in extra.words
    plain = [Post.objects.get(pk=post.pk).facts for post in case.main.posts.all()]
    assert "jacaranda" not in str(plain)
    assert str(extra.pk) not in str(plain), "not even which message"


@pytest.mark.django_db(transaction=True)
def test_photos_and_files_of_a_private_matter_are_sealed_on_the_disk(town: Cast) -> None:
    picture = photo(colour="purple")
    town.hears("Alejandra", "Le mando la foto y el contrato.", visibility="private", media=[keep(prepare(picture))])
    pictures.keep_file(b"CONTRATO DE ALQUILER " * 40, name="contrato.txt", content_type="text/plain")
    files = [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]
    assert len(files) >= 2
    for one in files:
        data = one.read_bytes()
        assert b"CONTRATO" not in data, one
        assert not data.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF")), f"{one} is a picture for anybody"
    assert not [one for one in files if "public" in one.parts]
    assert all(pictures.open_sealed(one) for one in Media.objects.all()), "with the key they open"
