# SPDX-License-Identifier: AGPL-3.0-or-later
"""Staff without a second factor reach its set-up and the way out, and nothing else; with one, the password is half."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.core.cache import cache
from django.test import Client

from cast import PASSWORD, Cast
from concejo.channels.models import Delivery
from concejo.config.options import WrongSetting, load
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.people import actions
from concejo.people.actions import sessions
from concejo.people.models import SignIn

pytestmark = pytest.mark.django_db(transaction=True)
"""What django-allauth does after a commit happens inside the request, as in a town."""
PAGES = ("/", "/tasks/", "/desk/", "/counter/", "/file/", "/me/", "/town/", "/account/sessions/", "/account/2fa/",
         "/account/password/change/", "/account/2fa/recovery-codes/")  # fmt: skip


@pytest.fixture(autouse=True)
def _as_in_a_real_town(settings):
    settings.STAFF_WITHOUT_FACTOR = False
    cache.clear()


def browser() -> Client:
    return Client(headers={"accept-language": "en", "user-agent": "Mozilla/5.0 (Android 15) Gecko/1 Firefox/140"})


def password_typed(client: Client, who: str = "pilar") -> str:
    answer = client.post("/account/login/", {"login": who, "password": PASSWORD})
    assert answer.status_code == 302
    return answer["Location"]


def digits(secret: str) -> str:
    """The code of now, never in the last seconds of its half minute."""
    if time.time() % 30 > 26:
        time.sleep(4.5)
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


@pytest.fixture
def with_app(town: Cast):
    """Pilar set up an app that shows codes: her browser, and the app's secret."""
    client = browser()
    password_typed(client)
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/account/2fa/totp/activate/", {"code": digits(secret)})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    return client, secret


@pytest.mark.parametrize("path", PAGES)
def test_without_a_second_factor_every_page_leads_to_its_set_up(town: Cast, path):
    client = browser()
    password_typed(client)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 302
        assert answer["Location"] == "/account/factor/", path
    assert "Make a passkey" in client.get("/account/factor/").content.decode()


def test_she_can_go_out_again(town: Cast):
    client = browser()
    password_typed(client)
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/tasks/")["Location"].startswith("/account/login/")


def test_a_session_without_the_second_factor_is_out_once_there_is_one(town: Cast, with_app):
    pilar, _secret = with_app
    assert pilar.get("/desk/").status_code in {200, 302}
    assert pilar.get("/tasks/").status_code == 200
    thief = browser()
    thief.force_login(type(town["Pilar"].account).objects.get(username="pilar"))
    assert thief.get("/tasks/")["Location"].startswith("/account/login/")
    assert thief.get("/tasks/")["Location"].startswith("/account/login/")


def test_who_had_the_password_before_it_was_set_up_is_out(town: Cast):
    thief, pilar = browser(), browser()
    password_typed(thief)
    password_typed(pilar)
    pilar.get("/account/2fa/totp/activate/")
    pilar.post("/account/2fa/totp/activate/", {"code": digits(pilar.session["mfa.totp.secret"])})
    assert pilar.get("/tasks/").status_code == 200
    assert thief.get("/account/factor/")["Location"].startswith("/account/login/")


def test_the_password_alone_opens_nothing_and_the_code_does(town: Cast, with_app):
    _pilar, secret = with_app
    client = browser()
    assert password_typed(client) == "/account/2fa/authenticate/"
    assert client.get("/tasks/")["Location"].startswith("/account/login/")
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    cache.clear()  # the code of this half minute was used to set it up
    assert client.post("/account/2fa/authenticate/", {"code": digits(secret)})["Location"] == "/tasks/"
    assert client.get("/tasks/").status_code == 200


def test_a_code_of_the_app_opens_once(town: Cast, with_app):
    _pilar, secret = with_app
    cache.clear()
    code = digits(secret)
    first, second = browser(), browser()
    password_typed(first)
    password_typed(second)
    assert first.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert second.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
    assert second.get("/tasks/")["Location"].startswith("/account/login/")


def test_the_secret_of_the_app_is_sealed_and_its_owner_is_told(town: Cast, with_app):
    _pilar, secret = with_app
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert len(kept) > len(secret)
    town.does_what_follows()
    letter = Delivery.objects.get(cause="account")
    assert letter.address.path == "pilar@personal.example"
    assert LedgerLine.objects.filter(act="people.factor_added", about=town["Pilar"].ref).exists()


