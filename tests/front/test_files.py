# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files: whole, in ranges (RFC 9110 section 14), compressed, unchanged; and none but those that are published."""

import os

import pytest
from tests.front.running import Running

NAME = "ab/abcdef0123456789-800.jpg"


def nothing(environ, start_response):
    raise AssertionError("a file needs no Django")


@pytest.fixture
def photo():
    return os.urandom(300_000)


@pytest.fixture
def front(tmp_path, photo):
    folder = tmp_path / "public" / "ab"
    folder.mkdir(parents=True)
    (tmp_path / "public" / NAME).write_bytes(photo)
    (folder / "secret-original").write_bytes(b"no")
    (tmp_path / "sealed").mkdir()
    (tmp_path / "sealed" / "x-800.jpg").write_bytes(b"no")
    css = tmp_path / "a.css"
    css.write_text("p{color:#123456}\n" * 200)
    static = {"ui/a.css": css, "built/concejo.0123456789ab.css": css, "ui/plate.svg": tmp_path / "gone.svg"}
    with Running(nothing, tmp=tmp_path, static=static) as running:
        yield running


def test_a_picture_goes_out_whole_and_may_be_kept_for_ever(front, photo) -> None:
    reply = front.ask(path=f"/media/{NAME}")
    assert (reply.status, reply.body) == (200, photo)
    assert reply.headers["content-type"] == "image/jpeg"
    assert "immutable" in reply.headers["cache-control"]
    assert front.ask(f"if-none-match: {reply.headers['etag']}", path=f"/media/{NAME}").status == 304
    assert front.ask(path=f"/media/{NAME}", method="HEAD").headers["content-length"] == str(len(photo))


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-9", 206, 0, 10), ("bytes=299990-", 206, 299_990, 300_000), ("bytes=-5", 206, 299_995, 300_000),
        ("bytes=299990-999999", 206, 299_990, 300_000), ("bytes=300000-", 416, 0, 0), ("bytes=5-2", 200, 0, 300_000),
        ("bytes=0-1,4-5", 200, 0, 300_000), ("lines=1-2", 200, 0, 300_000), ("bytes=-0", 416, 0, 0),
        ("bytes=-", 200, 0, 300_000),
    ],
)  # fmt: skip
def test_ranges(front, photo, asked, status, start, end) -> None:
    reply = front.ask(f"range: {asked}", path=f"/media/{NAME}")
    assert (reply.status, reply.body) == (status, photo[start:end])
    assert reply.headers["content-length"] == str(end - start)
    if status == 206:
        assert reply.headers["content-range"] == f"bytes {start}-{end - 1}/300000"
    if status == 416:
        assert reply.headers["content-range"] == "bytes */300000"


def test_a_range_of_another_file_than_the_one_begun_is_the_whole_file(front) -> None:
    tag = front.ask(path=f"/media/{NAME}").headers["etag"]
    changed = front.ask(path=f"/media/{NAME}").headers["last-modified"]
    for condition, status in ((tag, 206), ('"other"', 200), (changed, 206), ("Mon, 01 Jan 2024 00:00:00 GMT", 200)):
        assert front.ask("range: bytes=0-1", f"if-range: {condition}", path=f"/media/{NAME}").status == status


@pytest.mark.parametrize(
    "path",
    ["/media/sealed/x-800.jpg", "/media/../sealed/x-800.jpg", "/media/ab/secret-original", "/media/%2e%2e/sealed/x",
     "/media/ab/none-800.jpg", "/static/../a.css", "/static/none.css", "/static/ui/", "/media/"],
)  # fmt: skip
def test_what_is_not_published_is_not_there(front, path) -> None:
    assert front.ask(path=path).status == 404


def test_style_is_compressed_once_and_hashed_names_stay_for_ever(front) -> None:
    plain = front.ask(path="/static/ui/a.css")
    assert "max-age=3600" in plain.headers["cache-control"]
    small = front.ask("accept-encoding: br", path="/static/built/concejo.0123456789ab.css")
    assert small.headers["content-encoding"] == "br"
    assert "immutable" in small.headers["cache-control"]
    assert small.headers["content-type"] == "text/css; charset=utf-8"
    assert len(small.body) < len(plain.body) / 10
    assert front.ask(f"if-none-match: {small.headers['etag']}", path="/static/ui/a.css").status == 304
    assert front.ask("range: bytes=0-2", path="/static/ui/a.css").body == b"p{c"
