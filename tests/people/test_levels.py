# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what through which channel: the whole table by hand, and doors that ask it."""

from datetime import timedelta

import pytest

from cast import Cast
from cast import address as address_of
from concejo.cases import levels as of_cases
from concejo.cases.models import Case, State
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.desk import reading as desk
from concejo.people import levels, links
from concejo.people import levels as of_people
from concejo.people.levels import Channel, Level
from concejo.people.models import Address, Person
from concejo.square import levels as of_square
from concejo.square.models import Conversation, Follow
from concejo.square.readings import Reading

#   web       email     counter   phone     slip      sms       telegram  fediverse open311
BY_HAND = {
    "cases.report": "anybody   anybody   anybody   anybody   -         anybody   anybody   anybody   anybody",
    "cases.join": "anybody   -         anybody   anybody   -         -         -         -         -",
    "cases.say_mended": "party     party     party     party     party     party     party     party     party",
    "cases.reopen": "party     party     party     party     party     party     party     party     party",
    "cases.withdraw": "party     -         party     party     party     -         -         -         -",
    "cases.answer": "party     -         -         -         party     -         -         -         -",
    "cases.find_again": "party     -         -         -         party     -         -         -         -",
    "cases.hand_over": "staff     staff     -         -         -         -         -         -         -",
    "cases.close": "staff     staff     -         -         -         -         -         -         -",
    "square.comment": "anybody   anybody   anybody   anybody   anybody   anybody   anybody   anybody   anybody",
    "square.publish_at_once": "anybody   proved    anybody   anybody   -         proved    proved    anybody   anybody",
    "square.make_public": "party     -         -         -         -         -         -         -         -",
    "square.ask_to_follow": "anybody   -         -         -         -         -         -         -         -",
    "square.follow": "party     -         -         -         -         -         -         -         -",
    "square.unfollow": "party     party     -         -         -         -         -         -         -",
    "square.search_inside": "staff     -         -         -         -         -         -         -         -",
    "square.read_private": "fresh     alone     alone     alone     -         -         -         -         -",
    "square.react": "-         -         -         -         -         -         -         anybody   -",
    "square.complain": "-         -         -         -         -         -         -         anybody   -",
    "square.announce": "staff     -         -         -         -         -         -         -         -",
    "people.erase_own": "fresh     -         -         -         -         -         -         -         -",
    "square.cover_photo": "party     -         -         -         party     -         -         -         -",
    "people.ask_own": "-         anybody   -         -         -         -         -         -         -",
    "people.see_own": "fresh     -         -         -         fresh     -         -         -         -",
    "people.leave_out": "fresh     -         staff     -         fresh     -         -         -         -",
    "people.show_name": "fresh     -         staff     -         fresh     -         -         -         -",
    "people.link": "fresh     fresh     staff     staff     fresh     -         -         -         -",
    "people.unlink": "fresh     -         staff     -         fresh     -         -         -         -",
    "people.take_over": "-         -         staff     -         fresh     -         -         -         -",
    "people.enter_account": "fresh     -         -         -         fresh     -         -         -         -",
    "people.see_account": "account   -         -         -         -         -         -         -         -",
    "people.recover": "-         -         staff     -         -         -         -         -         -",
    "square.alert": "staff     -         -         -         -         -         -         -         -",
    "people.second_yes": "staff     -         -         -         -         -         -         -         -",
    "people.verify": "-         -         staff     -         -         -         -         -         -",
    "people.revoke": "-         -         staff     -         -         -         -         -         -",
    "people.part": "-         -         staff     -         -         -         -         -         -",
    "people.load_roll": "staff     -         -         -         -         -         -         -         -",
}


def test_every_act_of_every_room_has_a_row_and_every_row_an_act():
    declared = [*of_people.ACTS, *of_square.ACTS, *of_cases.ACTS]
    assert len(declared) == len(set(declared))
    assert set(declared) == set(levels.TABLE)


def test_the_whole_table_is_what_was_written_by_hand():
    said = {act: " ".join(levels.TABLE[act].get(channel, "-") for channel in Channel) for act in sorted(levels.TABLE)}
    assert said == {act: " ".join(BY_HAND[act].split()) for act in sorted(BY_HAND)}


def test_the_answer_follows_the_table_for_every_act_channel_and_level():
    for act, row in BY_HAND.items():
        for channel, needed in zip(Channel, row.split(), strict=True):
            for level in Level:
                assert levels.may(act, via=channel, holds=frozenset({level})) == (needed == level), (act, channel)


def test_an_act_without_a_row_fails_loudly_and_an_unknown_channel_may_nothing():
    with pytest.raises(KeyError):
        levels.may("cases.burn", via="web", holds=frozenset(Level))
    assert not levels.may("cases.report", via="smoke", holds=frozenset(Level))


