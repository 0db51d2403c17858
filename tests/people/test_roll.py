# SPDX-License-Identifier: AGPL-3.0-or-later
"""The register of residents: read whatever it is called and encoded in, closed at once, replaced as a whole."""

from datetime import date

import pytest
from django.core.management import call_command
from stdnum.es import dni

from concejo.core.models import LedgerLine
from concejo.people import actions, identity, roll, strata
from concejo.people.models import Roll, RollEntry

TODAY = date(2026, 11, 24)


def number(digits: int) -> str:
    return f"{digits:08d}{dni.calc_check_digit(f'{digits:08d}')}"


HEAD = "DNI;Apellidos;Nombre;Fecha de Nacimiento;Distrito"


def padron(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([head, *rows]).encode(encoding)


def read(raw: bytes, *, region: str = "ES") -> roll.Reading:
    return roll.read(raw, region=region, today=TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_separator_and_encoding(encoding, separator):
    row = f"{number(12345678)};Muñoz;Íñigo;01/02/1960;Albaicín".replace(";", separator)
    raw = padron(row, head=HEAD.replace(";", separator), encoding=encoding)
    (line,) = read(raw).lines
    assert (line.district, line.band) == ("Albaicín", "65-79")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "band"),
    [("25/11/1996", "0-29"), ("24/11/1996", "30-44"), ("1981-11-24", "45-64"), ("24.11.1961", "65-79"),
     ("24-11-1946", "80-"), ("25/11/1946", "65-79"), ("", "")],
)  # fmt: skip
def test_age_bands_turn_on_the_birthday(born, band):
    (line,) = read(padron(f"{number(12345678)};Muñoz;Íñigo;{born};Centro")).lines
    assert line.band == band


@pytest.mark.django_db
def test_one_number_is_one_hash_however_it_is_written():
    identify = identity.reader()
    written = {"12345678Z", "12345678-z", " 12.345.678 Z", "12345678"}
    assert len({identify(number=words).document for words in written}) == 1
    assert identify(number="X1234567L").document == identify(number="x-1234567-l").document
    assert identify(number="12345678Z") != identify(number="12345679S")


@pytest.mark.django_db
def test_wrong_lines_are_told_by_number_and_say_nothing_of_the_person():
    raw = padron(
        f"{number(1)};Ruiz;Ana;01/01/1990;Centro", "12345678A;Vega;Luis;01/01/1990;Centro",
        f"{number(1)};Ruiz;Ana;01/01/1990;Centro", f"{number(2)};Sáez;Eva;45/01/1990;Centro", ";;;;Centro",
    )  # fmt: skip
    found = read(raw)
    assert [one.partition(":")[0] for one in found.wrong] == ["3", "4", "5", "6"]
    assert not any(word in " ".join(found.wrong) for word in ("Vega", "12345678", "Ruiz", "Sáez"))
    assert len(found.lines) == 1


@pytest.mark.django_db
def test_a_file_without_people_is_no_roll():
    with pytest.raises(roll.NotARoll):
        read(b"Calle;Numero\r\nReal;3")
    with pytest.raises(roll.NotARoll):
        read(b"")


@pytest.mark.django_db
def test_french_voters_are_found_by_number_or_by_name_and_birth():
    head = "Nom de naissance;Prénoms;Date de naissance;Numéro d'électeur;Libellé du bureau de vote"
    rows = ("DUPONT;Éloïse Marie;03/04/1950;000123456;École", "MARTIN;Paul;01/01/1980;77;Mairie",
            "Martin;PAUL Jean;01/01/1980;78;Mairie")  # fmt: skip
    found = read(padron(*rows, head=head), region="FR")
    actions.replace_roll(found, by=None)
    identify = identity.reader()
    by_name = identity.on_roll(identify(surname="Dupont", given="Eloise", born=date(1950, 4, 3), region="FR"))
    assert by_name == identity.on_roll(identify(number="123456", region="FR"))
    assert found.same_name == 2
    assert identity.on_roll(identify(surname="Martin", given="Paul", born=date(1980, 1, 1), region="FR")) is None
    assert identity.on_roll(identify(number="78", region="FR")) is not None


@pytest.mark.django_db
def test_nothing_readable_stays_in_the_database_and_the_key_is_needed(monkeypatch):
    raw = padron(f"{number(12345678)};Quesada;Bernarda;03/04/1950;Centro")
    actions.replace_roll(read(raw), by=None)
    stored = repr(list(RollEntry.objects.values()) + list(Roll.objects.values()) + list(LedgerLine.objects.values()))
    assert not any(word in stored for word in ("12345678", "Quesada", "quesada", "Bernarda", "1950"))
    entry = RollEntry.objects.get()
    assert len(entry.document) == 64
    assert entry.named is None
    monkeypatch.setattr(identity.keyring, "key_of", lambda _scope: b"another key".ljust(32))
    assert identity.on_roll(identity.reader()(number=number(12345678))) is None


@pytest.mark.django_db
def test_the_new_roll_takes_the_place_of_the_old_one_as_a_whole():
    actions.replace_roll(read(padron(*(f"{number(n)};A;B;;Centro" for n in range(1, 5)))), by=None)
    actions.replace_roll(read(padron(*(f"{number(n)};A;B;;Vega" for n in range(3, 6)))), by=None)
    assert RollEntry.objects.count() == 3
    assert set(RollEntry.objects.values_list("district", flat=True)) == {"Vega"}
    assert Roll.objects.latest("at", "id").people == 3


def test_small_cells_are_hidden_and_cannot_be_reckoned_back():
    cells = strata.shown([("A", 400), ("B", 60), ("C", 12)])
    assert [one.people for one in cells] == [400, None, None]
    assert [one.people for one in strata.shown([("A", 12), ("B", 13), ("C", 99)])] == [None, None, 99]
    assert [one.people for one in strata.shown([("A", 50), ("B", 0)])] == [50, 0]


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", "people", "town", "--skip-checks", verbosity=0)
