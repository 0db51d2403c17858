# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the town holds about somebody: told at the counter, taken away, erased so that nothing of it is found again."""

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from cast import Cast, photo
from concejo.cases.models import Case, State
from concejo.channels.models import Delivery, Letter
from concejo.config.backup import making
from concejo.core.models import LedgerLine
from concejo.people import actions, identity, roll
from concejo.people.models import Account, Address, Countersign, Look, Merge, Person, Proof, Recovery, Residency, SignIn
from concejo.people.queries import today
from concejo.privacy import holdings, seal
from concejo.square.models import Conversation, Follow, Media, Post
from concejo.square.pictures import keep, prepare
from concejo.web.show import file

SECRET = "insulina"
OPEN = "La farola de la calle Real, 3, está apagada y asusta a mi tortuga"
HERS = "mailto:alejandra@vecinos.example"


def her() -> Address:
    scheme, _, path = HERS.partition(":")
    return Address.objects.get(scheme=scheme, path=path)


def lives(town: Cast) -> tuple[Case, Case]:
    """She says something in public and something in private, with a photo, and is answered."""
    town.hears("Alejandra", OPEN, media=[keep(prepare(photo()))])
    open_case = Case.objects.get()
    town.says("Rosario", "Gracias, la miramos.", to=open_case)
    town.hears(
        "Alejandra", f"Mi marido necesita {SECRET} y no puede subir al autobús.", visibility="private",
        media=[keep(prepare(photo(colour="blue")))],
    )  # fmt: skip
    private = Case.objects.exclude(pk=open_case.pk).get()
    town.says("Pilar", f"Lo de la {SECRET} lo hablamos mañana.", to=private)
    return open_case, private


