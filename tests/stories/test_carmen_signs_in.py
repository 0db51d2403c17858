# SPDX-License-Identifier: AGPL-3.0-or-later
"""Carmen was verified at the counter; at home she opens an account with her slip, and signs in by herself."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Cast
from concejo.channels import compose
from concejo.channels.models import Delivery
from concejo.people import actions, roll
from concejo.people.models import Account, Person, SignIn
from concejo.people.queries import today

HERE = {"HTTP_ORIGIN": "http://testserver"}
HERS = "carmen@vecinos.example"


@pytest.fixture
def desk(town: Cast) -> Client:
    """Pilar's browser; Carmen stands on the roll."""
    cache.clear()
    raw = "DNI;Fecha de nacimiento;Distrito\n23456789D;02/03/1945;Centro"
    actions.replace_roll(roll.read(raw.encode(), region="ES", today=today()), by=None)
    client = Client(headers={"accept-language": "en"})
    client.force_login(town["Pilar"].account)
    return client


@pytest.fixture
def carmen(desk: Client) -> Person:
    """Written down and verified, with her document on the counter."""
    desk.post("/counter/people/new/", {"name": "Carmen Vílchez", "email": HERS})
    who = Person.objects.get(known_as="Carmen Vílchez")
    desk.post(f"/counter/people/{who.pk}/verify/", {"number": "23456789D", "seen": "on"})
    return who


def tablet() -> Client:
    return Client(
        headers={"accept-language": "en", "user-agent": "Mozilla/5.0 (Linux; Android 15) Chrome/140 Safari/1"}
    )


def slip(desk: Client, who: Person) -> str:
    return re.search(r"\d{5}-[0-9A-F]{6}", desk.post(f"/counter/people/{who.pk}/slip/").content.decode())[0]


def test_carmen_is_verified_at_the_counter_and_later_signs_in_herself(town, desk, carmen):
    code = slip(desk, carmen)
    home = tablet()
    page = home.post("/my/", {"slip": code}, **HERE)["Location"]
    assert "Open an account" in home.get(page).content.decode()
    assert not home.cookies
    assert home.post(page, {"act": "account"}, **HERE)["Location"] == "/my/account/"
    told = home.get("/my/account/").content.decode()
    assert "Resident, verified until" in told
    assert "Make a passkey" in told
    assert home.get("/account/2fa/webauthn/add/").status_code == 200

    home.post("/account/logout/")
    assert home.get("/my/account/")["Location"] == "/account/enter/"
    later = tablet()
    assert later.post("/my/", {"slip": code}, **HERE)["Location"] == "/my/account/"
    assert "Resident, verified until" in later.get("/my/account/").content.decode()
    assert SignIn.objects.get(account__person=carmen).device == "Chrome, Android", "where she went out is forgotten"
    assert Account.objects.get(person=carmen).has_usable_password() is False


def test_she_adds_her_e_mail_and_the_next_code_goes_there(town, desk, carmen):
    home = tablet()
    page = home.post("/my/", {"slip": slip(desk, carmen)}, **HERE)["Location"]
    home.post(page, {"act": "account"}, **HERE)
    addresses = home.post("/my/account/")["Location"]
    home.post(addresses, {"act": "add", "contact": HERS}, **HERE)
    proof = carmen.proofs.filter(wish="link").latest("at")
    home.post(addresses, {"act": "code", "proof": proof.pk, "code": _sent(town)}, **HERE)
    later = tablet()
    asked = later.post("/my/", {"email": HERS}, **HERE)["Location"]
    assert later.post(asked, {"code": _sent(town)}, **HERE)["Location"] == "/my/account/"


def test_she_loses_telephone_and_slip_and_the_counter_lets_her_in_again(town, desk, carmen):
    lost = tablet()
    lost.post(lost.post("/my/", {"slip": slip(desk, carmen)}, **HERE)["Location"], {"act": "account"}, **HERE)
    assert lost.get("/my/account/").status_code == 200
    desk.post("/counter/people/", {"who": "Vilchez", "why": "counter"})
    paper = desk.post(f"/counter/people/{carmen.pk}/recover/", {"seen": "on"}).content.decode()
    assert lost.get("/my/account/").status_code == 302, "whoever found it is out"
    code = re.search(r"\d{5}-[0-9A-F]{8}", paper)[0]
    assert tablet().post("/my/", {"slip": code}, **HERE)["Location"] == "/my/account/"


def _sent(town: Cast) -> str:
    town.does_what_follows()
    row = Delivery.objects.filter(cause="code", address__path=HERS).latest("made_at", "pk")
    return re.search(r"^(\d{6})$", compose.compose(row).text, re.MULTILINE)[1]
