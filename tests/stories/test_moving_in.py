# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town moves in: the cases of its old register come along, and leave again if it was a mistake.

Sofía the administrator has a file from the old register: written by an old Windows, parted by semicolons, with days as
people write them here and words that nobody else uses. The page guesses what its columns hold; she puts two words
right, tries it, reads which lines are wrong and why, takes that list along, and brings the rest in. Somebody works on
one of the cases. Then it turns out that it was last year's file, and she undoes it: all leave but the one.
"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import Cast
from concejo.cases import actions, moving_in
from concejo.cases.models import Brought, Case, Category, MoveIn, State
from concejo.core.models import LedgerLine
from concejo.square.models import Conversation, Post
from concejo.town.models import Street

HEAD = "Nº;Fecha de alta;Descripción;Tipo;Dirección;Latitud;Longitud;Situación;Fecha cierre\n"
LINES = [
    "1;03/02/2026 9:15;La farola está apagada;Farola;Calle Real, 3;37,2101;-3,6001;CERRADA;05/02/2026",
    "2;28/02/2026;Señal caída;Señal rara;Calle Nueva, 1;;;Pendiente;",
    "3;31/02/2026;Un bache;Bache o calzada;Calle Real;;;Pendiente;",
    "4;01/03/2026;;Farola;Calle Real;;;Pendiente;",
    "5;02/03/2026 23:59;Otra farola, teléfono 600123123;Farola;Calle Real, 9;;;Enviada a otro;03/03/2026",
    '6;04/03/2026;"=HYPERLINK(""http://bad.example"")";Farola;Calle Real, 11;;;Pendiente;',
]
FILE = (HEAD + "\n".join(LINES) + "\n").encode("cp1252")


