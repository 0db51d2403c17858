# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town moves to PostgreSQL: everything arrives as it was, or nothing does."""

import re
import sqlite3

import pytest

from tests.postgresql.conftest import SCRIPTS

AFTER = """
from concejo.square.models import Post, PostVersion
from concejo.town.models import Department, Handle
print(ascii(PostVersion.objects.get().text), ascii(Post.objects.exclude(text="").get().facts["nul"]))
known = set(Department.objects.values_list("pk", flat=True))
print(Department.objects.create(handle=Handle.objects.create(word="nuevo"), name={}).pk not in known)
"""
HOLD = """
import sys
import django
django.setup()
from concejo.config import in_use
in_use.hold()
print("held", flush=True)
sys.stdin.read()
"""
ALONE = HOLD.replace("in_use.hold()\n", "with in_use.alone():\n ").replace("\nsys", "\n sys")


def look(ground):
    done = ground.python(str(SCRIPTS / "look.py"))
    assert done.returncode == 0, done.stderr
    return done.stdout


def moved(ground, url):
    ground.settings["CONCEJO_DATABASE_URL"] = url
    return ground


def tables(url):
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(url) as there:
        return there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0]


def test_everything_arrives_as_it_was(lived, new_database) -> None:
    before, url = look(lived), new_database()
    done = lived.concejo("move", "--to", url)
    assert done.returncode == 0, done.stderr
    assert re.search(r"square_post +2 +\w{12}  the same", done.stdout), done.stdout
    assert "DIFFERENT" not in done.stdout
    assert "2 rows held a NUL sign" in done.stdout
    assert f'database_url = "{url}"' in done.stdout
    assert look(moved(lived, url)) == before
    assert lived.in_town(AFTER).splitlines() == [r"'antes\ufffddespu\xe9s' 'a\ufffdb'", "True"]
    assert lived.concejo("worker", "--once").returncode == 0


def test_a_rehearsal_leaves_nothing(lived, new_database) -> None:
    url = new_database()
    done = lived.concejo("move", "--check", "--to", url)
    assert done.returncode == 0, done.stderr
    assert "nothing was changed" in done.stdout
    assert tables(url) == 0
    assert lived.concejo("move", "--to", url).returncode == 0


def test_a_database_with_something_in_it_is_refused(lived, new_database) -> None:
    url = new_database()
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(url) as there:
        there.execute("CREATE TABLE recipes (soup text)")
    done = lived.concejo("move", "--to", url)
    assert (done.returncode, "not empty: 1 tables are there (recipes)" in done.stderr) == (1, True)


def test_a_move_that_is_stopped_leaves_nothing(lived, new_database) -> None:
    """A value that PostgreSQL has no room for is named by its place, never by what it says; the target stays empty."""
    url = new_database()
    with sqlite3.connect(lived.folder / "town" / "concejo.sqlite3") as rows:
        rows.execute("UPDATE people_address SET name = ?", ["Alejandra" * 20])
        rows.execute("UPDATE town_town SET population = ?", [2**40])
    done = lived.concejo("move", "--to", url)
    assert done.returncode == 1
    assert re.search(r"people_address id=\d+, name: 180 letters, at most 80", done.stderr), done.stderr
    assert "population: not between 0 and 2147483647" in done.stderr
    assert "Alejandra" not in done.stderr
    assert tables(url) == 0


def test_what_points_to_nothing_is_not_carried(lived, new_database) -> None:
    url = new_database()
    with sqlite3.connect(lived.folder / "town" / "concejo.sqlite3") as rows:
        rows.execute("PRAGMA foreign_keys = OFF")
        rows.execute("UPDATE square_post SET author_id = 999999 WHERE author_id IS NOT NULL")
    done = lived.concejo("move", "--to", url)
    assert (done.returncode, "points to nothing" in done.stderr, tables(url)) == (1, True, 0)


