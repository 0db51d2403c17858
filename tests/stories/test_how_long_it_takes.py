# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the town does, for everybody to read: what was reported, what is mended, what is open, and how long it takes.

At the end of the month Tomás, who thinks of moving here, reads the figures of the town. Sixteen lamps and holes were
reported. He finds how many are mended and how many only done, in which days and out of how many; that the lamps take
two days, and that of the holes more than half are still open. No figure is younger than last night's.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from cast import Cast, address
from concejo.cases import actions, reckon
from concejo.cases.bulk import Row, bring
from concejo.cases.models import Case, Category, State
from concejo.core import clock
from concejo.core.models import ChangeCounter

NOW = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
MORNING = NOW - timedelta(days=20)


@pytest.fixture
def november(town: Cast) -> Cast:
    """Eight lamps, of which seven were done after two days; eight holes, of which one was."""
    rows = []
    for line in range(16):
        lamp = line < 8
        done = line < 7 or line == 15
        rows.append(Row(
            line=line, external_id=str(line), text="Está roto.", category="lamp" if lamp else "road", opened=MORNING,
            state=State.DONE if done else State.RECEIVED, closed=MORNING + timedelta(days=2) if done else None,
            seen=NOW, place="calle Real",
        ))  # fmt: skip
    with clock.at(NOW):
        bring(rows, source="november")
    return town


def read(query: str = "", *, language: str = "en") -> str:
    return Client(headers={"accept-language": language}).get(f"/figures/{query}").content.decode()


def test_tomas_reads_what_is_mended_and_what_is_open(november: Cast) -> None:
    assert "reckoned once a night" in read(), "no figure is made because somebody looks"
    with clock.at(NOW):
        reckon.when_due()
        page = read()
        assert "from 1 December 2025 to 30 November 2026" in page
        assert "16 cases were reported" in page
        assert "Mended, as a neighbour confirmed: 0 of 16." in page
        assert "Done, and nobody has confirmed it: 8 of 16." in page
        assert "nothing is known since: 8 of 16" in page
        assert "Half were done within 2 days." in page
        lamps, holes = (Category.objects.get(slug=one).pk for one in ("lamp", "road"))
        assert "Half were done within 2 days." in read(f"?about=category:{lamps}")
        assert "More than half are still open after 20 days." in read(f"?about=category:{holes}")
        assert "<svg" in page
        assert "The numbers as a table" in page


def test_closed_is_not_mended_until_a_neighbour_says_so(november: Cast) -> None:
    november.hears("Alejandra", "La farola de la calle Real está apagada.")
    lamp = Case.objects.get(brought=None)
    november.says("Miguel", "Hecho: bombilla nueva.", to=lamp)
    lamp.refresh_from_db()
    if lamp.state != State.DONE:
        actions.done(lamp, by=november["Miguel"], post=lamp.main.posts.order_by("-pk")[0])
    with clock.at(clock.now() + timedelta(days=1)):
        reckon.reckon()
        assert "confirmed: 0 of 17." in read("?period=always")
        actions.mended(lamp, by=address("Alejandra"))
        assert "confirmed: 0 of 17." in read("?period=always"), "figures are those of last night, and say so"
        reckon.reckon()
        assert "confirmed: 1 of 17." in read("?period=always")
        assert "confirmó un vecino: 1 de 17." in read("?period=always", language="es")
        assert "un habitant l’a confirmé : 1 sur 17." in read("?period=always", language="fr")


def test_each_table_can_be_taken_away(november: Cast) -> None:
    with clock.at(NOW):
        reckon.reckon()
    answer = Client(headers={"accept-language": "en"}).get("/figures/category.csv?period=year")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("line,from,to,reported,answered,answered_of,mended,done_not_confirmed")
    assert len(lines) == 3
    assert {line.split(",")[3] for line in lines[1:]} == {"8"}
    assert Client().get("/figures/nothing.csv").status_code == 404


def test_a_page_that_was_kept_is_made_anew_with_the_figures(november: Cast) -> None:
    before = ChangeCounter.objects.filter(scope=reckon.SCOPE).count()
    with clock.at(NOW):
        reckon.reckon()
    assert ChangeCounter.objects.filter(scope=reckon.SCOPE).count() == before + 1
