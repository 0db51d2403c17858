# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases of another register are brought in: in order, once, covered, found again, and the pages stay fast."""

import argparse
import gzip
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import PASSWORD, Cast
from concejo.cases.bulk import columns_for, read_rows
from concejo.cases.bulk.rows import Wrong
from concejo.cases.likely import Asked, likely_same
from concejo.cases.models import Brought, Case, Category, State, Step
from concejo.config.commands import import_cases
from concejo.core.models import ChangeCounter, LedgerLine, Promise
from concejo.square import search
from concejo.square.models import Conversation, Post
from concejo.town.models import Street

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "fixtures" / "cases_small.csv"
MADRID = ROOT.parent / "shared" / "data" / "cases" / "madrid_avisos_2024-05.csv.gz"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(monkeypatch, town: Cast) -> Cast:
    monkeypatch.setattr(import_cases.ready, "make_tables", lambda: None)
    return town


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    import_cases.arguments(parser)
    return import_cases.run(parser.parse_args(words))


def test_what_can_be_taken_is_taken_and_the_rest_is_named(ready, capsys) -> None:
    assert run(str(SMALL)) == 1
    said = capsys.readouterr()
    assert "5 cases brought in from cases-small" in said.out
    assert re.findall(r"line (\d+): (.+)", said.err) == [
        ("5", "there are no words"),
        ("6", "opened is no time that can be read; write 2026-11-19T22:48 or 2026-11-19"),
        ("8", "the same id stands in the file twice"),
        ("9", "lat and lon come in pairs"),
        ("10", f"the state is none of {', '.join(sorted(import_cases_states()))}"),
    ]


def import_cases_states() -> set[str]:
    return {*map(str, State), "open", "closed", "initial_node", "middle_node", "final_ok_node", "final_not_ok_node"}


def test_numbers_and_ids_are_in_the_order_of_time(ready) -> None:
    run(str(SMALL))
    in_time = list(Case.objects.order_by("opened_at"))
    assert [one.number for one in in_time] == ["2024-0001", "2025-0001", "2025-0002", "2025-0003", "2025-0004"]
    assert [one.pk for one in in_time] == sorted(one.pk for one in in_time)
    assert all(0 < one.pk < 2**63 for one in in_time)


def test_words_are_covered_before_they_are_written(ready) -> None:
    run(str(SMALL))
    post = Post.objects.get(text__contains="bache")
    assert "612" not in post.text
    assert "•••••" in post.text
    assert post.facts == {"covered": ["phone"]}
    assert "612" not in post.conversation.title


def test_states_steps_streets_kinds_and_departments(ready) -> None:
    run(str(SMALL))
    by_id = {one.external_id: one.case for one in Brought.objects.select_related("case__department__handle")}
    assert [by_id[key].state for key in ("R-1", "R-2", "R-3", "R-6", "R-9")] == [
        "done", "assigned", "mended", "received", "not_ours",
    ]  # fmt: skip
    assert list(by_id["R-3"].steps.order_by("at", "id").values_list("act", flat=True)) == ["opened", "done", "mended"]
    assert by_id["R-3"].mended_at == by_id["R-3"].closed_at
    assert by_id["R-1"].street == Street.objects.get(name="calle Real")
    assert by_id["R-2"].category == Category.objects.get(slug="pothole")
    assert by_id["R-6"].category == Category.objects.get(slug="estanques")
    assert str(by_id["R-9"].department) == "policia"
    assert by_id["R-2"].due_at is None


def test_again_changes_nothing(ready, capsys) -> None:
    run(str(SMALL))
    counts = [model.objects.count() for model in (Case, Post, Conversation, Step, Street, Category)]
    run(str(SMALL))
    assert [model.objects.count() for model in (Case, Post, Conversation, Step, Street, Category)] == counts
    assert "0 cases brought in" in capsys.readouterr().out.splitlines()[-1]


def test_it_is_history_and_not_news(ready) -> None:
    run(str(SMALL))
    assert not Promise.objects.exists()
    assert LedgerLine.objects.filter(act="cases.brought").count() == 1
    assert ChangeCounter.objects.filter(scope__in=["square", "cases", "worklists"]).count() == 3
    assert [post.text for post in search.find("estanque")] == ["El estanque está verde."]


def test_a_dry_run_changes_nothing(ready, capsys) -> None:
    assert run(str(SMALL), "--dry-run") == 1
    assert "5 lines can be taken, 5 not. Nothing was changed." in capsys.readouterr().out
    assert not Case.objects.exists()


