# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bridge to WSGI: bodies are there to their end before a thread is taken, and nobody slow holds anybody up."""

import io
import json
import os
import socket
import threading
import time

import pytest
from tests.front.running import Running, head, read, read_one

from concejo.front import body as bodies
from concejo.front import bridge, protocol


def plain(environ, start_response):
    """Tells what it was asked."""
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    data = environ["wsgi.input"].read()
    told["body"], told["bytes"] = data[:200].decode("latin-1"), len(data)
    text = json.dumps(told).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
    return [text]


@pytest.fixture
def town():
    with Running(plain) as running:
        yield running


def test_the_environment_is_what_pep_3333_wants(town) -> None:
    told = json.loads(town.ask("x-two: a", "x-two: b", path="/calle%20Real/%C3%B1?q=%C3%B1&x").body)
    assert told["PATH_INFO"].encode("latin-1").decode() == "/calle Real/ñ"
    assert told["QUERY_STRING"] == "q=%C3%B1&x"
    assert told["HTTP_X_TWO"] == "a,b"
    assert told["HTTP_HOST"] == "town.example"
    assert told["REMOTE_ADDR"] == "127.0.0.1"
    assert told["REQUEST_METHOD"] == "GET"
    assert told["CONTENT_LENGTH"] == "0"


def test_cookies_are_joined_and_names_with_an_underscore_do_not_pass_for_others(town) -> None:
    told = json.loads(town.ask("cookie: a=1", "cookie: b=2", "x_forwarded_for: 1.2.3.4", "proxy: http://evil").body)
    assert told["HTTP_COOKIE"] == "a=1; b=2"
    assert "HTTP_X_FORWARDED_FOR" not in told
    assert "HTTP_PROXY" not in told


def test_two_hosts_in_one_request_are_refused(town) -> None:
    assert town.ask("host: other.example").status == 400


def test_a_body_of_unknown_length_arrives_whole(town) -> None:
    chunks = b"5\r\nfarol\r\n1\r\na\r\n0\r\n\r\n"
    told = json.loads(town.ask("transfer-encoding: chunked", method="POST", body=chunks).body)
    assert (told["body"], told["CONTENT_LENGTH"]) == ("farola", "6")


def test_a_large_upload_goes_to_a_file_and_arrives_whole(town) -> None:
    data = os.urandom(3_000_000)
    reply = town.ask(
        f"content-length: {len(data)}", "content-type: multipart/form-data; boundary=x", method="POST", body=data
    )
    assert json.loads(reply.body)["bytes"] == len(data)


def test_what_is_too_large_is_refused_before_it_is_sent(town) -> None:
    with town.open() as line:
        line.sendall(head(f"content-length: {bodies.MOST + 1}", "expect: 100-continue", method="POST"))
        reply = read(line)
    assert reply.status == 413
    assert b"<html" in reply.body


def test_what_grows_too_large_is_refused_on_the_way(town, monkeypatch) -> None:
    monkeypatch.setattr(bodies, "MOST", 1000)
    with town.open() as line:
        line.sendall(head("transfer-encoding: chunked", method="POST") + b"7d0\r\n" + b"x" * 2000 + b"\r\n")
        assert read(line).status == 413


def test_100_continue_is_said_when_the_body_is_wanted(town) -> None:
    with town.open() as line:
        line.sendall(head("content-length: 4", "expect: 100-continue", "connection: close", method="POST"))
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"luz!")
        assert json.loads(read(line).body)["body"] == "luz!"


def test_a_length_that_is_no_number_is_refused(town) -> None:
    assert town.ask("content-length: -4", method="POST").status == 400


def test_slow_senders_hold_nobody_up_and_are_sent_away(town, monkeypatch) -> None:
    monkeypatch.setattr(bodies, "SILENCE", 0.5)
    slow = [town.open() for _ in range(20)]
    for line in slow:
        line.sendall(head("content-length: 10", method="POST") + b"half")
    began = time.monotonic()
    assert town.ask().status == 200
    assert time.monotonic() - began < 0.4
    assert [read(line).status for line in slow] == [408] * 20
    for line in slow:
        line.close()


def test_half_a_head_is_not_waited_for_for_ever(monkeypatch) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.3)
    with Running(plain) as town, town.open() as silent, town.open() as half:
        half.sendall(b"GET / HTTP/1.1\r\nhost: to")
        began = time.monotonic()
        assert half.recv(100) == b""
        assert silent.recv(100) == b""
        assert time.monotonic() - began < 2
        assert town.ask().status == 200


def test_a_head_that_dribbles_does_not_win_time(monkeypatch) -> None:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.4)
    with Running(plain) as town, town.open() as line:
        began = time.monotonic()
        line.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises(OSError):  # noqa: PT011 -- broken pipe or reset, as the kernel likes
            _dribble(line)
        assert time.monotonic() - began < 3


def test_a_head_that_is_too_large_is_refused(town) -> None:
    assert town.ask(*[f"x-{n}: {'y' * 400}" for n in range(90)]).status == 431
    assert town.ask(*[f"x-{n}: y" for n in range(150)]).status == 431


