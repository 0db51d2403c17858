# SPDX-License-Identifier: AGPL-3.0-or-later
"""A face is covered: Alejandra sends a photo in which people stand; nobody in town ever sees their faces.

She covers a number plate before she sends it, by the buttons over the photo, without script; the clerk takes away what
was covered wrongly; by her link Alejandra covers one thing more.
"""

import io
import re

import pytest
from django.test import Client
from PIL import Image

from cast import PASSWORD, Cast
from concejo.cases.models import Case
from concejo.core.models import LedgerLine
from concejo.people import links
from concejo.square import faces, pictures
from concejo.square.models import Media
from people_in_photos import TWO_MEN, sample

pytestmark = pytest.mark.django_db
ORIGIN = {"origin": "http://olivar.example", "host": "olivar.example"}
FACES = [(910, 100, 1050, 275), (555, 250, 667, 432)]
"""In points of the sample, 1280 by 720; by hand."""


def seen_by_everybody(client: Client, number: str) -> Image.Image:
    page = client.get(f"/c/{number}/").content.decode()
    (path,) = set(re.findall(r'(?:src|href)="(/media/[^"]+-1600\.jpg)"', page))
    answer = client.get(path)
    return Image.open(io.BytesIO(b"".join(answer.streaming_content))).convert("RGB")


def is_flat(image: Image.Image, box: tuple[int, ...]) -> bool:
    """Nothing but the one colour, in the middle half of a box."""
    wide, high = (box[2] - box[0]) // 4, (box[3] - box[1]) // 4
    part = image.crop((box[0] + wide, box[1] + high, box[2] - wide, box[3] - high))
    colours = zip(part.getextrema(), faces.FILL, strict=True)
    return all(low > fill - 12 and high < fill + 12 for (low, high), fill in colours)


def mesh_at(x: int, y: int) -> str:
    return f"{x * 12 // 1280}-{y * 7 // 720}"


def test_a_face_is_covered(town: Cast) -> None:
    client = Client(headers=ORIGIN)
    upload = io.BytesIO(sample(TWO_MEN))
    upload.name = "plaza.jpg"
    at = client.post("/speak/", {"text": "La farola de la calle Alfareros, 12 está apagada."})["Location"]
    at = client.post(at, {"shown": "which how road"})["Location"]  # nothing of what is asked about a lamp
    at = client.post(at, {"place": "calle Alfareros, 12"})["Location"]
    client.post(at, {"photo": upload})
    media = Media.objects.get()
    token = at.split("/")[2]

    cover = f"/speak/{token}/cover/{media.name}/"
    assert media.name in client.get(f"/speak/{token}/3/").content.decode()
    assert 'aria-pressed="false"' in client.get(cover).content.decode()
    client.post(cover, {"mesh": mesh_at(200, 600)})
    assert 'aria-pressed="true"' in client.get(cover).content.decode()
    shown = Image.open(io.BytesIO(client.get(cover, {"picture": "1"}).content))
    assert shown.format == "JPEG"

    client.post(f"/speak/{token}/4/", {"visibility": "public", "name": ""})
    client.post(f"/speak/{token}/5/", {"answer_by": "email", "email": "alejandra@vecinos.example"})
    town.does_what_follows()
    case = Case.objects.get()

    everybody = Client(headers={"host": "olivar.example"})
    photo = seen_by_everybody(everybody, case.number)
    assert all(is_flat(photo, box) for box in FACES), "no face is left"
    assert is_flat(photo, (160, 570, 210, 630)), "nor the number plate"
    assert not is_flat(photo, (20, 20, 120, 120)), "the rest is as it was"

    pilar = Client(headers=ORIGIN)
    pilar.login(username="pilar", password=PASSWORD)
    desk = pilar.get(f"/desk/photo/{media.name}/").content.decode()
    wrongly = next(row for row in Media.objects.get().covers if row[4] == "author")
    assert f'value="{"-".join(map(str, wrongly))}"' in desk
    pilar.post(f"/desk/photo/{media.name}/", {"away": "-".join(map(str, wrongly))})
    town.does_what_follows()
    again = seen_by_everybody(everybody, case.number)
    assert not is_flat(again, (160, 570, 210, 630))
    assert all(is_flat(again, box) for box in FACES)

    report = case.reports.get()
    mine = f"/c/{case.number}/{links.make(links.Purpose.CASE, report.pk)}/"
    assert f"{mine}photo/{media.name}/" in client.get(mine).content.decode()
    client.post(f"{mine}photo/{media.name}/", {"box": "0-0-1500-1500"})
    town.does_what_follows()
    assert is_flat(seen_by_everybody(everybody, case.number), (20, 20, 120, 90))
    acts = LedgerLine.objects.filter(about=f"media:{media.pk}").order_by("id").values_list("act", "by")
    assert [act.removeprefix("square.photo_") for act, _by in acts] == ["covered", "shown", "uncovered", "covered"]
    assert [by.partition(":")[0] for _act, by in acts] == ["draft", "house", "person", "address"]
    assert pictures.open_sealed(Media.objects.get()) is not None


def test_only_who_sent_it_and_who_moderates_come_to_the_net(town: Cast) -> None:
    kept = pictures.keep(pictures.prepare(sample(TWO_MEN)))
    town.hears("Alejandra", "La farola de la calle Real está apagada.", media=[kept])
    case = Case.objects.get()
    town.hears("Tomás", "Yo también lo veo.", join=case.number)
    stranger = case.reports.exclude(address__path__startswith="alejandra").get()
    link = f"/c/{case.number}/{links.make(links.Purpose.CASE, stranger.pk)}/photo/{kept.name}/"
    client = Client(headers=ORIGIN)
    assert client.get(link).status_code == 404
    assert client.post(link, {"mesh": "0-0"}).status_code == 404
    assert client.get(f"/desk/photo/{kept.name}/").status_code == 302
    own = f"/c/{case.number}/{links.make(links.Purpose.CASE, case.reports.get(first=True).pk)}/photo/{kept.name}/"
    house = "-".join(map(str, Media.objects.get(name=kept.name).covers[0]))
    client.post(own, {"away": house})
    client.post(own, {"away": house.replace("house", "nobody")})
    client.post(own, {"mesh": "40-2"})
    client.post(own, {"box": "x"})
    assert len(Media.objects.get(name=kept.name).covers) == 2, "she takes away no cover of the machine's"
    miguel = Client(headers=ORIGIN)
    miguel.login(username="miguel", password=PASSWORD)
    assert miguel.get(f"/desk/photo/{kept.name}/").status_code == 403


def test_a_private_photo_has_no_net(town: Cast) -> None:
    kept = pictures.keep(pictures.prepare(sample(TWO_MEN)))
    town.hears("Tomás", "Mi vecino ha dejado esto en mi portal.", visibility="private", media=[kept])
    pilar = Client(headers=ORIGIN)
    pilar.login(username="pilar", password=PASSWORD)
    assert pilar.get(f"/desk/photo/{kept.name}/").status_code == 404
