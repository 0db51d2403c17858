# SPDX-License-Identifier: AGPL-3.0-or-later
"""Live streams: whoever listens hears that there is news, at once, once for many changes, and after coming back."""

import re
import time

import pytest
from tests.front.running import Running, head

from concejo.front import app, live


def nothing(environ, start_response):
    raise AssertionError("a stream needs no Django")


@pytest.fixture
def front(monkeypatch):
    monkeypatch.setattr(app.live, "scope_of", lambda path: path.split("/")[2] if "private" not in path else None)
    with Running(nothing) as running:
        yield running


class Ear:
    """Somebody who listens."""

    def __init__(self, front, path: str = "/live/square/", *lines: str) -> None:
        self._line = front.open()
        self._line.sendall(head(*lines, path=path))
        self.heard = ""
        self.until("retry:")

    def until(self, words: str, seconds: float = 5) -> str:
        end = time.monotonic() + seconds
        while not re.search(words, self.heard):
            self._line.settimeout(max(0.01, end - time.monotonic()))
            piece = self._line.recv(4096)
            assert piece, self.heard
            self.heard += piece.decode()
        return self.heard

    def hears_nothing(self, seconds: float = 0.3) -> bool:
        self._line.settimeout(seconds)
        try:
            return not self._line.recv(4096)
        except TimeoutError:
            return True

    def leave(self) -> None:
        self._line.close()


def test_news_reach_everybody_who_listens_to_it_and_nobody_else(front) -> None:
    ears, other = [Ear(front) for _ in range(5)], Ear(front, "/live/elsewhere/")
    front.check.touch("square")
    for ear in ears:
        assert "event: news" in ear.until(r"id: 1\n")
    assert other.hears_nothing()
    for ear in (*ears, other):
        ear.leave()


def test_the_answer_is_a_stream_that_no_proxy_keeps(front) -> None:
    ear = Ear(front)
    assert "content-type: text/event-stream" in ear.heard
    assert "cache-control: no-store" in ear.heard
    assert "x-accel-buffering: no" in ear.heard
    assert "content-security-policy" in ear.heard
    ear.leave()


def test_browsers_come_back_at_different_moments(front) -> None:
    ears = [Ear(front) for _ in range(8)]
    waits = {int(re.search(r"retry: (\d+)", ear.heard)[1]) for ear in ears}
    for ear in ears:
        ear.leave()
    assert len(waits) > 3
    assert live.RETRY[0] <= min(waits) <= max(waits) <= live.RETRY[1]


def test_whoever_was_away_hears_at_once_that_there_is_news(front) -> None:
    front.check.now["square"] = 7
    behind = Ear(front, "/live/square/", "last-event-id: 5")
    assert "id: 7" in behind.until("id: 7")
    for known in ("7", "nonsense"):
        ear = Ear(front, "/live/square/", f"last-event-id: {known}")
        assert ear.hears_nothing()
        ear.leave()
    behind.leave()


def test_many_changes_are_one_event_for_who_is_slow(front) -> None:
    ear = Ear(front)
    for _ in range(200):
        front.check.touch("square")
    ear.until("id: 200")
    assert ear.heard.count("event: news") <= 60
    ear.leave()


def test_a_silent_stream_shows_that_it_lives(front, monkeypatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.1)
    ear = Ear(front)
    ear.until(r"\r\n:\n\n")
    ear.leave()


def test_who_leaves_is_forgotten(front) -> None:
    ears = [Ear(front) for _ in range(10)]
    assert len(front.front.parts.live) == 10
    for ear in ears:
        ear.leave()
    until = time.monotonic() + 5
    while len(front.front.parts.live):
        assert time.monotonic() < until
        time.sleep(0.01)
    assert front.front.parts.live.scopes == []


def test_what_is_private_is_not_there_and_a_stream_is_only_read(front) -> None:
    assert front.ask(path="/live/private/").status == 404
    assert front.ask(path="/live/square/", method="POST").status == 400


def test_too_many_are_told_to_come_back(front, monkeypatch) -> None:
    monkeypatch.setattr(app, "MOST_STREAMS", 1)
    ear = Ear(front)
    assert front.ask(path="/live/square/").status == 503
    ear.leave()


def test_when_the_town_stops_streams_end_quickly(monkeypatch) -> None:
    monkeypatch.setattr(app.live, "scope_of", lambda _path: "square")
    with Running(nothing) as front:
        ears = [Ear(front) for _ in range(20)]
        began = time.monotonic()
    assert time.monotonic() - began < 2
    for ear in ears:
        ear.leave()
