# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done in the other town, as a process of its own: ``python other_town.py WISH JSON``; it answers with JSON."""

import json
import sys
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).parents[1]))
django.setup()

from cast import found_town  # noqa: E402 -- Django is set up first
from concejo.cases import actions as cases  # noqa: E402
from concejo.cases.models import Case, ExternalBody  # noqa: E402
from concejo.channels import clients, outside, work  # noqa: E402
from concejo.config import ready  # noqa: E402
from concejo.people import actions as people  # noqa: E402
from concejo.people.models import Person  # noqa: E402
from concejo.square import actions as square  # noqa: E402
from concejo.town.models import Town  # noqa: E402


def found(*, url: str, client: str) -> dict[str, Any]:
    ready.make_tables()
    cast = found_town()
    Town.objects.update(name="Vega Baja", public_url=url, handle_domain="peer.test", mail_domain="peer.test")
    _client, key = clients.give_key(client, by=cast["Sofía"])
    return {"key": key}


def body(*, name: str, url: str, key: str) -> dict[str, Any]:
    """A neighbouring town that is reported to."""
    told = {"url": url, "how": "xml", "services": {"*": "pothole"}}
    row = ExternalBody.objects.create(name=name, open311=told, address=people.meet("open311:to/olivar", name=name))
    outside.keep_key(row, key)
    return {"body": row.pk}


def look() -> list[dict[str, Any]]:
    """Every case, with what was said in it."""
    return [
        {"number": case.number, "state": case.state, "words": [post.words for post in case.main.posts.all()],
         "photos": sum(post.media.count() for post in case.main.posts.all())}
        for case in Case.objects.order_by("pk")
    ]  # fmt: skip


def done(*, number: str, words: str) -> None:
    """Miguel mends it there."""
    case, miguel = Case.objects.get(number=number), Person.objects.get(handle__word="miguel")
    post = square.say(case.main, square.Words(text=words, via="web", language="es"), speaker=miguel)
    cases.done(case, by=miguel, post=post)


def forward(*, words: str, body: int) -> dict[str, Any]:
    """A neighbour there tells of something that is for the other town to do."""
    from cast import Cast  # noqa: PLC0415 -- it needs the tables

    Cast().hears("Tomás", words, category="pothole")
    case = Case.objects.order_by("-pk").first()
    assert case is not None
    cases.forward(case, to=ExternalBody.objects.get(pk=body), by=Person.objects.get(handle__word="rosario"))
    return {"number": case.number}


def follow() -> dict[str, Any]:
    """The worker's rounds there, with a look at bodies outside."""
    ExternalBody.objects.update(asked_at=None)
    brought = outside.ask_all()
    return {"did": work.until_quiet(), "brought": brought}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))) + "\n")
