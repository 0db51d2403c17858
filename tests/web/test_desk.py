# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: what waits comes up by deadline, is sorted, answered, handed over in one, and the next letter follows."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast, address, photo
from concejo.cases import actions as cases
from concejo.cases.models import Case, State
from concejo.channels.models import Letter
from concejo.desk import queries as desk
from concejo.people.models import Address, Look
from concejo.square import actions as square
from concejo.square.models import Conversation, Media, Post
from concejo.square.pictures import keep, prepare, public_path
from concejo.town.models import Department

Enter = Callable[[str], Client]
LAMP = "La farola de la calle Real, 3, está apagada."


def slip(case: Case | None = None, **told: str) -> dict[str, str]:
    """The form as the page shows it."""
    first = {"text": "", "kind": "", "place": "", "to": "", "due": "", "readers": "public", "do": "answer"}
    if case:
        first |= {"kind": case.category.slug if case.category else "", "place": case.place}
    return first | told


def test_what_waits_comes_up_and_the_next_letter_follows(town: Cast, signed_in: Enter) -> None:
    lamp = town.hears("Alejandra", LAMP)
    pool = town.hears("Tomás", "¿Cuándo abre la piscina?", visibility="private")
    pilar = signed_in("Pilar")
    page = pilar.get("/desk/").content.decode()
    assert "2 wait for an answer" in page
    assert LAMP.rstrip(".") in page
    case = Case.objects.get(conversation=lamp.conversation)
    answer = pilar.post(f"/desk/{lamp.conversation_id}/", slip(case, text="Gracias.", to=f"person:{town['Miguel'].pk}"))
    assert answer.status_code == 302
    assert answer.url.startswith(f"/desk/{pool.conversation_id}/?said=")
    case.refresh_from_db()
    assert (case.state, case.in_charge) == (State.ASSIGNED, town["Miguel"])
    assert "1 waits for an answer" in pilar.get("/desk/", follow=True).content.decode()


def test_a_private_letter_keeps_its_words_out_of_the_queue(town: Cast, signed_in: Enter) -> None:
    town.hears("Alejandra", LAMP)
    post = town.hears("Tomás", "Mi recibo del agua llega dos veces.", visibility="private")
    pilar = signed_in("Pilar")
    assert "dos veces" not in pilar.get("/desk/").content.decode()
    assert not Look.objects.exists()
    assert "dos veces" in pilar.get(f"/desk/{post.conversation_id}/").content.decode()
    assert Look.objects.get().by == town["Pilar"]


def test_a_private_matter_leaves_the_desk_with_the_case(town: Cast, signed_in: Enter) -> None:
    post = town.hears("Tomás", "Mi recibo del agua llega dos veces.", visibility="private")
    pilar = signed_in("Pilar")
    case = Case.objects.get()
    told = slip(case, to=f"department:{cases_department(town, 'aguas')}", do="slip")
    del told["readers"]
    pilar.post(f"/desk/{post.conversation_id}/", told)
    case.refresh_from_db()
    assert case.department.handle.word == "aguas"
    assert pilar.get(f"/desk/{post.conversation_id}/").status_code == 404


def cases_department(town: Cast, word: str) -> int:
    return Department.objects.get(handle__word=word).pk


def test_a_question_becomes_a_case_or_needs_no_answer(town: Cast, signed_in: Enter) -> None:
    raw = square.open_conversation("public")
    post = square.say(raw, square.Words(text="¿Quién era el de la foto?", via="email"), author=met("x@y.example"))
    pilar = signed_in("Pilar")
    assert "no case yet" in pilar.get(f"/desk/{raw.pk}/").content.decode()
    pilar.post(f"/desk/{raw.pk}/", slip(kind="lamp", place="calle Real", do="slip"))
    case = Case.objects.get()
    assert (case.category.slug, case.street.name, case.main) == ("lamp", "calle Real", post.conversation)
    other = square.open_conversation("public")
    square.say(other, square.Words(text="Gracias por todo.", via="email"), author=met("x@y.example"))
    pilar.post(f"/desk/{other.pk}/settle/")
    assert Conversation.objects.get(pk=other.pk).waits_since is None


def met(path: str) -> Address:
    return Address.objects.get_or_create(scheme="mailto", path=path)[0]


