# SPDX-License-Identifier: AGPL-3.0-or-later
"""To everybody but the administrator these pages do not exist; the post office is the clerk's too."""

import pytest
from django.test import Client

ADMINISTRATOR = [
    "/town/", "/town/settings/", "/town/departments/", "/town/departments/new/", "/town/departments/d/alumbrado/",
    "/town/departments/d/alumbrado/close/", "/town/categories/", "/town/categories/new/", "/town/categories/k/lamp/",
    "/town/streets/", "/town/streets/new/", "/town/streets/file/", "/town/holidays/", "/town/holidays/fill/",
    "/town/people/", "/town/people/new/", "/town/people/p/miguel/", "/town/people/p/miguel/post/",
    "/town/people/p/miguel/mail/", "/town/people/p/miguel/away/", "/town/people/p/miguel/account/password/",
    "/town/people/p/miguel/account/factor/", "/town/people/p/miguel/account/close/",
    "/town/people/p/miguel/account/open/", "/town/channels/", "/town/channels/email/",
]  # fmt: skip
DESK = ["/post/", "/post/deliveries/", "/post/promises/", "/post/blocked/", "/post/closed/"]
NOBODYS = 2**31
"""An id that no row has, however many tests have counted on before."""
OTHERS = ["Pilar", "Miguel", "Rosario", "Dolores", "Andrés", "Inés"]


@pytest.mark.parametrize("path", [*ADMINISTRATOR, *DESK])
def test_the_administrator_enters(admin, path):
    response = admin.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ADMINISTRATOR)
def test_for_all_others_it_does_not_exist(signed_in, path):
    assert {name: signed_in(name).get(path).status_code for name in OTHERS} == dict.fromkeys(OTHERS, 404)


@pytest.mark.parametrize("path", DESK)
def test_the_post_office_is_the_clerks_too(signed_in, path):
    expected = dict.fromkeys(OTHERS, 404) | {"Pilar": 200}
    assert {name: signed_in(name).get(path).status_code for name in OTHERS} == expected


@pytest.mark.parametrize("path", [*ADMINISTRATOR, *DESK])
def test_whoever_is_not_signed_in_signs_in_first(town, path):
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/?next=/")


@pytest.mark.parametrize("path", ["/town/channels/email/test/", "/post/letters/1/again/"])
def test_a_get_never_acts(admin, path):
    assert admin.get(path).status_code == 405


@pytest.mark.parametrize(
    "path", ["/town/departments/d/nobody/", "/town/categories/k/nothing/", f"/town/streets/{NOBODYS}/",
             "/town/people/p/nobody/", "/post/cellar/", f"/post/letter/{NOBODYS}/",
             "/town/people/p/miguel/account/steal/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(admin, path):
    assert admin.get(path).status_code == 404
