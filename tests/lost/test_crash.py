# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kill -9 under load, a few times; `python -m bench.crash` does it at large."""

import pytest

from bench import crash

pytestmark = pytest.mark.slow


def test_nothing_is_lost_and_nothing_done_twice(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(crash, "IN_FLIGHT", {"letters": 6, "deliveries": 2})
    monkeypatch.setattr(crash, "PARTS", ("worker", "web"))
    said: list[str] = []
    assert crash.Trial(tmp_path / "crash", seed=7, say=said.append).run(2) == 0, said
    assert said[-1].startswith("2 rounds, killed {"), said
    assert "nothing lost, nothing twice" in said[-1]
