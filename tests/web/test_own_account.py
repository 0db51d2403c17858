# SPDX-License-Identifier: AGPL-3.0-or-later
"""A neighbour's own account: opened after a code came back, entered by code, password or a paper of the counter."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from cast import Cast
from concejo.channels import compose
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.people import actions
from concejo.people.models import Account, Address, Person, Recovery, SignIn

HERE = {"HTTP_ORIGIN": "http://testserver"}
HERS = "alejandra@vecinos.example"
SECRET_WORDS = "tres-gatos-en-el-olivar"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def browser() -> Client:
    return Client(headers={"accept-language": "en", "user-agent": "Mozilla/5.0 (iPhone) Version/18 Safari/1"})


def typed(client: Client, town: Cast, email: str = HERS) -> str:
    """Where somebody is led after the code that came to the address was typed."""
    answer = client.post("/my/", {"email": email}, **HERE)
    town.does_what_follows()
    row = Delivery.objects.filter(cause="code", address__path=email).latest("made_at", "pk")
    code = re.search(r"^(\d{6})$", compose.compose(row).text, re.MULTILINE)[1]
    return client.post(answer["Location"], {"code": code}, **HERE)["Location"]


@pytest.fixture
def alejandra(town: Cast) -> Client:
    """Her browser, just after she opened an account."""
    client = browser()
    page = typed(client, town)
    assert not client.cookies, "no cookie before there is an account"
    assert "Open an account" in client.get(page).content.decode()
    assert client.post(page, {"act": "account"}, **HERE)["Location"] == "/my/account/"
    return client


def account() -> Account:
    return Account.objects.get(person__addresses__path=HERS)


def test_the_first_thing_that_she_is_offered_is_a_passkey(town, alejandra):
    page = alejandra.get("/my/account/").content.decode()
    assert page.index("Make a passkey") < page.index("I would rather have a password")
    assert alejandra.get("/account/2fa/webauthn/add/").status_code == 200
    assert not account().has_usable_password()
    assert SignIn.objects.get().device == "Safari, iPhone"


def test_next_time_the_code_signs_her_in_and_nobody_else(town, alejandra):
    later, other = browser(), browser()
    assert typed(later, town) == "/my/account/"
    assert later.get("/my/account/").status_code == 200
    assert typed(other, town, "tomas@vecinos.example") != "/my/account/"
    assert other.get("/my/account/")["Location"] == "/account/enter/"


def test_nothing_tells_whether_an_address_has_an_account(town, alejandra):
    answers = []
    for email in (HERS, "nobody@vecinos.example"):
        client = browser()
        asked = client.post("/my/", {"email": email}, **HERE)
        page = client.get(asked["Location"]).content
        wrong = client.post("/account/login/", {"login": email, "password": "no-not-this-one"})
        told = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|value="[^"]*@[^"]*"', b"", wrong.content)
        answers.append((asked.status_code, page, wrong.status_code, told))
    assert answers[0] == answers[1]


def test_a_password_if_she_must(town, alejandra):
    made = alejandra.post("/account/password/set/", {"password1": SECRET_WORDS, "password2": SECRET_WORDS})
    assert made["Location"] == "/my/account/"
    client = browser()
    entered = client.post("/account/login/", {"login": HERS.upper(), "password": SECRET_WORDS})
    assert entered["Location"] == "/my/account/"
    assert "vecinos" not in repr(dict(client.session)), "no session keeps her address"
    town.does_what_follows()
    told = [compose.compose(row).text for row in Delivery.objects.filter(cause="account").order_by("made_at", "pk")]
    assert ["opened" in told[0] or "abri" in told[0], len(told)] == [True, 2]


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123", "alejandra"])
def test_a_weak_password_is_refused(town, alejandra, weak):
    assert alejandra.post("/account/password/set/", {"password1": weak, "password2": weak}).status_code == 200
    assert not account().has_usable_password()


def test_a_long_password_is_taken_as_it_was_typed(town, alejandra):
    long = "  Ñandú " + "la farola de la calle Real · " * 4 + "🗝"
    alejandra.post("/account/password/set/", {"password1": long, "password2": long})
    for typed_so, entered in ((long, 302), (long[:72], 200), (long.lower(), 200), (long.strip(), 200)):
        cache.clear()
        assert browser().post("/account/login/", {"login": HERS, "password": typed_so}).status_code == entered


def test_cookies_go_back_the_way_they_came(town, alejandra):
    for secure in (True, False):
        client = browser()
        page = client.get("/account/enter/", secure=secure)
        assert page.cookies
        for morsel in page.cookies.values():
            assert bool(morsel["secure"]) is secure
            assert morsel["httponly"]
            assert morsel["samesite"] == "Lax"


def test_an_open_browser_that_is_found_makes_no_new_way_in(town, alejandra):
    session = alejandra.session
    session["account_authentication_methods"] = [
        one | {"at": one["at"] - 31 * 60} for one in session["account_authentication_methods"]
    ]
    session.save()
    for path in ("/account/2fa/webauthn/add/", "/account/password/set/"):
        assert alejandra.get(path)["Location"].startswith("/account/again/")
    assert alejandra.post("/my/account/")["Location"].startswith("/account/again/")
    assert alejandra.get("/my/account/leave/")["Location"].startswith("/account/again/")
    assert alejandra.get("/account/again/")["Location"] == "/my/"
    assert alejandra.get("/my/account/").status_code == 200


def test_from_the_account_she_comes_to_her_addresses(town, alejandra):
    page = alejandra.post("/my/account/")["Location"]
    assert re.fullmatch(r"/my/[a-z0-9]{29}/", page)
    assert HERS in alejandra.get(page).content.decode()


def test_second_factors_are_for_staff_and_her_account_opens_no_page_of_the_town_hall(town, alejandra):
    for path in ("/account/2fa/", "/account/2fa/totp/activate/", "/account/factor/", "/account/2fa/recovery-codes/"):
        assert alejandra.get(path)["Location"] == "/my/account/", path
    for path in ("/tasks/", "/desk/", "/counter/", "/me/", "/town/", "/file/"):
        assert alejandra.get(path).status_code == 404, path
    assert alejandra.get("/").status_code == 200


def test_an_employee_enters_by_no_code(town):
    client = browser()
    page = typed(client, town, "pilar@personal.example")
    assert client.get(page).status_code == 404
    assert client.get("/my/account/")["Location"] == "/account/enter/"
    with pytest.raises(actions.NotWithStaff):
        actions.open_own_account(town["Pilar"])


def test_she_gives_it_up_and_her_addresses_stay(town, alejandra):
    assert "Your account is gone" in alejandra.post("/my/account/leave/").content.decode()
    assert not Account.objects.filter(person__addresses__path=HERS).exists()
    assert Address.objects.get(path=HERS).person is not None
    assert alejandra.get("/my/account/")["Location"] == "/account/enter/"


@pytest.fixture
def pilar(town: Cast) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(town["Pilar"].account)
    return client


def paper(pilar: Client, who: Person) -> str:
    pilar.post("/counter/people/", {"who": HERS, "why": "counter"})
    page = pilar.post(f"/counter/people/{who.pk}/recover/", {"seen": "on"})
    return re.search(r"\d{5}-[0-9A-F]{8}", page.content.decode())[0]


def test_the_counter_gives_a_code_on_paper_that_opens_once_and_ends_all_else(town, alejandra, pilar):
    who = account().person
    code = paper(pilar, who)
    assert alejandra.get("/my/account/")["Location"] == "/account/enter/", "every browser is out"
    assert code not in repr(list(Recovery.objects.values()))
    town.does_what_follows()
    letter = Delivery.objects.filter(cause="account").latest("made_at", "pk")
    assert letter.address.path == HERS
    client = browser()
    assert client.post("/my/", {"slip": code.lower()}, **HERE)["Location"] == "/my/account/"
    assert "Make a passkey" in client.get("/my/account/").content.decode()
    assert browser().post("/my/", {"slip": code}, **HERE).status_code == 422, "once"
    acts = list(LedgerLine.objects.filter(about=who.ref).values_list("act", flat=True))
    assert acts[-3:] == ["people.signed_out", "people.recovery_given", "people.recovery_used"]


def test_the_paper_holds_for_half_an_hour_and_a_new_one_ends_the_old(town, alejandra, pilar):
    who = account().person
    first, second = paper(pilar, who), paper(pilar, who)
    assert browser().post("/my/", {"slip": first}, **HERE).status_code == 422
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert browser().post("/my/", {"slip": second}, **HERE).status_code == 422


def test_no_paper_without_a_document_a_reason_or_an_account(town, alejandra, pilar):
    who = account().person
    address = f"/counter/people/{who.pk}/recover/"
    assert pilar.get(address)["Location"] == "/counter/people/", "first she says why"
    pilar.post("/counter/people/", {"who": HERS, "why": "counter"})
    assert pilar.get(address).status_code == 200
    assert not Recovery.objects.exists(), "a GET gives nothing"
    assert pilar.post(address, {}).status_code == 422
    nobody = actions.write_down("Tomás", by="setup")
    assert pilar.get(f"/counter/people/{nobody.pk}/recover/").status_code == 404
    assert not Recovery.objects.exists()


def test_two_entries_become_one_and_the_account_comes_along(town, alejandra):
    mine = account()
    kept = actions.write_down("Alejandra Ruiz", by="setup")
    row = actions.merge(kept, mine.person, by="setup")
    assert Account.objects.get(pk=mine.pk).person == kept
    actions.part(row, by=town["Pilar"])
    assert Account.objects.get(pk=mine.pk).person == mine.person


def test_of_two_accounts_one_goes_on(town, alejandra):
    mine = account()
    kept = actions.write_down("Alejandra Ruiz", by="setup")
    actions.open_own_account(kept)
    actions.merge(kept, mine.person, by="setup")
    mine.refresh_from_db()
    assert not mine.is_active
    assert alejandra.get("/my/account/")["Location"] == "/account/enter/"
    assert not Authenticator.objects.exists()
