# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long things take when some have not ended: the estimator against figures that were published."""

from collections import Counter

import pytest

from concejo.cases.survival import curve

# Weeks in remission under 6-mercaptopurine and under placebo (Freireich et al., Blood 21, 1963; Gehan, Biometrika 52,
# 1965); the estimates and log-log intervals are those that statistical textbooks and packages print for them.
TREATED = ([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO = ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [])
PUBLISHED = [
    (6, 0.857, 0.620, 0.952, 21), (7, 0.807, 0.563, 0.923, 17), (10, 0.753, 0.503, 0.889, 15),
    (13, 0.690, 0.432, 0.849, 12), (16, 0.627, 0.368, 0.805, 11), (22, 0.538, 0.268, 0.747, 7),
    (23, 0.448, 0.188, 0.680, 6),
]  # fmt: skip


def lengths(happened: list[int], unseen: list[int]) -> Counter[tuple[int, bool]]:
    return Counter([(one, True) for one in happened] + [(one, False) for one in unseen])


def test_it_is_what_was_published() -> None:
    found = curve(lengths(*TREATED))
    told = [(one.at, one.open, one.low, one.high, one.watched) for one in found.moments]
    for mine, theirs in zip(told, PUBLISHED, strict=True):
        assert mine == pytest.approx(theirs, abs=0.0006)
    assert (found.half, found.counted, found.happened, found.longest) == (23, 21, 9, 35)


def test_where_nothing_is_unseen_it_is_the_plain_share() -> None:
    found = curve(lengths(*PLACEBO))
    assert found.half == 8
    assert found.open_after(7) == pytest.approx(12 / 21)
    assert found.open_after(0) == 1
    assert found.moments[-1].open == 0


def test_half_is_not_told_before_it_is_reached() -> None:
    found = curve(lengths([1, 2], [3, 30, 30, 30]))
    assert found.half is None, "the two that ended took a day and two; that says nothing of the others"
    assert found.until(0.3) == 2
    assert found.longest == 30


def test_of_nothing_nothing_is_said() -> None:
    found = curve({})
    assert (found.half, found.counted, found.moments) == (None, 0, ())
