# SPDX-License-Identifier: AGPL-3.0-or-later
"""Films, bombs, swapped numbers, a novel, ten thousand reports: a clear sentence or taken in, and nothing is lost."""

import base64
import io
import re
import struct
import zipfile
import zlib
from datetime import timedelta
from urllib.parse import quote_from_bytes

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Cast, address, photo
from concejo.cases.models import Case
from concejo.channels import busy, hear, intake
from concejo.channels.contract import Raw
from concejo.channels.models import Draft, Letter
from concejo.channels.work import until_quiet
from concejo.core import clock
from concejo.core.ids import new_token
from concejo.square import pictures
from concejo.square.models import Media
from concejo.web import sending

pytestmark = pytest.mark.django_db
HOLE = "Un bache en la calle Real, 3."
HERE = {"origin": "http://olivar.example", "host": "olivar.example", "accept-language": "fr"}
CODED = "application/x-www-form-urlencoded"


def png(wide: int, high: int) -> bytes:
    """A picture that is small on the wire and enormous once it is opened."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(4096))) + chunk(b"IEND", b"")
    )


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("photo.jpg", bytes(20_000_000))
    return out.getvalue()


NO_PHOTOS = {
    "a film": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(50_000),
    "an archive that swells": zipped(),
    "a picture that swells": png(40_000, 40_000),
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": b"<html><script>alert(1)</script></html>",
    "more than twenty megabytes": b"\xff\xd8\xff" + bytes(pictures.LARGEST),
}


def begun(client: Client, text: str = HOLE) -> str:
    """A form whose words and place are filled in; where its photo is asked for."""
    at = client.post("/speak/", {"text": text}, headers=HERE)["Location"]
    if at.endswith("/about/"):
        at = client.post(at, {"shown": "size hurt"}, headers=HERE)["Location"]
    return client.post(at, {"place": "calle Real, 3"}, headers=HERE)["Location"]


def sent(client: Client, at: str) -> str:
    for fields in ({}, {"visibility": "public", "name": ""}, {"answer_by": "code"}):
        if at.endswith("/alike/"):
            at = client.post(at, {"apart": "1"}, headers=HERE)["Location"]
        at = client.post(at, fields, headers=HERE)["Location"]
    return client.get(at, headers=HERE).content.decode()


def mail(*parts: str, sender: str = "alejandra@vecinos.example") -> list:
    raw = f"From: Alejandra <{sender}>\r\nTo: avisos@olivar.example\r\nSubject: Hola\r\n" + "".join(parts)
    letter = intake.store(Raw(kind="email", body=raw.encode(), received_at=clock.now()), dedupe=new_token())
    return hear.hear(letter).posts


@pytest.mark.parametrize("what", NO_PHOTOS)
def test_what_is_no_photo_gets_a_sentence_and_the_words_stay(town: Cast, what: str) -> None:
    client = Client()
    at = begun(client)
    upload = io.BytesIO(NO_PHOTOS[what])
    upload.name = "photo.jpg"
    answer = client.post(at, {"photo": upload}, headers=HERE)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'class="error"[^>]*>.*?\w+ \w+ \w+', page, re.DOTALL)
    assert 'lang="fr"' in page
    assert not Media.objects.exists()
    assert Case.objects.count() == 0
    assert "2026-" in sent(client, at)
    assert Case.objects.get().place == "calle Real, 3"


def test_a_drawing_with_a_script_by_mail_is_kept_and_never_run(town: Cast, client: Client) -> None:
    drawing = NO_PHOTOS["a drawing with a script"].decode()
    mail(
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n',
        f"--x\r\nContent-Type: text/plain\r\n\r\n{HOLE}\r\n",
        f'--x\r\nContent-Type: image/svg+xml; name="a.svg"\r\nContent-Disposition: attachment; filename="a.svg"\r\n\r\n'
        f"{drawing}\r\n--x--\r\n",
    )
    media = Media.objects.get()
    assert (media.kind, media.is_public) == (Media.Kind.FILE, False)
    client.force_login(town["Pilar"].account)
    answer = client.get(f"/sealed/{media.name}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("lat", "lon", "sentence"),
    [
        (-3.6, 37.21, "invers"), (0.0, 0.0, "kilomètres"), (36.0, -3.6, "kilomètres"), (-33.4, -70.6, "kilomètres"),
        ("nan", "nan", "nombre"), (95, 0, "90"), ("moon", "", "nombre"),
    ],
)  # fmt: skip
def test_a_point_that_cannot_be_meant(town: Cast, lat: object, lon: object, sentence: str) -> None:
    client = Client()
    at = begun(client).replace("/3/", "/2/")
    answer = client.post(at, {"place": "calle Real, 3", "lat": lat, "lon": lon}, headers=HERE)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "2026-" in sent(client, at.replace("/2/", "/3/"))
    assert round(Case.objects.get().lat, 2) == 37.21, "the street counts"


def test_a_kind_that_does_not_exist(town: Cast, client: Client) -> None:
    town.hears("Alejandra", HOLE, category="volcano")
    assert Case.objects.get().category.slug == "pothole", "the words decide"
    assert client.get("/cases/", {"category": "volcano"}).status_code == 200
    assert client.get("/map/", {"category": "'; DROP TABLE"}).status_code == 200
    client.force_login(town["Pilar"].account)
    told = {"text": HOLE, "kind": "volcano", "via": "counter", "answer_by": "slip", "visibility": "public"}
    answer = client.post("/counter/", told, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "volcano" in answer.content.decode()


def test_a_private_matter_stays_private_whatever_kind_was_named(town: Cast) -> None:
    town.hears("Alejandra", "Mucho ruido y gritos en casa de mi vecina.", category="volcano")
    assert Case.objects.get().is_private


def test_a_hundred_thousand_letters(town: Cast) -> None:
    novel = "Un bache, y otro bache. " * 4200
    answer = Client().post("/speak/", {"text": novel}, headers=HERE)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "5000" in page.replace("\u202f", "").replace("\xa0", "").replace("&nbsp;", "")
    assert page.count("otro bache") >= 4200, "all of it still stands in the form"
    (post,) = mail(f"\r\n{novel}\r\n")
    assert len(post.words) > 90_000, "by mail it is taken in"


def test_a_photo_without_a_word(town: Cast) -> None:
    told = {"text": "", "place": "calle Real", "visibility": "public", "answer_by": "code"}
    upload = io.BytesIO(photo())
    upload.name = "a.jpg"
    answer = Client().post("/speak/offline/", told | {"photo": upload}, headers=HERE)
    assert answer.status_code == 422
    assert "Une phrase suffit" in answer.content.decode()
    posts = mail(
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n',
        "--x\r\nContent-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        base64.b64encode(photo()).decode(), "\r\n--x--\r\n",
    )  # fmt: skip
    assert [one.media.count() for one in posts] == [1], "by mail the photo alone is enough"
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("coded", "kind"),
    [
        ("cp1252", CODED), ("iso-8859-15", f"{CODED}; charset=iso-8859-15"), ("utf-8", CODED),
        ("utf-8", f"{CODED}; charset=utf-8"), ("cp1252", f"{CODED}; charset=klingon"),
    ],
)  # fmt: skip
def test_a_form_in_another_charset_is_read_in_its_own(town: Cast, coded: str, kind: str) -> None:
    words = "El bache de la calle Señor está más hondo"
    body = f"text={quote_from_bytes(words.encode(coded))}".encode()
    answer = Client().generic("POST", "/speak/", body, content_type=kind, headers=HERE)
    assert answer.status_code == 302
    page = Client().get(answer["Location"].replace("/about/", "/1/"), headers=HERE).content.decode()
    assert words in page


def test_letters_that_were_lost_on_the_way_are_asked_for_again(town: Cast) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nEl bache est\xe1 ah\xed\r\n'
        b'--x\r\nContent-Disposition: form-data; name="answer_by"\r\n\r\ncode\r\n--x--\r\n'
    )
    answer = Client().post("/speak/offline/", body, content_type="multipart/form-data; boundary=x", headers=HERE)
    assert answer.status_code == 422
    assert "ne sont pas arrivées" in answer.content.decode()


def test_somebody_who_writes_very_much_is_welcome_and_waits_a_little(town: Cast, client: Client, monkeypatch) -> None:
    monkeypatch.setattr(busy, "AN_HOUR", 3)
    for number in range(8):
        mail(f"\r\nUn bache en la calle Real, {number}.\r\n")
    hers = address("Alejandra")
    assert (Case.objects.count(), Letter.objects.count()) == (3, 8), "all of it is written down"
    waits = sorted(busy.waiting(hers).values_list("next_at", flat=True))
    assert [round((one - clock.now()) / timedelta(hours=1)) for one in waits] == [1, 1, 1, 2, 2]
    town.does_what_follows()
    told = [one for one in town.told("Alejandra") if one.cause == "busy"]
    assert len(told) == 1, "she is told once, not five times"
    client.force_login(town["Pilar"].account)
    page = client.get("/post/letters/", headers={"accept-language": "en"}).content.decode()
    assert page.count("its sender writes very much") >= 5, "the town hall sees it"
    assert "/dealt-with/" not in page, "nothing of it can be put away unread"
    desk = client.get("/desk/", headers={"accept-language": "en"}, follow=True).content.decode()
    assert "5 messages are kept for a later hour" in desk
    one = busy.waiting(hers).order_by("-next_at").first()
    client.post(f"/post/letters/{one.pk}/again/")
    until_quiet()
    assert Case.objects.count() == 4, "and may take it up at once"
    mail("\r\nUna farola no luce en la calle Real.\r\n", sender="tomas@vecinos.example")
    assert Case.objects.count() == 5, "nobody else waits for it"
    for hours in (1.1, 2.1):
        with clock.at(clock.now() + timedelta(hours=hours)):
            until_quiet()
    assert Case.objects.count() == 9, "in the end all of it is heard"
    assert not busy.waiting(hers).exists()


def test_from_one_place_very_many_forms_are_taken_in_and_taken_up_later(town: Cast, monkeypatch) -> None:
    monkeypatch.setattr(sending, "MOST_AN_HOUR", 2)
    cache.clear()  # what other tests sent from this machine
    pages = [sent(client, begun(client)) for client in (Client(), Client(), Client())]
    assert [Case.objects.count(), Letter.objects.count()] == [2, 3]
    assert "rien n’est perdu" in pages[2]
    assert "rien n’est perdu" not in pages[1]
    with clock.at(clock.now() + timedelta(hours=1.1)):
        until_quiet()
    assert Case.objects.count() == 3
    assert Draft.objects.filter(letter=None).count() == 0