@pytest.fixture
def sofia(town: Cast) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(town["Sofía"].account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def comes(client: Client, data: bytes = FILE, source: str = "Registro viejo") -> MoveIn:
    told = {"source": source, "file": SimpleUploadedFile("avisos.csv", data)}
    answer = client.post("/town/move-in/", told)
    assert answer.status_code == 302, answer.content.decode()[-2500:]
    return MoveIn.objects.get()


def meaning(page: str) -> dict[str, str]:
    """What the form holds, as a browser would send it."""
    told = {}
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        found = re.search(r'<option value="([^"]*)" selected', inside)
        told[name] = found[1] if found else ""
    return told


@pytest.mark.django_db
def test_tried_brought_in_and_undone(town: Cast, sofia: Client) -> None:
    row = comes(sofia)
    assert row.told["columns"] == {
        "id": "Nº", "opened": "Fecha de alta", "text": "Descripción", "category": "Tipo", "place": "Dirección",
        "lat": "Latitud", "lon": "Longitud", "state": "Situación", "closed": "Fecha cierre",
    }  # fmt: skip
    page = sofia.get(f"/town/move-in/{row.pk}/").content.decode()
    assert "Read as cp1252, with 9 columns." in page
    assert "2026-02-03 09:15" in page, "the first lines, as they would be"
    assert "La farola está apagada" in page
    told = meaning(page)
    states = {word: f"state_{at}" for at, word in enumerate(["Pendiente", "CERRADA", "Enviada a otro"])}
    assert (told[states["Pendiente"]], told[states["CERRADA"]]) == ("received", "done"), "closed there is not mended"
    told[states["Enviada a otro"]] = "not_ours"
    assert sofia.post(f"/town/move-in/{row.pk}/", told | {"act": "try"}).status_code == 302
    assert not Case.objects.exists(), "it was only tried"
    page = sofia.get(f"/town/move-in/{row.pk}/").content.decode()
    assert "4 lines can be taken" in page
    assert "line 5: there are no words" in page
    wrong = sofia.get(f"/town/move-in/{row.pk}/wrong.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in wrong] == ["line", "4", "5"]
    assert "opened is no time that can be read" in wrong[1]

    sofia.post(f"/town/move-in/{row.pk}/", {"act": "go"})
    assert "is being brought in" in sofia.get(f"/town/move-in/{row.pk}/").content.decode()
    town.does_what_follows()
    row.refresh_from_db()
    assert (row.stage, row.taken, row.covered, row.sealed) == ("done", 4, 1, None), "the file is gone"
    first, _second, passed, _last = Case.objects.order_by("opened_at")
    assert (first.state, first.lat, first.category.slug) == (State.DONE, 37.2101, "lamp")
    assert first.closed_at is not None
    assert passed.state == State.NOT_OURS
    assert "600123123" not in passed.main.posts.get().text
    assert Category.objects.filter(name__es="Señal rara").exists()
    assert Street.objects.filter(name="Calle Nueva").exists()
    assert LedgerLine.objects.get(act="cases.brought").by == town["Sofía"].ref

    actions.assign(_last, to=town["Miguel"], by=town["Pilar"])
    assert "3 cases leave" in sofia.get(f"/town/move-in/{row.pk}/undo/").content.decode()
    sofia.post(f"/town/move-in/{row.pk}/undo/")
    town.does_what_follows()
    row.refresh_from_db()
    assert (row.stage, row.undone, row.left) == ("undone", 3, 1)
    assert list(Case.objects.all()) == [_last]
    assert Post.objects.filter(via="import").count() == Conversation.objects.count() == 1
    assert not Category.objects.filter(name__es="Señal rara").exists(), "nothing needs it any more"
    assert not Street.objects.filter(name="Calle Nueva").exists()
    assert "farola" not in sofia.get("/search/?q=apagada").content.decode().lower().replace("q=", "")


@pytest.mark.django_db
def test_the_same_file_again_brings_in_nothing_twice(town: Cast, sofia: Client) -> None:
    row = comes(sofia)
    page = sofia.get(f"/town/move-in/{row.pk}/").content.decode()
    sofia.post(f"/town/move-in/{row.pk}/", meaning(page) | {"act": "try"})
    sofia.post(f"/town/move-in/{row.pk}/", {"act": "go"})
    town.does_what_follows()
    again = sofia.post("/town/move-in/", {"source": "registro-viejo"})
    assert again.status_code == 422
    assert "There is a file of this name already." in again.content.decode()
    assert Brought.objects.filter(source="registro-viejo").count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 a workbook", "save it as CSV first"),
        (b"only one column\nx\n", "must name the columns"),
        (b"a;a;b\n1;2;3\n", "must name the columns"),
        (b"\x00\x01\x02;\x00\n", "this is no CSV file"),
        (b"", "This file is empty."),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(sofia: Client, data: bytes, says: str) -> None:
    answer = sofia.post("/town/move-in/", {"source": "x", "file": SimpleUploadedFile("a.csv", data)})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not MoveIn.objects.exists()


@pytest.mark.django_db
def test_thrown_away_nothing_of_it_stays(town: Cast, sofia: Client) -> None:
    row = comes(sofia)
    assert b"farola" not in bytes(row.sealed), "words of residents lie sealed"
    sofia.post(f"/town/move-in/{row.pk}/", {"act": "drop"})
    assert not MoveIn.objects.exists()


@pytest.mark.django_db
def test_in_many_steps_the_numbers_follow_the_days(town: Cast, sofia: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving_in, "STEP", 2)
    lines = [f"{n};{28 - n:02d}/01/2026;Un bache {n};Bache;Calle Real, {n};Cerrado" for n in range(1, 8)]
    row = comes(sofia, ("id;fecha;descripcion;tipo;lugar;estado\n" + "\n".join(lines)).encode(), "siete")
    page = sofia.get(f"/town/move-in/{row.pk}/").content.decode()
    sofia.post(f"/town/move-in/{row.pk}/", meaning(page) | {"act": "try"})
    sofia.post(f"/town/move-in/{row.pk}/", {"act": "go"})
    town.does_what_follows()
    row.refresh_from_db()
    assert (row.stage, row.taken) == ("done", 7)
    numbers = list(Case.objects.order_by("opened_at").values_list("number", flat=True))
    assert numbers == sorted(numbers)


@pytest.mark.django_db
def test_what_would_be_forgotten_at_once_is_said_before(town: Cast, sofia: Client) -> None:
    lines = "1;01/02/2015;Un bache;Farola;Cerrado;05/02/2015\n2;01/02/2026;Otro;Farola;Cerrado;05/02/2026\n"
    row = comes(sofia, ("id;fecha;descripcion;tipo;estado;fecha cierre\n" + lines).encode())
    page = sofia.get(f"/town/move-in/{row.pk}/").content.decode()
    sofia.post(f"/town/move-in/{row.pk}/", meaning(page) | {"act": "try"})
    assert "1 of them ended longer ago than its kind is kept" in sofia.get(f"/town/move-in/{row.pk}/").content.decode()


@pytest.mark.django_db
def test_nobody_else_moves_a_town(town: Cast) -> None:
    for name in ("Pilar", "Rosario", "Miguel"):
        client = Client()
        client.force_login(town[name].account, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/town/move-in/").status_code in {403, 404}