def test_columns_may_be_told_and_the_file_may_be_packed(ready, tmp_path, capsys) -> None:
    file = tmp_path / "otra.csv.gz"
    file.write_bytes(gzip.compress("aviso;\nx\n".replace(";", ",fecha").encode() + b"La fuente no corre,2025-05-05\n"))
    assert run(str(file)) == 2
    assert "no column for text and opened; say which with --map text=COLUMN" in capsys.readouterr().err
    assert run(str(file), "--map", "text=aviso", "--map", "opened=fecha", "--source", "otra") == 1
    assert Case.objects.get().brought.source == "otra"


def test_a_column_that_is_not_there_is_said() -> None:
    with pytest.raises(Wrong, match="no column called nada"):
        columns_for(["text", "opened"], {"place": "nada"})


def test_lines_of_nonsense_never_end_an_import(town) -> None:
    lines = [{"text": "a", "opened": odd} for odd in ("", "0000-00-00", "1999-12-31", "2999-01-01", "hoy")]
    found = list(read_rows(enumerate(lines, start=2), {"text": "text", "opened": "opened"}, zone=ZoneInfo("UTC")))
    assert [line for line, _reason in found] == [2, 3, 4, 5, 6]


@pytest.fixture
def city(ready, capsys) -> Cast:
    """Nineteen thousand cases of a city; their words stay out of the repository and of every output."""
    if not MADRID.exists():
        pytest.skip("the file of a city's cases is not here (../shared/data/cases); it may not be copied")
    assert run(str(MADRID), "--source", "city") == 1  # seven lines hold no words
    said = capsys.readouterr()
    assert "19120 cases brought in from city" in said.out
    assert "7 lines not taken" in said.out
    return ready


@pytest.mark.slow
def test_a_city_is_brought_in_and_its_pages_stay_fast(city: Cast, client: Client) -> None:
    assert Case.objects.count() == Post.objects.count() == Conversation.objects.count() == 19_120
    assert Case.objects.values_list("number", flat=True).latest("opened_at") == "2024-19120"
    states = dict.fromkeys(("assigned", "done", "declined", "received"), 0)
    for state in Case.objects.values_list("state", flat=True):
        states[state] += 1
    assert states["done"] < 3_640
    assert states["declined"] < 1_300
    case = Case.objects.filter(category__name__es="Farola apagada", state="assigned").with_all().latest("opened_at")
    plans = Plans()
    for url in ("/", "/cases/", "/cases/?which=all", "/talk/", "/search/?q=farola", f"/c/{case.number}/"):
        with CaptureQueriesContext(connection) as few:
            assert client.get(url).status_code == 200
        asked = [one for one in few.captured_queries if one["sql"].startswith("SELECT")]  # the import's news come first
        assert 0 < len(asked) < 30, url
        plans.look(few, url)
    staff = Client()
    assert staff.login(username="pilar", password=PASSWORD)
    for url in ("/tasks/list/", "/tasks/list/?which=all", "/tasks/list/?which=done", "/tasks/round/?which=open"):
        with CaptureQueriesContext(connection) as few:
            assert staff.get(url).status_code == 200
        assert 0 < len(few) < 40, url
        plans.look(few, url)
    with CaptureQueriesContext(connection) as same:
        asked = Asked(text="Farola apagada", category=case.category, lat=case.lat, lon=case.lon, street=case.street)
        found = likely_same(asked)
    assert len(same) <= 3
    assert len(found) <= 3
    plans.look(same, "duplicates")
    assert not plans.scans, plans.scans


class Plans:
    """Asks SQLite how it answers; a full look through the posts or cases is noted with the page."""

    def __init__(self) -> None:
        self.scans: list[str] = []

    def look(self, captured: CaptureQueriesContext, page: str) -> None:
        if connection.vendor != "sqlite":
            return
        for query in captured.captured_queries:
            if not query["sql"].startswith("SELECT"):
                continue
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}".replace("%", "%%"))
                steps = [row[3] for row in cursor.fetchall()]
            big = ("square_post", "cases_case", "square_conversation")
            self.scans += [
                f"{page}: {step}: {query['sql'][:160]}" for step in steps
                if re.match(rf"SCAN ({'|'.join(big)})\b(?!.*USING)", step)
            ]  # fmt: skip


def test_what_is_of_a_private_kind_comes_in_private(ready, tmp_path) -> None:
    secret = "la del tercero grita a medianoche"
    path = tmp_path / "old.csv"
    path.write_text(
        f"id,text,opened,category,state\n1,{secret},2024-05-03T10:00:00+02:00,noise,done\n", encoding="utf-8"
    )
    assert run(str(path)) == 0
    case = Case.objects.get()
    assert (case.is_private, case.category.slug) == (True, "noise")
    assert case.main.posts.get().words == secret
    assert not search.find("medianoche")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names from the database itself
            assert secret not in str(cursor.fetchall()), table