def test_a_town_that_is_served_stays(lived, new_database) -> None:
    serving = lived.start("-c", HOLD)
    try:
        assert serving.stdout.readline().strip() == "held"
        done = lived.concejo("move", "--to", new_database())
        assert (done.returncode, "The town is being served" in done.stderr) == (1, True), done.stderr
    finally:
        serving.kill()
        serving.communicate()
    assert lived.concejo("move", "--check", "--to", new_database()).returncode == 0, "the lock falls with the process"


def test_nobody_serves_a_town_that_is_being_moved(lived) -> None:
    moving = lived.start("-c", ALONE)
    try:
        assert moving.stdout.readline().strip() == "held"
        done = lived.concejo("worker", "--once")
        assert (done.returncode, "is being moved" in done.stderr) == (1, True), done.stderr
    finally:
        moving.kill()
        moving.communicate()


@pytest.mark.parametrize(
    ("url", "code", "sentence"),
    [
        ("mysql://x/y", 2, "begins with postgresql://"),
        ("postgresql://nobody@127.0.0.1:1/x", 1, "Nothing answers there"),
        ("postgresql://nobody@/x?host=/nowhere", 1, "There is no such socket"),
        ("postgresql://x@y/", 78, "names no database"),
        ("postgresql://x@y/z?colour=blue", 78, "colour"),
    ],
)
def test_an_address_that_leads_nowhere(ground, url, code, sentence) -> None:
    done = ground.concejo("move", "--to", url)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr


def test_a_database_that_is_not_there_or_not_for_us(ground, server, new_database) -> None:
    done = ground.concejo("move", "--to", server.url("nothere"))
    assert (done.returncode, "Make it first" in done.stderr) == (1, True), done.stderr
    done = ground.concejo("move", "--to", new_database("ENCODING 'LATIN1' LOCALE 'C'"))
    assert (done.returncode, "encoded in LATIN1; it must be UTF8" in done.stderr) == (1, True), done.stderr


def test_a_user_who_may_not_make_tables(ground, server, new_database) -> None:
    psycopg, url = pytest.importorskip("psycopg"), new_database()
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS guest")
        admin.execute("CREATE ROLE guest LOGIN")
        done = ground.concejo("move", "--to", url.replace("postgres@", "guest@"))
        admin.execute("DROP ROLE guest")
    assert (done.returncode, "GRANT CREATE ON SCHEMA public" in done.stderr) == (1, True), done.stderr


def test_a_town_that_is_there_already_moves_no_more(ground, new_database) -> None:
    url = new_database()
    assert ground.concejo("move", "--to", url).returncode == 0
    done = moved(ground, url).concejo("move", "--to", new_database())
    assert (done.returncode, "on PostgreSQL already" in done.stderr) == (2, True)


def test_a_move_that_is_killed_leaves_nothing(lived, new_database) -> None:
    """Stopped in the middle of copying: the server forgets all of it, the next move begins anew."""
    url = new_database()
    hang = (
        "import django, sys; django.setup()\n"
        "from concejo.config.commands import move\n"
        "from concejo.config.moving import carry\n"
        "from types import SimpleNamespace\n"
        "bind = carry._bind\n"
        "carry._bind = lambda *given: (bind(*given), print('copied', flush=True), sys.stdin.read())\n"
        f"move.run(SimpleNamespace(to={url!r}, check=False))\n"
    )
    moving = lived.start("-c", hang)
    try:
        assert moving.stdout.readline().strip() == "copied"
    finally:
        moving.kill()
        moving.communicate()
    assert tables(url) == 0
    done = lived.concejo("move", "--to", url)
    assert done.returncode == 0, done.stderr


def test_the_password_is_not_told_again(ground, new_database) -> None:
    url = new_database().replace("postgres@", "postgres:s3cr3t@")
    done = ground.concejo("move", "--check", "--to", url)
    assert done.returncode == 0, done.stderr
    assert "s3cr3t" not in ground.concejo("move", "--to", url).stdout + done.stdout
