# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front asks PostgreSQL whether a kept page still holds."""

import asyncio
from dataclasses import dataclass, field

import pytest

from concejo.config import database
from concejo.front.check_postgres import PostgresCheck

TOUCH = "from concejo.core import changes; changes.touch({scope!r})"


@dataclass
class Page:
    counters: dict[str, int] = field(default_factory=dict)
    turn: int = 0


@pytest.fixture
def check(city, tmp_path):
    described = database.describe(city.settings["CONCEJO_DATABASE_URL"], data=tmp_path)
    return PostgresCheck(database.conninfo(described))


def test_a_page_holds_until_its_own_counters_rise(city, check) -> None:
    async def asked() -> list[object]:
        page = Page(await check.read(["square", "case:1"]))
        said = [page.counters, await check.holds(page)]
        for scope in ("case:2", "square"):
            await asyncio.to_thread(city.in_town, TOUCH.format(scope=scope))
            said.append(await check.holds(page))
        said.append(await asyncio.gather(*(check.holds(page) for _hit in range(40))))
        await check.close()
        return said

    assert asyncio.run(asked()) == [{"square": 0, "case:1": 0}, True, True, False, [False] * 40]


def test_open_streams_hear_that_something_was_committed(city, check) -> None:
    async def asked() -> float:
        await check.changed()  # from now on it listens
        loop = asyncio.get_running_loop()
        waiting = loop.create_task(check.changed())
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await asyncio.to_thread(city.in_town, TOUCH.format(scope="square"))
        begun = loop.time()
        await asyncio.wait_for(waiting, 5)
        await check.close()
        return loop.time() - begun

    assert asyncio.run(asked()) < 2


def test_a_server_that_is_away_keeps_no_page(tmp_path) -> None:
    async def asked() -> bool:
        away = PostgresCheck(database.conninfo(database.describe("postgresql:///x?host=/nowhere", data=tmp_path)))
        return await away.holds(Page({"square": 0}))

    assert asyncio.run(asked()) is False
