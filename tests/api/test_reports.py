# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report by Open311: its number at once, and then the one way that all words go."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.conftest import App, xml
from cast import Cast, photo
from concejo.cases.models import Case, Category, Given
from concejo.channels import clients, hear
from concejo.channels.models import Accepted, ClientDay, Letter
from concejo.people.models import Address
from concejo.square.models import Post

pytestmark = pytest.mark.django_db


def heard(town: Cast) -> None:
    hear.hear_due()
    town.does_what_follows()


def test_a_report_has_its_number_before_anybody_has_read_it(app: App, town: Cast) -> None:
    number = app.reports(description="La farola de la calle Real, 3 no luce.", email="Alejandra@Vecinos.example",
                         first_name="Alejandra", last_name="Ruiz")  # fmt: skip
    assert not Case.objects.exists()
    (waiting,) = app.get(f"requests/{number}.json").json()
    assert (waiting["status"], waiting["description"], waiting["service_code"]) == ("open", None, "lamp")
    heard(town)
    case = Case.objects.get()
    assert case.number == number
    assert (case.category.slug, case.lat, case.lon, case.main.is_public) == ("lamp", 37.2195, -3.6, True)
    post = Post.objects.get(conversation=case.conversation, author__isnull=False)
    assert (post.text, post.via, post.author.urn) == (
        "La farola de la calle Real, 3 no luce.", "open311", "mailto:alejandra@vecinos.example",
    )  # fmt: skip
    assert post.author.name == "", "her name is for the town hall, and stays in the letter"
    (told,) = app.get(f"requests/{number}.json").json()
    assert told["description"] == post.text
    assert "Ruiz" not in json.dumps(told)
    assert "vecinos.example" not in json.dumps(told)
    assert [one.cause for one in town.told("Alejandra")] == ["received"], "and she hears by mail, as from a form"


def test_without_an_address_the_client_itself_is_who_hears(app: App, town: Cast) -> None:
    number = app.reports()
    heard(town)
    assert Case.objects.get().reports.get().address.urn == f"open311:from/{app.client.pk}/{number}"


def test_the_same_report_a_hundred_times_is_one(app: App, town: Cast) -> None:
    numbers = {app.reports() for _ in range(100)}
    assert len(numbers) == 1
    heard(town)
    assert Letter.objects.filter(kind="open311").count() == Case.objects.count() == Accepted.objects.count() == 1
    day = ClientDay.objects.get()
    assert (day.reports, day.again) == (1, 99)
    assert app.reports(description="Otra farola, la del parque.") not in numbers


def test_a_photo_comes_along(app: App, town: Cast) -> None:
    app.reports(media=SimpleUploadedFile("lamp.jpg", photo(), content_type="image/jpeg"))
    heard(town)
    assert Case.objects.get().conversation.posts.get(author__isnull=False).media.count() == 1


def test_what_is_asked_about_the_kind_is_answered(app: App, town: Cast) -> None:
    lamp = Category.objects.get(slug="lamp")
    lamp.questions.all().delete()
    lamp.questions.create(code="post", datatype="string", text={"es": "Número"}, required=True)
    lamp.questions.create(
        code="what", datatype="multivaluelist", text={"es": "Qué"},
        values=[{"key": "out", "name": {"es": "Apagada"}}, {"key": "bare", "name": {"es": "Cable"}}],
    )  # fmt: skip
    wrong = app.post(service_code="lamp", lat="37.2195", long="-3.6")
    assert wrong.status_code == 400
    assert [one["description"].partition(":")[0] for one in wrong.json()] == ["attribute[post]"]
    app.reports(**{"attribute[post]": "A-17", "attribute[what][]": ["out", "bare"]})
    heard(town)
    assert {one.code: one.told for one in Given.objects.current()} == {"post": "A-17", "what": ["out", "bare"]}
    (told,) = app.get("requests.json", extensions="true").json()
    assert {one["code"] for one in told["attributes"]} == {"post", "what"}


def test_a_private_kind_is_private_from_the_first_word(app: App, town: Cast) -> None:
    Category.objects.filter(slug="lamp").update(private=True)
    answer = app.post(service_code="lamp", lat="37.2195", long="-3.6", description="El vecino del 4 pega a su perro.")
    (told,) = answer.json()
    assert told["service_notice"]
    assert app.get(f"requests/{told['service_request_id']}.json").status_code == 404
    heard(town)
    case = Case.objects.get()
    assert case.number == told["service_request_id"]
    assert case.is_private
    assert app.get(f"requests/{case.number}.json").status_code == 404
    assert app.get("requests.json").json() == []
    assert app.get("servicerequestupdates.json").json() == []


