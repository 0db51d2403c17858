# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the neighbours do in the month: they write, telephone, come to the counter, answer, confirm, follow, join."""

from collections.abc import Callable
from datetime import timedelta

from concejo.cases import actions as cases
from concejo.channels import hear, intake, written
from concejo.channels.contract import Enclosure, Raw
from concejo.channels.models import Delivery
from concejo.config.olivar import letters
from concejo.config.olivar import pictures as drawn
from concejo.config.olivar.memory import Memory, address, photograph
from concejo.config.olivar.neighbours import NEIGHBOURS
from concejo.config.olivar.plays import Scene
from concejo.config.olivar.rounds import follow_up
from concejo.core import clock
from concejo.people import actions as people
from concejo.people import links
from concejo.people.models import Address
from concejo.square import actions as square
from concejo.square.models import Participant, Post
from concejo.town.models import Department, Street, Town
from concejo.web import confirmations

QUOTED = "Gracias por escribirnos.\nPuede contestar a este mensaje."
CONFIRMS_AFTER = 120
"""Seconds until a neighbour presses the button in the letter that asks "may everybody read it?"."""


def act(scene: Scene, memory: Memory) -> None:
    """Let it happen; the first of the options says which door it comes through."""
    door = next(iter(scene.event.options))
    _DOORS[door](scene, memory)


def _email(scene: Scene, memory: Memory) -> None:
    told = scene.event.options
    town = Town.objects.current()
    to = f"{told.get('to', 'avisos')}@{town.mail_domain}"
    _post(scene, memory, to=to, subject=told.get("subject", "Aviso"))


def _reply(scene: Scene, memory: Memory) -> None:
    """An answer to the last letter that reached this neighbour: quoted, threaded, to the address with the token."""
    town, sender = Town.objects.current(), address(scene.event.who)
    seat = Participant.objects.filter(address=sender, conversation=memory.talks[scene.play]).first()
    if seat is None:
        seat = Participant.objects.filter(address=sender, conversation__reports__case=memory.case(scene.play)).latest(
            "pk"
        )
    sent = (
        Delivery.objects.filter(address=sender, outcome="sent")
        .exclude(external_id="")
        .order_by("-sent_at", "-id")
        .first()
    )
    answers = letters.Answered(external_id=sent.external_id, text=QUOTED) if sent else None
    to = f"r+{links.make(links.Purpose.REPLY, seat.pk)}@{town.mail_domain}"
    subject = "Respuesta automática" if "auto" in scene.event.options else f"Re: {town.name}"
    _post(scene, memory, to=to, subject=subject, answers=answers)


def _post(scene: Scene, memory: Memory, *, to: str, subject: str, answers: letters.Answered | None = None) -> None:
    who, told = scene.event.who, scene.event.options
    sender = address(who)
    memory.letters += 1
    letter = letters.Letter(
        sender=sender.path, name=who, to=to, subject=subject, text=scene.words, at=scene.at,
        key=f"{scene.play}.{memory.letters}", answers=answers, enclosures=_enclosed(scene), automatic="auto" in told,
    )  # fmt: skip
    post = _heard(letters.sent(letter), scene, memory)
    if post and post.held_for == "confirm" and "unconfirmed" not in told:
        _confirm(post, sender)


def _confirm(post: Post, sender: Address) -> None:
    """The button of the first letter: it proves the address and lets the town read, from now on at once."""
    moment = clock.now()
    with clock.at(moment + _seconds(CONFIRMS_AFTER)):
        follow_up()
        people.prove(sender)
        people.choose_public(sender)
        square.publish(Post.objects.get(pk=post.pk), by=sender.ref)


def _enclosed(scene: Scene) -> list[Enclosure]:
    told = scene.event.options
    found = [letters.pdf(told["pdf"])] if "pdf" in told else []
    if "photo" in told:
        found.append(Enclosure(name="IMG_2041.jpg", content_type="image/jpeg", data=drawn.draw(told["photo"])))
    return found


def _form(scene: Scene, memory: Memory) -> None:
    """The web form, or what the clerk types while somebody tells it at the counter or on the telephone."""
    who, told = scene.event.who, scene.event.options
    sender = address(who)
    via = next(iter(told))
    hints = {"visibility": "private" if "private" in told else "public", "via": via, "name": NEIGHBOURS[who].name}
    hints |= {key: told[key] for key in ("place", "category") if key in told}
    if "join" in told:
        hints["join"] = memory.case(told["join"]).number
    media = [photograph(told["photo"], shown=False).name] if "photo" in told else []
    urn = f"slip:{links.code_path(told['code'])}" if "code" in told else sender.urn
    raw = written.write(
        "counter" if via in {"counter", "phone"} else "web", sender=urn, text=scene.words,
        hints={key: value for key, value in hints.items() if value}, media=media, language=sender.language, at=scene.at,
    )  # fmt: skip
    _heard(raw, scene, memory)
    if urn.startswith("tel:"):
        _told_on_the_line(sender)


def _told_on_the_line(sender: Address) -> None:
    """Whoever stands at the counter or is on the line hears the number there and then: nobody need call back for it."""
    with clock.at(clock.now() + _seconds(40)):
        follow_up()
        Delivery.objects.to_telephone().filter(address=sender, cause="received").update(called_at=clock.now())


def _heard(raw: Raw, scene: Scene, memory: Memory) -> Post | None:
    letter = intake.store(raw, dedupe=f"{scene.play}:{scene.at:%Y%m%d%H%M}"[:64])
    posts = hear.hear(letter).posts
    if letter.work != letter.State.DONE:
        raise RuntimeError(f"nobody understood the letter of {scene.play}: {letter.error}")
    for post in posts:
        memory.remember(scene.play, post)
    return posts[0] if posts else None


def _link(scene: Scene, memory: Memory) -> None:
    """The case link of her letter, and the button behind it."""
    case, sender = memory.case(scene.play), address(scene.event.who)
    report = case.reports.get(address=sender)
    button = scene.event.options["link"]
    if button == "mended":
        cases.mended(case, by=sender)
    elif button == "broken":
        cases.still_broken(case, by=sender)
    elif button == "withdraw":
        cases.withdraw(case, by=sender)
    if scene.words:
        confirmations.add_words(report, scene.words, language=sender.language)


def _follow(scene: Scene, memory: Memory) -> None:
    """The form "hear of it by e-mail", and the button in the letter that asks whether it was you."""
    sender = address(scene.event.who)
    people.prove(sender)
    square.follow(sender, _topic(scene.event.options["follow"]))


def _seconds(number: int) -> timedelta:
    return timedelta(seconds=number)


def _unfollow(scene: Scene, memory: Memory) -> None:
    """The link at the foot of every letter: no more of this."""
    sender = address(scene.event.who)
    square.unfollow(sender.follows.get(topic=_topic(scene.event.options["unfollow"])))


def _topic(told: str) -> str:
    """``street:calle Real`` and ``department:aguas`` as the town names them."""
    kind, _, word = told.partition(":")
    if kind == "street":
        return f"street:{Street.objects.get(name=word).pk}"
    if kind == "department":
        return f"department:{Department.objects.get(handle__word=word).pk}"
    return told


_DOORS: dict[str, Callable[[Scene, Memory], None]] = {
    "email": _email,
    "reply": _reply,
    "web": _form,
    "counter": _form,
    "phone": _form,
    "link": _link,
    "follow": _follow,
    "unfollow": _unfollow,
}