def test_the_slip_puts_kind_place_and_deadline_right(town: Cast, signed_in: Enter) -> None:
    post = town.hears("Alejandra", LAMP)
    case = Case.objects.get()
    signed_in("Pilar").post(
        f"/desk/{post.conversation_id}/",
        slip(case, kind="pavement", place="calle Alfareros, 2", due="2030-01-15", do="slip"),
    )
    case.refresh_from_db()
    assert (case.category.slug, case.street.name) == ("pavement", "calle Alfareros")
    assert case.due_at.astimezone().date().isoformat() in {"2030-01-15", "2030-01-16"}


def test_personal_data_is_hidden_and_the_rest_published(town: Cast, signed_in: Enter) -> None:
    post = town.hears("Alejandra", f"{LAMP} Llámenme al 958 00 07 31.")
    square.hold(post, by="town", held_for="look")
    pilar = signed_in("Pilar")
    page = pilar.get(f"/desk/{post.conversation_id}/").content.decode()
    assert "There is a telephone number in the text" in page
    assert "958 00 07 31" not in page
    pilar.post(f"/desk/{post.conversation_id}/guard/?post={post.pk}", {"answer": "hide"})
    post.refresh_from_db()
    assert post.state == Post.State.PUBLISHED
    assert "958" not in post.text
    assert "There is a telephone" not in pilar.get(f"/desk/{post.conversation_id}/").content.decode()


def test_what_is_published_without_hiding_asks_for_a_reason(town: Cast, signed_in: Enter) -> None:
    post = town.hears("Alejandra", f"{LAMP} Llámenme al 958 00 07 31.")
    pilar = signed_in("Pilar")
    assert pilar.post(f"/desk/post/{post.pk}/anyway/", {"reason": ""}).status_code == 422
    pilar.post(f"/desk/post/{post.pk}/anyway/", {"reason": "It is the number of her shop."})
    post.refresh_from_db()
    assert "958 00 07 31" in post.text
    assert post.facts["uncovered_because"] == "It is the number of her shop."


def test_kept_private_nothing_of_it_stays_in_the_open(town: Cast, signed_in: Enter, client: Client) -> None:
    post = town.hears("Alejandra", LAMP, media=[keep(prepare(photo()))])
    case, public = Case.objects.get(), post.conversation_id
    square.look_at_photos(post, by="town")
    town.does_what_follows()
    picture = public_path(post.media.get().name, 800)
    assert picture.exists()
    signed_in("Pilar").post(f"/desk/{public}/private/")
    town.does_what_follows()
    case.refresh_from_db()
    post.refresh_from_db()
    assert case.is_private
    assert (post.text, post.words, post.conversation) == ("", LAMP, case.private_conversation)
    assert client.get(f"/c/{case.number}/").status_code == 404
    assert client.get(f"/t/{public}/", follow=True).status_code == 404
    assert LAMP not in client.get("/search/?q=farola").content.decode()
    assert not picture.exists()
    assert case.main.participants.get().address == address("Alejandra")


def test_junk_is_put_away_and_its_sender_blocked(town: Cast, signed_in: Enter, client: Client) -> None:
    post = town.hears("Tomás", "Farola barata, compre ahora en calle Real.")
    pilar = signed_in("Pilar")
    assert "Is it junk?" in pilar.get(f"/desk/{post.conversation_id}/junk/").content.decode()
    assert address("Tomás").blocked_at is None
    pilar.post(f"/desk/{post.conversation_id}/junk/")
    assert address("Tomás").blocked_at is not None
    assert Letter.objects.get().fate == Letter.Fate.JUNK
    assert "compre ahora" not in client.get("/").content.decode()
    assert Case.objects.get().state == State.WITHDRAWN


def test_two_reports_of_one_thing_are_joined_and_parted(town: Cast, signed_in: Enter) -> None:
    first = town.hears("Alejandra", LAMP)
    second = town.hears("Tomás", "La farola de la calle Real, 3, no luce.")
    old, new = (Case.objects.get(conversation=one.conversation) for one in (first, second))
    pilar = signed_in("Pilar")
    page = pilar.get(f"/desk/{second.conversation_id}/").content.decode()
    assert "The same?" in page
    assert old.number in page
    pilar.post(f"/desk/{second.conversation_id}/join/", {"number": old.number})
    new.refresh_from_db()
    assert (new.state, new.joined_to) == (State.JOINED, old)
    assert old.reports.count() == 2
    pilar.post(f"/desk/{second.conversation_id}/part/")
    new.refresh_from_db()
    assert new.joined_to is None


