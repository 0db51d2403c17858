# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town with an app that reports to it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client as Browser

from cast import Cast
from concejo.api import keys, views
from concejo.api.keys import AtHand
from concejo.channels import clients
from concejo.channels.models import Client

V2 = "/open311/v2"


@dataclass
class App:
    """Somebody's programme, with a key."""

    client: Client
    key: str
    browser: Browser

    def get(self, path: str, **query: str) -> Any:
        return self.browser.get(f"{V2}/{path}", query)

    def post(self, path: str = "requests.json", **fields: Any) -> Any:
        body = {"api_key": self.key} | fields
        return self.browser.post(f"{V2}/{path}", {name: value for name, value in body.items() if value is not None})

    def reports(self, **fields: Any) -> str:
        """A report that is right, with these fields; its number."""
        right = {"service_code": "lamp", "lat": "37.2195", "long": "-3.6", "description": "La farola no luce."}
        answer = self.post(**(right | fields))
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)[0]["service_request_id"]


@pytest.fixture(autouse=True)
def nothing_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a town of its own, so the door must not remember another one's."""
    monkeypatch.setattr(views._door, "_at_hand", AtHand())
    monkeypatch.setattr(keys, "HOLDS", -1.0)  # nor for two seconds what was before


@pytest.fixture
def app(town: Cast) -> App:
    client, key = clients.give_key("Arreglamos", by=town["Sofía"], contact="hola@arreglamos.example")
    return App(client, key, Browser())


def xml(answer: Any) -> ET.Element:
    return ET.fromstring(answer.content)  # noqa: S314 -- our own answer


Told = Callable[..., Any]
