# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is certain is covered, what only looks like it stays; what is sealed opens for nobody else."""

import pytest
from django.core.cache import caches

from concejo.people import links
from concejo.privacy import guard, seal, townkey
from concejo.privacy.models import SealKey

COVERED = [
    ("Llámenme al 958 00 07 31, por favor", "phone"),
    ("mi móvil es 600123456", "phone"),
    ("appelez le 06 12 34 56 78", "phone"),
    ("Escríbanme a ana.perez@correo.example", "email"),
    ("Mi DNI es 12345678Z", "id"),
    ("NIE X1234567L", "id"),
    ("mon numéro 1 84 12 76 451 089 46", "id"),
    ("la cuenta ES91 2100 0418 4502 0005 1332", "iban"),
    ("mon compte FR14 2004 1010 0505 0001 3M02 606", "iban"),
]
INNOCENT = [
    "La farola de la calle Maestro Antonio Linares, 12 está apagada",
    "La obra costó 12345678 euros",
    "Le lampadaire devant l’école Jules Ferry est éteint",
    "Aviso 2026-0412, tercera vez en 2026",
    "El autobús de las 18:15 no pasó el 23/11/2026",
    "Farola número 118, la del kilómetro 4,5",
    "The lamp no. 112 at number 7 is out",
    "C’est au 3 bis, rue des Oliviers, à 20h30",
]


@pytest.mark.parametrize(("text", "kind"), COVERED)
def test_what_is_certain_is_covered(text: str, kind: str) -> None:
    verdict = guard.check(text)
    masked = verdict.masked()
    assert [one.kind for one in verdict.certain] == [kind]
    assert "•••••" in masked.text
    assert not any(len(word) > 6 and word[:7].isdigit() for word in masked.text.split())


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert guard.check(text).masked().text == text


def test_the_towns_own_telephone_may_stand_there() -> None:
    text = "Llamen al 958 00 01 00"
    assert guard.check(text, known=guard.Known(contacts=frozenset({"958000100"}))).masked().text == text


@pytest.mark.django_db
def test_a_seal_opens_only_what_it_closed() -> None:
    closed = seal.seal("department:1", b"secreto")
    assert b"secreto" not in closed
    assert seal.unseal("department:1", closed) == b"secreto"
    seal.seal("department:2", b"")
    changed = closed[:-1] + bytes([closed[-1] ^ 1])
    for scope, bytes_ in (("department:2", closed), ("department:1", changed), ("department:1", b"x" * 40)):
        with pytest.raises(seal.CannotOpen):
            seal.unseal(scope, bytes_)


@pytest.mark.django_db
def test_without_the_towns_key_the_database_tells_nothing(tmp_path, settings) -> None:
    closed = seal.seal("conversation:5", b"secreto")
    stranger = tmp_path / "other.key"
    townkey.make(stranger)
    assert stranger.stat().st_mode & 0o077 == 0
    settings.TOWN_KEY_FILE = stranger
    assert b"secreto" not in bytes(SealKey.objects.get(scope="conversation:5").wrapped)
    caches["keys"].clear()
    with pytest.raises(seal.CannotOpen):
        seal.unseal("conversation:5", closed)
    with pytest.raises(FileExistsError):
        townkey.make(stranger)
    caches["keys"].clear()


@pytest.mark.django_db
def test_a_token_serves_one_purpose_and_cannot_be_made_up() -> None:
    token = links.make(links.Purpose.REPLY, 2**62 + 5)
    assert len(token) == 29
    assert links.read(links.Purpose.REPLY, token.upper()) == 2**62 + 5, "mail servers fold local parts"
    assert links.read(links.Purpose.CASE, token) is None
    for letter in set("abcdefghijklmnopqrstuvwxyz234567") - {token[-1]}:
        assert links.read(links.Purpose.REPLY, token[:-1] + letter) is None, "no text but the one that was given out"
    assert links.read(links.Purpose.REPLY, "ñ") is None
    assert links.read(links.Purpose.REPLY, "") is None
