# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town asks only servers on the open Internet, over TLS, and none of them can hold it for long."""

import socket
import threading
import time

import pytest

from concejo.core import http


@pytest.mark.parametrize(
    "url",
    ["http://93.184.216.34/", "https://127.0.0.1/", "https://10.0.0.1/", "https://192.168.1.1/", "https://[::1]/",
     "https://169.254.169.254/latest/", "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "https://100.64.0.1/",
     "https://[fd00::1]/", "https://localhost/", "ftp://93.184.216.34/", "file:///etc/passwd", "https:///x",
     "https://user:pass@93.184.216.34/", "https://93.184.216.34:99999/", "https://93.184.216.34/a b",
     "https://224.0.0.1/", "javascript:alert(1)"],
)  # fmt: skip
def test_addresses_inside_and_odd_ones_are_refused(settings, url: str) -> None:
    settings.PEER_NETWORKS = []
    with pytest.raises(http.Forbidden):
        http.ask("GET", url, headers={})


def test_a_trial_may_name_networks(settings) -> None:
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    assert http.may_ask("127.0.0.1", secure=False)
    assert not http.may_ask("10.0.0.1", secure=True)
    assert http.may_ask("93.184.216.34", secure=True)
    assert not http.may_ask("93.184.216.34", secure=False)


@pytest.fixture
def server():
    """Answers with whatever pieces it is given, one every fiftieth of a second."""
    listener = socket.create_server(("127.0.0.1", 0))
    pieces: list[bytes] = []
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                line.recv(65536)
                for piece in pieces:
                    if stop.wait(0.02):
                        return
                    try:
                        line.sendall(piece)
                    except OSError:
                        break

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/", pieces
    stop.set()
    listener.close()


def test_a_byte_at_a_time_meets_one_deadline(settings, server) -> None:
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    url, pieces = server
    for before in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"):
        pieces[:] = [before, *[b"x"] * 5000]
        begun = time.monotonic()
        with pytest.raises(http.Unreachable):
            http.ask("GET", url, headers={}, seconds=0.5)
        assert time.monotonic() - begun < 30  # it would be a hundred; how fast exactly is nobody's business here


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
     b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000,
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"],
)  # fmt: skip
def test_broken_and_endless_answers_are_no_answers(settings, server, answer: bytes) -> None:
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    url, pieces = server
    pieces[:] = [answer]
    with pytest.raises(http.Unreachable):
        http.ask("GET", url, headers={}, seconds=5)


def test_redirects_are_looked_at_like_the_first_address(settings, server) -> None:
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    url, pieces = server
    pieces[:] = [b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n"]
    with pytest.raises(http.Forbidden):
        http.get(url, headers={})
    pieces[:] = [b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"]
    with pytest.raises(http.Unreachable, match="circles"):
        http.get(url, headers={})
