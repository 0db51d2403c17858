# SPDX-License-Identifier: AGPL-3.0-or-later
"""Carmen is verified at the counter and looks after her addresses at home; Alejandra keeps two addresses together."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast
from cast import address as address_of
from concejo.cases.models import Case, State
from concejo.cases.rules import may_neighbour
from concejo.channels import compose, hear, intake
from concejo.channels.contract import Raw
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.people import actions, identity, links, queries, roll
from concejo.people.models import Address, Look, Merge, Person, Proof, Residency
from concejo.people.queries import today

CARMEN = "23456789D"
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def desk(town: Cast) -> Client:
    """Pilar's browser, and a roll with Carmen and Alejandra on it."""
    raw = f"DNI;Fecha de nacimiento;Distrito\n{CARMEN};02/03/1945;Centro\n12345678Z;01/01/1980;Vega"
    actions.replace_roll(roll.read(raw.encode(), region="ES", today=today()), by=None)
    client = Client(headers={"accept-language": "en"})
    client.force_login(town["Pilar"].account)
    return client


def written_down(desk: Client, **told: str) -> Person:
    before = set(Person.objects.values_list("pk", flat=True))
    answer = desk.post("/counter/people/new/", {"name": "Carmen Vílchez", **told})
    assert answer.status_code == 302, answer.content.decode()
    return Person.objects.exclude(pk__in=before).get()


def verified(desk: Client, who: Person, number: str = CARMEN) -> str:
    told = {"number": number, "seen": "on"}
    return desk.post(f"/counter/people/{who.pk}/verify/", told, follow=True).content.decode()


def code_sent(to: str) -> str:
    """The six digits in the last letter that left for an address."""
    row = Delivery.objects.filter(cause="code", address__path=to).latest("made_at", "pk")
    return re.search(r"^(\d{6})$", compose.compose(row).text, re.MULTILINE)[1]


def entered(client: Client, town: Cast, email: str) -> str:
    """Her own page, opened with the code that came."""
    answer = client.post("/my/", {"email": email}, **HERE)
    town.does_what_follows()
    opened = client.post(answer["Location"], {"code": code_sent(email)}, **HERE)
    assert opened.status_code == 302
    return opened["Location"]


def test_carmen_is_verified_at_the_counter_and_nothing_of_her_document_stays(town, desk):
    asked = desk.post("/counter/people/", {"who": "carmen vilchez", "why": "counter"})
    assert "0 people were found" in asked.content.decode()
    carmen = written_down(desk, phone="958 00 07 31")
    found = desk.post("/counter/people/", {"who": "Vilchez", "why": "counter"}).content.decode()
    assert "Carmen Vílchez" in found
    page = verified(desk, carmen)
    assert "Resident, verified until" in page
    row = Residency.objects.get()
    assert (row.person, row.by, row.district, row.band) == (carmen, town["Pilar"], "Centro", "80-")
    assert row.until == today().replace(year=today().year + 2)
    kept = repr([list(model.objects.values()) for model in (Residency, LedgerLine, Person)])
    assert "23456789" not in kept
    assert not re.search(r"1945\D?0?3\D|3\D1945", kept), "the day of birth"
    assert Look.objects.filter(about=carmen.ref, by=town["Pilar"], reason="counter").exists()
    assert not LedgerLine.objects.filter(facts__icontains="Carmen").exists()


def test_a_document_must_be_seen_and_stand_on_the_roll(town, desk):
    carmen = written_down(desk)
    unseen = desk.post(f"/counter/people/{carmen.pk}/verify/", {"number": CARMEN})
    assert unseen.status_code == 422
    assert "Nobody on the roll" in verified(desk, carmen, "11111111H")
    assert "does not fit" in verified(desk, carmen, "11111111A")
    assert not Residency.objects.exists()


def test_one_document_verifies_one_person_and_two_entries_become_one_and_two_again(town, desk):
    first, second = written_down(desk), written_down(desk, phone="958 00 07 31")
    phone = Proof.objects.get(person=second)
    desk.post(f"/counter/people/{second.pk}/code/", {"proof": phone.pk, "called": "1"})
    verified(desk, first)
    assert "already" in verified(desk, second)
    desk.post(f"/counter/people/{second.pk}/merge/", {"other": first.pk})
    assert list(first.addresses.values_list("scheme", flat=True)) == ["tel"]
    assert queries.found("carmen") == [first]
    merged = Merge.objects.get()
    desk.post(f"/counter/people/{first.pk}/part/", {"merge": merged.pk})
    assert not first.addresses.exists()
    assert second.addresses.exists()
    desk.post(f"/counter/people/{second.pk}/merge/", {"other": first.pk})
    with clock.at(clock.now() + timedelta(days=31)), pytest.raises(actions.TooLate):
        actions.part(Merge.objects.latest("at"), by=town["Pilar"])


def test_it_expires_is_renewed_and_is_revoked_with_a_reason(town, desk):
    carmen = written_down(desk)
    verified(desk, carmen)
    later = clock.now() + timedelta(days=800)
    carmen.refresh_from_db()
    assert carmen.is_resident
    with clock.at(later):
        assert not carmen.is_resident
        actions.verify(carmen, identity.reader()(number=CARMEN), by=town["Pilar"])
        assert carmen.is_resident
    assert desk.post(f"/counter/people/{carmen.pk}/revoke/", {"reason": ""}).status_code == 422
    desk.post(f"/counter/people/{carmen.pk}/revoke/", {"reason": "Se ha mudado a Granada."})
    carmen.refresh_from_db()
    assert carmen.resident_until is None
    assert [row.ended for row in Residency.objects.order_by("at")] == ["renewed", "revoked"]
    assert Residency.objects.latest("at").reason == "Se ha mudado a Granada."


