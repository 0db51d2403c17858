# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept pages: given out in one write while they hold, in each language and encoding, and never a moment longer."""

import gzip
import threading
import time
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from tests.front.running import Running, head, read, read_one

from concejo.core.kept import SLOT, Shown, last_quarter, next_quarter
from concejo.front import protocol
from concejo.front.headers import encoding_for
from concejo.front.pages import Pages, Wish, make_page
from concejo.front.wishes import wish_of


class Town:
    """A town of one sentence, which says what it shows."""

    def __init__(self) -> None:
        self.words, self.counters, self.made = "La farola está rota. " * 40, {"square": 0}, 0
        self.until = datetime.now(UTC) + timedelta(hours=1)
        self.wait = threading.Event()
        self.wait.set()

    def __call__(self, environ, start_response):
        self.made += 1
        words, counters = self.words, dict(self.counters)
        self.wait.wait(10)
        slot = environ.get(SLOT)
        if slot is not None and slot.open and environ["PATH_INFO"] != "/never":
            slot.shown, slot.route = Shown(counters, self.until), "web:home"
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Language", "es"), ("Vary", "Cookie")])
        return [words.encode()]


@pytest.fixture
def town():
    return Town()


@pytest.fixture(params=[True, False], ids=["short cut", "plain uvicorn"])
def front(town, request):
    with Running(town, short_cut=request.param) as running:
        yield running


def test_a_page_is_made_once_and_given_out_often(town, front) -> None:
    first, second = front.ask(), front.ask()
    assert first.body == second.body == town.words.encode()
    assert (town.made, front.front.pages.hits) == (1, 1)
    assert second.headers["cache-control"] == "no-cache"
    assert second.headers["content-language"] == "es"
    assert "default-src 'none'" in second.headers["content-security-policy"]
    assert "date" in second.headers


def test_each_reader_gets_it_as_their_browser_can(town, front) -> None:
    front.ask()
    assert brotli.decompress(front.ask("accept-encoding: gzip, deflate, br").body) == town.words.encode()
    assert gzip.decompress(front.ask("accept-encoding: gzip").body) == town.words.encode()
    assert front.ask().headers["content-length"] == str(len(town.words.encode()))
    assert town.made == 1


def test_whoever_knows_it_is_told_so_without_a_body(town, front) -> None:
    front.ask()
    tag = front.ask().headers["etag"]
    same = front.ask(f"if-none-match: {tag}")
    assert (same.status, same.body, same.headers["etag"]) == (304, b"", tag)
    assert front.ask("if-none-match: *").status == 304
    assert front.ask('if-none-match: "other"').status == 200
    assert front.ask(method="HEAD").headers["content-length"] == str(len(town.words.encode()))
    assert front.ask(method="HEAD").body == b""


def test_one_change_and_nobody_gets_the_old_page(town, front) -> None:
    front.ask()
    town.words, town.counters = "La farola luce. ", {"square": 1}
    front.check.now["square"] = 1
    assert front.ask().body == b"La farola luce. "
    assert front.ask().body == b"La farola luce. "
    assert town.made == 2


def test_a_change_while_it_is_being_made_makes_it_old_at_once(town, front) -> None:
    town.wait.clear()
    with front.open() as line:
        line.sendall(head("connection: close"))
        _until(lambda: town.made == 1)
        front.check.now["square"] = 1
        town.words, town.counters = "La farola luce. ", {"square": 1}
        town.wait.set()
        read(line)
    assert front.ask().body == b"La farola luce. "


def test_pages_grow_old_by_the_clock_and_a_clock_set_back_does_not_bring_them_back(town, front) -> None:
    now = time.time()
    front.front.parts.wall = lambda: now
    front.ask()
    front.front.parts.wall = lambda: now + 3601
    front.ask()
    assert town.made == 2
    front.front.parts.wall = lambda: now - 3600
    front.ask()
    assert town.made == 3


def test_what_depends_on_the_reader_is_not_kept(town, front) -> None:
    for extra in ("cookie: sessionid=x", "cookie: anything=x", "authorization: Basic eA==", "range: bytes=0-1"):
        front.ask(extra)
        front.ask(extra)
    front.ask(path="/?lang=fr")
    front.ask(path="/?lang=fr")
    front.ask(method="POST")
    assert len(front.front.pages) == 0
    assert town.made == 11
    front.ask("cookie: lang=fr; csrftoken=abc")
    front.ask("cookie: lang=fr")
    assert town.made == 12


