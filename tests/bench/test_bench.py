# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bench can be asked what it measures, makes its towns alike, and says what it could not measure. No speed here."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from architecture.house import ROOT
from bench import report
from bench.measure import Row, Spread, missing, p95
from bench.towns import Scratch, environment


def bench(*words):
    env = environment(ROOT / "var")
    return subprocess.run(
        [sys.executable, "-m", "bench", *words], capture_output=True, text=True, check=False, cwd=ROOT, env=env
    )


def test_it_says_which_rows_there_are():
    said = bench("--list")
    assert said.returncode == 0
    names = {line.split()[0] for line in said.stdout.splitlines()}
    rows = "cache home flat search mail letters inbox memory documents deliveries guard faces kinds map same streams"
    assert {*rows.split(), "open311", "processes", "clone", "import", "city"} == names


def test_every_row_is_explained_on_the_page():
    page = (ROOT / "docs" / "run" / "performance.md").read_text(encoding="utf-8")
    names = {line.split()[0] for line in bench("--list").stdout.splitlines()}
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_an_unknown_row_is_a_wrong_call():
    assert bench("nonsense").returncode == 2


def test_the_table_shows_the_reference_and_what_is_missing():
    spread = Spread.of([2.0, 1.0, 4.0])
    row = Row(
        name="a page", figure=spread.median, unit="CPU-ms", target="≤ 3 CPU-ms", met=True, spread=spread,
        reference="bare SQL", reference_figure=0.5, reference_unit="CPU-ms",
    )  # fmt: skip
    table = report.table([row, missing("a server", "nginx is not installed: apt-get install -y nginx")])
    assert "2.00 CPU-ms" in table
    assert "1.00 to 4.00, 3" in table
    assert "bare SQL: 0.50 CPU-ms" in table
    assert "not measured" in table
    assert "apt-get install -y nginx" in table
    assert json.loads(report.as_json([row], {}))["rows"][0]["figure"] == 2.0


def test_nineteen_of_twenty_do_not_exceed_it():
    assert p95(list(range(1, 21))) == 19


@pytest.mark.slow
def test_a_small_town_is_made_and_its_pages_open(tmp_path):
    data = Scratch(tmp_path).town(400)
    made = json.loads((data.parent / "made.json").read_text())
    assert made["posts"] >= 400
    assert datetime.fromisoformat(made["now"]) <= datetime.now(UTC)
    questions = [
        {"ask": "count", "page": page} for page in ("home", "conversation", "case", "department", "worklist", "desk")
    ]
    said = subprocess.run(
        [sys.executable, "-m", "bench.inside"], input="".join(json.dumps(one) + "\n" for one in questions),
        capture_output=True, text=True, check=True, cwd=ROOT, env=environment(data),
    )  # fmt: skip
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    assert len(answers) == len(questions)
    assert all("error" not in one for one in answers), said.stderr


@pytest.mark.slow
def test_nearly_every_face_of_the_samples_is_covered():
    if not (Path(sys.prefix) / "samples").is_dir():
        pytest.skip("the photos to look at are not here: ./concejo prepare --for dev fetches them")
    said = bench("faces", "--quick", "--json")
    assert said.returncode == 0, said.stdout
    rows = {row["name"]: row for row in json.loads(said.stdout)["rows"]}
    assert rows["faces covered"]["figure"] >= 95
    assert rows["false boxes in pictures without a face"]["figure"] <= 5