def test_carmen_takes_over_at_home_with_her_slip_what_the_counter_wrote_down(town, desk, client):
    carmen = written_down(desk)
    verified(desk, carmen)
    code = re.search(r"\d{5}-[0-9A-F]{6}", desk.post(f"/counter/people/{carmen.pk}/slip/").content.decode())[0]
    page = entered(client, town, "carmen@vecinos.example")
    taken = client.post(page, {"act": "take", "slip": code.lower()}, **HERE)
    assert taken.status_code == 200
    herself = Address.objects.get(path="carmen@vecinos.example").person
    assert herself.is_resident
    assert Merge.objects.get(gone=carmen).kept == herself
    assert not client.cookies


def test_a_code_alone_takes_over_nobody_who_was_verified(town, desk, client):
    carmen = written_down(desk, email="carmen@vecinos.example")
    town.does_what_follows()
    proof = Proof.objects.get(person=carmen)
    desk.post(f"/counter/people/{carmen.pk}/code/", {"proof": proof.pk, "code": code_sent("carmen@vecinos.example")})
    verified(desk, carmen)
    page = entered(client, town, "tomas@vecinos.example")
    client.post(page, {"act": "add", "contact": "carmen@vecinos.example"}, **HERE)
    town.does_what_follows()
    row = Proof.objects.filter(wish="link").latest("at")
    answer = client.post(page, {"act": "code", "proof": row.pk, "code": code_sent("carmen@vecinos.example")}, **HERE)
    assert answer.status_code == 422
    assert Address.objects.get(path="carmen@vecinos.example").person == carmen


def test_alejandra_keeps_two_addresses_together_and_either_says_that_it_is_mended(town, client):
    town.hears("Alejandra", "La farola de la calle Real está apagada.")
    page = entered(client, town, "alejandra@vecinos.example")
    client.post(page, {"act": "add", "contact": "ale@trabajo.example"}, **HERE)
    town.does_what_follows()
    wrong = client.post(page, {"act": "code", "proof": Proof.objects.latest("at").pk, "code": "000"}, **HERE)
    assert wrong.status_code == 422
    raw = (
        f"From: ale@trabajo.example\r\nTo: avisos@olivar.example\r\nSubject: Re: Su código\r\n"
        f"Message-ID: <1@trabajo.example>\r\n\r\n{code_sent('ale@trabajo.example')}\r\n"
    )
    letter = intake.store(Raw(kind="email", body=raw.encode(), received_at=clock.now()), dedupe="code")
    assert hear.hear(letter).posts == [], "an answer with nothing but the code is no message"
    alejandra = address_of("Alejandra").person
    both = {"alejandra@vecinos.example", "ale@trabajo.example"}
    assert set(alejandra.addresses.values_list("path", flat=True)) == both
    case = Case.objects.get()
    town.says("Pilar", "@miguel, ¿puedes ir?", to=case)
    post = town.says("Miguel", "Hecho.", to=case)
    assert post.conversation == case.main
    case.refresh_from_db()
    assert case.state == State.DONE
    other = Address.objects.get(path="ale@trabajo.example")
    assert may_neighbour("cases.say_mended", other, case, via="email")
    assert not may_neighbour("cases.say_mended", Address(scheme="mailto", path="x"), case, via="email")
    client.post(page, {"act": "unlink", "address": other.pk}, **HERE)
    other.refresh_from_db()
    assert other.person is None
    assert other.proved_at is None


def test_five_wrong_codes_close_the_door_and_a_page_closes_by_itself(town, client):
    answer = client.post("/my/", {"email": "alejandra@vecinos.example"}, **HERE)
    town.does_what_follows()
    right = code_sent("alejandra@vecinos.example")
    for _turn in range(5):
        assert client.post(answer["Location"], {"code": f"{(int(right) + 1) % 10**6:06d}"}, **HERE).status_code == 422
    assert client.post(answer["Location"], {"code": right}, **HERE).status_code == 422
    page = entered(client, town, "alejandra@vecinos.example")
    assert client.get(page).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert client.get(page).status_code == 404


def test_the_mark_stands_where_it_is_certain_who_spoke_and_a_name_only_if_she_wants_it(town, desk, client):
    town.hears("Alejandra", "La farola de la calle Real está apagada.")
    alejandra = actions.own_person(address_of("Alejandra"))
    actions.verify(alejandra, identity.reader()(number="12345678Z"), by=town["Pilar"])
    address = address_of("Alejandra")
    address.proved_at = clock.now()
    address.save()
    case = Case.objects.get()
    page = f"/c/{case.number}/"
    anonymous = Client(headers={"accept-language": "en"})
    assert "resident</span>" not in anonymous.get(page).content.decode(), "anybody could have typed her address"
    token = links.make(links.Purpose.CASE, case.reports.get().pk)
    client.post(f"/c/{case.number}/{token}/say/", {"text": "Sigue a oscuras."}, **HERE)
    shown = anonymous.get(page).content.decode()
    assert "resident</span>" in shown
    assert "Alejandra V." not in shown
    actions.show_name(alejandra, name="Alejandra V.", shown=True, by=alejandra.ref)
    assert "Alejandra V." in anonymous.get(page).content.decode()
    actions.revoke(Person.objects.get(pk=alejandra.pk), by=town["Pilar"], reason="Se ha mudado.")
    assert "resident</span>" not in anonymous.get(page).content.decode()