RIGHT = {"service_code": "lamp", "lat": "37.2195", "long": "-3.6"}
WRONG = {
    "no key": ({"api_key": ""}, 403, ["403"]),
    "another's key": ({"api_key": "x" * 24}, 403, ["403"]),
    "no kind": ({"service_code": None}, 400, ["400"]),
    "an unknown kind": ({"service_code": "dragons"}, 404, ["404"]),
    "no place": ({"lat": None, "long": None}, 400, ["400"]),
    "half a point": ({"long": None}, 400, ["400"]),
    "no number": ({"lat": "north"}, 400, ["400"]),
    "beyond the pole": ({"lat": "97"}, 400, ["400"]),
    "changed places": ({"lat": "-3.6", "long": "37.2195"}, 400, ["400"]),
    "in the sea": ({"lat": "0", "long": "0"}, 400, ["400"]),
    "too many words": ({"description": "x" * 4001}, 400, ["400"]),
    "no mail address": ({"email": "somebody"}, 400, ["400"]),
    "no telephone": ({"phone": "call me"}, 400, ["400"]),
    "another town": ({"jurisdiction_id": "granada.example"}, 404, ["404"]),
    "a picture inside": ({"media_url": "http://127.0.0.1/a.jpg"}, 400, ["400"]),
    "a picture that is a file": ({"media_url": "file:///etc/passwd"}, 400, ["400"]),
    "everything": ({"service_code": None, "lat": None, "long": None, "email": "a"}, 400, ["400", "400", "400"]),
}


@pytest.mark.parametrize("how", ["json", "xml"])
@pytest.mark.parametrize(("changed", "status", "codes"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_in_both_formats_and_nothing_is_kept(
    app: App, changed: dict[str, str | None], status: int, codes: list[str], how: str
) -> None:
    answer = app.post(f"requests.{how}", **(RIGHT | changed))
    assert answer.status_code == status
    if how == "json":
        assert [one["code"] for one in answer.json()] == codes
        assert all(one["description"] for one in answer.json())
    else:
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert [one.findtext("code") for one in xml(answer).findall("error")] == codes
    assert not Letter.objects.exists()
    assert not Address.objects.filter(scheme="open311").exists()


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 400),
        ("application/x-www-form-urlencoded; charset=utf-8", b"description=\xe1\xe9", 400),
        ("application/x-www-form-urlencoded; charset=utf-16", b"a=b", 400),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(900)), 400),
        ("multipart/form-data", b"no boundary", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nrubbish", 403),
        ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 400),
    ],
)
def test_bodies_that_make_no_sense(app: App, content_type: str, body: bytes, status: int) -> None:
    answer = app.browser.post("/open311/v2/requests.xml", body, content_type=content_type)
    assert answer.status_code == status
    assert xml(answer).find("error") is not None


def test_latin_letters_are_read_where_they_are_announced(app: App, town: Cast) -> None:
    body = f"api_key={app.key}&service_code=lamp&lat=37.2195&long=-3.6&description=farola%20ca%EDda".encode()
    kind = "application/x-www-form-urlencoded; charset=iso-8859-1"
    assert app.browser.post("/open311/v2/requests.json", body, content_type=kind).status_code == 200
    heard(town)
    assert Post.objects.get(via="open311").text == "farola caída"


def test_a_key_that_was_taken_back_opens_nothing(app: App, town: Cast) -> None:
    app.reports()
    clients.revoke(app.client, by=town["Sofía"])
    assert app.post(**RIGHT).status_code == 403


def test_where_one_tries_it_everything_is_looked_through_and_nothing_is_kept(app: App) -> None:
    answer = app.browser.post("/open311/test/v2/requests.json", RIGHT | {"api_key": app.key})
    assert answer.json()[0]["service_request_id"] == "TEST"
    assert app.browser.post("/open311/test/v2/requests.json", {"api_key": app.key}).status_code == 400
    assert not Letter.objects.exists()
    assert not Accepted.objects.exists()