def test_what_an_address_holds():
    person = Person(resident_until=clock.now().date() + timedelta(days=9))
    mine = Address(proved_at=clock.now(), person=person)
    plain = {Level.ANYBODY}
    assert levels.of(None) == plain
    assert levels.of(Address()) == plain
    assert levels.of(mine) == plain | {Level.PROVED, Level.RESIDENT}
    assert levels.of(mine, vouched=False) == plain
    assert levels.of(mine, party=True, fresh=True) == plain | {
        Level.PROVED, Level.RESIDENT, Level.PARTY, Level.ALONE, Level.FRESH,
    }  # fmt: skip
    mine.shared = True
    assert levels.of(mine, party=True, fresh=True) == plain | {Level.PARTY}


def test_a_proof_lasts_a_year_and_ends_with_a_bounce():
    person = Person(resident_until=clock.now().date() + timedelta(days=900))
    mine = Address(proved_at=clock.now(), person=person)
    with clock.at(clock.now() + timedelta(days=366)):
        assert Level.RESIDENT not in levels.of(mine)
        assert Level.PROVED in levels.of(mine)
    mine.bounced_at = clock.now()
    assert Level.RESIDENT not in levels.of(mine)
    person.resident_until = clock.now().date() - timedelta(days=1)
    mine.bounced_at = None
    assert Level.RESIDENT not in levels.of(mine)


def test_staff_are_those_who_hold_a_role(town: Cast):
    assert levels.of_staff(town["Miguel"]) == {Level.ANYBODY, Level.ACCOUNT, Level.STAFF}
    assert levels.of_staff(Person.objects.create()) == {Level.ANYBODY, Level.ACCOUNT}
    assert levels.of_staff(None) == {Level.ANYBODY}


@pytest.fixture
def without(monkeypatch):
    """The door of an act is closed: its row names no channel."""

    def close(act: str) -> None:
        monkeypatch.setattr(levels, "TABLE", {**levels.TABLE, act: {}})

    return close


@pytest.fixture
def lamp(town: Cast) -> Case:
    """Done, and Alejandra is asked."""
    town.hears("Alejandra", "La farola de la calle Real está apagada.")
    case = Case.objects.get()
    town.says("Pilar", "@miguel, ¿puedes ir?", to=case)
    town.says("Miguel", "Hecho.", to=case)
    case.refresh_from_db()
    assert case.state == State.DONE
    return case


@pytest.mark.parametrize(
    ("act", "word"), [("cases.say_mended", "mended"), ("cases.reopen", "broken"), ("square.comment", "say")]
)
def test_the_link_of_a_case_asks(act, word, lamp, client, without):
    token = links.make(links.Purpose.CASE, lamp.reports.get().pk)
    address = f"/c/{lamp.number}/{token}/{word}/"
    origin = {"HTTP_ORIGIN": "http://testserver"}
    without(act)
    assert client.post(address, {"text": "Hola"}, **origin).status_code == 404
    lamp.refresh_from_db()
    assert lamp.state == State.DONE


@pytest.mark.parametrize(("act", "words"), [("cases.say_mended", "Sí, ya luce"), ("cases.reopen", "Sigue rota")])
def test_the_desk_asks_for_words_that_come_by_a_channel(act, words, lamp, town, without):
    without(act)
    post = town.hears("Alejandra", words)
    reading = Reading(post=post, text=words, address=address_of("Alejandra"), known={"case": lamp})
    assert not {"says_mended", "mended", "still_broken"} & set(desk.meanings(reading))


def test_reporting_closing_and_publishing_ask(town, without):
    without("cases.report")
    town.hears("Alejandra", "La farola de la calle Real está apagada.")
    assert not Case.objects.exists()
    without("square.publish_at_once")
    post = town.hears("Tomás", "Hay un bache en la calle Real.")
    assert post.held_for == "confirm"


def test_an_employee_closes_and_hands_over_by_a_door_that_is_open(town, without):
    town.hears("Alejandra", "La farola de la calle Real está apagada.")
    case = Case.objects.get()
    without("cases.hand_over")
    town.says("Pilar", "@miguel, ¿puedes ir?", to=case)
    case.refresh_from_db()
    assert case.in_charge is None


def test_following_asks(client, town, without):
    without("square.ask_to_follow")
    client.post("/follow/", {"email": "x@vecinos.example", "topic": "square"}, HTTP_ORIGIN="http://testserver")
    assert not Follow.objects.exists()


def test_nothing_private_is_read_out_on_a_telephone_that_a_household_shares(town, client):
    post = town.hears("Carmen", "Necesito ayuda con un recibo.", via="phone", visibility="private")
    phone = address_of("Carmen")
    town.says("Pilar", "El recibo ya está pagado.", to=post)
    client.force_login(town["Pilar"].account)
    page = f"/calls/{phone.pk}/"
    assert "ya está pagado" in client.get(page).content.decode()
    phone.shared = True
    phone.save()
    heard = client.get(page, headers={"accept-language": "en"}).content.decode()
    assert "ya está pagado" not in heard
    assert "Others use this telephone too" in heard
    assert Delivery.objects.filter(address=phone, cause="post").exists()
    assert Conversation.objects.get(pk=post.conversation_id).is_public is False
