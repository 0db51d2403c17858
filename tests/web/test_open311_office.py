# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town hall's pages of Open311: keys that are shown once, bodies that are reported to, and their test."""

import json
import re

import pytest
from django.test import Client as Browser

from cast import PASSWORD, Cast
from concejo.cases.models import ExternalBody
from concejo.channels import outside
from concejo.channels.kinds.open311 import client as there
from concejo.channels.models import Channel, Client
from concejo.core import http
from concejo.core.models import LedgerLine

pytestmark = pytest.mark.django_db
SERVER = {
    "name": "Vega Baja", "purpose": "El puente", "active": "on", "url": "https://vega.example/open311/v2/",
    "how": "json", "jurisdiction": "", "key": "sesamo", "services": "lamp = 12\n* = 99", "state_closed": "done",
    "state_fixed": "done",
}  # fmt: skip


@pytest.fixture
def sofia(town: Cast) -> Browser:
    browser = Browser()
    assert browser.login(username="sofia", password=PASSWORD)
    return browser


def test_a_key_is_shown_once_and_never_again(sofia: Browser) -> None:
    told = {"name": "Arreglamos", "contact": "hola@arreglamos.example", "an_hour": "200"}
    page = sofia.post("/town/clients/new/", told).content.decode()
    key = re.search(r'<pre class="raw" tabindex="0">([\w-]{24})</pre>', page)
    assert key is not None
    client = Client.objects.get()
    assert key[1] not in json.dumps(list(Client.objects.values()), default=str)
    assert (client.ends_with, client.an_hour) == (key[1][-4:], 200)
    listed = sofia.get("/town/clients/").content.decode()
    assert "Arreglamos" in listed
    assert key[1] not in listed


def test_another_key_closes_the_old_one_and_a_key_is_taken_back(sofia: Browser) -> None:
    sofia.post("/town/clients/new/", {"name": "Arreglamos", "an_hour": "200"})
    client = Client.objects.get()
    before = client.key_hash
    assert "opens nothing" in sofia.get(f"/town/clients/{client.pk}/renew/", {"lang": "en"}).content.decode()
    assert Client.objects.get().key_hash == before, "a link never acts"
    sofia.post(f"/town/clients/{client.pk}/renew/")
    assert Client.objects.get().key_hash != before
    sofia.post(f"/town/clients/{client.pk}/revoke/")
    assert Client.objects.get().revoked_at is not None
    acts = list(LedgerLine.objects.filter(about=client.ref).order_by("id").values_list("act", flat=True))
    assert acts == ["channels.key_given", "channels.key_renewed", "channels.key_revoked"]
    assert sofia.get(f"/town/clients/{client.pk}/dance/").status_code == 404


def test_a_body_with_open311_is_kept_and_its_key_is_sealed(sofia: Browser) -> None:
    assert sofia.post("/town/bodies/open311/new/", SERVER).status_code == 302
    body = ExternalBody.objects.get()
    assert body.open311["url"] == "https://vega.example/open311/v2"
    assert body.open311["services"] == {"lamp": "12", "*": "99"}
    assert b"sesamo" not in bytes(Channel.objects.get(kind="open311").secrets or b"")
    assert outside.there(body).key == "sesamo"
    page = sofia.get(f"/town/bodies/open311/{body.pk}/").content.decode()
    assert "lamp = 12" in page
    assert "sesamo" not in page
    assert sofia.post(f"/town/bodies/open311/{body.pk}/", SERVER | {"key": "", "name": "Vega"}).status_code == 302
    assert outside.there(ExternalBody.objects.get()).key == "sesamo", "an empty field keeps it"
    assert sofia.get(f"/town/bodies/{body.pk}/").url.endswith(f"/town/bodies/open311/{body.pk}/")


@pytest.mark.parametrize(
    "changed", [{"url": "http://127.0.0.1/v2"}, {"services": "dragon = 1"}, {"services": "lamp"}, {"name": ""}]
)
def test_what_makes_no_sense_is_said(sofia: Browser, changed: dict[str, str]) -> None:
    assert sofia.post("/town/bodies/open311/new/", SERVER | changed).status_code == 422
    assert not ExternalBody.objects.exists()


def test_the_test_asks_what_can_be_reported_there(sofia: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    sofia.post("/town/bodies/open311/new/", SERVER)
    body = ExternalBody.objects.get()
    monkeypatch.setattr(there, "services", lambda _end: [{"service_code": "12", "service_name": "Farolas"}])
    page = sofia.post(f"/town/bodies/open311/{body.pk}/test/").content.decode()
    assert "Farolas" in page
    assert "99" in page, "the name that nobody knows there"

    def silent(_end: object) -> None:
        raise http.Unreachable("the name is not known")

    monkeypatch.setattr(there, "services", silent)
    assert "the name is not known" in sofia.post(f"/town/bodies/open311/{body.pk}/test/").content.decode()
