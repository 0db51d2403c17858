# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town as processes: so many web processes, one worker, the sockets they share, and who watches over them."""

import argparse
import socket
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import connections

from concejo.config import notify, web
from concejo.config.commands import worker
from concejo.config.options import WrongSetting
from concejo.config.processes import Job, Post, Ready, Watch


def serve(*, say: Callable[[str], None], besides: Mapping[str, Job] | None = None) -> int:
    """Web processes and a worker until somebody stops us; `besides` are other processes that go with them."""
    places = _places()
    connections.close_all()  # a connection must not be shared by two processes
    posts = {_name(place): Post(_web(place), renewed=True) for place in places}
    posts["worker"] = Post(_worker)
    posts |= {name: Post(job) for name, job in (besides or {}).items()}
    say(f"Concejo is at http://{settings.OPTIONS['host']}:{settings.OPTIONS['port']}/  (Ctrl+C stops it)")
    return Watch(posts, say=say).run()


def serve_web() -> int:
    """One web process, in this one."""
    return web.run(_places()[0])


def _places() -> list[web.Place]:
    options = settings.OPTIONS
    count = int(options["workers"])
    if count > 1 and not options["database_url"]:
        raise WrongSetting(
            "More than one web process needs PostgreSQL (database_url): SQLite has one writer, and one process is "
            "enough for it."
        )
    line = _given() or web.open_socket(options["host"], options["port"], "port")
    mail = web.open_socket(options["mail_host"], options["mail_port"], "mail_port") if options["mail_port"] else None
    return [web.Place(line, mail if number == 0 else None, number, count) for number in range(count)]


def _given() -> socket.socket | None:
    """The socket that systemd holds for us, if it does."""
    sockets = notify.given_sockets()
    for one in sockets:
        one.setblocking(False)
    return sockets[0] if sockets else None


def _name(place: web.Place) -> str:
    return f"web {place.number + 1}" if place.of > 1 else "web"


def _web(place: web.Place) -> Job:
    def job(ready: Ready) -> int:
        return web.run(web.Place(place.web, place.mail, place.number, place.of, ready))

    return job


def _worker(ready: Ready) -> int:
    ready()
    return worker.run(argparse.Namespace(once=False, slot="w0"))
