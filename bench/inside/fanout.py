# SPDX-License-Identifier: AGPL-3.0-or-later
"""One post for so many servers, delivered by the worker's own hand; prints a line of JSON.

    python -m bench.inside.fanout PORTS.json

The file holds the ports of the inboxes; the town is empty. `seconds` and `cpu` are from the first claim until the last
of the good ones has answered and that is written down.
"""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from concejo.channels import work  # noqa: E402
from concejo.channels.fan import Fan  # noqa: E402
from concejo.channels.models import Delivery  # noqa: E402
from concejo.core import clock, outbox  # noqa: E402
from concejo.core.durable import fully  # noqa: E402
from concejo.fediverse import actors  # noqa: E402
from concejo.fediverse.models import RemoteActor  # noqa: E402
from concejo.people.models import Address, Person  # noqa: E402
from concejo.square import actions as square  # noqa: E402
from concejo.square.models import Follow, Visibility  # noqa: E402


def main() -> None:
    """Prepare, deliver, tell."""
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    ports, good = told["ports"], told["good"]
    actor = actors.town_actor()
    pem = actor.public_key
    addresses = [Address(scheme="acct", path=f"ana@127.0.0.1:{port}") for port in ports]
    Address.objects.bulk_create(addresses)
    now = clock.now()
    Follow.objects.bulk_create(Follow(address=one, topic="square", since=now) for one in addresses)
    RemoteActor.objects.bulk_create(
        RemoteActor(
            uri=f"http://127.0.0.1:{port}/ana", address=one, key_id=f"http://127.0.0.1:{port}/ana#key", public_key=pem,
            inbox=f"http://127.0.0.1:{port}/ana/inbox", shared_inbox=f"http://127.0.0.1:{port}/inbox", fetched_at=now,
        )
        for port, one in zip(ports, addresses, strict=True)
    )  # fmt: skip
    speaker = Person.objects.create(public_name="Medida")
    talk = square.open_conversation(Visibility.PUBLIC)
    square.say(
        talk, square.Words(text="Mañana no hay luz en la calle Real.", via="web", language="es"), speaker=speaker
    )
    with clock.at(clock.now() + square.UNDO):
        made = time.perf_counter()
        while outbox.keep_due():
            pass
        made = time.perf_counter() - made
        sys.stdout.write(json.dumps(_deliver(good) | {"promise_seconds": made}) + "\n")
    with fully():
        work.clock_was_set_back()


def _deliver(good: int) -> dict[str, float]:
    fan = Fan()
    began, busy = time.perf_counter(), time.process_time()
    sent = 0
    while sent < good and time.perf_counter() - began < 60:
        fan.send_due(stopping=lambda: False)
        if fan._many.open < 250 or sent:  # noqa: SLF001 -- the last ones are counted exactly
            sent = Delivery.objects.filter(work="done").exclude(host="").count()
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    while fan._many.open:  # noqa: SLF001 -- the slow ones, outside the measure
        fan.send_due(stopping=lambda: False)
    outcomes = {
        "seconds": seconds, "cpu": cpu, "sent": sent,
        "waiting": Delivery.objects.filter(work="waiting").exclude(host="").count(),
    }  # fmt: skip
    fan.leave()
    return outcomes


if __name__ == "__main__":
    main()
