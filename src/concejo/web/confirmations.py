# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that ask once more before something happens, and what they say."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.cases.models import Report
from concejo.core import clock
from concejo.desk import reading as desk
from concejo.people import links
from concejo.people.models import Address
from concejo.square import actions as square
from concejo.square.models import Conversation
from concejo.square.readings import Reading


def of_report(report: Report, act: str, *, back: str) -> dict[str, Any]:
    """What the button of a case link does."""
    token = links.make(links.Purpose.CASE, report.pk)
    url = reverse("web:mine-act", args=[report.case.number, token, act])
    asked = {
        "mended": (_("Is it mended?"), _("Yes, it is mended"), "copper", ""),
        "broken": (
            _("Is it still broken?"),
            _("Yes, still broken"),
            "clay",
            _("The case is open again, and whoever did it sees it at once."),
        ),
        "withdraw": (_("Do you no longer need it?"), _("Withdraw it"), "clay", _("The town stops working on it.")),
        "say": (_("Add something"), _("Send"), "", ""),
    }[act]
    return {
        "title": asked[0], "yes_label": asked[1], "tone": asked[2], "sentence": asked[3], "url": url, "no_url": back,
        "say": act == "say",
    }  # fmt: skip


def of_unfollow(token: str, topic: str = "") -> dict[str, Any]:
    """Hear no more?"""
    return {
        "sentence": _("It is about: %(topic)s") % {"topic": topic} if topic else "",
        "title": _("Hear no more of this?"),
        "yes_label": _("Yes, stop"),
        "url": reverse("web:unfollow", args=[token]),
        "no_url": reverse("web:home"),
    }


def of_follow(token: str, topic: str) -> dict[str, Any]:
    """Was it you?"""
    return {
        "title": _("Do you want to hear of: %(topic)s?") % {"topic": topic},
        "yes_label": _("Yes, write to me"),
        "url": reverse("web:follow-confirm", args=[token]),
        "no_url": reverse("web:home"),
    }


def asleep() -> dict[str, Any]:
    """A following that has not begun: nobody is written to before they said yes."""
    return {"since": clock.now(), "ended_at": clock.now()}


def version() -> str:
    """One such letter an hour at most for each address and topic."""
    return f"{clock.now():%Y%m%d%H}"


@transaction.atomic
def add_words(report: Report, text: str, *, language: str) -> None:
    """A neighbour adds something through the link of her case."""
    add_to(report.conversation or report.case.main, report.address, text, language=language)


def add_to(conversation: Conversation, address: Address, text: str, *, language: str) -> None:
    """A neighbour says something more in a conversation of hers."""
    words = square.Words(text=text, via="web", language=language, vouched=address.proof_holds)
    post = square.say(conversation, words, author=address)
    desk.read(Reading(post=post, text=text, address=address))