def at_the_counter(town: Cast) -> Client:
    client = Client()
    client.force_login(town["Pilar"].account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.django_db
def test_at_the_counter_it_is_read_and_taken_away(town: Cast) -> None:
    lives(town)
    client = at_the_counter(town)
    assert client.get(f"/file/{her().pk}/").status_code == 404, "not without a reason"
    assert client.post("/file/", {"who": "nadie@vecinos.example", "reason": "lo pide"}).status_code == 422
    opened = client.post("/file/", {"who": " Alejandra@vecinos.example", "reason": "lo pide ella"})
    assert opened.status_code == 302
    page = client.get(opened["Location"], headers={"accept-language": "es"}).content.decode()
    assert OPEN in page
    assert SECRET in page
    assert "zip" not in client.post(f"/file/{her().pk}/take/")["Content-Type"], "nobody takes it away alone"
    actions.answer_second(Countersign.objects.get(), by=town["Rosario"], yes=True)
    taken = client.post(f"/file/{her().pk}/take/")
    assert "zip" not in client.post(f"/file/{her().pk}/take/").get("Content-Type", ""), "one yes, one copy"
    box = zipfile.ZipFile(io.BytesIO(taken.content))
    told = json.loads(box.read("my-file.json"))
    assert {one["words"] for one in told["posts"] if one["by"] == "you"} >= {OPEN}
    assert SECRET in box.read("my-file.html").decode()
    assert sum(name.startswith("files/letter-") for name in box.namelist()) == 2
    assert sum(name.endswith(".jpg") for name in box.namelist()) == 2
    looks = Look.objects.filter(about=her().ref).order_by("number")
    assert [one.reason for one in looks] == ["lo pide ella", "lo pide ella (copy)"]


@pytest.mark.django_db
def test_whoever_was_verified_reads_that_too_and_it_goes(town: Cast) -> None:
    lives(town)
    raw = "DNI;Fecha de nacimiento;Distrito\n12345678Z;01/01/1980;Vega"
    actions.replace_roll(roll.read(raw.encode(), region="ES", today=today()), by=None)
    person, twin = (actions.write_down(name, by=town["Pilar"].ref) for name in ("Alejandra Ruiz", "Alejandra R."))
    actions.link(her(), person, by=town["Pilar"])
    actions.merge(person, twin, by=town["Pilar"].ref)
    actions.verify(person, identity.reader()(number="12345678Z"), by=town["Pilar"])
    account = actions.open_own_account(person)
    actions.begin_sign_in(account, device="Firefox, Android", how="code")
    actions.give_recovery(account, by=town["Pilar"])
    actions.begin_sign_in(account, device="Safari, iPhone", how="recovery")
    told = holdings.tell(file.subject_of(her()))
    assert told["person"][0]["name"] == "Alejandra Ruiz"
    assert [one.get("browser") for one in told["account"]] == [None, "Safari, iPhone", None]
    assert told["account"][2]["by"] == "Pilar"
    assert [(one["district"], one["age"]) for one in told["verified"]] == [("Vega", "45-64")]
    holdings.erase(file.subject_of(her()), by=town["Pilar"].ref)
    assert not Residency.objects.exists()
    assert not SignIn.objects.exists()
    assert not Recovery.objects.exists()
    assert not Account.objects.filter(person=person).exists()
    kept = repr([list(model.objects.values()) for model in (Person, Residency, Proof, Merge)])
    assert "Ruiz" not in kept
    assert "Alejandra R." not in kept
    assert "Vega" not in kept


@pytest.mark.django_db
def test_nobody_else_opens_it(town: Cast) -> None:
    lives(town)
    for name in ("Miguel", "Rosario"):
        client = Client()
        client.force_login(town[name].account, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/file/").status_code == 403
        assert client.get(f"/file/{her().pk}/").status_code == 403
    assert Client().get("/file/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_erased_it_is_nowhere(town: Cast, settings, tmp_path) -> None:
    open_case, private = lives(town)
    Follow.objects.create(address=her(), topic="square", since=open_case.opened_at)
    closed = [bytes(post.sealed) for post in private.main.posts.exclude(sealed=None)]
    key = str(private.main.key_id)
    pictures = [one.name for one in Media.objects.all()]
    assert "farola" in Client().get("/search/?q=tortuga").content.decode()

    client, pk = at_the_counter(town), her().pk
    client.post("/file/", {"who": "alejandra@vecinos.example", "reason": "lo pide ella"})
    assert client.post(f"/file/{pk}/erase/", {}).status_code == 422, "not by a slip of the finger"
    assert client.post(f"/file/{pk}/erase/", {"sure": "on"}).status_code == 302
    town.does_what_follows()

    assert her_address_is_gone(pk)
    page = Client().get(f"/c/{open_case.number}/").content.decode()
    assert "mi tortuga" not in page
    assert "la miramos" in page, "what the town said stays"
    assert "mi tortuga" not in Client().get("/search/?q=tortuga").content.decode()
    assert "mi tortuga" not in Client().get("/").content.decode() + Client().get("/feed/").content.decode()
    private.refresh_from_db()
    assert (private.state, private.place) == (State.WITHDRAWN, "")
    for bytes_ in closed:
        with pytest.raises(seal.CannotOpen):
            seal.unseal(key, bytes_)
    assert not any(list(Path(settings.MEDIA_ROOT).rglob(f"*{name}*")) for name in pictures)
    assert not any(bytes(letter.body) for letter in Letter.objects.all())
    assert not Delivery.objects.exclude(to="").filter(to__contains="alejandra").exists()
    assert LedgerLine.objects.get(act="privacy.erased").facts["addresses"] == 1
    assert holdings.tell(file.subject_of(Address.objects.get(pk=pk)))["posts"] == [] or no_words(pk)
    nothing_in_files([SECRET, "mi tortuga", "alejandra@vecinos"], settings, tmp_path)


def her_address_is_gone(pk: int) -> bool:
    row = Address.objects.get(pk=pk)
    return (row.scheme, row.name, row.person) == ("erased", "", None)


def no_words(pk: int) -> bool:
    told = holdings.tell(file.subject_of(Address.objects.get(pk=pk)))
    return not any(one["words"] for one in told["posts"])


def nothing_in_files(words: list[str], settings, tmp_path) -> None:
    """Byte by byte, as UTF-8 and UTF-16: database, write-ahead log, media, and a backup of now."""
    if connection.vendor != "sqlite":
        return
    backup = tmp_path / "now.tar"
    making.make(backup)
    base = Path(connection.settings_dict["NAME"])
    files = [base, base.with_name(f"{base.name}-wal"), backup]
    files += [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]
    for path in (one for one in files if one.exists()):
        # By another process: SQLite's locks are let go when a file is opened and closed beside it (POSIX).
        data = subprocess.run(["cat", str(path)], check=True, capture_output=True).stdout
        for word in words:
            for coding in ("utf-8", "utf-16-le", "utf-16-be"):
                at = data.find(word.encode(coding))
                assert at < 0, f"{word} in {path.name} ({coding}): {data[max(0, at - 60) : at + 60]!r}"


@pytest.mark.django_db(transaction=True)
def test_private_words_are_never_readable_on_the_disk(town: Cast, settings, tmp_path) -> None:
    lives(town)
    nothing_in_files([SECRET], settings, tmp_path)


@pytest.mark.django_db
def test_an_employee_is_not_erased_with_her_work(town: Cast) -> None:
    town.says("Rosario", "Mañana hay mercado.", to=town.hears("Alejandra", OPEN))
    address = town["Rosario"].addresses.first()
    client = at_the_counter(town)
    client.post("/file/", {"who": address.path, "reason": "lo pide ella"})
    assert client.post(f"/file/{address.pk}/erase/", {"sure": "on"}).status_code == 404
    assert "Erase" not in client.get(f"/file/{address.pk}/", headers={"accept-language": "en"}).content.decode()


@pytest.mark.django_db
def test_what_two_neighbours_said_in_private_stays_for_the_other(town: Cast) -> None:
    _open_case, private = lives(town)
    other = town.hears("Carmen", "A mí también me pasa.", via="counter")
    Post.objects.filter(pk=other.pk).update(
        conversation=private.main.pk, sealed=seal.seal(str(private.main.key_id), b"A mi tambien")
    )
    holdings.erase(file.subject_of(her()), by="person:1")
    caches["keys"].clear()
    other.refresh_from_db()
    assert other.words == "A mi tambien"
    assert (
        Conversation.objects.get(pk=private.main.pk).posts.exclude(author=other.author).filter(state="deleted").exists()
    )
