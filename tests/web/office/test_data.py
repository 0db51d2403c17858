# SPDX-License-Identifier: AGPL-3.0-or-later
"""Departments, kinds of cases, streets and holidays, as the administrator changes them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concejo.cases.models import Category
from concejo.cases.suggest import suggestions
from concejo.people.models import Countersign
from concejo.town import feasts
from concejo.town.models import Department, Handle, Holiday, Place, Street

DEPARTMENT = {"word": "deportes", "name_es": "Deportes", "name_en": "Sports", "purpose_es": "El polideportivo.",
              "phone": "", "icon": "people", "order": "9"}  # fmt: skip
CATEGORY = {"name_es": "Pista rota", "name_en": "Broken court", "words_es": "pista\n  cancha \n\n", "days": "4",
            "late_factor": "3", "remind_after": "5", "end_after": "10", "keep_months": "60",
            "keep_private_months": "60",
            "icon": "tree", "order": "40", "active": "on"}  # fmt: skip


def test_a_department_is_founded_with_its_handle(admin):
    assert admin.post("/town/departments/new/", DEPARTMENT).status_code == 302
    row = Department.objects.get(handle__word="deportes")
    assert (row.name, row.icon) == ({"es": "Deportes", "en": "Sports"}, "people")
    assert b"Sports" in admin.get("/d/deportes/?lang=en").content


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"word": "alumbrado"}, "is taken, or was once"),
        ({"word": "Ñandú!"}, "Small letters, digits"),
        ({"name_es": ""}, "Something is missing"),
        ({"phone": "12"}, "too long or too short"),
        ({"icon": "rocket"}, "Something is missing"),
    ],
)
def test_a_department_that_makes_no_sense_is_not_founded(admin, wrong, sentence):
    response = admin.post("/town/departments/new/?lang=en", DEPARTMENT | wrong)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_handle_is_never_used_again(admin):
    Handle.objects.create(word="turismo", retired=True)
    assert admin.post("/town/departments/new/", DEPARTMENT | {"word": "turismo"}).status_code == 422


def test_a_department_keeps_its_handle_whatever_is_sent(admin):
    admin.post("/town/departments/d/alumbrado/", DEPARTMENT | {"name_es": "Luz"})
    assert Department.objects.get(handle__word="alumbrado").name["es"] == "Luz"
    assert not Handle.objects.filter(word="deportes").exists()


def test_a_department_closes_after_a_second_yes_and_opens_again(admin, signed_in, town):
    town.hears("Alejandra", "La farola de calle Real no luce")
    page = admin.get("/town/departments/d/alumbrado/close/?lang=en").content.decode()
    assert "1 open case stays with it" in page
    assert "says yes first" in page
    admin.post("/town/departments/d/alumbrado/close/")
    admin.post("/town/departments/d/alumbrado/close/")
    assert admin.get("/d/alumbrado/").status_code == 200, "nobody closes it alone"
    asked = Countersign.objects.get()
    signed_in("Rosario").post(f"/second/{asked.pk}/", {"say": "yes"})
    assert "Yes, close it" in admin.get("/town/departments/d/alumbrado/close/?lang=en").content.decode()
    admin.post("/town/departments/d/alumbrado/close/")
    assert admin.get("/d/alumbrado/").status_code == 404
    admin.post("/town/departments/d/alumbrado/close/")
    assert admin.get("/d/alumbrado/").status_code == 200


def test_a_kind_of_case_is_known_by_its_words(admin):
    assert admin.post("/town/categories/new/", CATEGORY).status_code == 302
    row = Category.objects.get(slug="pista-rota")
    assert row.words == {"es": ["pista", "cancha"]}
    assert [one.slug for one in suggestions("La cancha tiene un agujero")][:1] == ["pista-rota"]
    admin.post("/town/categories/new/", CATEGORY)
    assert Category.objects.filter(slug="pista-rota-2").exists()


def test_a_kind_of_case_changes_and_keeps_its_name_in_the_books(admin):
    admin.post("/town/categories/k/lamp/", CATEGORY | {"name_es": "Farola", "danger": "on", "active": ""})
    row = Category.objects.get(slug="lamp")
    assert (row.days, row.danger, row.active) == (4, True, False)


@pytest.mark.parametrize("wrong", [{"days": "0"}, {"days": "many"}, {"name_es": ""}, {"department": "99"}])
def test_a_kind_of_case_that_makes_no_sense_is_not_kept(admin, wrong):
    assert admin.post("/town/categories/new/", CATEGORY | wrong).status_code == 422


def test_streets_are_found_without_accents_added_changed_and_deleted(admin):
    admin.post("/town/streets/new/", {"name": "calle Ánimas", "lat": "37.2", "lon": "-3.6"})
    street = Street.objects.get(name="calle Ánimas")
    assert "Ánimas" in admin.get("/town/streets/?q=animas").content.decode()
    assert "calle Real" not in admin.get("/town/streets/?q=animas").content.decode()
    admin.post(f"/town/streets/{street.pk}/", {"name": "calle de las Ánimas", "lat": "", "lon": ""})
    assert Street.objects.get(pk=street.pk).folded == "calle de las animas"
    Place.objects.create(name="la fuente", street=street)
    assert "1 place or door" in admin.get(f"/town/streets/{street.pk}/delete/?lang=en").content.decode()
    admin.post(f"/town/streets/{street.pk}/delete/")
    assert not Street.objects.filter(pk=street.pk).exists()


def test_a_street_is_there_once(admin):
    response = admin.post("/town/streets/new/?lang=en", {"name": "calle Real"})
    assert response.status_code == 422
    assert "a street of this name already" in response.content.decode()


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_streets_come_from_a_spreadsheet_and_each_refused_line_says_why(admin, separator, encoding):
    lines = ["name;lat;lon", "calle Cañada;37.21;-3.61", ";1;2", "calle Mal;norte;2", "calle Fin;37.2;-3.6"]
    data = "\r\n".join(lines).replace(";", separator).encode(encoding)
    response = admin.post("/town/streets/file/?lang=en", {"file": SimpleUploadedFile("calles.csv", data)})
    page = response.content.decode()
    assert "2 lines were taken." in page
    assert "line 3: the name is empty" in page
    assert "line 4: norte is no degree" in page
    assert Street.objects.filter(name="calle Cañada", lat=37.21).exists()


@pytest.mark.parametrize("data", [b"", b"street,lat\ncalle Real,1\n", b"\x00\x01\x02"])
def test_a_file_without_names_is_refused(admin, data):
    assert admin.post("/town/streets/file/", {"file": SimpleUploadedFile("x.csv", data)}).status_code == 422


def test_holidays_are_added_and_deleted(admin):
    admin.post("/town/holidays/", {"day": "2027-06-24", "name": "San Juan"})
    row = Holiday.objects.get(day=date(2027, 6, 24))
    assert "San Juan" in admin.get("/town/holidays/").content.decode()
    again = admin.post("/town/holidays/?lang=en", {"day": "2027-06-24", "name": "San Juan"})
    assert again.status_code == 422
    assert "a holiday already" in again.content.decode()
    admin.post(f"/town/holidays/{row.pk}/delete/")
    assert not Holiday.objects.filter(pk=row.pk).exists()


def test_the_holidays_of_a_country_come_in_once(admin):
    admin.post("/town/holidays/fill/", {"year": "2026", "country": "ES"})
    admin.post("/town/holidays/fill/", {"year": "2026", "country": "ES"})
    assert Holiday.objects.filter(day__year=2026).count() == 10
    assert Holiday.objects.get(day=date(2026, 12, 8)).name == "Inmaculada"  # what was there stays
    assert Holiday.objects.get(day=date(2026, 4, 3)).name == "Viernes Santo"
    assert admin.post("/town/holidays/fill/", {"year": "1492", "country": "ES"}).status_code == 422


def test_easter_and_what_hangs_on_it():
    assert [feasts.easter(year) for year in (1961, 2000, 2026, 2038, 2076)] == [
        date(1961, 4, 2), date(2000, 4, 23), date(2026, 4, 5), date(2038, 4, 25), date(2076, 4, 19),
    ]  # fmt: skip
    france = dict(feasts.national(2026, country="FR"))
    assert france[date(2026, 5, 14)] == "Ascension"
    assert france[date(2026, 5, 25)] == "Lundi de Pentecôte"
    assert len(france) == 11
    assert feasts.national(2026, country="GB") == []