def test_language_address_and_kind_make_another_page(town, front) -> None:
    asked = [
        (), ("accept-language: fr",), ("accept-language: en",), ("cookie: lang=fr",),
        ("accept: application/activity+json",), ("accept: application/atom+xml",), ("accept: text/html",),
        ("hx-request: true",), ("accept-language: fr-CH, en;q=0.5",),
    ]  # fmt: skip
    for lines in asked * 2:
        front.ask(*lines)
    assert town.made == 6  # town's own, fr, en, activity, atom, part
    front.ask(path="/?q=farola")
    front.ask(path="/?q=farola&before=7")
    assert town.made == 8


def test_a_crowd_waits_for_one_who_makes_the_page(town, front) -> None:
    town.wait.clear()
    lines = [front.open() for _ in range(30)]
    for line in lines:
        line.sendall(head("connection: close"))
    _until(lambda: town.made == 1)
    time.sleep(0.1)
    town.wait.set()
    assert {read(line).body for line in lines} == {town.words.encode()}
    assert town.made == 1
    for line in lines:
        line.close()


def test_what_nobody_keeps_is_made_each_time(town, front) -> None:
    front.ask(path="/never")
    front.ask(path="/never")
    assert (town.made, len(front.front.pages)) == (2, 0)


def test_many_on_one_connection_with_other_requests_between(town, front) -> None:
    with front.open() as line:
        for _ in range(3):
            for path, method in (("/", "GET"), ("/never", "GET"), ("/", "POST")):
                line.sendall(head("content-length: 0", path=path, method=method))
                assert read_one(line).body == town.words.encode()
        line.sendall(head() * 2 + head("connection: close"))
        assert read(line).body.count(town.words.encode()) == 3


def test_a_silent_connection_is_closed_after_its_time(town, front) -> None:
    front.ask()
    with front.open() as line:
        line.sendall(head())
        read_one(line)
        began = time.monotonic()
        line.settimeout(6)
        assert line.recv(100) == b""
        assert 1.5 < time.monotonic() - began < 5


def test_the_log_names_pages_and_nobody(town, front) -> None:
    for _ in range(3):
        front.ask("cookie: csrftoken=secreto", "user-agent: Netscape", path="/?q=Alejandra")
    front.front.parts.record.flush()
    said = "".join(front.lines)
    assert '"page": "web:home"' in said
    assert '"count": 2' in said
    for word in ("Alejandra", "127.0.0.1", "Netscape", "secreto", "?q"):
        assert word not in said


def test_kept_pages_have_a_bound_in_bytes() -> None:
    pages = Pages(most_bytes=60_000)
    for number in range(50):
        page = make_page(
            b"x" * 3000, content_type="text/html", language="es", secure=False, counters={}, made=0, until=1
        )
        pages.put(Wish(b"/%d" % number, "html", "es", secure=False, part=False), page)
    assert pages.size <= 60_000
    assert 5 < len(pages) < 50
    assert pages.get(Wish(b"/49", "html", "es", secure=False, part=False)) is not None
    assert pages.get(Wish(b"/0", "html", "es", secure=False, part=False)) is None


def test_hosts_that_are_not_ours_are_left_to_django() -> None:
    allowed = {"town.example"}.__contains__
    assert wish_of("GET", b"/", {"host": "town.example"}, secure=False, host_allowed=allowed)
    assert wish_of("GET", b"/", {"host": "evil.example"}, secure=False, host_allowed=allowed) is None
    assert wish_of("GET", b"/", {}, secure=False, host_allowed=allowed) is None


@pytest.mark.parametrize(
    ("accepts", "best"),
    [("gzip, deflate, br", b"br"), ("gzip", b"gzip"), ("br;q=0, gzip;q=0.5", b"gzip"), ("", b""), ("*", b"br"),
     ("identity", b""), ("*;q=0", b""), ("GZIP", b"gzip")],
)  # fmt: skip
def test_the_best_encoding_that_is_taken(accepts, best) -> None:
    assert encoding_for(accepts) == best


def test_quarters_of_an_hour() -> None:
    at = datetime(2026, 11, 23, 22, 48, 7, tzinfo=UTC)
    assert next_quarter(at) == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert last_quarter(at) == datetime(2026, 11, 23, 22, 45, tzinfo=UTC)
    assert next_quarter(next_quarter(at)) == datetime(2026, 11, 23, 23, 15, tzinfo=UTC)


def _until(true) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_uvicorn_that_was_never_tested_gets_no_short_cut(monkeypatch, caplog) -> None:
    assert protocol.fitting() is protocol.ShortCut
    monkeypatch.setattr(protocol.uvicorn, "__version__", "9.1.0")
    assert protocol.fitting() is protocol.HttpToolsProtocol
    assert "9.1.0 is not known" in caplog.text
