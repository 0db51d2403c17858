# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters as mail programs write them, and the words that remain."""

from pathlib import Path

import pytest

from concejo.channels.contract import Said
from concejo.channels.kinds.email.cut import cut
from concejo.channels.kinds.email.driver import driver
from tests.channels.email.conftest import letter, town

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.eml"))


def test_there_are_enough() -> None:
    assert len(SAMPLES) >= 60


@pytest.mark.parametrize("path", SAMPLES, ids=lambda one: one.stem)
def test_the_new_words_of_a_letter(path: Path) -> None:
    (said,) = driver.read(letter(path.read_bytes()), town())
    assert isinstance(said, Said)
    assert said.text == path.with_suffix(".txt").read_text(encoding="utf-8").strip("\n")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda one: one.stem)
def test_line_ends_of_the_wire_change_nothing(path: Path) -> None:
    data = path.read_bytes()
    (one,) = driver.read(letter(data), town())
    (other,) = driver.read(letter(data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")), town())
    assert isinstance(one, Said)
    assert isinstance(other, Said)
    assert one.text == other.text
    assert cut(one.text) == one.text
