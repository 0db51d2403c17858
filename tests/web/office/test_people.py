# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colleagues are welcomed, given posts, stood in for; nobody takes the last administrator away."""

import re
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from concejo.core.models import LedgerLine
from concejo.people import queries as people
from concejo.people import rules
from concejo.people.models import Person, Role, Substitution
from concejo.town.models import Department

NEW = {
    "name": "Rafael",
    "handle": "rafael",
    "email": "Rafael@Personal.example",
    "kind": "clerk",
    "department": "",
    "until": "",
}


def acts() -> list[str]:
    return list(LedgerLine.objects.order_by("id").values_list("act", flat=True))


def password_in(page: str) -> str:
    return re.search(r'id="password">([a-z0-9-]{19})<', page)[1]


def test_a_new_colleague_signs_in_with_the_password_that_was_shown_once(admin):
    page = admin.post("/town/people/new/", NEW).content.decode()
    rafael = Person.objects.get(handle__word="rafael")
    assert rafael.account.check_password(password_in(page))
    assert password_in(page) not in admin.get("/town/people/p/rafael/").content.decode()
    assert [one.path for one in people.mail_addresses(rafael)] == ["rafael@personal.example"]
    assert rules.has_role(rafael, Role.Kind.CLERK)
    assert acts()[-1] == "people.welcomed"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"handle": "pilar"}, "is taken, or was once"),
        ({"handle": "Rafael el nuevo"}, "Small letters"),
        ({"kind": "employee"}, "choose the department"),
        ({"kind": "king"}, "Something is missing"),
        ({"email": "pilar@personal.example"}, "belongs to somebody else"),
        ({"until": "2020-01-01"}, "This day is over"),
    ],
)
def test_a_colleague_who_makes_no_sense_is_not_welcomed(admin, wrong, sentence):
    response = admin.post("/town/people/new/?lang=en", NEW | wrong)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Person.objects.filter(handle__word="rafael").exists()


def test_name_and_title_change(admin, town):
    told = {"public_name": "Miguel Á.", "title_es": "electricista", "language": "fr", "notice": "morning"}
    assert admin.post("/town/people/p/miguel/", told).status_code == 302
    miguel = Person.objects.get(pk=town["Miguel"].pk)
    assert (miguel.public_name, miguel.title, miguel.language, miguel.notice) == (
        "Miguel Á.",
        {"es": "electricista"},
        "fr",
        "morning",
    )


def test_a_post_is_given_until_a_day_moved_and_ended(admin, town):
    until = date.today() + timedelta(days=30)  # noqa: DTZ011 -- any day to come
    limpieza = Department.objects.get(handle__word="limpieza")
    told = {"kind": "employee", "department": limpieza.pk, "until": until.isoformat()}
    admin.post("/town/people/p/miguel/post/", told)
    role = town["Miguel"].roles.get(department=limpieza)
    assert role.until == until
    admin.post("/town/people/p/miguel/post/", told | {"until": ""})
    role.refresh_from_db()
    assert role.until is None
    admin.post(f"/town/people/p/miguel/post/{role.pk}/end/")
    assert not town["Miguel"].roles.filter(department=limpieza).exists()
    assert acts()[-3:] == ["people.role_given", "people.role_given", "people.role_ended"]


def test_a_post_that_makes_no_sense_is_not_given(admin, town):
    assert admin.post("/town/people/p/miguel/post/", {"kind": "head", "department": ""}).status_code == 422
    assert town["Miguel"].roles.count() == 1


def test_the_last_administrator_stays(admin, town):
    sofia = town["Sofía"]
    role = sofia.roles.get(kind=Role.Kind.ADMINISTRATOR)
    until = (date.today() + timedelta(days=3)).isoformat()  # noqa: DTZ011 -- any day to come
    ended = admin.post(f"/town/people/p/sofia/post/{role.pk}/end/?lang=en", follow=True)
    assert "Nobody else looks after the town" in ended.content.decode()
    limited = admin.post("/town/people/p/sofia/post/", {"kind": "administrator", "until": until})
    assert limited.status_code == 422
    closed = admin.post("/town/people/p/sofia/account/close/?lang=en", follow=True)
    assert "Nobody else looks after the town" in closed.content.decode()
    role.refresh_from_db()
    sofia.account.refresh_from_db()
    assert role.until is None
    assert sofia.account.is_active