def test_a_slow_reader_takes_no_thread() -> None:
    large = b"x" * 12_000_000

    def generous(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return [large] if environ["PATH_INFO"] == "/large" else [b"ok"]

    with Running(generous) as town:
        lines = []
        for _ in range(6):
            line = socket.socket()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.connect(("127.0.0.1", town.port))
            line.sendall(head("connection: close", path="/large"))
            lines.append(line)
        time.sleep(0.3)
        assert town.ask().body == b"ok"
        _until(lambda: town.front.parts.bridge.waiting == 0)
        reply = read(lines[0])
        assert reply.body == large
        for line in lines:
            line.close()


def test_whoever_hangs_up_before_a_thread_is_free_costs_nothing() -> None:
    worked, release = [], threading.Event()

    def slow(environ, start_response):
        worked.append(environ["PATH_INFO"])
        release.wait(10)
        start_response("200 OK", [])
        return [b""]

    with Running(slow) as town:
        busy = [town.open() for _ in range(2)]
        for number, line in enumerate(busy):
            line.sendall(head(path=f"/busy{number}"))
        _until(lambda: len(worked) == 2)
        gone = town.open()
        gone.sendall(head(path="/gone"))
        _until(lambda: town.front.parts.bridge.waiting == 3)
        gone.close()
        _until(lambda: town.front.parts.bridge.waiting == 2)
        release.set()
        assert [read_one(line).status for line in busy] == [200, 200]
        assert "/gone" not in worked
        for line in busy:
            line.close()


def test_beyond_the_queue_people_are_told_to_come_back(monkeypatch) -> None:
    monkeypatch.setattr(bridge, "MOST_WAITING", 1)
    release = threading.Event()

    def slow(environ, start_response):
        release.wait(10)
        start_response("200 OK", [])
        return [b""]

    with Running(slow) as town:
        lines = [town.open() for _ in range(3)]
        for number, line in enumerate(lines):
            line.sendall(head(path=f"/{number}"))
        _until(lambda: town.front.parts.bridge.waiting == 3)
        reply = town.ask()
        assert (reply.status, reply.headers["retry-after"]) == (503, "3")
        release.set()
        for line in lines:
            line.close()


def test_what_breaks_behind_is_a_page_and_a_line_in_the_log(caplog) -> None:
    def broken(environ, start_response):
        raise ValueError("no")

    with Running(broken) as town:
        reply = town.ask("accept-language: fr")
    assert reply.status == 500
    assert 'lang="fr"' in reply.body.decode()
    assert "could not be answered" in caplog.text


def test_words_go_out_compressed_and_pictures_do_not() -> None:
    text = b"<p>La farola</p>" * 100

    def page(environ, start_response):
        kind = "text/html" if environ["PATH_INFO"] == "/" else "image/jpeg"
        start_response("200 OK", [("Content-Type", kind), ("Vary", "Cookie")])
        return [text]

    with Running(page) as town:
        small = town.ask("accept-encoding: gzip, br")
        assert (small.headers["content-encoding"], small.headers["vary"]) == ("br", "Cookie, Accept-Encoding")
        assert len(small.body) < len(text) / 5
        assert town.ask("accept-encoding: gzip;q=1, br;q=0").headers["content-encoding"] == "gzip"
        assert "content-encoding" not in town.ask().headers
        assert "content-encoding" not in town.ask("accept-encoding: br", path="/photo").headers


def test_the_safe_headers_stand_over_everything(town, tmp_path) -> None:
    for path in ("/", "/static/none.css", "/live/none/", "/media/none", "/health/live/"):
        headers = town.ask(path=path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers
    with Running(plain, trusted=frozenset({"127.0.0.1"})) as behind:
        reply = behind.ask("x-forwarded-proto: https", "x-forwarded-for: 9.9.9.9, 2001:db8::7")
        assert "strict-transport-security" in reply.headers
        told = json.loads(reply.body)
        assert (told["REMOTE_ADDR"], told["wsgi.url_scheme"]) == ("2001:db8::7", "https")


def test_a_proxy_that_nobody_named_is_not_believed(town) -> None:
    told = json.loads(town.ask("x-forwarded-for: 9.9.9.9", "x-forwarded-proto: https").body)
    assert (told["REMOTE_ADDR"], told["wsgi.url_scheme"]) == ("127.0.0.1", "http")


def test_one_connection_serves_many_requests_and_pipelined_ones_in_order(town) -> None:
    with town.open() as line:
        for number in range(3):
            line.sendall(head(path=f"/{number}"))
            assert json.loads(read_one(line).body)["PATH_INFO"] == f"/{number}"
        line.sendall(head(path="/a") + head("connection: close", path="/b"))
        raw = io.BytesIO()
        while piece := line.recv(65536):
            raw.write(piece)
    assert raw.getvalue().index(b'"/a"') < raw.getvalue().index(b'"/b"')


def _dribble(line) -> None:
    for number in range(100):
        line.sendall(b"x-%d: y\r\n" % number)
        time.sleep(0.05)


def _until(true) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)
