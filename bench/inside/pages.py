# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages opened through Django's WSGI handler: every middleware, no network, no page cache."""

import gc
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.models import Count
from django.test import Client

from concejo.cases.models import Case
from concejo.core import clock
from concejo.people.models import Account
from concejo.square.models import Conversation
from concejo.town.models import Street
from concejo.ui import fragments
from concejo.web.entrance import FACTOR

from .furnish import CLERK, MAYOR, WORKER

SPREAD = 12
"""Pages of one kind are opened at so many places of the town's five years."""


def open_page(page: str, times: int = 1, *, cold: bool = True) -> dict[str, Any]:
    """Open a page so many times; processor and wall time of each, in ms. Of many conversations, one after the other."""
    who, paths = _paths(page)
    cpu, wall, size = [], [], 0
    gc.collect()
    for number in range(times):
        path = paths[number % len(paths)]
        if cold:
            forget_fragments()
        began, busy = time.perf_counter(), time.process_time()
        size = len(body(path, who))
        cpu.append((time.process_time() - busy) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return {"cpu": cpu, "wall": wall, "bytes": size, "places": len(paths)}


def count_queries(page: str, *, cold: bool = True) -> dict[str, Any]:
    """How many questions it asks the database, and what they are."""
    who, paths = _paths(page)
    if cold:
        forget_fragments()
    with asked() as questions:
        body(paths[0], who)
    return {"queries": len(questions), "said": questions}


def bare_home(times: int) -> dict[str, Any]:
    """What nobody can do for less: the ids by bare SQL, and the same pieces joined."""
    forget_fragments()
    whole = body("/").decode()
    pieces = [whole[at : at + 1500] for at in range(0, len(whole), 1500)]
    newest = "WHERE shown AND visibility = 'public' ORDER BY last_at DESC, id DESC LIMIT 7"
    ids = f"SELECT id FROM square_conversation {newest}"  # noqa: S608 -- our own words
    counters = "SELECT scope, version FROM core_changecounter WHERE scope IN (?, ?, ?, ?, ?, ?, ?, 'town', 'cases')"
    cpu = []
    for _time in range(times):
        busy = time.process_time()
        found = [row[0] for row in connection.connection.execute(ids)]
        connection.connection.execute(counters, [f"conversation:{one}" for one in found]).fetchall()
        "".join(pieces).encode()
        cpu.append((time.process_time() - busy) * 1000)
    return {"cpu": cpu}


@contextmanager
def asked() -> Iterator[list[str]]:
    """The questions that the database is asked inside the block."""
    questions: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's signature
        questions.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield questions


def forget_fragments() -> None:
    """As if the process had just begun."""
    fragments.kept.forget()


@cache
def _handler() -> WSGIHandler:
    return WSGIHandler()


@cache
def _cookie(who: str) -> str:
    if not who:
        return ""
    client = Client()
    client.force_login(Account.objects.get(username=who))
    session = client.session
    session[FACTOR] = True  # as after a second factor was shown
    session.save()
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


def body(path: str, who: str = "") -> bytes:
    """The page as it leaves the handler; anything but 200 is an error."""
    told: list[str] = []

    def begin(status: str, headers: Any, error: Any = None, /) -> Callable[[bytes], object]:
        told.append(status)
        return bytes  # the old way to write, which nobody uses

    name, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": name, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8080",
        "HTTP_ACCEPT_LANGUAGE": "es", "HTTP_COOKIE": _cookie(who), "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }  # fmt: skip
    if not environ["HTTP_COOKIE"]:
        del environ["HTTP_COOKIE"]
    response = _handler()(environ, begin)
    content = b"".join(response)
    response.close()
    if not told[0].startswith("200"):
        raise LookupError(f"{path} answers {told[0]}")
    return content


@cache
def _paths(page: str) -> tuple[str, list[str]]:
    """Who opens it, and at which addresses."""
    who, make = PAGES[page]
    return who, make()


def _conversations() -> list[str]:
    """Public ones of four messages and no case, from now back to the town's first month."""
    rows = Conversation.objects.public().filter(case=None).annotate(n=Count("posts"))
    return [
        f"/t/{row.pk}/"
        for moment in _moments()
        for row in rows.filter(last_at__lte=moment, n=4).order_by("-last_at")[:1]
    ]


def _cases() -> list[str]:
    """Mended ones of five messages."""
    rows = Case.objects.public().filter(state="mended").annotate(n=Count("conversation__posts"))
    return [
        f"/c/{row.number}/"
        for moment in _moments()
        for row in rows.filter(opened_at__lte=moment, n=5).order_by("-opened_at")[:1]
    ]


def _moments() -> list[Any]:
    span = timedelta(days=5 * 365) / SPREAD
    return [clock.now() - span * at for at in range(SPREAD - 1)]


def _street() -> list[str]:
    return [
        f"/cases/?which=all&street={pk}" for pk in Street.objects.order_by("pk").values_list("pk", flat=True)[:SPREAD]
    ]


def _tasks() -> list[str]:
    rows = Case.objects.public().open().filter(in_charge__handle__word=WORKER).order_by("due_at")[:SPREAD]
    return [f"/tasks/{case.number}/" for case in rows]


def _letters() -> list[str]:
    rows = Conversation.objects.public().exclude(waits_since=None).order_by("-last_at")[:SPREAD]
    return [f"/desk/{row.pk}/" for row in rows]


PAGES: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "home": ("", lambda: ["/"]),
    "now": ("", lambda: ["/now/"]),
    "conversations": ("", lambda: ["/talk/"]),
    "conversations, page 20": ("", lambda: ["/talk/?page=20"]),
    "conversation": ("", _conversations),
    "case": ("", _cases),
    "cases": ("", lambda: ["/cases/"]),
    "all cases, page 20": ("", lambda: ["/cases/?which=all&page=20"]),
    "street": ("", _street),
    "department": ("", lambda: ["/d/alumbrado/"]),
    "person": ("", lambda: ["/p/miguel/"]),
    "search": ("", lambda: ["/search/?q=farola+apagada", "/search/?q=calle+real", "/search/?q=imbornal+vega"]),
    "worklist": (WORKER, lambda: ["/tasks/"]),
    "task": (WORKER, _tasks),
    "worklist of the mayor": (MAYOR, lambda: ["/tasks/?tab=open"]),
    "what waits": (MAYOR, lambda: ["/waits/"]),
    "desk": (CLERK, _letters),
    "counter": (CLERK, lambda: ["/counter/"]),
}