def test_one_letter_becomes_three_cases(town: Cast, signed_in: Enter) -> None:
    post = town.hears("Alejandra", "La farola de la calle Real no luce, hay basura y falta un árbol.")
    told = {
        "first": "La farola de la calle Real no luce.",
        "second": "Hay basura en la calle Real.",
        "third": "Falta un árbol en la plaza Mayor.",
    }
    signed_in("Pilar").post(f"/desk/{post.conversation_id}/split/", told)
    assert Case.objects.count() == 3
    assert all(one.reports.get().address == address("Alejandra") for one in Case.objects.all())


def test_a_message_moves_to_the_case_it_speaks_of(town: Cast, signed_in: Enter) -> None:
    first = town.hears("Alejandra", LAMP)
    second = town.hears("Tomás", "En la calle Alfareros hay basura.")
    case = Case.objects.get(conversation=first.conversation)
    signed_in("Pilar").post(f"/desk/post/{second.pk}/move/", {"number": case.number})
    second.refresh_from_db()
    assert second.conversation == case.main


def test_photos_are_looked_at_before_everybody_sees_them(town: Cast, signed_in: Enter, settings) -> None:
    settings.PHOTOS_WAIT = True
    post = town.hears("Alejandra", LAMP, media=[keep(prepare(photo()))])
    media = Media.objects.get(post=post)
    assert not media.is_public
    signed_in("Pilar").post(f"/desk/post/{post.pk}/photos/")
    town.does_what_follows()
    media.refresh_from_db()
    assert media.is_public


def test_a_moderator_hides_with_a_reason_and_brings_back(town: Cast, signed_in: Enter, client: Client) -> None:
    post = town.hears("Alejandra", LAMP)
    case = Case.objects.get()
    andres = signed_in("Andrés")
    assert andres.post(f"/desk/post/{post.pk}/hide/", {"reason": ""}).status_code == 422
    andres.post(f"/desk/post/{post.pk}/hide/", {"why": "personal", "reason": "It names a neighbour."})
    page = client.get(f"/c/{case.number}/").content.decode()
    assert "It names a neighbour." in page
    andres.post(f"/desk/post/{post.pk}/restore/")
    post.refresh_from_db()
    assert post.state == Post.State.PUBLISHED


def test_the_administrator_at_the_desk_gives_a_reason_for_private_letters(town: Cast, signed_in: Enter) -> None:
    post = town.hears("Tomás", "Mi recibo del agua llega dos veces.", visibility="private")
    page = signed_in("Sofía").get(f"/desk/{post.conversation_id}/").content.decode()
    assert "dos veces" not in page
    assert "private matter" in page


def test_a_case_in_hands_leaves_the_desk_and_comes_back_with_a_photo(town: Cast, settings) -> None:
    settings.PHOTOS_WAIT = True
    post = town.hears("Alejandra", LAMP)
    case = Case.objects.get()
    cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    assert desk.waiting(town["Pilar"]) == []
    square.say(
        post.conversation,
        square.Words(text="Mire.", via="web", media=[keep(prepare(photo()))]),
        author=address("Alejandra"),
    )
    assert [one.why for one in desk.waiting(town["Pilar"])] == [desk.Why.PHOTO]


def test_the_desk_asks_as_often_for_forty_letters_as_for_five(town: Cast, signed_in: Enter) -> None:
    pilar, asked = signed_in("Pilar"), []
    first = town.hears("Alejandra", LAMP)
    pilar.get(f"/desk/{first.conversation_id}/")
    for many in (4, 35):
        for number in range(many):
            conversation = square.open_conversation("public")
            words = square.Words(text=f"Pregunta {many} {number}", via="email")
            square.say(conversation, words, author=address("Alejandra"))
        with CaptureQueriesContext(connection) as found:
            pilar.get(f"/desk/{first.conversation_id}/")
        asked.append(len(found))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("act", ["settle", "private", "part", "guard"])
def test_a_link_never_acts(town: Cast, signed_in: Enter, act: str) -> None:
    post = town.hears("Alejandra", LAMP)
    assert signed_in("Pilar").get(f"/desk/{post.conversation_id}/{act}/").status_code == 404
