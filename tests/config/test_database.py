# SPDX-License-Identifier: AGPL-3.0-or-later
"""The setting database_url: read as libpq reads it, and refused with a sentence."""

import importlib.util

import pytest
from django.db import connection

from concejo.config import commands, database
from concejo.config.options import WrongSetting

NAMES = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


def described(url, tmp_path):
    return database.describe(url, data=tmp_path)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://concejo:p%40ss%2Fwort@db.olivar.example:5433/olivar",
         ("olivar", "concejo", "p@ss/wort", "db.olivar.example", "5433")),
        ("postgres://db/olivar", ("olivar", "", "", "db", "")),
        ("postgresql:///olivar?host=/run/postgresql", ("olivar", "", "", "/run/postgresql", "")),
        ("postgresql://concejo@%2Frun%2Fpostgresql/olivar", ("olivar", "concejo", "", "/run/postgresql", "")),
        ("postgresql:///olivar?host=/run/postgresql&port=5434&user=concejo",
         ("olivar", "concejo", "", "/run/postgresql", "5434")),
        ("postgresql://[::1]:5432/olivar", ("olivar", "", "", "::1", "5432")),
        ("postgresql://one:5432,two:5433/olivar?target_session_attrs=read-write",
         ("olivar", "", "", "one,two", "5432,5433")),
    ],
)  # fmt: skip
def test_every_way_to_write_an_address(url, expected, tmp_path) -> None:
    told = described(url, tmp_path)
    assert tuple(told[name] for name in NAMES) == expected


def test_other_words_of_the_address_reach_the_server(tmp_path) -> None:
    words = "sslmode=verify-full&sslrootcert=/etc/ca.pem&application_name=olivar&options=-c%20work_mem%3D8MB"
    options = described(f"postgresql://db/olivar?{words}", tmp_path)["OPTIONS"]
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert options["application_name"] == "olivar"
    assert options["options"].endswith("-c work_mem=8MB"), "what the address says comes last and wins"


def test_connections_are_kept_and_looked_at(tmp_path) -> None:
    told = described("postgresql://db/olivar", tmp_path)
    assert (told["CONN_MAX_AGE"], told["CONN_HEALTH_CHECKS"]) == (600, True)
    assert told["OPTIONS"]["application_name"] == "concejo"
    assert told["OPTIONS"]["connect_timeout"] == "10"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://db/olivar", "must begin with postgresql://"),
        ("postgresql://db", "names no database"),
        ("postgresql://db/olivar?colour=blue", "colour"),
        ("postgresql://concejo:secret@db:port:port/olivar", "is wrong"),
    ],
)
def test_an_address_that_makes_no_sense(url, sentence, tmp_path) -> None:
    with pytest.raises(WrongSetting, match=sentence) as caught:
        described(url, tmp_path)
    assert caught.value.code == 78
    assert "secret" not in str(caught.value)


def test_without_psycopg_a_sentence_names_the_command_that_installs_it(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(database, "find_spec", lambda _name: None)
    with pytest.raises(WrongSetting, match=r"\./concejo prepare --for postgres") as caught:
        described("postgresql://db/olivar", tmp_path)

    def run(*_words):
        raise caught.value

    monkeypatch.setattr(commands, "_run", run)
    assert commands.main(["serve"]) == 69
    assert "prepare --for postgres" in capsys.readouterr().err


def test_a_village_asks_for_no_server(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert described("", tmp_path)["NAME"] == tmp_path / "concejo.sqlite3"


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_what_is_asked_of_the_server() -> None:
    """The server of the tests has other habits (tests/counterparts/postgresql.py), which must not matter."""
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL: ./concejo test --on postgresql")
    names = ("TimeZone", "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "application_name")
    assert [asked(f"SHOW {name}") for name in names] == ["UTC", "20s", "1min", "5min", "concejo"]
    isolation = [asked(f"SHOW {name}") for name in ("transaction_isolation", "default_transaction_isolation")]
    assert isolation == ["read committed", "read committed"], "inside a transaction, and for statements without one"