def test_a_second_administrator_can_take_over(admin, town):
    admin.post("/town/people/p/pilar/post/", {"kind": "administrator"})
    role = town["Sofía"].roles.get(kind=Role.Kind.ADMINISTRATOR)
    admin.post(f"/town/people/p/sofia/post/{role.pk}/end/")
    assert not rules.may_administer(town["Sofía"])
    assert rules.is_last_administrator(town["Pilar"])


def test_an_administrator_with_a_last_day_does_not_count_as_another(admin, town):
    until = (date.today() + timedelta(days=3)).isoformat()  # noqa: DTZ011 -- any day to come
    admin.post("/town/people/p/pilar/post/", {"kind": "administrator", "until": until})
    assert rules.is_last_administrator(town["Sofía"])


def test_an_account_is_closed_and_its_owner_is_out_at_once(admin, signed_in, town):
    pilar = signed_in("Pilar")
    assert pilar.get("/post/").status_code == 200
    admin.post("/town/people/p/pilar/account/close/")
    assert pilar.get("/post/").status_code == 302
    admin.post("/town/people/p/pilar/account/open/")
    assert signed_in("Pilar").get("/post/").status_code == 200
    assert acts()[-2:] == ["people.account_closed", "people.account_opened"]


def test_a_new_password_is_shown_once_and_ends_the_old_one(admin, signed_in, town):
    pilar = signed_in("Pilar")
    page = admin.post("/town/people/p/pilar/account/password/").content.decode()
    town["Pilar"].account.refresh_from_db()
    assert town["Pilar"].account.check_password(password_in(page))
    assert pilar.get("/post/").status_code == 302
    client = Client()
    client.post("/account/login/", {"login": "pilar", "password": password_in(page)})
    assert client.get("/post/").status_code == 200


def test_a_lost_second_factor_is_renewed(admin, town):
    account = town["Miguel"].account
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=account, type="recovery_codes", data={"seed": "x"})
    assert "codes from an app" in admin.get("/town/people/p/miguel/?lang=en").content.decode()
    assert Authenticator.objects.filter(user=account).count() == 2  # a GET asked nothing
    admin.post("/town/people/p/miguel/account/factor/")
    assert not Authenticator.objects.filter(user=account).exists()
    assert LedgerLine.objects.order_by("id").last().facts == {"gone": 2}


def test_mail_moves_and_the_old_address_no_longer_speaks(admin, town):
    admin.post("/town/people/p/miguel/mail/", {"email": "Miguel@Olivar.example"})
    assert [one.path for one in people.mail_addresses(town["Miguel"])] == ["miguel@olivar.example"]
    assert people.address_of("mailto:miguel@personal.example").person is None
    taken = admin.post("/town/people/p/miguel/mail/?lang=en", {"email": "pilar@personal.example"})
    assert taken.status_code == 422
    assert "belongs to somebody else" in taken.content.decode()


def test_somebody_stands_in_and_the_other_comes_back(admin, town):
    today = date.today()  # noqa: DTZ011 -- absences are days
    told = {
        "substitute": town["Lucía"].pk,
        "since": today.isoformat(),
        "until": (today + timedelta(days=7)).isoformat(),
    }
    admin.post("/town/people/p/miguel/away/", told)
    assert people.at_work(town["Miguel"]) == town["Lucía"]
    absence = Substitution.objects.get()
    admin.post(f"/town/people/p/miguel/away/{absence.pk}/end/")
    assert people.at_work(town["Miguel"]) == town["Miguel"]


@pytest.mark.parametrize("wrong", [{"until": "2020-01-01"}, {"substitute": "miguel"}, {"since": ""}])
def test_an_absence_that_makes_no_sense_is_refused(admin, town, wrong):
    told = {"substitute": town["Lucía"].pk, "since": "2030-01-01", "until": "2030-01-05"}
    told["substitute"] = town["Miguel"].pk if wrong.get("substitute") else told["substitute"]
    assert (
        admin.post(
            "/town/people/p/miguel/away/", told | {k: v for k, v in wrong.items() if k != "substitute"}
        ).status_code
        == 422
    )


def test_the_list_of_people_asks_the_database_the_same_number_of_times(admin, town, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        admin.get("/town/people/")