def test_a_renewed_factor_ends_every_browser_and_leads_to_the_set_up(town: Cast, with_app):
    pilar, _secret = with_app
    actions.renew_factor(type(town["Pilar"].account).objects.get(username="pilar"), by=town["Sofía"])
    assert pilar.get("/tasks/")["Location"].startswith("/account/login/")
    assert not SignIn.objects.exists()
    client = browser()
    password_typed(client)
    assert client.get("/tasks/")["Location"] == "/account/factor/"


def test_five_wrong_passwords_close_one_account_for_five_minutes_and_no_other(town: Cast):
    client = browser()
    for _turn in range(5):
        client.post("/account/login/", {"login": "pilar", "password": "wrong"})
    told = client.post("/account/login/", {"login": "pilar", "password": PASSWORD})
    assert "Too many failed login attempts" in told.content.decode()
    password_typed(browser(), "miguel")


def test_browsers_are_listed_without_an_address_and_sent_out(town: Cast, with_app):
    pilar, secret = with_app
    other = browser()
    password_typed(other)
    cache.clear()
    other.post("/account/2fa/authenticate/", {"code": digits(secret)})
    page = pilar.get("/account/sessions/").content.decode()
    assert page.count("Firefox, Android") == 2
    assert "127.0.0.1" not in page
    mine = pilar.session["signin"]
    row = SignIn.objects.exclude(pk=mine).get()
    assert not [field.name for field in SignIn._meta.get_fields() if "ip" in field.name or "address" in field.name]
    assert pilar.post("/account/sessions/", {"one": mine}).status_code == 404
    pilar.post("/account/sessions/", {"one": row.pk})
    assert other.get("/tasks/")["Location"].startswith("/account/login/")
    assert pilar.get("/tasks/").status_code == 200


def test_all_other_browsers_are_sent_out_at_once_and_nobody_elses(town: Cast, with_app, settings):
    pilar, _secret = with_app
    settings.STAFF_WITHOUT_FACTOR = True
    miguel, others = browser(), [browser() for _turn in range(3)]
    password_typed(miguel, "miguel")
    for one in others:
        one.force_login(type(town["Pilar"].account).objects.get(username="pilar"))
        assert one.get("/tasks/").status_code == 200
    pilar.post("/account/sessions/", {"one": "others"})
    assert all(one.get("/tasks/").status_code == 302 for one in others)
    assert pilar.get("/tasks/").status_code == 200
    assert miguel.get("/tasks/").status_code == 200
    row = SignIn.objects.get(account__username="miguel")
    assert miguel.post("/account/sessions/", {"one": row.pk}).status_code == 404


def test_when_it_was_last_seen_is_kept_to_the_hour(town: Cast, with_app):
    pilar, _secret = with_app
    row = SignIn.objects.get()
    assert (row.seen.minute, row.seen.second) == (0, 0)
    with clock.at(clock.now() + timedelta(hours=2)):
        pilar.get("/tasks/")
    assert SignIn.objects.get().seen == row.seen + timedelta(hours=2)


def test_what_can_only_be_over_is_forgotten(town: Cast, with_app, settings):
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) < sessions.FORGOTTEN_AFTER
    with clock.at(clock.now() + timedelta(days=16)):
        actions.begin_sign_in(type(town["Miguel"].account).objects.get(username="miguel"), device="", how="password")
    assert not SignIn.objects.filter(account__username="pilar").exists()


def test_only_a_demo_town_may_leave_it_out(tmp_path):
    demo = {"CONCEJO_DEMO": "yes", "CONCEJO_STAFF_WITHOUT_FACTOR": "yes"}
    nowhere = tmp_path / "none.toml"
    assert load(environ=demo, file=nowhere)["staff_without_factor"] is True
    assert load(environ={"CONCEJO_DEMO": "yes"}, file=nowhere)["staff_without_factor"] is False
    with pytest.raises(WrongSetting, match="two factors"):
        load(environ={"CONCEJO_STAFF_WITHOUT_FACTOR": "yes"}, file=nowhere)
